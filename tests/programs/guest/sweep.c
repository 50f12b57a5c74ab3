// SPDX-License-Identifier: Apache-2.0
// Reaches for memory that is not the guest's: every megabyte of guest-physical memory by every way, in both modes.
#include "guest.h"

#define LW   0x8c820000u /* lw v0, 0(a0) */
#define SW   0xac850000u /* sw a1, 0(a0) */
#define SB   0xa0850003u /* sb a1, 3(a0) */
#define JUMP 0x00800008u /* jr a0 */
#define NOP  0x00000000u

#define WINDOW   0x10000000u
#define STEP     0x00100000u
#define LINEAR   0x20000000u /* what kseg0 and kseg1 reach */
#define FAR_STEP 0x01000000u

static const struct {
	uint32_t insn;
	const char *kernel, *user;
	uint32_t address; /* what user mode gets for an address of the kernel */
} ways[] = {
        {LW, "load", "user load", MAY(4)},
        {SW, "store", "user store", MAY(5)},
        {JUMP, "fetch", "user fetch", MAY(4)},
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static uint32_t go(unsigned way, uint32_t address, bool user)
{
	const uint32_t insn[] = {ways[way].insn, NOP};

	return attempt(insn, 2, address, 0xdeadbeefu, user);
}

/* Behind its own memory there is nothing, whichever segment. */
static void linear(void)
{
	for (uint32_t gpa = memory_bytes; gpa < LINEAR; gpa += STEP) {
		if ((gpa & ~(PAGE - 1)) == GUEST_DEVICES)
			continue;
		for (unsigned way = 0; way < WAYS; way++) {
			expect(ways[way].kernel, KSEG0 + gpa, go(way, KSEG0 + gpa, false), MAY_BUS);
			expect(ways[way].kernel, KSEG1 + gpa, go(way, KSEG1 + gpa, false), MAY_BUS);
		}
	}
}

/* The guest's kernel maps any page for itself and for its programs; the VM has none behind it. */
static void mapped_at(uint32_t gpa)
{
	for (unsigned way = 0; way < WAYS; way++) {
		tlb_set(1, WINDOW, LO(gpa), LO(gpa + PAGE));
		expect(ways[way].kernel, gpa, go(way, WINDOW, false), MAY_BUS);
		expect(ways[way].user, gpa, go(way, WINDOW + PAGE, true), MAY_BUS);
	}
}

static void mapped(void)
{
	for (uint32_t gpa = memory_bytes; gpa < LINEAR; gpa += STEP)
		if ((gpa & ~(PAGE - 1)) != GUEST_DEVICES)
			mapped_at(gpa);
	for (uint32_t gpa = LINEAR; gpa >= LINEAR; gpa += FAR_STEP)
		mapped_at(gpa);
	mapped_at(0xffffe000u);
}

/* A page twice as large as the guest's memory does not carry it over the end. */
static void large(void)
{
	uint32_t half = 16u << 20;

	CP0_SET(0, 0, 2);
	CP0_SET(5, 0, 0x01ffe000u);
	CP0_SET(10, 0, 0x20000000u);
	CP0_SET(2, 0, LO(0));
	CP0_SET(3, 0, LO(half));
	__asm__ volatile("tlbwi\n\tehb" : : : "memory");
	restore_processor();
	for (unsigned way = 0; way < WAYS; way++) {
		expect("large page", memory_bytes, go(way, 0x20000000u + memory_bytes, false), MAY_BUS);
		expect("large page", half, go(way, 0x20000000u + half, false), MAY_BUS);
	}
	expect("large page, inside", 0, go(0, 0x20000000u + 0x40, false), MAY_RETURN);
	expect("own word", attempt_record.value, attempt_record.value == (0x40 ^ memory_secret) ? RETURNED : 0,
	       MAY_RETURN);
}

/* Where the hypervisor's own memory is, seen from the real processor, the guest sees its own or nothing. */
static void hypervisor(void)
{
	static const uint32_t segments[] = {0xc0000000u, 0xdffff000u, 0xe0000000u,
	                                    0xff200000u, 0xff300000u, 0xfffff000u};

	for (unsigned i = 0; i < sizeof(segments) / sizeof(segments[0]); i++) {
		expect("mapped segment", segments[i], go(0, segments[i], false), MAY_TLB);
		expect("mapped segment", segments[i], go(1, segments[i], false), MAY_TLB);
		expect("user, mapped segment", segments[i], go(0, segments[i], true), MAY_ADDRESS);
		tlb_set(1, segments[i], LO(0), LO(0));
		expect("own page in a kernel segment", segments[i], go(0, segments[i], false), MAY_RETURN);
		expect("own word", attempt_record.value, attempt_record.value == memory_secret ? RETURNED : 0,
		       MAY_RETURN);
		expect("user, own page there", segments[i], go(0, segments[i], true), MAY_ADDRESS);
	}
	expect("kernel text", 0, go(0, 0x80100000u, false), MAY_RETURN);
	expect("own vector", attempt_record.value, attempt_record.value == vectors[0] ? RETURNED : 0, MAY_RETURN);
	for (uint32_t at = KSEG0; at >= KSEG0; at += STEP << 3)
		for (unsigned way = 0; way < WAYS; way++)
			expect(ways[way].user, at, go(way, at, true), ways[way].address);
	expect("null", 0, go(0, 0, true), MAY_TLB);
	expect("unaligned", 1, go(0, WINDOW + 1, true), MAY_ADDRESS);
	expect("unaligned kernel address", 1, go(1, KSEG0 + 0x100002u, true), MAY_ADDRESS);
}

/* What a program may do with a page follows its guest's entry, not the hypervisor's. */
static void rights(void)
{
	tlb_set(1, WINDOW, LO_READ(0x2000), LO_READ(0x3000) & ~2u);
	expect("store to a read-only page", 0, go(1, WINDOW, true), MAY(1));
	expect("the same in the kernel", 0, go(1, WINDOW, false), MAY(1));
	expect("byte to a read-only page", 0, attempt1(SB, WINDOW, 0, true), MAY(1));
	expect("invalid page", 0, go(0, WINDOW + PAGE, true), MAY(2));
	expect("page of nobody", 0, go(0, WINDOW + 2 * PAGE, true), MAY(2));
	/* Another address space's entry is not this one's. */
	CP0_SET(0, 0, 1);
	CP0_SET(10, 0, WINDOW | 7);
	CP0_SET(2, 0, LO(0x2000) & ~1u);
	CP0_SET(3, 0, LO(0x3000) & ~1u);
	__asm__ volatile("tlbwi\n\tehb" : : : "memory");
	restore_processor();
	expect("page of another address space", 0, go(0, WINDOW, true), MAY(2));
}

void attack_memory(void)
{
	linear();
	mapped();
	large();
	hypervisor();
	rights();
	expect("own memory", 0, memory_intact() ? RETURNED : 0, MAY_RETURN);
}
