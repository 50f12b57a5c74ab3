// SPDX-License-Identifier: Apache-2.0
// Privileged, hidden and meaningless instructions, in both modes of the guest.
#include "guest.h"

#define NOP      0x00000000u
#define BRANCH   0x10000001u /* b to behind the delay slot */
#define ERET     0x18
#define WAIT     0x20
#define CO(f)    (0x42000000u | (f))
#define COP0(rs) (0x40026000u | (rs) << 21) /* rt = v0, rd = 12 */
#define CACHE(o) (0xbc800000u | (o) << 16)  /* cache o, 0(a0) */

static const struct {
	const char *name;
	uint32_t insn;
	uint32_t may;
} hidden[] = {
        {"sdbbp", 0x7000003fu, MAY(10)},
        {"sdbbp with a code", 0x7003ffffu, MAY(10)},
        {"lwe", 0x7c82002fu, MAY_REFUSE},
        {"swe", 0x7c85001fu, MAY_REFUSE},
        {"lbe", 0x7c82002cu, MAY_REFUSE},
        {"sbe", 0x7c85001cu, MAY_REFUSE},
        {"lle", 0x7c82002eu, MAY_REFUSE},
        {"sce", 0x7c85001eu, MAY_REFUSE},
        {"cachee", 0x7c95001bu, MAY_REFUSE},
        {"prefe", 0x7c800023u, MAY_REFUSE},
        {"lwle", 0x7c820019u, MAY_REFUSE},
        {"swre", 0x7c850022u, MAY_REFUSE},
        {"fork", 0x7c851008u, MAY_REFUSE},
        {"yield of threads", 0x7c801009u, MAY_REFUSE},
        {"vector move", 0x78be0019u, MAY_REFUSE},
        {"vector load", 0x78001020u, MAY_REFUSE},
        {"vector control", 0x787e0059u, MAY_REFUSE},
        {"DSP addition", 0x7c851010u | 2u << 6, MAY_REFUSE},
        {"DSP control", 0x7c801478u | 0x13u << 6, MAY_REFUSE},
        {"coprocessor 1", 0x44020000u, MAY(11)},
        {"coprocessor 1 control", 0x4442f800u, MAY(11)},
        {"coprocessor 1 load", 0xc4820000u, MAY(11)},
        {"coprocessor 2", 0x48020000u, MAY_REFUSE},
        {"coprocessor 2 load", 0xc8820000u, MAY_REFUSE},
        {"coprocessor 3", 0x4c820000u, MAY_REFUSE},
        {"ldpc of release 6", 0xec580000u, MAY_REFUSE},
        {"jalx", 0x74000000u, MAY_ANY},
        {"64-bit load", 0xdc820000u, MAY_REFUSE},
        {"64-bit addition", 0x0085102du, MAY_REFUSE},
        {"reserved", 0x0000003fu, MAY_REFUSE},
        {"break", 0x0000000du, MAY(9)},
        {"trap", 0x00000034u, MAY(13)},
        {"overflow", 0x20a27fffu, MAY(12)},
        {"wait in user mode", CO(WAIT), MAY_RETURN | MAY(11)},
};
#define HIDDEN (sizeof(hidden) / sizeof(hidden[0]))

static void one(const char *what, uint32_t insn, uint32_t kernel, uint32_t user)
{
	const uint32_t slot[] = {BRANCH, insn, NOP};

	expect(what, insn, attempt1(insn, KSEG0, 0x7fffffffu, false), kernel);
	restore_processor();
	expect(what, insn, attempt(slot, 3, KSEG0, 0x7fffffffu, false), kernel);
	restore_processor();
	expect(what, insn, attempt1(insn, KSEG0, 0x7fffffffu, true), user);
	expect(what, insn, attempt(slot, 3, KSEG0, 0x7fffffffu, true), user);
}

/* ERET goes where EPC says; a WAIT with all interrupts masked would be the guest's end (end.c). */
static void coprocessor_0(void)
{
	for (uint32_t f = 0; f < 64; f++)
		if (f != ERET && f != WAIT)
			one("COP0 operation", CO(f), MAY_RETURN | MAY_REFUSE, MAY(11) | MAY(10));
	for (uint32_t rs = 0; rs < 16; rs++)
		one("COP0 move", COP0(rs), MAY_RETURN | MAY_REFUSE, MAY(11));
	CP0_SET(14, 0, 0x80000000u + memory_bytes);
	expect("eret in user mode", 0, attempt1(CO(ERET), 0, 0, true), MAY(11));
	tlb_flush();
}

/* Operations on foreign addresses and on every index: own memory must still be there, and everybody else's. */
static void caches(void)
{
	static const uint32_t addresses[] = {KSEG0 + 0x2000, KSEG0 + 0x00ffff00u, KSEG0 + 0x0ff00000u, 0xa0100000u,
	                                     0xbfc00000u,    0xb80003f8u,         0xc0000000u,         0x10000000u,
	                                     0xbf000900u,    0xfffffff0u,         KSEG0 + 0x00100180u};

	for (unsigned i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		for (uint32_t op = 0; op < 32; op++) {
			expect("cache operation", op << 24 | i, attempt1(CACHE(op), addresses[i], 0, false),
			       MAY_RETURN | MAY_REFUSE | MAY_TLB | MAY_BUS);
			expect("user cache operation", op << 24 | i, attempt1(CACHE(op), addresses[i], 0, true),
			       MAY(11));
		}
	}
}

/* Numbers that look like anything; the same in every run. */
static uint32_t any(void)
{
	static uint32_t state = 1;

	state = state * 1664525u + 1013904223u;
	return state ^ state >> 15;
}

/* Whatever a program executes, its kernel gets the processor back. Branches and jumps are left out: they may go round for ever. */
static bool goes_on(uint32_t insn)
{
	uint32_t op = insn >> 26;

	return op == 1 || (op >= 2 && op <= 7) || (op >= 20 && op <= 23) || op == 29 ||
	       (op == 17 && (insn >> 21 & 31) == 8) || (op == 18 && (insn >> 21 & 31) == 8) ||
	       (op == 0 && (insn & 0x3e) == 8);
}

static void anything(void)
{
	static const uint32_t bases[] = {0, 0x40000000u, 0x7c000000u, 0x70000000u, 0x78000000u};

	for (unsigned i = 0; i < 2000; i++) {
		uint32_t insn[4];

		for (unsigned k = 0; k < 4; k++) {
			insn[k] = any();
			if (any() % 2)
				insn[k] = (insn[k] & 0x03ffffffu) | bases[any() % 5];
			if (goes_on(insn[k]))
				insn[k] = NOP;
		}
		expect("random instructions", i, attempt(insn, 4, KSEG0 + (any() & 0x0fffffffu), any(), true), MAY_ANY);
	}
}

void attack_instructions(void)
{
	for (unsigned i = 0; i < HIDDEN - 1; i++)
		one(hidden[i].name, hidden[i].insn, hidden[i].may, hidden[i].may);
	expect(hidden[HIDDEN - 1].name, 0, attempt1(hidden[HIDDEN - 1].insn, 0, 0, true), MAY(11));
	coprocessor_0();
	caches();
	anything();
	expect("own memory", 0, memory_intact() ? RETURNED : 0, MAY_RETURN);
}
