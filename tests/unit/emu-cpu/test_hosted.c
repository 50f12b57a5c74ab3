// SPDX-License-Identifier: Apache-2.0
// Hosted processors: user mode under a foreign kernel, and guests.
#include "bench.h"

static struct {
	uint32_t from, size, to;
	uint8_t perms;
} map;
static unsigned asked;

static void translate(void *ctx, const struct emu_cpu *cpu, uint32_t addr, enum emu_access access,
                      struct emu_mapping *m)
{
	(void)access;
	ck_assert_ptr_eq(ctx, &map);
	ck_assert_ptr_eq(cpu, b.cpu);
	asked++;
	if (addr - map.from < map.size) {
		m->pa = map.to + (addr - map.from);
		m->perms = map.perms;
	}
}

static const struct emu_host_ops ops = {translate};

/* ---- User mode ---------------------------------------------------------------------------------------------------- */

#define USER 0x00400000u

static void user(const uint32_t *code, unsigned n)
{
	bench_new(EMU_P5600);
	map.from = USER;
	map.size = 0x2000;
	map.to = 0x20000;
	map.perms = EMU_PERM_R | EMU_PERM_W | EMU_PERM_X;
	ck_assert_int_eq(emu_host_user(b.cpu, NULL, NULL), EMU_EINVAL);
	ck_assert_int_eq(emu_host_user(b.cpu, &ops, &map), 0);
	put_words(0x20000, code, n);
	emu_reg_set(b.cpu, EMU_REG_PC, USER);
}

#define USER_CODE(...)                          \
	const uint32_t code_[] = {__VA_ARGS__}; \
	user(code_, sizeof(code_) / 4)

UNIT_TEST(user_system_call_returns_to_the_host)
{
	USER_CODE(I_(ADDIU, 4, 0, 7), N_(SYSCALL), I_(ADDIU, 4, 4, 1));
	uint32_t status = cp0(12, 0);

	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_TRAP);
	ck_assert_uint_eq(b.exit.trap.code, EXC_SYS);
	ck_assert_uint_eq(b.exit.trap.pc, USER + 4);
	ck_assert_uint_eq(b.exit.trap.insn, N_(SYSCALL));
	ck_assert_uint_eq(reg(4), 7);
	ck_assert_uint_eq(cp0(12, 0), status);
	emu_reg_set(b.cpu, EMU_REG_PC, USER + 8);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 1, &b.exit), EMU_EXIT_BUDGET);
	ck_assert_uint_eq(reg(4), 8);
}

UNIT_TEST(user_faults_say_what_was_tried)
{
	USER_CODE(I_(BEQ, 0, 0, 3), I_(SW, 4, 2, 8), NOP, NOP, I_(LW, 4, 2, 0));
	set_reg(2, 0x00700000);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_TRAP);
	ck_assert_uint_eq(b.exit.trap.code, EXC_TLBS);
	ck_assert(b.exit.trap.refill);
	ck_assert(b.exit.trap.bd);
	ck_assert_uint_eq(b.exit.trap.pc, USER);
	ck_assert_uint_eq(b.exit.trap.branch, I_(BEQ, 0, 0, 3));
	ck_assert_uint_eq(b.exit.trap.va, 0x00700008);
	ck_assert_int_eq(b.exit.trap.access, EMU_WRITE);
	/* The page appears: the branch and its slot run again. */
	set_reg(2, USER + 0x1000);
	emu_cpu_run(b.cpu, 3, &b.exit);
	ck_assert_uint_eq(pc(), USER + 20);
}

UNIT_TEST(user_rights_are_kept)
{
	USER_CODE(I_(LW, 4, 2, 0), I_(SW, 4, 2, 0));
	set_reg(2, USER + 0x1000);
	map.perms = EMU_PERM_R | EMU_PERM_X;
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_MOD);
	ck_assert(!b.exit.trap.refill);
	map.perms = EMU_PERM_X;
	emu_flush(b.cpu, USER + 0x1000, 0x1000);
	emu_reg_set(b.cpu, EMU_REG_PC, USER);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_TLBRI);
	map.perms = EMU_PERM_R;
	emu_flush_all(b.cpu);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_TLBXI);
	ck_assert_int_eq(b.exit.trap.access, EMU_FETCH);
	ck_assert_uint_eq(b.exit.trap.insn, 0);
}

UNIT_TEST(user_translations_last_until_flushed)
{
	USER_CODE(I_(LW, 4, 2, 0), I_(LW, 5, 2, 4), I_(BEQ, 0, 0, -3), NOP);
	set_reg(2, USER + 0x1000);
	store(0x21000, 0x11);
	store(0x31000, 0x22);
	emu_cpu_run(b.cpu, 400, &b.exit);
	ck_assert_uint_eq(reg(4), 0x11);
	ck_assert_uint_le(asked, 2);
	map.to = 0x30000;
	put_words(0x30000, code_, 4);
	emu_flush(b.cpu, USER + 0x1000, 4);
	emu_cpu_run(b.cpu, 8, &b.exit);
	ck_assert_uint_eq(reg(4), 0x22);
}

UNIT_TEST(user_may_not_reach_the_kernel)
{
	USER_CODE(I_(LW, 4, 2, 0), C0_(MFC0, 4, 12, 0), 0x4c000000, N_(SDBBP));
	set_reg(2, 0x80001000);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_ADEL);
	emu_reg_set(b.cpu, EMU_REG_PC, USER + 4);
	emu_cp0_set(b.cpu, 12, 0, cp0(12, 0) | ST_CU0);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_CPU);
	ck_assert_uint_eq(b.exit.trap.ce, 0);
	emu_cp0_set(b.cpu, 12, 0, cp0(12, 0) & ~ST_CU1);
	emu_reg_set(b.cpu, EMU_REG_PC, USER + 8);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.ce, 1);
	emu_reg_set(b.cpu, EMU_REG_PC, USER + 12);
	emu_cpu_run(b.cpu, 100, &b.exit);
	ck_assert_uint_eq(b.exit.trap.code, EXC_BP);
}

UNIT_TEST(user_interrupts_trap_with_code_zero)
{
	USER_CODE(I_(BEQ, 0, 0, -1), NOP);
	emu_cp0_set(b.cpu, 12, 0, cp0(12, 0) | ST_IE | 0x8000);
	emu_cp0_set(b.cpu, 11, 0, 500);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100000, &b.exit), EMU_EXIT_TRAP);
	ck_assert_uint_eq(b.exit.trap.code, EXC_INT);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 1000);
	ck_assert_uint_eq(pc(), USER);
}

/* ---- Guests ------------------------------------------------------------------------------------------------------- */

static void guest(const uint32_t *code, unsigned n)
{
	bench_new(EMU_SK24K);
	map.from = 0;
	map.size = 0x10000;
	map.to = 0x40000;
	map.perms = EMU_PERM_R | EMU_PERM_W | EMU_PERM_X;
	ck_assert_int_eq(emu_host_guest(b.cpu, &ops, &map), 0);
	put_words(0x41000, code, n);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE);
}

#define GUEST_CODE(...)                         \
	const uint32_t code_[] = {__VA_ARGS__}; \
	guest(code_, sizeof(code_) / 4)

UNIT_TEST(guest_exceptions_stay_inside)
{
	GUEST_CODE(N_(SYSCALL), NOP, N_(HYPCALL) | 5u << 11, I_(ADDIU, 1, 0, 1));
	const uint32_t vector[] = {C0_(MFC0, 26, 14, 0), I_(ADDIU, 26, 26, 8), C0_(MTC0, 26, 14, 0), N_(ERET)};

	put_words(0x40180, vector, 4);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_HYPCALL);
	ck_assert_uint_eq(b.exit.trap.pc, CODE + 8);
	ck_assert_uint_eq(b.exit.trap.insn, N_(HYPCALL) | 5u << 11);
	ck_assert_uint_eq(pc(), CODE + 12);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(reg(1), 1);
}

UNIT_TEST(guest_access_to_nothing_exits_with_both_addresses)
{
	GUEST_CODE(I_(BEQ, 0, 0, 1), I_(SB, 3, 2, 0x34), I_(LW, 4, 2, 0));
	set_reg(2, 0xbf000000);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_GPA);
	ck_assert_uint_eq(b.exit.trap.gpa, 0x1f000034);
	ck_assert_uint_eq(b.exit.trap.va, 0xbf000034);
	ck_assert_uint_eq(b.exit.trap.size, 1);
	ck_assert_int_eq(b.exit.trap.access, EMU_WRITE);
	ck_assert(b.exit.trap.bd);
	ck_assert_uint_eq(b.exit.trap.insn, I_(SB, 3, 2, 0x34));
	ck_assert_uint_eq(b.exit.trap.branch, I_(BEQ, 0, 0, 1));
	ck_assert_uint_eq(pc(), CODE);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE + 8); /* the host has done the store */
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_GPA);
	ck_assert_uint_eq(b.exit.trap.size, 4);
	ck_assert_uint_eq(b.exit.trap.insn, I_(LW, 4, 2, 0));
	/* Stepping into the slot finds the same. */
	emu_reg_set(b.cpu, EMU_REG_PC, CODE);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 1, &b.exit), EMU_EXIT_GPA);
	ck_assert_uint_eq(b.exit.trap.branch, I_(BEQ, 0, 0, 1));
	ck_assert_uint_eq(pc(), CODE);
}

UNIT_TEST(guest_write_to_read_only_memory_exits)
{
	GUEST_CODE(I_(LW, 4, 2, 0), I_(SWL, 4, 2, 2));
	map.perms = EMU_PERM_R | EMU_PERM_X;
	set_reg(2, 0x80002000);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_GPA);
	ck_assert_uint_eq(b.exit.trap.gpa, 0x2002);
	ck_assert_uint_eq(b.exit.trap.pc, CODE + 4);
}

UNIT_TEST(guest_fetch_from_nothing_exits)
{
	GUEST_CODE(R_(JR, 0, 2, 0), NOP);
	set_reg(2, 0xbfc00000);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_GPA);
	ck_assert_int_eq(b.exit.trap.access, EMU_FETCH);
	ck_assert_uint_eq(b.exit.trap.gpa, 0x1fc00000);
	ck_assert_uint_eq(b.exit.trap.pc, 0xbfc00000);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 2);
}

UNIT_TEST(guest_waits_in_the_host)
{
	GUEST_CODE(N_(WAIT), I_(ADDIU, 1, 0, 2));
	emu_cp0_set(b.cpu, 12, 0, 0x400);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 100, &b.exit), EMU_EXIT_WAIT);
	emu_irq_set(b.cpu, 2, true);
	ck_assert_int_eq(emu_cpu_run(b.cpu, 1, &b.exit), EMU_EXIT_BUDGET);
	ck_assert_uint_eq(reg(1), 2);
}

UNIT_TEST(guest_tlb_works_on_guest_memory)
{
	GUEST_CODE(I_(LW, 1, 2, 0), I_(SW, 1, 2, 4));
	map_pair(0, 0x00400000, LO(0x5000, 7), LO(0x6000, 7));
	store(0x45000, 0x99);
	set_reg(2, 0x00400000);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(load(0x45004), 0x99);
	map.to = 0x60000;
	put_words(0x61000, code_, 2);
	store(0x65000, 0x77);
	emu_flush(b.cpu, 0x5000, 0x1000);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(load(0x65004), 0x77);
}

UNIT_TEST(hypcall_outside_a_guest_is_reserved)
{
	bench_new(EMU_P5600);
	RUN(1, N_(HYPCALL));
	ck_assert_uint_eq(cp0(13, 0) >> 2 & 31, EXC_RI);
}
