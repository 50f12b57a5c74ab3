// SPDX-License-Identifier: Apache-2.0
// Running: budgets, waiting and timers, breakpoints, tracing, several processors, saved state.
#include "bench.h"

#include <stdlib.h>
#include <string.h>

static void fresh(void)
{
	bench_new(EMU_24KF);
}
UNIT_FIXTURE(fresh, NULL);

/** Counts r1 up for ever. */
#define LOOP I_(ADDIU, 1, 1, 1), I_(BEQ, 0, 0, -2), NOP

UNIT_TEST(budget_is_exact)
{
	RUN(1000, LOOP);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_BUDGET);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 1000);
	ck_assert_uint_eq(reg(1), 334);
	emu_cpu_run(b.cpu, 0, &b.exit);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 1000);
	struct emu_counts counts;

	emu_counts_get(b.cpu, &counts);
	ck_assert_uint_eq(counts.kernel, 1000);
}

UNIT_TEST(count_follows_instructions)
{
	RUN(9, NOP, NOP, NOP, NOP, NOP, NOP, NOP, C0_(MFC0, 1, 9, 0), C0_(MFC0, 2, 9, 0));
	ck_assert_uint_eq(reg(1), 3);
	ck_assert_uint_eq(reg(2), 4);
	set_reg(3, 0x100);
	RUN(3, C0_(MTC0, 3, 9, 0), NOP, C0_(MFC0, 1, 9, 0));
	ck_assert_uint_eq(reg(1), 0x101);
	set_reg(3, CA_DC);
	RUN(4, C0_(MTC0, 3, 13, 0), C0_(MFC0, 1, 9, 0), NOP, C0_(MFC0, 2, 9, 0));
	ck_assert_uint_eq(reg(1), reg(2));
	ck_assert_uint_eq(emu_timer_deadline(b.cpu), UINT64_MAX);
}

UNIT_TEST(timer_interrupts_exactly_at_compare)
{
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x8000);
	emu_cp0_set(b.cpu, 11, 0, 50);
	ck_assert_uint_eq(emu_timer_deadline(b.cpu), 100);
	RUN(100, LOOP);
	ck_assert_uint_eq(cp0(13, 0) & CA_TI, CA_TI);
	/* 100 instructions are 33 times round the loop and one more. */
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	set_reg(2, 7);
	RUN(1, C0_(MTC0, 2, 11, 0));
	ck_assert_uint_eq(cp0(13, 0) & (CA_TI | CA_IP), 0);
}

UNIT_TEST(wait_sleeps_until_the_timer)
{
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x8000);
	emu_cp0_set(b.cpu, 11, 0, 5000);
	RUN(100, N_(WAIT), NOP);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_WAIT);
	ck_assert_uint_eq(b.exit.deadline, 10000);
	ck_assert(emu_cpu_is_waiting(b.cpu));
	ck_assert_int_eq(emu_cpu_run(b.cpu, 5, &b.exit), EMU_EXIT_WAIT);
	emu_cpu_advance(b.cpu, 10000);
	emu_cpu_advance(b.cpu, 10); /* the past */
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 10001);
	ck_assert(!emu_cpu_is_waiting(b.cpu));
}

UNIT_TEST(wait_ends_with_a_masked_off_interrupt_too)
{
	emu_cp0_set(b.cpu, 12, 0, 0x400);
	RUN(10, N_(WAIT), I_(ADDIU, 1, 0, 3));
	emu_irq_set(b.cpu, 2, true);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(reg(1), 3);
}

UNIT_TEST(run_reports_idle_and_advances)
{
	const uint32_t code[] = {N_(WAIT), NOP};

	put_words(CODE & 0x1fffffff, code, 2);
	ck_assert_int_eq(emu_run(b.sys, 1000, &b.exit), EMU_EXIT_WAIT);
	ck_assert_uint_eq(emu_now(b.sys), 1);
	emu_advance(b.sys, 500);
	ck_assert_uint_eq(emu_now(b.sys), 500);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x8000);
	emu_cp0_set(b.cpu, 11, 0, 300);
	ck_assert_int_eq(emu_run(b.sys, 700, &b.exit), EMU_EXIT_BUDGET);
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	struct emu_counts counts;

	emu_counts_get(b.cpu, &counts);
	ck_assert_uint_eq(counts.kernel, 101);
}

UNIT_TEST(breakpoint_stops_before_and_lets_go)
{
	ck_assert_int_eq(emu_break_add(b.sys, CODE + 4), 0);
	RUN(1000, LOOP);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_BREAKPOINT);
	ck_assert_uint_eq(b.exit.trap.pc, CODE + 4);
	ck_assert_uint_eq(reg(1), 1);
	emu_cpu_run(b.cpu, 1000, &b.exit);
	ck_assert_uint_eq(reg(1), 2);
	ck_assert_int_eq(emu_run(b.sys, 100000, &b.exit), EMU_EXIT_BREAKPOINT);
	ck_assert_ptr_eq(b.exit.cpu, b.cpu);
	ck_assert_int_eq(emu_break_remove(b.sys, CODE + 4), 0);
	ck_assert_int_eq(emu_break_remove(b.sys, CODE + 4), EMU_EINVAL);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 1000, &b.exit), EMU_EXIT_BUDGET);
}

UNIT_TEST(breakpoint_in_a_slot_stops_in_the_slot)
{
	emu_break_add(b.sys, CODE + 8);
	RUN(1000, LOOP);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_BUDGET); /* the slot belongs to its branch */
	ck_assert_uint_eq(reg(1), 334);
}

static unsigned traced, excepted;
static uint32_t last_pc;

static void trace_insn(void *ctx, const struct emu_cpu *cpu, uint32_t at, uint32_t insn)
{
	(void)ctx, (void)cpu, (void)insn;
	traced++;
	last_pc = at;
}

static void trace_exception(void *ctx, const struct emu_cpu *cpu, unsigned code, uint32_t at, uint32_t vector)
{
	(void)ctx, (void)cpu, (void)at;
	ck_assert_uint_eq(code, EXC_SYS);
	ck_assert_uint_eq(vector, 0x80000180);
	excepted++;
}

UNIT_TEST(trace_sees_every_instruction)
{
	static const struct emu_trace_ops ops = {trace_insn, trace_exception};

	emu_trace(b.sys, &ops, NULL);
	RUN(3, NOP, NOP, N_(SYSCALL));
	ck_assert_uint_eq(traced, 3);
	ck_assert_uint_eq(excepted, 1);
	ck_assert_uint_eq(last_pc, CODE + 8);
	emu_trace(b.sys, NULL, NULL);
	RUN(3, NOP, NOP, N_(SYSCALL));
	ck_assert_uint_eq(traced, 3);
}

UNIT_TEST(stop_ends_the_next_run)
{
	emu_stop(b.sys);
	RUN(1000, LOOP);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_STOP);
	emu_stop(b.sys);
	ck_assert_int_eq(emu_run(b.sys, 1000, &b.exit), EMU_EXIT_STOP);
	ck_assert_int_eq(emu_run(b.sys, 1000, &b.exit), EMU_EXIT_BUDGET);
}

/* ---- Several processors ------------------------------------------------------------------------------------------- */

static void four(void)
{
	struct emu_config config = {.profile = EMU_P5600, .ncpus = 4, .quantum = 50, .cmgcr_base = 0x1fbf8000};
	/* Each adds one to the word at DATA, with LL and SC, as often as r1 says. */
	const uint32_t code[] = {I_(LL, 3, 2, 0),
	                         I_(ADDIU, 3, 3, 1),
	                         I_(SC, 3, 2, 0),
	                         I_(BEQ, 0, 3, -4),
	                         I_(ADDIU, 1, 1, -1),
	                         I_(BNE, 0, 1, -6),
	                         NOP,
	                         N_(WAIT),
	                         I_(BEQ, 0, 0, -2),
	                         NOP};

	bench_config(&config);
	put_words(CODE & 0x1fffffff, code, 10);
	for (unsigned i = 0; i < 4; i++) {
		struct emu_cpu *cpu = emu_cpu_at(b.sys, i);

		emu_cp0_set(cpu, 12, 0, 0);
		emu_reg_set(cpu, 1, 1000);
		emu_reg_set(cpu, 2, DATA);
		if (i)
			emu_cpu_start(cpu, CODE);
	}
}

UNIT_TEST(processors_share_a_counter_by_ll_and_sc)
{
	four();
	ck_assert_uint_eq(emu_cpu_count(b.sys), 4);
	ck_assert_ptr_null(emu_cpu_at(b.sys, 4));
	ck_assert_int_eq(emu_run(b.sys, 1000000, &b.exit), EMU_EXIT_WAIT);
	/* r1 counts tries; a lost SC repeats the decrement in its branch's slot, so count what was stored. */
	ck_assert_uint_gt(load(DATA & 0x1fffffff), 2000);
	ck_assert_uint_eq(emu_cp0_get(emu_cpu_at(b.sys, 3), 15, 1), 0x80000003);
	ck_assert_uint_eq(emu_cp0_get(b.cpu, 15, 3), 0x1fbf800);
	ck_assert_uint_eq(emu_cpu_index(emu_cpu_at(b.sys, 2)), 2);
	ck_assert_ptr_eq(emu_cpu_sys(b.cpu), b.sys);
}

UNIT_TEST(turns_follow_from_the_calls_alone)
{
	uint32_t first[2];

	for (unsigned round = 0; round < 2; round++) {
		four();
		emu_reg_set(b.cpu, 1, 1000000);
		for (uint64_t t = 0; t < 20000; t += 17)
			emu_run(b.sys, t, &b.exit);
		emu_run(b.sys, 20000, &b.exit);
		ck_assert_uint_eq(emu_now(b.sys), 20000);
		for (unsigned i = 0; i < 4; i++)
			ck_assert_uint_eq(emu_cpu_now(emu_cpu_at(b.sys, i)), 20000);
		first[round] = load(DATA & 0x1fffffff);
	}
	ck_assert_uint_gt(first[0], 2000);
	ck_assert_uint_eq(first[0], first[1]);
}

UNIT_TEST(halted_processors_do_nothing)
{
	four();
	emu_cpu_halt(emu_cpu_at(b.sys, 1));
	ck_assert(emu_cpu_is_halted(emu_cpu_at(b.sys, 1)));
	emu_run(b.sys, 500, &b.exit);
	ck_assert_uint_eq(emu_reg_get(emu_cpu_at(b.sys, 1), 1), 1000);
	ck_assert_int_eq(emu_cpu_run(emu_cpu_at(b.sys, 1), 10, &b.exit), EMU_EXIT_WAIT);
	emu_cpu_start(emu_cpu_at(b.sys, 1), CODE);
	emu_run(b.sys, 1000, &b.exit);
	ck_assert_uint_lt(emu_reg_get(emu_cpu_at(b.sys, 1), 1), 1000);
}

static bool limit_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx, (void)pa, (void)size;
	emu_limit(b.sys, emu_cpu_now(cpu) + value);
	return true;
}

UNIT_TEST(a_device_can_shorten_the_run)
{
	static const struct emu_mmio_ops ops = {NULL, limit_write};
	const uint32_t code[] = {I_(SW, 3, 2, 0), LOOP};

	emu_add_mmio(b.sys, 0x1f000000, 4, &ops, NULL);
	put_words(CODE & 0x1fffffff, code, 4);
	set_reg(2, 0xbf000000);
	set_reg(3, 30);
	ck_assert_int_eq(emu_run(b.sys, 100000, &b.exit), EMU_EXIT_BUDGET);
	ck_assert_uint_eq(emu_now(b.sys), 30);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 30);
	emu_limit(b.sys, 5); /* not running: nothing to shorten */
	ck_assert_int_eq(emu_run(b.sys, 50, &b.exit), EMU_EXIT_BUDGET);
	ck_assert_uint_eq(emu_now(b.sys), 50);
}

/* ---- Saved state -------------------------------------------------------------------------------------------------- */

UNIT_TEST(saved_state_goes_on_as_if_nothing_had_happened)
{
	size_t size = emu_save(b.sys, NULL, 0);
	uint8_t *first = malloc(size), *second = malloc(size), *again = malloc(size);

	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x8000 | ST_CU1);
	emu_cp0_set(b.cpu, 11, 0, 400);
	map_pair(3, 0x00400000, LO(0x10000, 7), LO(0x11000, 7));
	RUN(500, LOOP);
	ck_assert_uint_eq(emu_save(b.sys, first, size), size);
	emu_cpu_run(b.cpu, 1000, &b.exit);
	emu_save(b.sys, second, size);
	ck_assert_int_eq(emu_restore(b.sys, first, size), 0);
	emu_save(b.sys, again, size);
	ck_assert_mem_eq(first, again, size);
	emu_cpu_run(b.cpu, 1000, &b.exit);
	emu_save(b.sys, again, size);
	ck_assert_mem_eq(second, again, size);
	memset(again, 0xee, size);
	ck_assert_uint_eq(emu_save(b.sys, again, size - 1), size);
	ck_assert_uint_eq(again[0], 0xee);
	free(first);
	free(second);
	free(again);
}

UNIT_TEST(damaged_state_is_refused)
{
	size_t size = emu_save(b.sys, NULL, 0);
	uint8_t *state = malloc(size);

	emu_save(b.sys, state, size);
	ck_assert_int_eq(emu_restore(b.sys, state, size - 8), EMU_ESTATE);
	state[0] ^= 1;
	ck_assert_int_eq(emu_restore(b.sys, state, size), EMU_ESTATE);
	state[0] ^= 1;
	bench_new(EMU_P5600);
	ck_assert_int_eq(emu_restore(b.sys, state, size), EMU_ESTATE);
	free(state);
}

/** Whatever the words in between hold, the system stays in a defined state. */
UNIT_LOOP(hostile_state_does_no_harm, 0, 50)
{
	size_t size = emu_save(b.sys, NULL, 0);
	uint8_t *state = malloc(size);
	uint32_t x = (uint32_t)_i * 2654435761u + 1;

	emu_save(b.sys, state, size);
	for (unsigned n = 0; n < 200; n++) {
		x = x * 1664525 + 1013904223;
		state[56 + (x >> 8) % (size - 64)] = (uint8_t)(x >> 24);
	}
	if (emu_restore(b.sys, state, size) == 0)
		emu_cpu_run(b.cpu, 1000, &b.exit);
	free(state);
}
