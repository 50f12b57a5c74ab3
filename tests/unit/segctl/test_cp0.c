// SPDX-License-Identifier: Apache-2.0
// Virtual CP0: registers, privileged instructions, exceptions, interrupts, timer.
#include "fake.h"
#include "unit.h"

#include <skerry/arch/guest.h>

UNIT_FIXTURE(fake_start, NULL);

/* Leaves the reset state: kernel mode, vectors at EBase, interrupts off. */
static void boot(void)
{
	fake_write(12, 0, 0);
	guest->area->pc = 0x80100400u;
}

static void to_user(void)
{
	fake_write(12, 0, VST_UM | VST_EXL);
	fake_write(14, 0, 0x00400000u);
	ck_assert_int_eq(fake_cop0(INSN_ERET), GUEST_RETURN);
	ck_assert_uint_eq(guest->area->pc, 0x00400000u);
}

UNIT_TEST(reset_state_is_that_of_the_profile)
{
	ck_assert_uint_eq(guest->area->pc, 0xbfc00000u);
	ck_assert_uint_eq(fake_read(15, 0), 0x00019300u);
	ck_assert_uint_eq(fake_read(12, 0), VST_BEV | VST_ERL);
	ck_assert_uint_eq(fake_read(16, 1) & 0x4f, 0);      /* no FPU, Watch, counters, C2 */
	ck_assert_uint_eq(fake_read(16, 3), 0x80002020u);   /* ULRI, VInt; no MT, DSP, VZ, SegCtl, CMGCR */
	ck_assert_uint_eq((fake_read(16, 4) >> 29) & 3, 2); /* TLBINVF empties the TLB at once */
	ck_assert_uint_eq(((fake_read(16, 1) >> 25) & 63) + 1 + (fake_read(16, 4) & 0xff) * 64, VTLB_ENTRIES);
	ck_assert_uint_eq(fake_read(16, 7), 0);
}

UNIT_TEST(guest_di_never_reaches_the_processor)
{
	boot();
	ck_assert_int_eq(fake_cop0(0x41606020u | 5 << 16), GUEST_RESUME); /* ei a1 */
	ck_assert_uint_eq(guest->area->gpr[5], 0);
	ck_assert_uint_eq(guest->arch.status, VST_IE);
	ck_assert_int_eq(fake_cop0(0x41606000u | 5 << 16), GUEST_RESUME); /* di a1 */
	ck_assert_uint_eq(guest->area->gpr[5], VST_IE);
	ck_assert_uint_eq(guest->arch.status, 0);
	ck_assert_uint_eq(guest->area->pc, 0x80100408u);
}

UNIT_TEST(user_mode_may_not_use_coprocessor_0)
{
	boot();
	to_user();
	ck_assert(!fake.kernel);
	ck_assert_int_eq(fake_cop0(mfc0(2, 12, 0)), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
	ck_assert_uint_eq(guest->arch.cause & (VCA_EXC | VCA_CE), EXC_CPU << 2);
	ck_assert_uint_eq(guest->arch.epc, 0x00400000u);
	ck_assert(fake.kernel);
}

UNIT_TEST(missing_fpu_is_reported_with_its_number)
{
	struct guest_trap t = {.exc = EXC_CPU, .ce = 1, .insn = 0x46000000u};

	boot();
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_RESUME);
	ck_assert_uint_eq(guest->arch.cause & (VCA_EXC | VCA_CE), EXC_CPU << 2 | 1u << 28);
}

UNIT_TEST(system_call_and_eret_switch_the_segments)
{
	boot();
	to_user();
	unsigned switches = fake.mode_switches;

	ck_assert_int_eq(fake_trap(EXC_SYS, 0x0000000cu), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
	ck_assert_uint_eq(guest->arch.cause & VCA_EXC, EXC_SYS << 2);
	ck_assert_int_eq(fake_cop0(INSN_ERET), GUEST_RETURN);
	ck_assert_uint_eq(guest->area->pc, 0x00400000u);
	ck_assert_uint_eq(fake.mode_switches, switches + 2);
	ck_assert(!fake.kernel);
}

UNIT_TEST(nested_exception_keeps_epc)
{
	boot();
	fake_write(14, 0, 0x1234);
	fake_write(12, 0, VST_EXL);
	fake_trap(EXC_BP, 0x0000000du);
	ck_assert_uint_eq(guest->arch.epc, 0x1234);
	ck_assert_uint_eq(guest->arch.cause & VCA_EXC, EXC_BP << 2);
}

UNIT_TEST(error_level_returns_to_errorepc)
{
	fake_write(30, 0, 0x80001000u);
	ck_assert_int_eq(fake_cop0(INSN_ERET), GUEST_RETURN);
	ck_assert_uint_eq(guest->area->pc, 0x80001000u);
	ck_assert_uint_eq(guest->arch.status & VST_ERL, 0);
}

UNIT_TEST(vectors_follow_bev_iv_and_spacing)
{
	guest->area->pc = 0x80001000u;
	fake_write(12, 0, VST_BEV);
	fake_trap(EXC_SYS, 12);
	ck_assert_uint_eq(guest->area->pc, 0xbfc00380u);
	fake_write(15, 1, 0x80123000u);
	fake_write(12, 1, 1u << 5);
	fake_write(13, 0, VCA_IV);
	guest->lines = 1u << 4;
	ck_assert(!arch_vcpu_lines_changed(guest));
	fake_write(12, 0, VST_IE | 1u << 12);
	ck_assert_uint_eq(guest->area->pc, 0x80123000u + 0x200 + 32 * 4);
}

UNIT_TEST(interrupt_waits_until_it_is_enabled)
{
	boot();
	guest->lines = 1u << 2;
	ck_assert(!arch_vcpu_lines_changed(guest));
	ck_assert_uint_eq(guest->area->pc, 0x80100400u);
	fake_write(12, 0, 1u << 10); /* unmasked, but IE = 0 */
	ck_assert_uint_eq(guest->area->pc, 0x80100404u);
	ck_assert(arch_vcpu_lines_changed(guest));
	fake_cop0(0x41606020u); /* ei: taken behind it */
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
	ck_assert_uint_eq(guest->arch.epc, 0x80100408u);
	ck_assert_uint_eq(guest->arch.cause & VCA_EXC, 0);
	guest->lines = 0;
	arch_vcpu_lines_changed(guest);
	ck_assert_uint_eq(fake_read(13, 0) & VCA_IP, 0);
}

UNIT_TEST(software_interrupt_is_taken)
{
	boot();
	fake_write(12, 0, VST_IE | 1u << 8);
	fake_write(13, 0, 1u << 8);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
}

UNIT_TEST(compare_sets_the_timer_interrupt)
{
	boot();
	fake_write(9, 0, 50);
	ck_assert_uint_eq(fake_read(9, 0), 50);
	fake_write(11, 0, 150);
	ck_assert_uint_eq(fake.timer, fake.now + 100);
	fake.now += 99;
	ck_assert_uint_eq(fake_read(13, 0) & VCA_TI, 0);
	fake.now += 1;
	ck_assert_uint_eq(fake_read(13, 0) & (VCA_TI | VCA_IP), VCA_TI | VCA_IP_TIMER);
	ck_assert_uint_eq(fake.timer, fake.now + (1ull << 32));
	fake_write(11, 0, 200);
	ck_assert_uint_eq(fake_read(13, 0) & (VCA_TI | VCA_IP), 0);
}

UNIT_TEST(compare_equal_to_count_fires_a_round_later)
{
	boot();
	fake_write(9, 0, 7);
	fake_write(11, 0, 7);
	ck_assert_uint_eq(fake.timer, fake.now + (1ull << 32));
}

UNIT_TEST(stopped_count_stands_still)
{
	boot();
	fake_write(9, 0, 10);
	fake_write(11, 0, 60);
	fake_write(13, 0, VCA_DC);
	fake.now += 1000;
	ck_assert_uint_eq(fake_read(9, 0), 10);
	ck_assert_uint_eq(fake_read(13, 0) & VCA_TI, 0);
	fake_write(13, 0, 0);
	ck_assert_uint_eq(fake_read(9, 0), 10);
	ck_assert_uint_eq(fake.timer, fake.now + 50);
}

UNIT_TEST(wait_blocks_unless_an_interrupt_is_pending)
{
	boot();
	fake_write(12, 0, 1u << 10);
	ck_assert_int_eq(fake_cop0(INSN_WAIT), GUEST_WAIT);
	ck_assert_uint_eq(guest->area->pc, 0x80100408u);
	guest->lines = 1u << 2;
	arch_vcpu_lines_changed(guest);
	ck_assert_int_eq(fake_cop0(INSN_WAIT), GUEST_RESUME); /* IE = 0: it wakes all the same */
}

UNIT_TEST(wait_with_every_interrupt_masked_halts)
{
	boot();
	fake_write(12, 0, VST_IE);
	ck_assert_int_eq(fake_cop0(INSN_WAIT), GUEST_EXIT);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_HALTED);
}

UNIT_TEST(wait_with_a_timer_that_just_expired_takes_the_interrupt)
{
	boot();
	fake_write(12, 0, VST_IE | VCA_IP_TIMER);
	fake_write(11, 0, fake_read(9, 0) + 10);
	fake.now += 10;
	ck_assert_int_eq(fake_cop0(INSN_WAIT), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80000180u);
}

UNIT_TEST(rdhwr_obeys_hwrena_in_user_mode)
{
	uint32_t userlocal = 0x7c03e83bu; /* rdhwr v1, $29 */

	boot();
	fake_write(4, 2, 0x77001234u);
	fake_trap(EXC_RI, userlocal); /* kernel mode may always */
	ck_assert_uint_eq(guest->area->gpr[3], 0x77001234u);
	to_user();
	fake_trap(EXC_RI, userlocal);
	ck_assert_uint_eq(guest->arch.cause & VCA_EXC, EXC_RI << 2);
	fake_write(7, 0, 0x2000000fu);
	fake_cop0(INSN_ERET);
	guest->area->gpr[3] = 0;
	fake_trap(EXC_RI, userlocal);
	ck_assert_uint_eq(guest->area->gpr[3], 0x77001234u);
	ck_assert_uint_eq(guest->area->pc, 0x00400004u);
	fake_trap(EXC_RI, 0x7c00283bu); /* rdhwr zero, $5: not there */
	ck_assert_uint_eq(guest->arch.cause & VCA_EXC, EXC_RI << 2);
}

UNIT_TEST(instruction_in_a_delay_slot_continues_at_the_branch_target)
{
	struct guest_trap t = {.exc = EXC_CPU, .insn = mfc0(31, 12, 0), .bd = true};

	boot();
	guest->area->gpr[4] = 0;
	t.branch = 0x10800003u; /* beqz a0, +3 */
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80100400u + 4 + 12);
	guest->area->gpr[31] = 0x80200000u;
	t.branch = 0x03e00008u; /* jr ra: the slot changes ra, the jump has its old value */
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80200000u);
	t.insn = mfc0(2, 12, 0);
	t.branch = 0x0c040100u; /* jal 0x80100400 */
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, 0x80100400u);
	ck_assert_uint_eq(guest->area->gpr[31], 0x80200008u);
	t.branch = 0x00000000u; /* no branch at all */
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_EXIT);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_INSN);
}

UNIT_TEST(every_branch_form_is_followed)
{
	static const struct {
		uint32_t insn, rs, rt, offset, link;
	} cases[] = {
	        {0x00800009u, 0x80300000u, 0, 0, 0},  /* jalr zero, a0: absolute, see below */
	        {0x04800004u, 0xffffffffu, 0, 20, 0}, /* bltz taken */
	        {0x04800004u, 1, 0, 8, 0},            /* bltz not taken */
	        {0x04810004u, 0, 0, 20, 0},           /* bgez */
	        {0x04900004u, 0xffffffffu, 0, 20, 1}, /* bltzal */
	        {0x04910004u, 0, 0, 20, 1},           /* bgezal */
	        {0x04820004u, 0xffffffffu, 0, 20, 0}, /* bltzl */
	        {0x10850004u, 5, 5, 20, 0},           /* beq */
	        {0x14850004u, 5, 5, 8, 0},            /* bne */
	        {0x18800004u, 0, 0, 20, 0},           /* blez */
	        {0x1c800004u, 1, 0, 20, 0},           /* bgtz */
	        {0x50850004u, 5, 6, 8, 0},            /* beql */
	        {0x54850004u, 5, 6, 20, 0},           /* bnel */
	        {0x58800004u, 0xffffffffu, 0, 20, 0}, /* blezl */
	        {0x5c800004u, 0xffffffffu, 0, 8, 0},  /* bgtzl */
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t next = 0, pc = 0x80001000u;

		guest->area->gpr[4] = cases[i].rs;
		guest->area->gpr[5] = cases[i].rt;
		guest->area->gpr[31] = 0;
		ck_assert(segctl_branch(guest->area, cases[i].insn, pc, &next));
		ck_assert_uint_eq(next, i == 0 ? 0x80300000u : pc + cases[i].offset);
		ck_assert_uint_eq(guest->area->gpr[31], cases[i].link ? pc + 8 : 0);
	}
}

UNIT_TEST(what_the_profile_does_not_know_goes_to_the_vmm)
{
	boot();
	ck_assert_int_eq(fake_cop0(mfc0(2, 22, 0)), GUEST_EXIT);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_INSN);
	ck_assert_uint_eq(guest->area->exit.insn, mfc0(2, 22, 0));
	ck_assert_uint_eq(guest->area->pc, 0x80100400u);
	ck_assert_int_eq(fake_cop0(mtc0(2, 31, 2)), GUEST_EXIT);
	ck_assert_int_eq(fake_cop0(INSN_HYPCALL), GUEST_EXIT);
	ck_assert_uint_eq(guest->area->exit.reason, SK_EXIT_HYPCALL);
	ck_assert_int_eq(fake_cop0(0x4200001fu), GUEST_EXIT); /* deret */
	ck_assert_int_eq(fake_cop0(0x41610000u), GUEST_EXIT); /* dvpe */
	ck_assert_int_eq(fake_cop0(0xdc000000u), GUEST_EXIT);
}

UNIT_TEST(read_only_registers_take_writes_without_effect)
{
	boot();
	fake_write(15, 0, 0xffffffffu);
	ck_assert_uint_eq(fake_read(15, 0), 0x00019300u);
	fake_write(16, 1, 0);
	ck_assert_uint_ne(fake_read(16, 1), 0);
	fake_write(16, 0, 0xfffffffau);
	ck_assert_uint_eq(fake_read(16, 0), 0x80000482u);
	fake_write(26, 0, 1);
	ck_assert_uint_eq(fake_read(26, 0), 0);
	fake_write(12, 0, 0xffffffffu & ~VST_IE);
	ck_assert_uint_eq(fake_read(12, 0), VST_WRITABLE & ~VST_IE);
}

UNIT_TEST(cache_operations_never_discard_data)
{
	boot();
	guest->area->gpr[4] = 0x80002000u;
	for (uint32_t op = 0; op < 32; op++)
		ck_assert_int_eq(fake_cop0(0xbc800000u | op << 16), GUEST_RESUME);
	ck_assert_uint_eq(fake.cache_ops, 6);
	guest->area->gpr[4] = 0x90000000u; /* beyond its memory */
	fake_cop0(0xbc950000u);
	ck_assert_uint_eq(fake.cache_ops, 6);
}

/* Puts @p count times the instruction @p insn, its offset a line further each time, from @p pc. */
static void unroll(uint32_t pc, uint32_t insn, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		fake.code[(pc & 0x1fff) / 4 + i] = insn + 32 * i;
}

/* Executes the cache operation at @p pc; how many were done. */
static unsigned cache_trap(uint32_t pc)
{
	unsigned before = fake.cache_ops;

	guest->area->pc = pc;
	ck_assert_int_eq(fake_cop0(fake.code[(pc & 0x1fff) / 4]), GUEST_RESUME);
	ck_assert_uint_eq(guest->area->pc, pc + 4 * (fake.cache_ops - before));
	return fake.cache_ops - before;
}

UNIT_TEST(cache_operations_in_a_row_take_two_traps)
{
	boot();
	guest->area->gpr[4] = 0x80002000u;
	unroll(0x80001000u, 0xbc950000u, 40);
	ck_assert_uint_eq(cache_trap(0x80001000u), 1);
	ck_assert_uint_eq(cache_trap(0x80001004u), 32);
	ck_assert_uint_eq(fake.cache_address, 0x80000000u + FAKE_RAM + 0x2000 + 32 * 32);
	ck_assert_uint_eq(cache_trap(0x80001084u), 7);
	ck_assert_uint_eq(guest->stats[SK_VCPU_STAT_CACHE], 3);
	/* The data's page ends after four, then the code's. */
	guest->area->gpr[4] = 0x80002f60u;
	ck_assert_uint_eq(cache_trap(0x80001000u), 1);
	ck_assert_uint_eq(cache_trap(0x80001004u), 4);
	guest->area->gpr[4] = 0x80002000u;
	unroll(0x80001fecu, 0xbc950000u, 5);
	fake.code[0] = 0xbc950000u;
	ck_assert_uint_eq(cache_trap(0x80001fecu), 1);
	ck_assert_uint_eq(cache_trap(0x80001ff0u), 4);
}

UNIT_TEST(cache_operation_in_a_delay_slot_is_done_alone)
{
	struct guest_trap t = {.exc = EXC_CPU, .insn = 0xbc950000u, .branch = 0x10000010u, .bd = true}; /* b +16 */

	boot();
	guest->area->gpr[4] = 0x80002000u;
	unroll(0x80001000u, 0xbc950000u, 8);
	guest->area->pc = 0x80001000u;
	guest->arch.cache_pc = 0x80001000u;
	ck_assert_int_eq(segctl_handle(guest, &t), GUEST_RESUME);
	ck_assert_uint_eq(fake.cache_ops, 1);
	ck_assert_uint_eq(guest->area->pc, 0x80001044u);
}

UNIT_TEST(state_groups_move_registers_both_ways)
{
	boot();
	fake_write(10, 0, 0x00402055u);
	ck_assert_int_eq(arch_vcpu_state(guest, false, SK_VCPU_GROUP_MMU), SK_OK);
	ck_assert_uint_eq(guest->area->cp0[SK_CP0_ENTRYHI], 0x00402055u);
	ck_assert_uint_eq(guest->area->cp0_valid[0] & (1u << SK_CP0_EPC), 0);
	guest->area->cp0[SK_CP0_ENTRYHI] = 0xffffffffu;
	guest->area->cp0[SK_CP0_EPC] = 0x80445566u;
	guest->area->cp0_modified[0] = 1u << SK_CP0_ENTRYHI | 1u << SK_CP0_EPC | 1u << SK_CP0_PRID;
	ck_assert_int_eq(arch_vcpu_state(guest, true, SK_VCPU_GROUP_ALL & ~SK_VCPU_GROUP_FPU), SK_OK);
	ck_assert_uint_eq(fake_read(10, 0), 0xffffe4ffu);
	ck_assert_uint_eq(fake_read(14, 0), 0x80445566u);
	ck_assert_uint_eq(fake_read(15, 0), 0x00019300u);
	ck_assert_int_eq(arch_vcpu_state(guest, false, SK_VCPU_GROUP_FPU), SK_ENOTSUP);
	ck_assert_int_eq(arch_vcpu_state(guest, false, 64), SK_EINVAL);
}

UNIT_TEST(enter_masks_what_the_vmm_wrote)
{
	boot();
	guest->area->status = 0xffffffffu;
	guest->area->cause = 0xffffffffu;
	guest->lines = 1u << 3;
	ck_assert_int_eq(arch_vcpu_enter(guest), SK_OK);
	arch_vcpu_leave(guest);
	ck_assert_uint_eq(guest->area->status, VST_WRITABLE);
	ck_assert_uint_eq(guest->area->cause, VCA_BD | VCA_CE | VCA_EXC | VCA_IV | VCA_IP_SW | 1u << 11);
}

UNIT_TEST(exception_that_the_vmm_injects_has_its_code)
{
	boot();
	guest->area->status = VST_EXL;
	guest->area->cause = VCA_BD | 7u << 2;
	ck_assert_int_eq(arch_vcpu_enter(guest), SK_OK);
	ck_assert_uint_eq(fake_read(13, 0) & (VCA_BD | VCA_EXC), VCA_BD | 7u << 2);
}

UNIT_TEST(destroy_disarms_the_timer)
{
	boot();
	fake_write(11, 0, 12345);
	arch_vcpu_destroy(guest);
	ck_assert_uint_eq(fake.timer, ~0ull);
}
