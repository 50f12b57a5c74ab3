// SPDX-License-Identifier: Apache-2.0
// Text of instructions: every operand form, and every row decodes to itself.
#include "bench.h"

#include <string.h>

static void fresh(void)
{
	bench_new(EMU_P5600);
}
UNIT_FIXTURE(fresh, NULL);

static const struct {
	uint32_t word;
	const char *text;
} samples[] = {
        {0x00000000, "nop"},
        {0x27bdffe0, "addiu sp, sp, -32"},
        {0x3c1c8010, "lui gp, 0x8010"},
        {0x34420fff, "ori v0, v0, 0xfff"},
        {0x00851021, "addu v0, a0, a1"},
        {0x00042080, "sll a0, a0, 2"},
        {0x00a41004, "sllv v0, a0, a1"},
        {0x00002010, "mfhi a0"},
        {0x00800011, "mthi a0"},
        {0x0085001a, "div a0, a1"},
        {0x70821020, "clz v0, a0"},
        {0x7c041420, "seb v0, a0"},
        {0x7c827844, "ins v0, a0, 1, 15"},
        {0x7c827800, "ext v0, a0, 0, 16"},
        {0x10820003, "beq a0, v0, 0x80001010"},
        {0x0480ffff, "bltz a0, 0x80001000"},
        {0x08000400, "j 0x80001000"},
        {0x03e00008, "jr ra"},
        {0x0320f809, "jalr ra, t9"},
        {0x0000000c, "syscall 0x0"},
        {0x0007000d, "break 0x1c00"},
        {0x00a001f4, "teq a1, zero"},
        {0x04880005, "tgei a0, 5"},
        {0x8fbf001c, "lw ra, 28(sp)"},
        {0xafbf001c, "sw ra, 28(sp)"},
        {0xcc850000, "pref 5, 0(a0)"},
        {0xbc950000, "cache 21, 0(a0)"},
        {0x0000000f, "sync 0"},
        {0x049f0000, "synci 0(a0)"},
        {0x7c82ffaf, "lwe v0, -1(a0)"},
        {0x7c95001b, "cachee 21, 0(a0)"},
        {0x7c850023, "prefe 5, 0(a0)"},
        {0x40026000, "mfc0 v0, c0_status"},
        {0x40824803, "mtc0 v0, $9,3"},
        {0x41606000, "di zero"},
        {0x42000018, "eret"},
        {0x42002828, "hypcall 0x5"},
        {0x7c03e83b, "rdhwr v1, $29"},
        {0x44022000, "mfc1 v0, $f4"},
        {0x44842000, "mtc1 a0, $f4"},
        {0x4442f800, "cfc1 v0, $31"},
        {0x44c2f800, "ctc1 v0, $31"},
        {0x45040002, "bc1f $fcc1, 0x8000100c"},
        {0x00850001, "movt zero, a0, $fcc1"},
        {0xc4820004, "lwc1 $f2, 4(a0)"},
        {0xe4820004, "swc1 $f2, 4(a0)"},
        {0x4c850080, "lwxc1 $f2, a1(a0)"},
        {0x4c851008, "swxc1 $f2, a1(a0)"},
        {0x4c85080f, "prefx $1, a1(a0)"},
        {0x46062080, "add.s $f2, $f4, $f6"},
        {0x46202084, "sqrt.d $f2, $f4"},
        {0x46082091, "movf.s $f2, $f4, $fcc2"},
        {0x46052092, "movz.s $f2, $f4, a1"},
        {0x4606213c, "c.lt.s $fcc1, $f4, $f6"},
        {0x46262032, "c.eq.d $fcc0, $f4, $f6"},
        {0x4c8620a0, "madd.s $f2, $f4, $f4, $f6"},
        {0x787e0919, "cfcmsa a0, $1"},
        {0x783e2059, "ctcmsa 1, a0"},
        {0x00851085, "lsa v0, a0, a1, 3"},
        {0x7c007fff, ".word 0x7c007fff"},
        {0x4a000000, ".cop2 0x4a000000"},
};

UNIT_LOOP(text_is_what_an_assembler_takes, 0, (int)(sizeof(samples) / sizeof(samples[0])))
{
	char text[64];

	emu_disasm(b.sys, 0x80001000, samples[_i].word, text, sizeof(text));
	ck_assert_str_eq(text, samples[_i].text);
}

UNIT_TEST(text_is_cut_to_the_buffer)
{
	char text[8] = "";

	ck_assert_int_eq(emu_disasm(b.sys, 0, 0x27bdffe0, text, sizeof(text)), 17);
	ck_assert_str_eq(text, "addiu s");
	ck_assert_int_eq(emu_disasm(b.sys, 0, 0x27bdffe0, NULL, 0), 17);
}

/** No row hides another, and a row's own bits decode to it. */
UNIT_LOOP(rows_decode_to_themselves, 0, OP_COUNT)
{
	const struct insn_info *info = &insn_table[_i];
	static struct insn_index all;

	insn_index_build(&all, ~0u);
	ck_assert_uint_eq(info->match & ~info->mask, 0);
	/* Rows for what is left over are the coarser ones. */
	const struct insn_info *found = &insn_table[insn_decode(&all, info->match)];

	ck_assert(found == info || (info->form == F_WORD && (found->mask & info->mask) == info->mask));
	for (unsigned other = 0; other < OP_COUNT; other++) {
		const struct insn_info *o = &insn_table[other];
		uint32_t both = info->mask & o->mask;

		if (other != (unsigned)_i && !((info->match ^ o->match) & both))
			ck_assert_msg(info->mask != o->mask && (both == info->mask || both == o->mask),
			              "%s and %s overlap", info->name, o->name);
	}
}
