// SPDX-License-Identifier: Apache-2.0
// Instructions: code written at run time (cache operations), the integer instructions of release 2, hardware registers.
#include "selftest.h"

#include <stdint.h>
#include <sys/cachectl.h>
#include <sys/mman.h>
#include <unistd.h>

static int written_code_runs(void)
{
	uint32_t *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int (*function)(void) = (int (*)(void))code;

	REQUIRE(code != MAP_FAILED);
	for (uint32_t value = 1; value < 20; value++) {
		code[0] = 0x03e00008;             /* jr $ra */
		code[1] = 0x24020000 | value * 3; /* addiu $v0, $zero, value * 3, in the delay slot */
		if (value % 2)
			REQUIRE(cacheflush(code, 8, BCACHE) == 0);
		else
			__builtin___clear_cache((char *)code, (char *)(code + 2));
		REQUIRE(function() == (int)value * 3);
	}
	return 0;
}

static int release_2_instructions(void)
{
	uint32_t a = 0x12345678;
	uint32_t out;

	__asm__("ext %0, %1, 8, 12" : "=r"(out) : "r"(a));
	REQUIRE(out == 0x456);
	out = 0xffffffff;
	__asm__("ins %0, %1, 4, 8" : "+r"(out) : "r"(a));
	REQUIRE(out == 0xfffff78f);
	__asm__("wsbh %0, %1\n\trotr %0, %0, 16" : "=r"(out) : "r"(a));
	REQUIRE(out == 0x78563412);
	__asm__("seb %0, %1" : "=r"(out) : "r"(0x80));
	REQUIRE(out == 0xffffff80);
	__asm__("clz %0, %1" : "=r"(out) : "r"(a));
	REQUIRE(out == 3);
	return 0;
}

static int multiply_and_divide(void)
{
	volatile int32_t minus = -123456789;
	volatile int32_t seven = 7;
	volatile int64_t big = 0x123456789abcdefll;
	int64_t sum = (int64_t)minus * seven + big;

	REQUIRE(minus / seven == -17636684 && minus % seven == -1);
	REQUIRE(sum == 81985528352289372ll);
	REQUIRE(big / 1000003 == 81985283260ll && big % 1000003 == 637115);
	return 0;
}

static int hardware_registers_read(void)
{
	uint32_t line;
	uint32_t first;
	uint32_t second;
	uint32_t tls;

	/* SYNCI_Step, CC and UserLocal: the kernel allows them, in hardware or by emulation. */
	__asm__ volatile("rdhwr %0, $1" : "=r"(line));
	REQUIRE(line <= 256 && (line & (line - 1)) == 0);
	__asm__ volatile("rdhwr %0, $2" : "=r"(first));
	for (volatile int i = 0; i < 100; i++)
		;
	__asm__ volatile("rdhwr %0, $2" : "=r"(second));
	REQUIRE(second - first > 0 && second - first < 0x10000000);
	__asm__ volatile("rdhwr $3, $29\n\tmove %0, $3" : "=r"(tls)::"$3");
	REQUIRE(tls == (uint32_t)(uintptr_t)__builtin_thread_pointer());
	return 0;
}

const struct check code_checks[] = {
        {"written_code_runs", written_code_runs},
        {"release_2_instructions", release_2_instructions},
        {"multiply_and_divide", multiply_and_divide},
        {"hardware_registers_read", hardware_registers_read},
        {NULL, NULL},
};
