// SPDX-License-Identifier: Apache-2.0
// What each exit of a guest leads to.
#include "guest_fixture.h"
#include "unit.h"

#include <string.h>

#define PC 0x80101000u

static void running_guest(void)
{
	guest_up();
	guest.area.pc = PC;
	guest.ebase = 0x80000000;
}

UNIT_FIXTURE(running_guest, NULL);

UNIT_TEST(exit_device_accesses_are_carried_out_and_counted)
{
	ck_assert_int_eq(guest_access(0x28, UART_BASE + 0x38, 0xa5), VMM_GO_ON);
	ck_assert_int_eq(guest_access(0x24, UART_BASE + 0x38, 0), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.gpr[9], 0xa5);
	ck_assert_uint_eq(guest.area.pc, PC + 8);
	ck_assert_uint_eq(guest.vmm.stats.exits[SK_EXIT_MMIO], 2);
	ck_assert_uint_eq(guest.vmm.stats.loads, 1);
	ck_assert_uint_eq(guest.vmm.stats.stores, 1);
}

UNIT_TEST(exit_reset_word_ends_the_guest)
{
	ck_assert_int_eq(guest_access(0x2b, RESET_WORD, 0x42), VMM_RESET);
	ck_assert_int_eq(guest_access(0x2b, RESET_WORD + 4, 0x42), VMM_POWEROFF);
}

UNIT_TEST(exit_panic_then_reset_is_a_panic)
{
	ck_assert_int_eq(guest_print("Kernel panic - not syncing: x\n"), VMM_GO_ON);
	ck_assert_int_eq(guest_access(0x2b, RESET_WORD, 0x42), VMM_PANIC);
}

UNIT_TEST(exit_panic_that_ends_is_a_panic_at_once)
{
	ck_assert_int_eq(guest_print("Kernel panic - not syncing: x\n---[ end Kernel panic ]---"), VMM_GO_ON);
	ck_assert_int_eq(guest_print("\n"), VMM_PANIC);
}

UNIT_TEST(exit_halted_guest_is_a_panic_only_after_one)
{
	ck_assert_int_eq(guest_exit(SK_EXIT_HALTED, 0), VMM_HALTED);
	guest_print("Kernel panic - not syncing: x\n");
	ck_assert_int_eq(guest_exit(SK_EXIT_HALTED, 0), VMM_PANIC);
}

UNIT_TEST(exit_stray_access_halts_by_default_and_says_where)
{
	ck_assert_int_eq(guest_access(0x23, 0x1e000004, 0), VMM_CRASH);
	ck_assert_str_eq(guest.messages,
	                 "left: access to no device (read) at gpa 0x1e000004 gva 0xbe000004 pc 0x80101000 "
	                 "instruction 0x8c090000\n");
	ck_assert_uint_eq(guest.vmm.stats.stray, 1);
	guest.messages[0] = '\0';
	ck_assert_int_eq(guest_access(0x2b, UART_BASE + 4, 0), VMM_CRASH);
	ck_assert_ptr_nonnull(strstr(guest.messages, "access to no device (write)"));
}

UNIT_TEST(exit_stray_access_becomes_a_bus_error_by_policy)
{
	guest.vmm.config.on_stray = VMM_STRAY_INJECT;
	guest.area.status = 0x10000001;
	guest.area.cause = 0xb0000400;
	ck_assert_int_eq(guest_access(0x23, 0x1e000000, 0), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.pc, 0x80000180);
	ck_assert_uint_eq(guest.area.cp0[SK_CP0_EPC], PC);
	ck_assert_uint_eq(guest.area.cp0_modified[0], 1u << SK_CP0_EPC);
	ck_assert_uint_eq(guest.put_groups, SK_VCPU_GROUP_EXC);
	ck_assert_uint_eq(guest.area.status, 0x10000003);
	ck_assert_uint_eq(guest.area.cause, 0x00000400 | 7 << 2);
	ck_assert_uint_eq(guest.vmm.stats.injected, 1);
	ck_assert_str_eq(guest.messages, "");
}

UNIT_TEST(exit_bus_error_in_a_delay_slot_points_to_the_branch)
{
	guest.vmm.config.on_stray = VMM_STRAY_INJECT;
	guest.area.exit.branch = 0x10000000;
	ck_assert_int_eq(guest_exit(SK_EXIT_FAULT, SK_EXITF_BD), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.cause, 0x80000000 | 7 << 2);
	ck_assert_uint_eq(guest.area.cp0[SK_CP0_EPC], PC);
}

UNIT_TEST(exit_bus_error_inside_an_exception_keeps_epc)
{
	guest.vmm.config.on_stray = VMM_STRAY_INJECT;
	guest.area.status = 0x00400002;
	guest.area.cause = 0x80000000;
	ck_assert_int_eq(guest_exit(SK_EXIT_FAULT, SK_EXITF_FETCH), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.pc, 0xbfc00380);
	ck_assert_uint_eq(guest.area.cp0_modified[0], 0);
	ck_assert_uint_eq(guest.area.cause, 0x80000000 | 6 << 2);
}

UNIT_TEST(exit_vector_follows_ebase)
{
	guest.ebase = 0x87654001;
	ck_assert_int_eq(guest_exit(SK_EXIT_INSN, SK_EXITF_INSN), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.pc, 0x87654180);
	ck_assert_uint_eq(guest.area.cause, 10 << 2);
}

UNIT_TEST(exit_hypercall_is_a_reserved_instruction)
{
	ck_assert_int_eq(guest_exit(SK_EXIT_HYPCALL, SK_EXITF_INSN), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.cause, 10 << 2);
}

UNIT_TEST(exit_failing_state_transfer_is_an_error_of_the_vmm)
{
	guest.state_fails = true;
	ck_assert_int_eq(guest_exit(SK_EXIT_INSN, SK_EXITF_INSN), VMM_BROKEN);
	ck_assert_str_eq(guest.messages,
	                 "left: the virtual processor's state could not be read or written, reason 5 data "
	                 "0x00000000\n");
}

UNIT_TEST(exit_forbidden_access_and_fetch_are_stray)
{
	ck_assert_int_eq(guest_exit(SK_EXIT_FAULT, SK_EXITF_FETCH), VMM_CRASH);
	ck_assert_str_eq(
	        guest.messages,
	        "left: forbidden access to guest memory (fetch) at gpa 0x00000000 gva 0x00000000 pc 0x80101000\n");
}

UNIT_TEST(exit_instructions_that_are_refused_follow_the_stray_policy)
{
	ck_assert_int_eq(guest_access(0x30, UART_BASE, 0), VMM_CRASH);
	ck_assert_ptr_nonnull(strstr(guest.messages, "ll or sc on a device"));
	ck_assert_int_eq(guest_access(0x35, UART_BASE, 0), VMM_CRASH);
	ck_assert_ptr_nonnull(strstr(guest.messages, "no plain load or store"));
	guest.area.exit.branch = 0;
	ck_assert_int_eq(guest_exit(SK_EXIT_MMIO, SK_EXITF_BD | SK_EXITF_INSN), VMM_CRASH);
	guest.area.exit.insn = 0x24u << 26;
	ck_assert_int_eq(guest_exit(SK_EXIT_MMIO, SK_EXITF_BD | SK_EXITF_INSN), VMM_CRASH);
	ck_assert_ptr_nonnull(strstr(guest.messages, "unknown branch"));
	ck_assert_uint_eq(guest.vmm.stats.refused, 4);
}

UNIT_TEST(exit_floating_point_branch_fetches_its_condition)
{
	guest.area.exit.insn = 0x24u << 26 | 9u << 16;
	guest.area.exit.gpa = UART_BASE + 0x38;
	guest.area.exit.branch = 0x11u << 26 | 8u << 21 | 1u << 16 | 0x10;
	guest.area.fcsr = 1u << 23;
	ck_assert_int_eq(guest_exit(SK_EXIT_MMIO, SK_EXITF_BD | SK_EXITF_INSN), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.pc, PC + 4 + 0x40);
}

UNIT_TEST(exit_cache_operation_is_passed_over)
{
	ck_assert_int_eq(guest_exit(SK_EXIT_CACHE, SK_EXITF_INSN), VMM_GO_ON);
	ck_assert_uint_eq(guest.area.pc, PC + 4);
	guest.area.exit.branch = 0;
	ck_assert_int_eq(guest_exit(SK_EXIT_CACHE, SK_EXITF_BD), VMM_CRASH);
}

UNIT_TEST(exit_others_are_told_apart)
{
	ck_assert_int_eq(guest_exit(SK_EXIT_NONE, 0), VMM_GO_ON);
	ck_assert_int_eq(guest_exit(SK_EXIT_EVENT, 0), VMM_EVENT);
	ck_assert_int_eq(guest_exit(SK_EXIT_CANCELED, 0), VMM_CANCELED);
	guest.area.exit.data = 0x123;
	ck_assert_int_eq(guest_exit(SK_EXIT_STATE, 0), VMM_BROKEN);
	ck_assert_str_eq(guest.messages, "left: the kernel refused the processor's state, reason 7 data 0x00000123\n");
	ck_assert_int_eq(guest_exit(SK_EXIT_REASONS, 0), VMM_BROKEN);
	ck_assert_uint_eq(guest.vmm.stats.exits_unknown, 1);
}
