// SPDX-License-Identifier: Apache-2.0
// Text of instructions, driven by the operand forms of the table.
#include "model.h"

#include <stdio.h>
#include <string.h>

static const char *const gpr[32] = {
        "zero", "at", "v0", "v1", "a0", "a1", "a2", "a3", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7",
        "s0",   "s1", "s2", "s3", "s4", "s5", "s6", "s7", "t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra",
};

static const char *const conditions[16] = {
        "f", "un", "eq", "ueq", "olt", "ult", "ole", "ule", "sf", "ngle", "seq", "ngl", "lt", "nge", "le", "ngt",
};

/*
 * What to print for each form. Letters stand for fields of the word: s t d registers, S T D A floating-point ones by
 * rs, rt, rd and sa position, a the shift amount, i and u the signed and unsigned immediate, b the branch target,
 * j the jump target, c the code, k rt as a number, K rd as a number, o the memory operand, e the EVA memory operand,
 * x the indexed one, f the condition code at bit 18, g the one at bit 8, p and q bit-field position and size, l sel.
 */
static const char *const patterns[] = {
        [F_NONE] = "",       [F_WORD] = "w",      [F_DST] = "d,s,t",   [F_DTS] = "d,t,s",   [F_DTA] = "d,t,a",
        [F_LSA] = "d,s,t,n", [F_DT] = "d,t",      [F_DS] = "d,s",      [F_D] = "d",         [F_S] = "s",
        [F_T] = "t",         [F_ST] = "s,t",      [F_STC] = "s,t",     [F_SI] = "s,i",      [F_TSI] = "t,s,i",
        [F_TSU] = "t,s,u",   [F_TUI] = "t,u",     [F_STB] = "s,t,b",   [F_SB] = "s,b",      [F_JUMP] = "j",
        [F_CODE] = "c",      [F_HYP] = "h",       [F_MEM] = "t,o",     [F_MEMS] = "t,o",    [F_PREF] = "k,o",
        [F_CACHE] = "k,o",   [F_SYNC] = "a",      [F_SYNCI] = "o",     [F_EMEM] = "t,e",    [F_EMEMS] = "t,e",
        [F_EPREF] = "k,e",   [F_ECACHE] = "k,e",  [F_EXT] = "t,s,p,q", [F_INS] = "t,s,p,Q", [F_CP0] = "t,r",
        [F_HWR] = "t,K",     [F_RTFS] = "t,D",    [F_FSRT] = "t,D",    [F_CFC] = "t,K",     [F_CTC] = "t,K",
        [F_BC1] = "f,b",     [F_MOVCI] = "d,s,f", [F_FMEM] = "T,o",    [F_FMEMS] = "T,o",   [F_FX] = "A,x",
        [F_FXS] = "D,x",     [F_PREFX] = "K,x",   [F_FDST] = "A,D,T",  [F_FDS] = "A,D",     [F_FMOVC] = "A,D,f",
        [F_FMOVR] = "A,D,t", [F_FCMP] = "g,D,T",  [F_F4] = "A,S,D,T",  [F_CFCMSA] = "y,K",  [F_CTCMSA] = "z,d",
};

struct text {
	char *buf;
	size_t size, used;
};

__attribute__((format(printf, 2, 3))) static void put(struct text *t, const char *format, ...)
{
	size_t room = t->used < t->size ? t->size - t->used : 0;
	__builtin_va_list args;
	int n;

	__builtin_va_start(args, format);
	n = vsnprintf(room ? t->buf + t->used : NULL, room, format, args);
	__builtin_va_end(args);
	t->used += n > 0 ? (size_t)n : 0;
}

static void put_cp0(struct text *t, const struct emu_sys *sys, uint32_t word)
{
	unsigned reg = word >> 11 & 31, sel = word & 7;
	const char *name = emu_cp0_name(sys->cpu[0], reg, sel);

	if (name)
		put(t, "c0_%s", name);
	else
		put(t, "$%u,%u", reg, sel);
}

static void put_field(struct text *t, const struct emu_sys *sys, char field, uint32_t word, uint32_t pc)
{
	unsigned rs = word >> 21 & 31, rt = word >> 16 & 31, rd = word >> 11 & 31, sa = word >> 6 & 31;
	int simm = (int16_t)word;

	switch (field) {
	case 's':
		put(t, "%s", gpr[rs]);
		break;
	case 't':
		put(t, "%s", gpr[rt]);
		break;
	case 'd':
		put(t, "%s", gpr[rd]);
		break;
	case 'y':
		put(t, "%s", gpr[sa]);
		break;
	case 'S':
		put(t, "$f%u", rs);
		break;
	case 'T':
		put(t, "$f%u", rt);
		break;
	case 'D':
		put(t, "$f%u", rd);
		break;
	case 'A':
		put(t, "$f%u", sa);
		break;
	case 'a':
	case 'z':
	case 'p':
		put(t, "%u", sa);
		break;
	case 'n':
		put(t, "%u", (sa & 3) + 1);
		break;
	case 'q':
		put(t, "%u", rd + 1);
		break;
	case 'Q':
		put(t, "%u", rd - sa + 1);
		break;
	case 'i':
		put(t, "%d", simm);
		break;
	case 'u':
		put(t, "0x%x", word & 0xffff);
		break;
	case 'b':
		put(t, "0x%08x", pc + 4 + ((uint32_t)simm << 2));
		break;
	case 'j':
		put(t, "0x%08x", ((pc + 4) & 0xf0000000) | (word << 6) >> 4);
		break;
	case 'c':
		put(t, "0x%x", word >> 6 & 0xfffff);
		break;
	case 'h':
		put(t, "0x%x", word >> 11 & 0x3ff);
		break;
	case 'k':
		put(t, "%u", rt);
		break;
	case 'K':
		put(t, "$%u", rd);
		break;
	case 'o':
		put(t, "%d(%s)", simm, gpr[rs]);
		break;
	case 'e':
		put(t, "%d(%s)", (int16_t)(word & 0xff80) >> 7, gpr[rs]);
		break;
	case 'x':
		put(t, "%s(%s)", gpr[rt], gpr[rs]);
		break;
	case 'f':
		put(t, "$fcc%u", word >> 18 & 7);
		break;
	case 'g':
		put(t, "$fcc%u", word >> 8 & 7);
		break;
	case 'r':
		put_cp0(t, sys, word);
		break;
	default:
		put(t, "0x%08x", word);
		break;
	}
}

int emu_disasm(const struct emu_sys *sys, uint32_t pc, uint32_t insn, char *buf, size_t size)
{
	struct text t = {.buf = buf, .size = size};
	enum op op = insn_decode(&sys->index, insn);
	const struct insn_info *info;
	struct uop u;

	if (!insn_operands(op, insn, pc, &u))
		op = OP_RESERVED;
	info = &insn_table[op];
	if (size)
		buf[0] = 0;
	if (insn == 0)
		put(&t, "nop");
	else if (info->form == F_FCMP)
		put(&t, "c.%s.%c", conditions[insn & 15], info->name[strlen(info->name) - 1]);
	else
		put(&t, "%s", info->name);
	if (insn != 0)
		for (const char *p = patterns[info->form]; *p; p++) {
			if (*p == ',')
				put(&t, ", ");
			else {
				if (p == patterns[info->form])
					put(&t, " ");
				put_field(&t, sys, *p, insn, pc);
			}
		}
	return (int)t.used;
}
