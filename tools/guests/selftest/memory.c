// SPDX-License-Identifier: Apache-2.0
// Memory: more pages than the TLB has entries, mappings of one page at two addresses, unaligned access, checksums.
#include "selftest.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define AREA (1024u * 1024u)
#define PAGE 4096u

unsigned int crc32_of(const void *data, unsigned int size)
{
	const unsigned char *bytes = data;
	unsigned int crc = ~0u;

	for (unsigned int i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static int checksum_is_right(void)
{
	static unsigned char block[4096];

	REQUIRE(crc32_of("123456789", 9) == 0xcbf43926u);
	memset(block, 0xa5, sizeof(block));
	REQUIRE(crc32_of(block, sizeof(block)) == 0x4a9d36c6u);
	return 0;
}

static int many_pages_keep_their_values(void)
{
	unsigned int *area = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned int words = PAGE / sizeof(*area);

	REQUIRE(area != MAP_FAILED);
	for (unsigned int page = 0; page < AREA / PAGE; page++) {
		REQUIRE(area[page * words] == 0 && area[page * words + words - 1] == 0);
		area[page * words] = page * 2654435761u;
		area[page * words + words - 1] = ~(page * 2654435761u);
	}
	for (int turn = 0; turn < 3; turn++) {
		/* A stride that is prime to the number of pages visits all of them in another order each time. */
		for (unsigned int n = 0, page = 0; n < AREA / PAGE;
		     n++, page = (page + 37 + 2 * (unsigned int)turn) % (AREA / PAGE)) {
			REQUIRE(area[page * words] == page * 2654435761u);
			REQUIRE(area[page * words + words - 1] == ~(page * 2654435761u));
		}
	}
	REQUIRE(munmap(area, AREA) == 0);
	return 0;
}

static int copy_on_write_splits(void)
{
	unsigned int *area = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned int before;
	int child;

	REQUIRE(area != MAP_FAILED);
	for (unsigned int i = 0; i < 16; i++)
		area[i * PAGE / 4 + i] = i + 1;
	before = crc32_of(area, 16 * PAGE);
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0) {
		memset(area, 0xff, 16 * PAGE);
		_exit(area[5] == ~0u ? 0 : 1);
	}
	REQUIRE(ended_with(child) == 0);
	REQUIRE(crc32_of(area, 16 * PAGE) == before);
	return 0;
}

static int file_is_seen_at_two_addresses(void)
{
	int file = open("/tmp/selftest.map", O_RDWR | O_CREAT | O_TRUNC, 0600);
	volatile unsigned int *one;
	volatile unsigned int *two;
	unsigned int got = 0;

	REQUIRE(file >= 0 && ftruncate(file, PAGE) == 0);
	one = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	two = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	REQUIRE(one != MAP_FAILED && two != MAP_FAILED && one != two);
	one[10] = 0x12345678;
	REQUIRE(two[10] == 0x12345678);
	two[11] = 0x9abcdef0;
	REQUIRE(one[11] == 0x9abcdef0);
	REQUIRE(pread(file, &got, 4, 44) == 4 && got == 0x9abcdef0);
	REQUIRE(close(file) == 0 && unlink("/tmp/selftest.map") == 0);
	return 0;
}

static int unaligned_access_works(void)
{
	static unsigned char bytes[16]
	        __attribute__((aligned(8))) = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	uintptr_t at = (uintptr_t)bytes + 1;
	unsigned int word;
	unsigned int half;

	/* lw, lhu and sw by hand: the compiler would use lwl and lwr, which never trap. */
	__asm__ volatile("lw %0, 0(%2)\n\tlhu %1, 6(%2)" : "=&r"(word), "=&r"(half) : "r"(at) : "memory");
	REQUIRE(word == 0x04030201 && half == 0x0807);
	__asm__ volatile("sw %0, 8(%1)" : : "r"(0xa1b2c3d4u), "r"(at) : "memory");
	REQUIRE(bytes[8] == 8 && bytes[9] == 0xd4 && bytes[12] == 0xa1 && bytes[13] == 13);
	__asm__ volatile("lwl %0, 3(%1)\n\tlwr %0, 0(%1)" : "=&r"(word) : "r"(at + 2) : "memory");
	REQUIRE(word == 0x06050403);
	return 0;
}

const struct check memory_checks[] = {
        {"checksum_is_right", checksum_is_right},
        {"many_pages_keep_their_values", many_pages_keep_their_values},
        {"copy_on_write_splits", copy_on_write_splits},
        {"file_is_seen_at_two_addresses", file_is_seen_at_two_addresses},
        {"unaligned_access_works", unaligned_access_works},
        {NULL, NULL},
};
