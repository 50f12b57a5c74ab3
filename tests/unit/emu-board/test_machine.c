// SPDX-License-Identifier: Apache-2.0
// Machines running small programs: console, interrupts, ends of a run, reset, repeatability.
#include <string.h>

#include "programs.h"
#include "unit.h"

static const struct machine_config malta = {.board = MACHINE_MALTA, .profile = EMU_24KF};
static const struct machine_config generic = {.board = MACHINE_GENERIC, .profile = EMU_24KF};

static char text[256];
static unsigned length;

static void collect(void *ctx, uint8_t byte)
{
	(void)ctx;
	if (length < sizeof(text) - 1)
		text[length++] = (char)byte;
	text[length] = '\0';
}

UNIT_TEST(kernel_gets_arguments_and_environment)
{
	struct program p = {.count = 0};
	struct machine_config config = malta;
	struct machine *m;
	uint32_t argument, name;
	char line[32];

	for (unsigned i = 0; i < 4; i++)
		prog_save(&p, KSEG1 | (PROG_RESULT + 4 * i), A0 + i);
	prog_save(&p, KSEG1 | (PROG_RESULT + 16), SP);
	prog_mfc0(&p, T0, 12);
	prog_save(&p, KSEG1 | (PROG_RESULT + 20), T0);
	prog_reset(&p);
	config.append = "console=ttyS0 x";
	m = prog_machine(&p, config);
	ck_assert_int_eq(machine_run(m, 10000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 2);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 4), 0x80002000);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 8), 0x80002008);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 12), 2 << 20);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 16), 0x80001fc0);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT + 20) & 6, 0); /* neither ERL nor EXL */
	argument = prog_peek(m, 0x2004) & 0x1fffffff;
	ck_assert_int_eq(emu_phys_read(machine_sys(m), argument, line, sizeof(line)), 0);
	ck_assert_str_eq(line, "console=ttyS0 x");
	name = prog_peek(m, 0x2008) & 0x1fffffff;
	ck_assert_int_eq(emu_phys_read(machine_sys(m), name, line, sizeof(line)), 0);
	ck_assert_str_eq(line, "memsize");
	machine_destroy(m);
}

UNIT_LOOP(each_port_transmits, 0, 3)
{
	static const uint32_t thr[] = {0x180003f8, 0x180002f8, 0x1f000900};
	struct program p = {.count = 0};
	struct machine *m;

	prog_sb(&p, KSEG1 | thr[_i], 'o');
	prog_sb(&p, KSEG1 | thr[_i], 'k');
	prog_reset(&p);
	m = prog_machine(&p, malta);
	length = 0;
	machine_serial(m, (unsigned)_i, collect, NULL);
	ck_assert_int_eq(machine_run(m, 10000, NULL), MACHINE_RESET);
	ck_assert_str_eq(text, "ok");
	machine_destroy(m);
}

UNIT_TEST(yamon_services_print)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_lw(&p, T2, KSEG1 | 0x1fc00534);
	prog_li(&p, A1, 0x80000000 | PROG_RESULT);
	prog_save(&p, KSEG1 | (PROG_RESULT + 16), T2);
	prog_lw(&p, T0, KSEG1 | (PROG_RESULT + 16));
	prog_emit(&p, T0 << 21 | RA << 11 | 0x09); /* jalr */
	prog_emit(&p, 0);
	prog_lw(&p, T0, KSEG1 | 0x1fc00504);
	prog_li(&p, A1, 0x80000000 | (PROG_RESULT + 1));
	prog_li(&p, A2, 2);
	prog_emit(&p, T0 << 21 | RA << 11 | 0x09);
	prog_emit(&p, 0);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(emu_phys_write(machine_sys(m), PROG_RESULT, "abc\n", 5), 0);
	length = 0;
	machine_serial(m, 0, collect, NULL);
	ck_assert_int_eq(machine_run(m, 10000, NULL), MACHINE_RESET);
	ck_assert_str_eq(text, "abc\nbc");
	machine_destroy(m);
}

UNIT_TEST(timer_interrupt_wakes_from_wait)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_li(&p, T0, 1000000);
	prog_mtc0(&p, T0, 11); /* Compare */
	prog_li(&p, T0, 0x00408000);
	prog_mtc0(&p, T0, 12); /* IM7 without IE: wakes only */
	prog_wait(&p);
	prog_mfc0(&p, T0, 9);
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(machine_run(m, 10000000, NULL), MACHINE_RESET);
	ck_assert_uint_ge(prog_peek(m, PROG_RESULT), 1000000);
	ck_assert_uint_le(prog_peek(m, PROG_RESULT), 1000010);
	ck_assert_uint_ge(machine_now(m), 2000000);
	ck_assert_uint_le(machine_now(m), 2000100);
	machine_destroy(m);
}

UNIT_TEST(board_timer_interrupts_through_the_controllers)
{
	struct program p = {.count = 0};
	struct machine *m;
	static const uint8_t words[][2] = {
	        {0x20, 0x11}, {0x21, 0x20}, {0x21, 0x04}, {0x21, 0x01}, {0x21, 0xfe}, /* master: only input 0 */
	        {0x43, 0x30}, {0x40, 0xe8}, {0x40, 0x03},                             /* 1000 periods, once */
	};

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		prog_sb(&p, KSEG1 | 0x18000000 | words[i][0], words[i][1]);
	prog_li(&p, T0, 0x00400400);
	prog_mtc0(&p, T0, 12);
	prog_wait(&p);
	prog_lw(&p, T0, KSEG1 | 0x1be00c34);
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(machine_run(m, 10000000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 0x20);
	ck_assert_uint_ge(machine_now(m), 1000ull * MACHINE_CLOCK / 1193182);
	machine_destroy(m);
}

UNIT_TEST(typed_character_interrupts_the_processor)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_sb(&p, KSEG1 | 0x1f000908, 1); /* IER */
	prog_li(&p, T0, 0x00401000);
	prog_mtc0(&p, T0, 12);
	prog_wait(&p);
	prog_lw(&p, T0, KSEG1 | 0x1f000900);
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_reset(&p);
	m = prog_machine(&p, generic);
	ck_assert_int_eq(machine_run(m, 100000, NULL), MACHINE_TIME);
	ck_assert(machine_is_idle(m));
	ck_assert_uint_eq(machine_type_room(m, MACHINE_CBUS), 1);
	ck_assert_uint_eq(machine_type_room(m, 0), 0);
	machine_type(m, 0, 'n');
	machine_type(m, MACHINE_CBUS, 'y');
	ck_assert_int_eq(machine_run(m, 200000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 'y');
	machine_destroy(m);
}

UNIT_TEST(waiting_with_everything_masked_is_dead)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_li(&p, T0, 0x00400000);
	prog_mtc0(&p, T0, 12);
	prog_wait(&p);
	prog_hang(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(machine_run(m, UINT64_MAX - 1, NULL), MACHINE_DEAD);
	machine_destroy(m);
}

UNIT_TEST(unanswered_access_reads_zero_on_malta_and_faults_on_generic)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_lw(&p, T0, KSEG1 | 0x1d000000);
	prog_sw(&p, KSEG1 | PROG_RESULT, 1);
	prog_save(&p, KSEG1 | (PROG_RESULT + 4), T0);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(machine_run(m, 1000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 1);
	machine_destroy(m);
	m = prog_machine(&p, generic);
	ck_assert_int_eq(machine_run(m, 1000, NULL), MACHINE_TIME);
	ck_assert_uint_eq(prog_peek(m, PROG_RESULT), 0);
	ck_assert_uint_eq(emu_cp0_get(emu_cpu_at(machine_sys(m), 0), 13, 0) >> 2 & 31, 7); /* data bus error */
	machine_destroy(m);
}

UNIT_TEST(reset_starts_over_with_fresh_images)
{
	struct program p = {.count = 0};
	struct machine *m;

	/* Counts runs in memory that a reset leaves alone, and spoils its own first instruction. */
	prog_lw(&p, T0, KSEG1 | PROG_RESULT);
	prog_emit(&p, 0x25080001); /* addiu t0, t0, 1 */
	prog_save(&p, KSEG1 | PROG_RESULT, T0);
	prog_sw(&p, KSEG1 | 0x00100000, 0x0000000d);
	prog_sb(&p, KSEG1 | 0x1f000408, 0x55);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	for (unsigned run = 1; run <= 3; run++) {
		ck_assert_int_eq(machine_run(m, 100000, NULL), MACHINE_RESET);
		ck_assert_uint_eq(prog_peek(m, PROG_RESULT), run);
		machine_reset(m);
	}
	machine_destroy(m);
}

UNIT_TEST(all_memory_is_where_the_board_says)
{
	struct program p = {.count = 0};
	struct machine_config config = malta;
	struct machine *m;
	uint32_t value = 0x12345678;

	prog_hang(&p);
	config.ram_mib = 768;
	m = prog_machine(&p, config);
	ck_assert_int_eq(emu_phys_write(machine_sys(m), 0x80000100, &value, 4), 0);
	ck_assert_uint_eq(prog_peek(m, 0x100), value);
	ck_assert_int_eq(emu_phys_write(machine_sys(m), 0x2fff0000, &value, 4), 0);
	ck_assert_uint_eq(prog_peek(m, 0xafff0000), value);
	ck_assert_int_ne(emu_phys_write(machine_sys(m), 0xb0000000, &value, 4), 0);
	ck_assert_uint_eq(prog_peek(m, 0x1fc00010), 0x420);
	machine_destroy(m);
	config = generic;
	config.ram_mib = 512;
	m = prog_machine(&p, config);
	ck_assert_int_eq(emu_phys_write(machine_sys(m), 0x2fffff00, &value, 4), 0);
	ck_assert_int_ne(emu_phys_write(machine_sys(m), 0x30000000, &value, 4), 0);
	machine_destroy(m);
}

UNIT_TEST(slices_do_not_change_a_run)
{
	struct program p = {.count = 0};
	uint32_t count[2];

	/* Reads the interval timer over and over; the sum of what it saw depends on every tick. */
	prog_sb(&p, KSEG1 | 0x18000043, 0x34);
	prog_sb(&p, KSEG1 | 0x18000040, 0x10);
	prog_sb(&p, KSEG1 | 0x18000040, 0x27);
	prog_emit(&p, 0x00005025); /* or t2, zero, zero */
	prog_lw(&p, T0, KSEG1 | 0x18000040);
	prog_emit(&p, 0x01485021); /* addu t2, t2, t0 */
	prog_bne(&p, SP, ZERO, p.count - 4);
	for (unsigned run = 0; run < 2; run++) {
		struct machine *m = prog_machine(&p, malta);
		uint64_t step = run == 0 ? 1000003 : 777;

		for (uint64_t at = step; machine_now(m) < 1000003; at += step)
			ck_assert_int_eq(machine_run(m, at < 1000003 ? at : 1000003, NULL), MACHINE_TIME);
		count[run] = (uint32_t)emu_reg_get(emu_cpu_at(machine_sys(m), 0), T2);
		machine_destroy(m);
	}
	ck_assert_uint_ne(count[0], 0);
	ck_assert_uint_eq(count[0], count[1]);
}

UNIT_TEST(breakpoint_at_the_start_of_a_slice_is_seen)
{
	struct program p = {.count = 0};
	struct emu_exit exit;
	struct machine *m;
	unsigned hits = 0;

	prog_hang(&p);
	m = prog_machine(&p, malta);
	ck_assert_int_eq(emu_break_add(machine_sys(m), 0x80100000), 0);
	/* The loop has two instructions: an odd slice makes every other run start at the breakpoint. */
	for (uint64_t at = 1001; at < 3000; at++) {
		while (machine_run(m, at, &exit) == MACHINE_BREAKPOINT) {
			ck_assert_uint_eq(exit.trap.pc, 0x80100000);
			hits++;
		}
	}
	ck_assert_uint_ge(hits, 999);
	machine_destroy(m);
}

UNIT_TEST(steps_are_single_instructions)
{
	struct program p = {.count = 0};
	struct emu_exit exit;
	struct machine *m;
	struct emu_cpu *cpu;

	prog_emit(&p, 0x25080001); /* addiu t0, t0, 1 */
	prog_emit(&p, 0x25080001);
	prog_reset(&p);
	m = prog_machine(&p, malta);
	cpu = emu_cpu_at(machine_sys(m), 0);
	while (emu_reg_get(cpu, EMU_REG_PC) != 0x80100000)
		ck_assert_int_eq(machine_step(m, 0, &exit), MACHINE_TIME);
	emu_reg_set(cpu, T0, 0);
	ck_assert_int_eq(machine_step(m, 0, &exit), MACHINE_TIME);
	ck_assert_uint_eq(emu_reg_get(cpu, T0), 1);
	ck_assert_uint_eq(machine_now(m), emu_cpu_now(cpu));
	for (unsigned i = 0; i < 5; i++)
		ck_assert_int_eq(machine_step(m, 0, &exit), MACHINE_TIME);
	ck_assert_int_eq(machine_step(m, 0, &exit), MACHINE_RESET);
	machine_destroy(m);
}

static unsigned accesses;

static void watch(void *ctx, const struct emu_cpu *cpu, bool write, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx;
	ck_assert_uint_eq(emu_cpu_index(cpu), 0);
	accesses += write && pa == 0x1f000418 && size == 4 && value == 'A';
}

UNIT_TEST(accesses_are_watched)
{
	struct program p = {.count = 0};
	struct machine *m;

	prog_sw(&p, KSEG1 | 0x1f000418, 'A');
	prog_reset(&p);
	m = prog_machine(&p, malta);
	accesses = 0;
	machine_watch(m, watch, NULL);
	ck_assert_int_eq(machine_run(m, 1000, NULL), MACHINE_RESET);
	ck_assert_uint_eq(accesses, 1);
	machine_destroy(m);
}

UNIT_TEST(bad_configurations_are_refused)
{
	static const uint32_t word;
	const struct machine_config bad[] = {
	        {.ram_mib = 4096, .kernel = {&word, 4}},
	        {.cpus = 5, .profile = EMU_P5600, .kernel = {&word, 4}},
	        {.cpus = 2, .profile = EMU_24KF, .kernel = {&word, 4}},
	        {.cpus = 2, .profile = EMU_P5600, .board = MACHINE_GENERIC, .kernel = {&word, 4}},
	        {.clock_hz = 1, .kernel = {&word, 4}},
	        {.ram_mib = 16},
	};

	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char error[MACHINE_ERROR_SIZE] = "";

		ck_assert_ptr_null(machine_create(&bad[i], error));
		ck_assert_str_ne(error, "");
	}
}
