// SPDX-License-Identifier: Apache-2.0
// The pc behind an instruction in a delay slot, for every branch of the instruction set.
#include "unit.h"

#include <vmm/branch.h>

#define PC 0x80100000u

static struct sk_vcpu_area area;

static void registers(void)
{
	area.pc = PC;
	area.exit.flags = SK_EXITF_BD;
	area.gpr[1] = 0xffffffff;
	area.gpr[2] = 0;
	area.gpr[3] = 5;
	area.gpr[4] = 5;
	area.gpr[5] = 0x80123454;
}

UNIT_FIXTURE(registers, NULL);

// I-type with a branch offset of +16 instructions.
static uint32_t branch(unsigned op, unsigned rs, unsigned rt)
{
	return op << 26 | rs << 21 | rt << 16 | 16;
}

#define TAKEN     (PC + 4 + 64)
#define NOT_TAKEN (PC + 8)
#define NO_BRANCH 0

static uint32_t next(uint32_t insn, unsigned link)
{
	struct vmm_next n;

	area.exit.branch = insn;
	if (!vmm_next_pc(&area, &n))
		return NO_BRANCH;
	ck_assert_uint_eq(n.link, link);
	ck_assert_uint_eq(n.link_value, PC + 8);
	return n.pc;
}

UNIT_TEST(next_pc_outside_a_delay_slot_is_the_next_word)
{
	struct vmm_next n;

	area.exit.flags = 0;
	area.exit.branch = branch(4, 3, 4);
	ck_assert(vmm_next_pc(&area, &n));
	ck_assert_uint_eq(n.pc, PC + 4);
	ck_assert_uint_eq(n.link, 0);
	vmm_advance(&area, &n);
	ck_assert_uint_eq(area.pc, PC + 4);
	ck_assert_uint_eq(area.gpr[31], 0);
}

UNIT_TEST(next_pc_after_comparing_branches)
{
	ck_assert_uint_eq(next(branch(4, 3, 4), 0), TAKEN);
	ck_assert_uint_eq(next(branch(4, 3, 2), 0), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(5, 3, 2), 0), TAKEN);
	ck_assert_uint_eq(next(branch(5, 3, 4), 0), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(6, 1, 0), 0), TAKEN);
	ck_assert_uint_eq(next(branch(6, 2, 0), 0), TAKEN);
	ck_assert_uint_eq(next(branch(6, 3, 0), 0), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(7, 1, 0), 0), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(7, 2, 0), 0), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(7, 3, 0), 0), TAKEN);
}

UNIT_TEST(next_pc_backwards)
{
	ck_assert_uint_eq(next(4u << 26 | 0xfffe, 0), PC - 4);
}

UNIT_TEST(next_pc_after_regimm_branches)
{
	ck_assert_uint_eq(next(branch(1, 1, 0), 0), TAKEN);     // bltz
	ck_assert_uint_eq(next(branch(1, 2, 0), 0), NOT_TAKEN); // bltz
	ck_assert_uint_eq(next(branch(1, 2, 1), 0), TAKEN);     // bgez
	ck_assert_uint_eq(next(branch(1, 1, 1), 0), NOT_TAKEN); // bgez
	ck_assert_uint_eq(next(branch(1, 1, 16), 31), TAKEN);   // bltzal
	ck_assert_uint_eq(next(branch(1, 3, 16), 31), NOT_TAKEN);
	ck_assert_uint_eq(next(branch(1, 0, 17), 31), TAKEN); // bal
	ck_assert_uint_eq(next(branch(1, 1, 2), 0), TAKEN);   // bltzl
	ck_assert_uint_eq(next(branch(1, 1, 19), 31), TAKEN); // bgezall: its slot runs only when taken
}

UNIT_TEST(next_pc_after_likely_branches_is_the_target)
{
	ck_assert_uint_eq(next(branch(20, 3, 2), 0), TAKEN);
	ck_assert_uint_eq(next(branch(21, 3, 4), 0), TAKEN);
	ck_assert_uint_eq(next(branch(22, 3, 0), 0), TAKEN);
	ck_assert_uint_eq(next(branch(23, 1, 0), 0), TAKEN);
}

UNIT_TEST(next_pc_after_jumps)
{
	ck_assert_uint_eq(next(2u << 26 | 0x48d15, 0), 0x80000000 | 0x48d15 << 2);
	ck_assert_uint_eq(next(3u << 26 | 0x48d15, 31), 0x80000000 | 0x48d15 << 2);
	ck_assert_uint_eq(next(5u << 21 | 8, 0), 0x80123454);              // jr
	ck_assert_uint_eq(next(5u << 21 | 1u << 10 | 8, 0), 0x80123454);   // jr.hb
	ck_assert_uint_eq(next(5u << 21 | 31u << 11 | 9, 31), 0x80123454); // jalr
	ck_assert_uint_eq(next(5u << 21 | 7u << 11 | 1u << 10 | 9, 7), 0x80123454);
}

UNIT_TEST(next_pc_jump_region_is_that_of_the_slot)
{
	struct vmm_next n;

	area.pc = 0x8ffffffc;
	area.exit.branch = 2u << 26 | 1;
	ck_assert(vmm_next_pc(&area, &n));
	ck_assert_uint_eq(n.pc, 0x90000004);
}

UNIT_TEST(next_pc_after_floating_point_branches)
{
	uint32_t bc1 = 0x11u << 26 | 8u << 21 | 16;

	area.fcsr = 1u << 23 | 1u << 26;
	ck_assert_uint_eq(next(bc1 | 1u << 16, 0), TAKEN);                // bc1t cc0
	ck_assert_uint_eq(next(bc1, 0), NOT_TAKEN);                       // bc1f cc0
	ck_assert_uint_eq(next(bc1 | 1u << 16 | 1u << 18, 0), NOT_TAKEN); // bc1t cc1
	ck_assert_uint_eq(next(bc1 | 1u << 16 | 2u << 18, 0), TAKEN);     // bc1t cc2
	ck_assert_uint_eq(next(bc1 | 2u << 16, 0), TAKEN);                // bc1fl
	ck_assert(vmm_branch_on_fpu(bc1));
	ck_assert(!vmm_branch_on_fpu(0x11u << 26));
	ck_assert(!vmm_branch_on_fpu(branch(4, 8, 0)));
}

UNIT_TEST(next_pc_refuses_what_is_no_branch)
{
	static const uint32_t wrong[] = {
	        0x00000000,             // nop
	        5u << 21 | 10,          // movz
	        0x1du << 26,            // jalx
	        0x12u << 26 | 8u << 21, // bc2f
	        0x11u << 26,            // mfc1
	        1u << 26 | 0x1cu << 16, // bposge32
	        1u << 26 | 0x08u << 16, // tgei
	        6u << 26 | 1u << 16,    // blez with rt
	        7u << 26 | 1u << 16,    // bgtz with rt
	        22u << 26 | 1u << 16,   // blezl with rt
	        23u << 26 | 1u << 16,   // bgtzl with rt
	        0x23u << 26,            // lw
	};

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_uint_eq(next(wrong[i], 0), NO_BRANCH);
}

UNIT_TEST(advance_writes_the_link)
{
	struct vmm_next n;

	area.exit.branch = 3u << 26;
	ck_assert(vmm_next_pc(&area, &n));
	vmm_advance(&area, &n);
	ck_assert_uint_eq(area.gpr[31], PC + 8);
	ck_assert_uint_eq(area.pc, 0x80000000);
}
