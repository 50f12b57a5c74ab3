// SPDX-License-Identifier: Apache-2.0
// Exceptions, interrupts, modes: vectors, what is saved, and how one comes back.
#include "bench.h"

static void fresh(void)
{
	bench_new(EMU_P5600);
}
UNIT_FIXTURE(fresh, NULL);

#define CODE_OF(cause) ((cause) >> 2 & 31)

UNIT_TEST(syscall_saves_pc_and_enters_the_general_vector)
{
	RUN(2, I_(ADDIU, 1, 0, 5), N_(SYSCALL));
	ck_assert_uint_eq(pc(), 0x80000180);
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_SYS);
	ck_assert_uint_eq(cp0(12, 0) & ST_EXL, ST_EXL);
	ck_assert_uint_eq(cp0(8, 1), N_(SYSCALL));
}

UNIT_TEST(exception_in_a_slot_points_at_the_branch)
{
	RUN(2, I_(BEQ, 0, 0, 4), N_(BREAK));
	ck_assert_uint_eq(cp0(14, 0), CODE);
	ck_assert_uint_eq(cp0(13, 0) >> 31, 1);
	ck_assert_uint_eq(cp0(8, 1), N_(BREAK));
	ck_assert_uint_eq(cp0(8, 2), I_(BEQ, 0, 0, 4));
}

UNIT_TEST(exception_in_a_stepped_slot_points_at_the_branch)
{
	RUN(1, I_(BEQ, 0, 0, 4), N_(BREAK));
	uint32_t target = 0;

	ck_assert(emu_in_slot(b.cpu, &target));
	ck_assert_uint_eq(target, CODE + 20);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(14, 0), CODE);
	ck_assert_uint_eq(cp0(8, 2), I_(BEQ, 0, 0, 4));
	ck_assert(!emu_in_slot(b.cpu, NULL));
}

UNIT_TEST(nested_exception_keeps_epc)
{
	emu_cp0_set(b.cpu, 12, 0, ST_EXL);
	emu_cp0_set(b.cpu, 14, 0, 0x1234);
	RUN(1, N_(SYSCALL));
	ck_assert_uint_eq(cp0(14, 0), 0x1234);
	ck_assert_uint_eq(pc(), 0x80000180);
}

UNIT_TEST(bev_and_ebase_choose_the_vector)
{
	emu_cp0_set(b.cpu, 12, 0, ST_BEV);
	RUN(1, N_(SYSCALL));
	ck_assert_uint_eq(pc(), 0xbfc00380);
	emu_cp0_set(b.cpu, 12, 0, 0);
	emu_cp0_set(b.cpu, 15, 1, 0x80040000);
	RUN(1, N_(SYSCALL));
	ck_assert_uint_eq(pc(), 0x80040180);
}

UNIT_TEST(refill_has_its_own_vector_only_without_exl)
{
	set_reg(2, 0x00400000);
	RUN(1, I_(LW, 1, 2, 0x10));
	ck_assert_uint_eq(pc(), 0x80000000);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_TLBL);
	ck_assert_uint_eq(cp0(8, 0), 0x00400010);
	ck_assert_uint_eq(cp0(10, 0), 0x00400000);
	ck_assert_uint_eq(cp0(4, 0), 0x00400000 >> 9);
	emu_cp0_set(b.cpu, 12, 0, ST_EXL);
	RUN(1, I_(SW, 1, 2, 0));
	ck_assert_uint_eq(pc(), 0x80000180);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_TLBS);
}

UNIT_TEST(fetch_faults_leave_badinstr_alone)
{
	emu_cp0_set(b.cpu, 8, 1, 0x5555);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x00400000);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(14, 0), 0x00400000);
	ck_assert_uint_eq(cp0(8, 1), 0x5555);
	emu_cp0_set(b.cpu, 12, 0, 0);
	emu_reg_set(b.cpu, EMU_REG_PC, CODE + 2);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_ADEL);
	ck_assert_uint_eq(cp0(8, 0), CODE + 2);
}

UNIT_TEST(fetch_from_nowhere_is_a_bus_error)
{
	emu_reg_set(b.cpu, EMU_REG_PC, 0x9f000000);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_IBE);
	emu_cp0_set(b.cpu, 12, 0, 0);
	set_reg(2, 0x9f000000);
	RUN(1, I_(LW, 1, 2, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_DBE);
}

UNIT_TEST(overflow_and_traps_raise_their_codes)
{
	set_reg(1, 0x7fffffff);
	RUN(1, I_(ADDI, 2, 1, 1));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_OV);
	emu_cp0_set(b.cpu, 12, 0, 0);
	RUN(1, R_(SUB, 2, 0, 0), R_(TEQ, 0, 0, 0));
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_TR);
}

UNIT_TEST(user_mode_may_not_touch_the_kernel)
{
	emu_cp0_set(b.cpu, 12, 0, 2u << 3);
	map_pair(0, 0x00400000, LO(0x1000, 7), LO(0x2000, 7));
	const uint32_t code[] = {C0_(MFC0, 1, 12, 0), I_(LW, 1, 2, 0)};

	put_words(0x1000, code, 2);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x00400000);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_CPU);
	ck_assert_uint_eq(cp0(13, 0) >> 28 & 3, 0);
	emu_cp0_set(b.cpu, 12, 0, 2u << 3);
	set_reg(2, DATA);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x00400004);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_ADEL);
	ck_assert_uint_eq(cp0(8, 0), DATA);
}

UNIT_TEST(supervisor_sees_kseg2_and_not_kseg0)
{
	emu_cp0_set(b.cpu, 12, 0, 1u << 3);
	map_pair(0, 0x00400000, LO(0x1000, 7), LO(0x2000, 7));
	map_pair(1, 0xc0000000, LO(0x10000, 7), LO(0x11000, 7));
	const uint32_t code[] = {I_(LW, 1, 2, 0), I_(LW, 1, 3, 0)};

	put_words(0x1000, code, 2);
	store(0x10000, 77);
	set_reg(2, 0xc0000000);
	set_reg(3, DATA);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x00400000);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(reg(1), 77);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_ADEL);
	struct emu_counts counts;

	emu_counts_get(b.cpu, &counts);
	ck_assert_uint_eq(counts.supervisor, 2);
	ck_assert_uint_eq(counts.exceptions[EXC_ADEL], 1);
}

UNIT_TEST(eret_returns_and_clears_the_reservation)
{
	emu_cp0_set(b.cpu, 12, 0, ST_EXL);
	emu_cp0_set(b.cpu, 14, 0, CODE + 8);
	b.cpu->ll_bit = true;
	RUN(2, N_(ERET), N_(BREAK), I_(ADDIU, 1, 0, 9));
	ck_assert_uint_eq(reg(1), 9);
	ck_assert_uint_eq(cp0(12, 0) & ST_EXL, 0);
	ck_assert(!b.cpu->ll_bit);
	emu_cp0_set(b.cpu, 12, 0, ST_ERL | ST_EXL);
	emu_cp0_set(b.cpu, 30, 0, CODE + 8);
	b.cpu->ll_bit = true;
	RUN(2, N_(ERETNC), N_(BREAK), I_(ADDIU, 1, 1, 1));
	ck_assert_uint_eq(reg(1), 10);
	ck_assert_uint_eq(cp0(12, 0) & (ST_EXL | ST_ERL), ST_EXL);
	ck_assert(b.cpu->ll_bit);
}

UNIT_TEST(sdbbp_enters_debug_mode_and_deret_leaves_it)
{
	uint8_t rom[4096] = {0};
	const uint32_t deret = N_(DERET);

	emu_add_ram(b.sys, 0x1fc00000, sizeof(rom), rom);
	emu_phys_write(b.sys, 0x1fc00480, &deret, 4);
	RUN(1, N_(SDBBP));
	ck_assert_uint_eq(pc(), 0xbfc00480);
	ck_assert_uint_eq(cp0(23, 0) & DEBUG_DM, DEBUG_DM);
	ck_assert_uint_eq(cp0(24, 0), CODE);
	emu_cp0_set(b.cpu, 24, 0, CODE + 4);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(pc(), CODE + 4);
	ck_assert_uint_eq(cp0(23, 0) & DEBUG_DM, 0);
	RUN(1, N_(DERET));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
	struct emu_counts counts;

	emu_counts_get(b.cpu, &counts);
	ck_assert_uint_eq(counts.debug, 1);
}

UNIT_TEST(nmi_keeps_the_pc_in_errorepc)
{
	RUN(1, NOP, NOP);
	emu_cpu_nmi(b.cpu);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(30, 0), CODE + 4);
	ck_assert_uint_eq(cp0(12, 0) & (ST_NMI | ST_ERL | ST_BEV), ST_NMI | ST_ERL | ST_BEV);
}

UNIT_TEST(interrupt_waits_for_its_mask)
{
	emu_irq_set(b.cpu, 4, true);
	emu_irq_set(b.cpu, 9, true);
	ck_assert_uint_eq(cp0(13, 0) & CA_IP, 0x1000);
	RUN(1, NOP, NOP);
	ck_assert_uint_eq(pc(), CODE + 4);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x1000);
	emu_cpu_run(b.cpu, 1, &b.exit);
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_INT);
	ck_assert_uint_eq(pc(), 0x80000184);
	emu_irq_set(b.cpu, 4, false);
	ck_assert_uint_eq(cp0(13, 0) & CA_IP, 0);
}

UNIT_LOOP(vectored_interrupts_take_the_highest, 2, 8)
{
	emu_cp0_set(b.cpu, 12, 1, 0x20 | 7u << 29); /* 32 bytes apart */
	emu_cp0_set(b.cpu, 13, 0, CA_IV);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | ST_IM);
	emu_irq_set(b.cpu, 2, true);
	emu_irq_set(b.cpu, (unsigned)_i, true);
	RUN(1, NOP);
	ck_assert_uint_eq(pc(), 0x80000204 + 0x20 * (uint32_t)_i);
}

UNIT_TEST(software_interrupt_comes_right_after_the_write)
{
	set_reg(1, CA_IV | 0x100);
	emu_cp0_set(b.cpu, 13, 0, CA_IV);
	emu_cp0_set(b.cpu, 12, 0, ST_IE | 0x100);
	RUN(2, C0_(MTC0, 1, 13, 0), I_(ADDIU, 2, 0, 1));
	ck_assert_uint_eq(cp0(14, 0), CODE + 4);
	ck_assert_uint_eq(reg(2), 0);
	ck_assert_uint_eq(pc(), 0x80000204);
}

UNIT_TEST(di_and_ei_return_the_old_status)
{
	emu_cp0_set(b.cpu, 12, 0, ST_IE | ST_CU0);
	RUN(2, I_(DI, 1, 0, 0x6000), I_(EI, 2, 0, 0x6020));
	ck_assert_uint_eq(reg(1), ST_IE | ST_CU0);
	ck_assert_uint_eq(reg(2), ST_CU0);
	ck_assert_uint_eq(cp0(12, 0), ST_IE | ST_CU0);
}

UNIT_TEST(msa_is_disabled_and_then_missing)
{
	RUN(1, 0x78000000);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI); /* CU1 with 32-bit registers */
	emu_cp0_set(b.cpu, 12, 0, ST_CU1 | ST_FR);
	RUN(1, 0x78000000);
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_MSADIS);
	emu_cp0_set(b.cpu, 12, 0, ST_CU1 | ST_FR);
	emu_cp0_set(b.cpu, 16, 5, cp0(16, 5) | CF5_MSAEN);
	RUN(2, NOP, 0x78000000);
	ck_assert_int_eq(b.exit.reason, EMU_EXIT_UNIMPLEMENTED);
	ck_assert_uint_eq(b.exit.trap.pc, CODE + 4);
	ck_assert_uint_eq(b.exit.trap.insn, 0x78000000);
	ck_assert_uint_eq(emu_cpu_now(b.cpu), 3);
	set_reg(2, 0xffffffff);
	RUN(3, N_(CTCMSA) | 2u << 11 | 1u << 6, N_(CFCMSA) | 1u << 11 | 3u << 6, N_(CFCMSA) | 4u << 6);
	ck_assert_uint_eq(reg(3), MSACSR_MASK);
	ck_assert_uint_eq(reg(4), MSAIR);
}

UNIT_TEST(rdhwr_obeys_hwrena)
{
	emu_cp0_set(b.cpu, 4, 2, 0x1234);
	RUN(4, C0_(RDHWR, 1, 29, 0), C0_(RDHWR, 2, 1, 0), C0_(RDHWR, 3, 3, 0), C0_(RDHWR, 4, 0, 0));
	ck_assert_uint_eq(reg(1), 0x1234);
	ck_assert_uint_eq(reg(2), 32);
	ck_assert_uint_eq(reg(3), 2);
	ck_assert_uint_eq(reg(4), 0);
	RUN(1, C0_(RDHWR, 1, 7, 0));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
	emu_cp0_set(b.cpu, 12, 0, 2u << 3);
	map_pair(0, 0x00400000, LO(0x1000, 7), LO(0x2000, 7));
	emu_cp0_set(b.cpu, 7, 0, 4);
	const uint32_t code[] = {C0_(RDHWR, 1, 2, 0), C0_(RDHWR, 1, 29, 0)};

	put_words(0x1000, code, 2);
	emu_reg_set(b.cpu, EMU_REG_PC, 0x00400000);
	emu_cpu_run(b.cpu, 2, &b.exit);
	ck_assert_uint_eq(reg(1), 2); /* five instructions in: Count is 2 */
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
}

UNIT_TEST(reset_state_is_the_architecture_s)
{
	emu_cpu_reset(b.cpu);
	ck_assert_uint_eq(pc(), 0xbfc00000);
	ck_assert_uint_eq(cp0(12, 0), ST_BEV | ST_ERL);
	ck_assert_uint_eq(cp0(16, 0), 0x80040482);
	ck_assert_uint_eq(cp0(16, 4), 0xc01c0000);
	ck_assert_uint_eq(cp0(15, 0), 0x0001a800);
	ck_assert_uint_eq(cp0(5, 4), 0x003a043a);
	ck_assert_uint_eq(cp0(1, 0), 63);
	ck_assert_uint_eq(cp0(16, 1) >> 25 & 63, 63);
}

UNIT_TEST(branch_in_a_slot_is_reserved)
{
	RUN(2, I_(BEQ, 0, 0, 4), I_(BEQ, 0, 0, 4));
	ck_assert_uint_eq(CODE_OF(cp0(13, 0)), EXC_RI);
	ck_assert_uint_eq(cp0(14, 0), CODE);
}
