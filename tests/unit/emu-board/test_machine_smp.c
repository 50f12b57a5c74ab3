// SPDX-License-Identifier: Apache-2.0
// Several processors: starting them, interrupts between them, order from the seed.
#include "programs.h"
#include "unit.h"

#define GCR   (KSEG1 | 0x1fbf8000u)
#define GIC   (KSEG1 | 0x1bdc0000u)
#define CPC   (KSEG1 | 0x1bde0000u)
#define ENTRY 0xa0101000u /* of the secondaries */

static const struct machine_config quad = {.board = MACHINE_MALTA, .profile = EMU_P5600, .cpus = 4};

/* As a kernel does it: place CPC and GIC, give every secondary the reset base, run them. */
static void start_secondaries(struct program *p, unsigned mask)
{
	prog_sw(p, GCR + 0x88, 0x1bde0001);
	prog_sw(p, GCR + 0x80, 0x1bdc0001);
	for (unsigned vp = 1; vp < 4; vp++) {
		prog_sw(p, GCR + 0x2018, vp);
		prog_sw(p, GCR + 0x4020, ENTRY);
	}
	prog_sw(p, CPC + 0x2028, mask);
}

/* Puts @second at the secondaries' entry. */
static struct machine *machine_with(struct program *first, const struct program *second, struct machine_config config)
{
	while (first->count < 0x400)
		prog_emit(first, 0);
	for (unsigned i = 0; i < second->count; i++)
		first->word[i + 0x200] = second->word[i];
	/* The image is at 0x80100000; 0x200 words further would be 0x80100800, so the entry page gets its own copy. */
	struct machine *m = prog_machine(first, config);

	ck_assert_int_eq(emu_phys_write(machine_sys(m), ENTRY & 0x1fffffff, second->word, 4 * second->count), 0);
	return m;
}

UNIT_TEST(secondaries_wait_for_the_power_controller)
{
	struct program p = {.count = 0}, q = {.count = 0};
	struct machine *m;

	start_secondaries(&p, 0xa);
	prog_lw(&p, T0, CPC + 0x2030);
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_hang(&p);
	prog_emit(&q, 0x40087801); /* mfc0 t0, EBase */
	prog_emit(&q, 0x7d081800); /* ext t0, t0, 0, 4 */
	prog_emit(&q, 0x00084880); /* sll t1, t0, 2 */
	prog_li(&q, T2, KSEG1 | (PROG_RESULT + 16));
	prog_emit(&q, 0x012a4821); /* addu t1, t1, t2 */
	prog_li(&q, T0, 0x600d);
	prog_emit(&q, 0xad280000); /* sw t0, 0(t1) */
	prog_hang(&q);
	m = machine_with(&p, &q, quad);
	ck_assert_int_eq(machine_run(m, 100000, NULL), MACHINE_TIME);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 0xb);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 20), 0x600d);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 24), 0);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 28), 0x600d);
	ck_assert(emu_cpu_is_halted(emu_cpu_at(machine_sys(m), 2)));
	machine_destroy(m);
}

UNIT_TEST(wedge_interrupts_another_processor)
{
	struct program p = {.count = 0}, q = {.count = 0};
	struct machine *m;

	start_secondaries(&p, 0x2);
	prog_sw(&p, GIC + 0x180 + 4, 1u << 8);           /* source 40: edge */
	prog_sw(&p, GIC + 0x500 + 4 * 40, 1u << 31 | 4); /* pin 4: IP6 */
	prog_sw(&p, GIC + 0x2000 + 32 * 40, 2);          /* processor 1 */
	prog_sw(&p, GIC + 0x380 + 4, 1u << 8);
	prog_sw(&p, GIC + 0x280, 1u << 31 | 40);
	prog_hang(&p);
	prog_li(&q, T0, 0x00404000);
	prog_mtc0(&q, T0, 12);
	prog_wait(&q);
	prog_mfc0(&q, T0, 13);
	prog_save(&q, KSEG1 | PROG_RESULT, T0);
	prog_sw(&q, GIC + 0x280, 40);
	prog_mfc0(&q, T0, 13);
	prog_save(&q, KSEG1 | (PROG_RESULT + 4), T0);
	prog_reset(&q);
	m = machine_with(&p, &q, quad);
	ck_assert_int_eq(machine_run(m, 1000000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT) & 0x4000, 0x4000);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 4) & 0x4000, 0);
	machine_destroy(m);
}

UNIT_TEST(compare_interrupts_at_its_count)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_sw(&p, GCR + 0x80, 0x1bdc0001);
	prog_sw(&p, GIC + 0x8044, 1u << 31 | 3); /* COMPARE to IP5 */
	prog_sw(&p, GIC + 0x80a0, 50000);
	prog_li(&p, T0, 0x00402000);
	prog_mtc0(&p, T0, 12);
	prog_wait(&p);
	prog_lw(&p, T0, GIC + 0x10);
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_lw(&p, T0, GIC + 0x8004);
	prog_save(&p, KSEG1 | (PROG_RESULT + 4), T0);
	prog_reset(&p);
	m = prog_machine(&p, quad);
	ck_assert_int_eq(machine_run(m, 1000000, NULL), MACHINE_RESET);
	ck_assert_uint_ge(prog_peek(m, PROG_RESULT), 50000);
	ck_assert_uint_le(prog_peek(m, PROG_RESULT), 50100);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 4), 2);
	ck_assert_uint_ge(machine_now(m), 160000);
	machine_destroy(m);
}

UNIT_TEST(gic_looks_as_qemu_has_it)
{
	static const uint32_t registers[] = {GIC,          GIC + 0x8008, GIC + 0x8088, GCR + 0x30,
	                                     GCR + 0x2010, GCR,          GCR + 0xd0};
	static const uint32_t values[] = {15u << 16 | 4, 0x32, 0, 0x800, 3, 0, 1};
	struct program p = {.count = 0};
	struct machine *m;

	prog_sw(&p, GCR + 0x80, 0x1bdc0001);
	for (unsigned i = 0; i < 7; i++) {
		prog_lw(&p, T0, registers[i]);
		prog_save(&p, KSEG1 | (PROG_RESULT + 4 * i), T0);
	}
	prog_reset(&p);
	m = prog_machine(&p, quad);
	ck_assert_int_eq(machine_run(m, 100000, NULL), MACHINE_RESET);
	for (unsigned i = 0; i < 7; i++)
		ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 4 * i), values[i]);
	machine_destroy(m);
}

/* Four processors write their number to one word as fast as they can; what is there at the end depends on turns. */
static uint64_t race(uint64_t seed)
{
	struct program p = {.count = 0}, q = {.count = 0};
	struct machine_config config = quad;
	struct machine *m;
	uint64_t history = 0;

	start_secondaries(&p, 0xe);
	prog_li(&p, T1, KSEG1 | PROG_RESULT);
	prog_emit(&p, 0xad200000); /* sw zero, 0(t1) */
	prog_bne(&p, SP, ZERO, p.count - 1);
	prog_emit(&q, 0x40087801); /* mfc0 t0, EBase */
	prog_emit(&q, 0x7d081800); /* ext t0, t0, 0, 4 */
	prog_li(&q, T1, KSEG1 | PROG_RESULT);
	prog_emit(&q, 0xad280000); /* sw t0, 0(t1) */
	prog_bne(&q, T1, ZERO, q.count - 1);
	config.seed = seed;
	m = machine_with(&p, &q, config);
	for (uint64_t at = 10000; at <= 200000; at += 10000) {
		ck_assert_int_eq(machine_run(m, at, NULL), MACHINE_TIME);
		history = history * 31 + prog_peek(m, PROG_RESULT);
		for (unsigned i = 0; i < 4; i++)
			history = history * 31 + emu_cpu_now(emu_cpu_at(machine_sys(m), i));
	}
	machine_destroy(m);
	return history;
}

UNIT_TEST(one_seed_gives_one_run)
{
	ck_assert_uint_eq(race(7), race(7));
}
