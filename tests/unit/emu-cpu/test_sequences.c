// SPDX-License-Identifier: Apache-2.0
// Random sequences give the same state however they are executed; hostile memory ends in a defined state.
#include "bench.h"
#include "generate.h"

#include <stdlib.h>
#include <string.h>

enum how {
	WHOLE,  /* one run */
	PIECES, /* runs of three instructions */
	TRACED,
	HOWS
};

static void look(void *ctx, const struct emu_cpu *cpu, uint32_t at, uint32_t insn)
{
	(void)ctx, (void)cpu, (void)at, (void)insn;
}

static void set_up(const struct diff_case *c)
{
	struct emu_cpu *cpu = b.cpu;

	map_pair(0, DIFF_VA_CODE, LO(0x41000, LO_V), LO(0x42000, LO_V));
	map_pair(1, DIFF_VA_PLAIN, LO(0x50000, 6), LO(0x51000, LO_V));
	map_pair(2, DIFF_VA_INVALID, LO(0, 0), LO(0x53000, LO_V) | (c->pagegrain & 0xc0000000));
	map_pair(3, DIFF_VA_KSEG2, LO(0x50000, 7), LO(0x52000, LO_V | LO_G));
	put_words(0x41000, c->code, DIFF_CODE);
	for (unsigned i = 1; i < 32; i++)
		emu_reg_set(cpu, i, c->gpr[i]);
	for (unsigned i = 0; i < 32; i++)
		emu_reg_set(cpu, EMU_REG_FPR0 + i, c->fpr[i]);
	emu_reg_set(cpu, EMU_REG_HI, c->hi);
	emu_reg_set(cpu, EMU_REG_LO, c->lo);
	emu_reg_set(cpu, EMU_REG_FCSR, c->fcsr);
	emu_cp0_set(cpu, 5, 1, c->pagegrain);
	emu_cp0_set(cpu, 7, 0, c->hwrena);
	/* The generator's kseg0 addresses lie beyond this RAM: run it all mapped, where it is. */
	emu_cp0_set(cpu, 12, 0, c->status);
	emu_reg_set(cpu, EMU_REG_PC, c->pc >> 31 ? 0x80041000 : c->pc);
	for (unsigned i = 16; i < 24; i++)
		if (c->gpr[i] >> 29 == 4)
			emu_reg_set(cpu, i, (c->gpr[i] & 0xffff) | 0x80050000);
}

/** Registers, clock and memory after a case that starts from the state in @p fresh. */
static void run(const uint8_t *fresh, size_t size, const struct diff_case *c, enum how how, uint8_t *result)
{
	static const struct emu_trace_ops trace = {look, NULL};

	memset(b.ram, 0, RAM_BYTES);
	ck_assert_int_eq(emu_restore(b.sys, fresh, size), 0);
	emu_trace(b.sys, how == TRACED ? &trace : NULL, NULL);
	set_up(c);
	for (unsigned done = 0; done < 60; done += how == PIECES ? 3 : 60)
		emu_cpu_run(b.cpu, how == PIECES ? 3 : 60, &b.exit);
	emu_save(b.sys, result, size);
	memcpy(result + size, b.ram, RAM_BYTES);
}

UNIT_LOOP(sequences_do_not_depend_on_how_they_are_run, 0, 3)
{
	uint8_t *fresh, *first, *other;
	struct generator g;
	size_t size;

	bench_new((enum emu_profile)_i);
	generator_init(&g, 77, b.sys->features, &b.sys->index);
	size = emu_save(b.sys, NULL, 0);
	fresh = malloc(size);
	first = malloc(size + RAM_BYTES);
	other = malloc(size + RAM_BYTES);
	emu_save(b.sys, fresh, size);
	for (unsigned n = 0; n < 300; n++) {
		struct diff_case c;

		generate_case(&g, n, &c);
		run(fresh, size, &c, WHOLE, first);
		for (enum how how = PIECES; how < HOWS; how++) {
			run(fresh, size, &c, how, other);
			ck_assert_msg(!memcmp(first, other, size + RAM_BYTES), "case %u differs when run as %d", n,
			              (int)how);
		}
	}
	free(fresh);
	free(first);
	free(other);
}

/** Random words as memory, vectors included; two runs end alike, whatever happens. */
UNIT_LOOP(hostile_memory_ends_in_a_defined_state, 0, 24)
{
	struct emu_config config = {.profile = (enum emu_profile)(_i % EMU_NPROFILES), .ncpus = 1 + (unsigned)_i % 2};
	uint64_t pcs[2];

	for (unsigned round = 0; round < 2; round++) {
		uint32_t x = (uint32_t)_i * 7919 + 1, index, word;

		bench_config(&config);
		for (uint32_t at = 0; at < RAM_BYTES; at += 4) {
			const struct insn_info *info = &insn_table[(x >> 8) % OP_COUNT];

			x = x * 1664525 + 1013904223;
			/* Mostly words that mean something. */
			word = x >> 30 ? info->match | (x & ~info->mask) : x;
			memcpy(b.ram + at, &word, 4);
		}
		emu_cp0_set(b.cpu, 12, 0, ST_CU1 | ST_CU0);
		emu_reg_set(b.cpu, EMU_REG_PC, 0x80000000 + (x & 0xffffc));
		if (config.ncpus == 2)
			emu_cpu_start(emu_cpu_at(b.sys, 1), 0x80000000);
		emu_run(b.sys, 100000, &b.exit);
		ck_assert_int_le((int)b.exit.reason, (int)EMU_EXIT_UNIMPLEMENTED);
		pcs[round] = emu_reg_get(b.cpu, EMU_REG_PC) << 32;
		for (index = 1; index < 32; index++)
			pcs[round] = pcs[round] * 31 + reg(index);
		pcs[round] = pcs[round] * 31 + emu_now(b.sys);
	}
	ck_assert_uint_eq(pcs[0], pcs[1]);
}
