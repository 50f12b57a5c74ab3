// SPDX-License-Identifier: Apache-2.0
// A processor with a little RAM for the tests of the processor model.
#include "bench.h"

#include <stdlib.h>
#include <string.h>

struct bench b;

void bench_config(const struct emu_config *config)
{
	emu_destroy(b.sys);
	free(b.ram);
	memset(&b, 0, sizeof(b));
	b.sys = emu_create(config);
	ck_assert_ptr_nonnull(b.sys);
	b.cpu = emu_cpu_at(b.sys, 0);
	b.ram = calloc(1, RAM_BYTES);
	ck_assert_ptr_nonnull(b.ram);
	ck_assert_int_eq(emu_add_ram(b.sys, 0, RAM_BYTES, b.ram), 0);
	emu_cp0_set(b.cpu, 12, 0, config->no_fpu ? 0 : ST_CU1);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE);
}

void bench_new(enum emu_profile profile)
{
	struct emu_config config = {.profile = profile};

	bench_config(&config);
}

void put_words(uint32_t pa, const uint32_t *words, unsigned n)
{
	ck_assert_int_eq(emu_phys_write(b.sys, pa, words, n * 4), 0);
}

void set_reg(unsigned reg, uint32_t value)
{
	emu_reg_set(b.cpu, reg, value);
}

uint32_t reg(unsigned reg)
{
	return (uint32_t)emu_reg_get(b.cpu, reg);
}

uint32_t pc(void)
{
	return (uint32_t)emu_reg_get(b.cpu, EMU_REG_PC);
}

uint32_t cp0(unsigned reg, unsigned sel)
{
	return emu_cp0_get(b.cpu, reg, sel);
}

uint32_t load(uint32_t pa)
{
	uint32_t value = 0;

	ck_assert_int_eq(emu_phys_read(b.sys, pa, &value, 4), 0);
	return value;
}

void store(uint32_t pa, uint32_t value)
{
	put_words(pa, &value, 1);
}

void map_pair(unsigned index, uint32_t va, uint32_t lo0, uint32_t lo1)
{
	struct emu_tlb_entry entry = {.entry_hi = va, .entry_lo = {lo0, lo1}};

	ck_assert_int_eq(emu_tlb_set(b.cpu, index, &entry), 0);
}
