// SPDX-License-Identifier: Apache-2.0
// Assembles the boot ROM.
#include "bootrom.h"

enum {
	ZERO = 0,
	V0 = 2,
	A0 = 4,
	A1 = 5,
	A2 = 6,
	T0 = 8,
	T1 = 9,
	SP = 29,
	RA = 31,
	CP0_STATUS = 12,
	DEBUG_ENTRY = 0x480, /* EJTAG's vector without a probe: MIPS32 PRA vol. III, debug exceptions */
	START = 0x580,
	VECTOR = 0x500,
	SERVICES = 0x800,
	REVISION = 0x10,
	GT_RESET_BASE = 0x14000000,
	GT_BASE = 0x1be00000,
	GT_ISD = 0x068,
};

#define KSEG1 0xa0000000u
#define TTY0  0xb80003f8u

/* SPECIAL with a function that no MIPS32 processor has: without a debugger, what enters Debug mode traps at once. */
#define RESERVED 0x0000003fu

/* A place in the ROM that instructions are put at. */
struct code {
	uint8_t *rom;
	uint32_t at;
};

static void emit(struct code *code, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		code->rom[code->at++] = (uint8_t)(word >> 8 * i);
}

static uint32_t immediate(unsigned op, unsigned rs, unsigned rt, uint32_t value)
{
	return op << 26 | rs << 21 | rt << 16 | (value & 0xffff);
}

static void load_immediate(struct code *code, unsigned rt, uint32_t value)
{
	emit(code, immediate(0x0f, ZERO, rt, value >> 16)); /* lui */
	emit(code, immediate(0x0d, rt, rt, value));         /* ori */
}

static void store_word(struct code *code, uint32_t address, uint32_t value)
{
	load_immediate(code, T0, address);
	load_immediate(code, T1, value);
	emit(code, immediate(0x2b, T0, T1, 0)); /* sw */
}

static void nop(struct code *code)
{
	emit(code, 0);
}

static void jump_register(struct code *code, unsigned rs)
{
	emit(code, rs << 21 | 0x08);
}

/* Leaves the error level that reset sets, so that the kernel finds itself in plain kernel mode. */
static void clear_error_level(struct code *code)
{
	emit(code, 0x40000000u | T0 << 16 | CP0_STATUS << 11); /* mfc0 */
	emit(code, 0x7c000004u | T0 << 16 | 2 << 11 | 2 << 6); /* ins: bit 2 from $0 */
	emit(code, 0x40800000u | T0 << 16 | CP0_STATUS << 11); /* mtc0 */
	emit(code, 0x000000c0);                                /* ehb */
}

static void open_galileo(struct code *code)
{
	static const uint32_t decoder[][2] = {
	        {0x48, 0x0c0}, {0x50, 0x040}, /* PCI I/O 0x18000000 to 0x181fffff */
	        {0x58, 0x080}, {0x60, 0x03f}, /* PCI memory 0x10000000 to 0x17ffffff */
	        {0x80, 0x0c1}, {0x88, 0x05e}, /* PCI memory 0x18200000 to 0x1bdfffff */
	};

	store_word(code, KSEG1 + GT_RESET_BASE + GT_ISD, GT_BASE >> 21);
	for (unsigned i = 0; i < sizeof(decoder) / sizeof(decoder[0]); i++)
		store_word(code, KSEG1 + GT_BASE + decoder[i][0], decoder[i][1]);
}

/* int service(void): does nothing, successfully. */
static uint32_t build_nothing(struct code *code)
{
	uint32_t start = code->at;

	jump_register(code, RA);
	emit(code, immediate(0x09, ZERO, V0, 0)); /* addiu v0, zero, 0 */
	return start;
}

/* void print(port, string): up to the terminating zero. */
static uint32_t build_print(struct code *code)
{
	uint32_t start = code->at;

	load_immediate(code, T0, TTY0);
	emit(code, immediate(0x24, A1, T1, 0));       /* loop: lbu t1, 0(a1) */
	emit(code, immediate(0x04, T1, ZERO, 4));     /* beqz t1, end */
	emit(code, immediate(0x09, A1, A1, 1));       /* addiu a1, a1, 1 */
	emit(code, immediate(0x28, T0, T1, 0));       /* sb t1, 0(t0) */
	emit(code, immediate(0x04, ZERO, ZERO, -5u)); /* b loop */
	nop(code);
	jump_register(code, RA); /* end: */
	nop(code);
	return start;
}

/* void print_count(port, bytes, count) */
static uint32_t build_print_count(struct code *code)
{
	uint32_t start = code->at;

	load_immediate(code, T0, TTY0);
	emit(code, immediate(0x04, A2, ZERO, 6));     /* loop: beqz a2, end */
	emit(code, immediate(0x09, A2, A2, -1u));     /* addiu a2, a2, -1 */
	emit(code, immediate(0x24, A1, T1, 0));       /* lbu t1, 0(a1) */
	emit(code, immediate(0x09, A1, A1, 1));       /* addiu a1, a1, 1 */
	emit(code, immediate(0x28, T0, T1, 0));       /* sb t1, 0(t0) */
	emit(code, immediate(0x04, ZERO, ZERO, -6u)); /* b loop */
	nop(code);
	jump_register(code, RA); /* end: */
	nop(code);
	return start;
}

static void build_services(uint8_t *rom)
{
	/* Slots of YAMON's vector, in words from its start, that have no function here. */
	static const uint8_t idle[] = {0x0b, 0x0e, 0x0f, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15};
	struct code code = {rom, SERVICES};
	uint32_t nothing = build_nothing(&code);
	uint32_t print = build_print(&code);
	uint32_t print_count = build_print_count(&code);
	struct code vector = {rom, VECTOR};

	for (unsigned slot = 0; slot <= 0x15; slot++) {
		uint32_t target = 0;

		if (slot == 0x00 || slot == 0x08)
			target = START; /* enter again: restart, exit */
		else if (slot == 0x01)
			target = print_count;
		else if (slot == 0x0d)
			target = print;
		for (unsigned i = 0; i < sizeof(idle); i++) {
			if (slot == idle[i])
				target = nothing;
		}
		emit(&vector, target != 0 ? KSEG1 + BOOTROM_BASE + target : 0);
	}
}

void bootrom_build(uint8_t *rom, const struct bootrom_entry *entry)
{
	struct code code = {rom, 0};

	emit(&code, 0x08000000u | ((BOOTROM_BASE + START) & 0x0fffffff) >> 2); /* j */
	nop(&code);
	code.at = REVISION;
	emit(&code, BOOTROM_REVISION);
	/* What runs on from a vector of the boot code passes by the debug entry and starts again. */
	code.at = DEBUG_ENTRY - 8;
	emit(&code, immediate(0x04, ZERO, ZERO, (START - DEBUG_ENTRY + 4) / 4)); /* b START */
	nop(&code);
	emit(&code, RESERVED);
	code.at = START;
	clear_error_level(&code);
	if (entry->galileo)
		open_galileo(&code);
	load_immediate(&code, SP, entry->sp);
	for (unsigned i = 0; i < 4; i++)
		load_immediate(&code, A0 + i, entry->a[i]);
	load_immediate(&code, T0, entry->pc);
	jump_register(&code, T0);
	nop(&code);
	build_services(rom);
}
