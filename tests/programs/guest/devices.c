// SPDX-License-Identifier: Apache-2.0
// The real board's devices, where a kernel for it expects them, and every wrong way to use the virtual ones.
#include "guest.h"

#define NOP 0x00000000u

/* Loads and stores of every kind at 0(a0), with v0 or a1. */
static const struct {
	uint32_t insn;
	uint32_t bytes; /* alignment that it needs */
	uint32_t may;   /* how it may end on a device register of the guest's own */
} kinds[] = {
        {0x80820000u, 1, MAY_RETURN | MAY_BUS},
        {0x90820000u, 1, MAY_RETURN | MAY_BUS},
        {0x84820000u, 2, MAY_RETURN | MAY_BUS},
        {0x94820000u, 2, MAY_RETURN | MAY_BUS},
        {0x8c820000u, 4, MAY_RETURN | MAY_BUS},
        {0x88820000u, 1, MAY_RETURN | MAY_BUS},
        {0x98820000u, 1, MAY_RETURN | MAY_BUS},
        {0xa0850000u, 1, MAY_RETURN | MAY_BUS},
        {0xa4850000u, 2, MAY_RETURN | MAY_BUS},
        {0xac850000u, 4, MAY_RETURN | MAY_BUS},
        {0xa8850000u, 1, MAY_RETURN | MAY_BUS},
        {0xb8850000u, 1, MAY_RETURN | MAY_BUS},
        {0xc0820000u, 4, MAY_BUS},
        {0xe0850000u, 4, MAY_BUS | MAY_RETURN},
        {0xcc800000u, 1, MAY_RETURN | MAY_BUS},
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))
#define LW    4
#define SB    7
#define SW    9
#define SC    13 /* without a link it stores nothing, and may not even look at the address */
#define PREF  14

/* Serial ports, interrupt controllers, timer, clock, DMA, PCI bridge and adapters, flash, lights, reset. */
static const uint32_t real[] = {
        0xb80003f8u, 0xb80002f8u, 0xb8000020u, 0xb80000a0u, 0xb80004d0u, 0xb8000040u, 0xb8000070u,
        0xb8000000u, 0xb80000d4u, 0xbbe00000u, 0xbbe00cf8u, 0xbbe00c34u, 0xb0000000u, 0xb2000000u,
        0xb7ffff00u, 0xbe000000u, 0xbfc00000u, 0xbfc00010u, 0xbf000400u, 0xbf000408u, 0xbf000508u,
        0xbf000600u, 0xbf000b00u, 0xbf000940u, 0xbf0008f8u, 0xbbdc0000u, 0xbfbf8000u,
};

static uint32_t go(uint32_t insn, uint32_t address, uint32_t value, bool user)
{
	return attempt1(insn, address, value, user);
}

static void board(void)
{
	for (unsigned i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		for (unsigned k = 0; k < KINDS; k++) {
			uint32_t may = k == SC || k == PREF ? MAY_BUS | MAY_RETURN : MAY_BUS;

			expect("device of the board", real[i], go(kinds[k].insn, real[i], 0x42, false), may);
			expect("the same by a program", real[i], go(kinds[k].insn, real[i], 0x42, true),
			       k == PREF ? MAY_RETURN
			       : k == SC ? MAY_ADDRESS | MAY_RETURN
			                 : MAY_ADDRESS);
		}
	}
}

static uint32_t may_at(unsigned kind, uint32_t offset)
{
	uint32_t unaligned = kind == SC ? MAY_ADDRESS | MAY_RETURN : MAY_ADDRESS;

	return offset % kinds[kind].bytes ? unaligned : kinds[kind].may;
}

/* Registers of a serial port that would make the next words unreadable. */
static void serial_back(void)
{
	volatile uint8_t *port = (volatile uint8_t *)(KSEG1 + GUEST_UART);

	port[3 * 8] = 3;
	port[1 * 8] = 0;
	port[2 * 8] = 7;
	port[4 * 8] = 3;
}

static void serial(void)
{
	static const uint32_t values[] = {0xffffffffu, 0, 0x80u, 0x10101010u};

	for (uint32_t at = 0; at < 0x40; at++) {
		for (unsigned k = 0; k < KINDS; k++) {
			/* Bytes that go out would stand in the middle of what is reported. */
			bool sends = k >= SB && k <= SC && at < 8;
			uint32_t may = may_at(k, at);

			for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]) && !sends; i++) {
				uint32_t end = go(kinds[k].insn, KSEG1 + GUEST_UART + at, values[i], false);

				serial_back();
				expect("serial port", kinds[k].insn | at, end, may);
			}
		}
	}
	/* Loopback with everything on, and as much input as there is no room for. */
	volatile uint8_t *port = (volatile uint8_t *)(KSEG1 + GUEST_UART);

	port[4 * 8] = 0x1f;
	port[1 * 8] = 0xff;
	for (unsigned i = 0; i < 100; i++)
		port[0] = (uint8_t)i;
	for (unsigned i = 0; i < 100; i++)
		(void)port[0];
	serial_back();
}

static void reset_word(void)
{
	static const uint32_t values[] = {0, 0xffffffffu, 0x41u, 0x4200u, 0x43u};

	for (uint32_t at = 0; at < 8; at++) {
		for (unsigned k = 0; k < KINDS; k++) {
			uint32_t may = may_at(k, at);

			for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++)
				expect("reset word", kinds[k].insn | at,
				       go(kinds[k].insn, KSEG1 + GUEST_RESET + at, values[i], false), may);
		}
	}
}

/* The device as a program's page: the guest's kernel may do that, and the access is the guest's own. */
static void for_programs(void)
{
	tlb_set(1, 0x10000000u, LO(GUEST_DEVICES), LO(GUEST_DEVICES + PAGE));
	expect("line status for a program", 0, go(kinds[LW].insn, 0x10000928u, 0, true), MAY_RETURN);
	expect("behind the port", 0, go(kinds[LW].insn, 0x10000940u, 0, true), MAY_BUS);
	expect("store behind the reset word", 0, go(kinds[SW].insn, 0x10000508u, 0x42, true), MAY_BUS);
	expect("fetch from the port", 0, attempt_run(KSEG1 + GUEST_UART, 0, 0, false), MAY_BUS);
	expect("fetch from the port by a program", 0, attempt_run(0x10000900u, 0, 0, true), MAY_BUS);
}

void attack_devices(void)
{
	board();
	serial();
	reset_word();
	for_programs();
	expect("own memory", 0, memory_intact() ? RETURNED : 0, MAY_RETURN);
}
