// SPDX-License-Identifier: Apache-2.0
// Assembles small MIPS programs.
#include "programs.h"

#include "unit.h"

void prog_emit(struct program *p, uint32_t word)
{
	ck_assert_uint_lt(p->count, 1024);
	p->word[p->count++] = word;
}

static void immediate(struct program *p, unsigned op, unsigned rs, unsigned rt, uint32_t value)
{
	prog_emit(p, op << 26 | rs << 21 | rt << 16 | (value & 0xffff));
}

void prog_li(struct program *p, unsigned reg, uint32_t value)
{
	immediate(p, 0x0f, ZERO, reg, value >> 16);
	immediate(p, 0x0d, reg, reg, value);
}

void prog_sb(struct program *p, uint32_t address, uint8_t value)
{
	prog_li(p, T1, address);
	prog_li(p, T0, value);
	immediate(p, 0x28, T1, T0, 0);
}

void prog_sw(struct program *p, uint32_t address, uint32_t value)
{
	prog_li(p, T0, value);
	prog_save(p, address, T0);
}

void prog_save(struct program *p, uint32_t address, unsigned reg)
{
	prog_li(p, T1, address);
	immediate(p, 0x2b, T1, reg, 0);
}

void prog_lw(struct program *p, unsigned reg, uint32_t address)
{
	prog_li(p, reg, address);
	immediate(p, 0x23, reg, reg, 0);
}

void prog_mfc0(struct program *p, unsigned reg, unsigned cp0)
{
	prog_emit(p, 0x40000000u | reg << 16 | cp0 << 11);
}

void prog_mtc0(struct program *p, unsigned reg, unsigned cp0)
{
	prog_emit(p, 0x40800000u | reg << 16 | cp0 << 11);
	prog_emit(p, 0x000000c0); /* ehb */
}

void prog_bne(struct program *p, unsigned a, unsigned b, unsigned target)
{
	immediate(p, 0x05, a, b, target - p->count - 1);
	prog_emit(p, 0);
}

void prog_hang(struct program *p)
{
	immediate(p, 0x04, ZERO, ZERO, -1u);
	prog_emit(p, 0);
}

void prog_wait(struct program *p)
{
	prog_emit(p, 0x42000020);
}

void prog_call(struct program *p, uint32_t address)
{
	prog_li(p, T0, address);
	prog_emit(p, T0 << 21 | RA << 11 | 0x09);
	prog_emit(p, 0);
}

void prog_reset(struct program *p)
{
	prog_sw(p, KSEG1 | 0x1f000500, 0x42);
	prog_hang(p);
}

struct machine *prog_machine(const struct program *p, struct machine_config config)
{
	char error[MACHINE_ERROR_SIZE] = "";
	struct machine *machine;

	config.kernel = (struct machine_blob){p->word, 4 * (size_t)p->count};
	if (config.ram_mib == 0)
		config.ram_mib = 2;
	machine = machine_create(&config, error);
	ck_assert_msg(machine != NULL, "%s", error);
	return machine;
}

uint32_t prog_peek(struct machine *machine, uint32_t pa)
{
	uint8_t b[4];

	ck_assert_int_eq(emu_phys_read(machine_sys(machine), pa, b, 4), 0);
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}
