// SPDX-License-Identifier: Apache-2.0
// Small MIPS programs for machines under test.
#ifndef TESTS_EMU_BOARD_PROGRAMS_H
#define TESTS_EMU_BOARD_PROGRAMS_H

#include <stdint.h>

#include "emu/machine.h"

/** Registers by their conventional names. */
enum {
	ZERO = 0,
	A0 = 4,
	A1 = 5,
	A2 = 6,
	A3 = 7,
	T0 = 8,
	T1 = 9,
	T2 = 10,
	SP = 29,
	RA = 31,
};

/** Code under construction; zero-initialised it is empty. It runs at 0x80100000. */
struct program {
	uint32_t word[1024];
	unsigned count;
};

void prog_emit(struct program *p, uint32_t word);
/** Loads a 32-bit constant: two instructions. */
void prog_li(struct program *p, unsigned reg, uint32_t value);
/** Stores a constant byte or word at an address, through T0 and T1. */
void prog_sb(struct program *p, uint32_t address, uint8_t value);
void prog_sw(struct program *p, uint32_t address, uint32_t value);
/** Stores a register at an address, through T1 (the register is not T1). */
void prog_save(struct program *p, uint32_t address, unsigned reg);
/** Loads the word at an address, through the register itself. */
void prog_lw(struct program *p, unsigned reg, uint32_t address);
void prog_mfc0(struct program *p, unsigned reg, unsigned cp0);
void prog_mtc0(struct program *p, unsigned reg, unsigned cp0);
/** Branches back to word @p target while @p a differs from @p b; with its delay slot. */
void prog_bne(struct program *p, unsigned a, unsigned b, unsigned target);
/** Jumps to itself for ever. */
void prog_hang(struct program *p);
void prog_wait(struct program *p);
/** Calls a function and comes back. */
void prog_call(struct program *p, uint32_t address);
/** Asks for a board reset and hangs. */
void prog_reset(struct program *p);

/** Creates a machine for the program; fails the test when that is not possible. */
struct machine *prog_machine(const struct program *p, struct machine_config config);
/** Word in the machine's memory at a physical address. */
uint32_t prog_peek(struct machine *machine, uint32_t pa);

#define PROG_RESULT 0x00080000u /**< physical address where programs leave results */
#define KSEG1       0xa0000000u

#endif
