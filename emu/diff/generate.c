// SPDX-License-Identifier: Apache-2.0
// Random cases: registers, memory and sequences of unprivileged instructions.
#include "generate.h"

#include "arch.h"

#include <string.h>

/*
 * Register roles: 1-15 and 28-31 hold data; 16-23 are addresses and change only by small steps; 24 and 25 are jump
 * targets; 26 and 27 belong to the harness.
 */
#define FIRST_ADDRESS 16
#define FIRST_TARGET  24

uint32_t rnd(struct generator *g)
{
	uint64_t x = g->state;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	g->state = x;
	return (uint32_t)((x * 0x2545f4914f6cdd1dull) >> 32);
}

uint32_t below(struct generator *g, uint32_t n)
{
	return (uint32_t)((uint64_t)rnd(g) * n >> 32);
}

/** A word with a liking for the edges. */
uint32_t any_value(struct generator *g)
{
	static const uint32_t edges[] = {0,      1,      2,          0xffffffff, 0x80000000, 0x7fffffff,
	                                 0x8000, 0x7fff, 0xffff8000, 0xff,       0x80};

	switch (below(g, 4)) {
	case 0:
		return edges[below(g, sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return 1u << below(g, 32);
	case 2:
		return below(g, 256);
	default:
		return rnd(g);
	}
}

static uint32_t any_float(struct generator *g)
{
	static const uint32_t edges[] = {0x00000000, 0x3f800000, 0x7f800000, 0x7fbfffff, 0x7fffffff,
	                                 0x7fc00000, 0x7f800001, 0x00000001, 0x007fffff, 0x00800000,
	                                 0x7f7fffff, 0x4f000000, 0x4effffff, 0x5f000000, 0x3f000000,
	                                 0x40200000, 0x33800000, 0x4b800001, 0x3fc00000};
	uint32_t sign = rnd(g) & 0x80000000;

	switch (below(g, 3)) {
	case 0:
		return sign | edges[below(g, sizeof(edges) / sizeof(edges[0]))];
	case 1: /* near one another, so that sums cancel and products stay in range */
		return sign | (0x3f000000 + (rnd(g) & 0x03ffffff));
	default:
		return rnd(g);
	}
}

static uint64_t any_double(struct generator *g)
{
	static const uint64_t edges[] = {0x0000000000000000, 0x3ff0000000000000, 0x7ff0000000000000, 0x7ff7ffffffffffff,
	                                 0x7fffffffffffffff, 0x7ff8000000000000, 0x7ff0000000000001, 0x0000000000000001,
	                                 0x000fffffffffffff, 0x0010000000000000, 0x7fefffffffffffff, 0x41e0000000000000,
	                                 0x41dfffffffc00000, 0x43e0000000000000, 0x3fe0000000000000, 0x4004000000000000,
	                                 0x36a0000000000000, 0x47efffffe0000000, 0x380fffffc0000000};
	uint64_t sign = (uint64_t)(rnd(g) & 0x80000000) << 32, low = rnd(g);

	switch (below(g, 3)) {
	case 0:
		return sign | edges[below(g, sizeof(edges) / sizeof(edges[0]))];
	case 1:
		return sign | (0x3fe0000000000000 + ((uint64_t)(rnd(g) & 0x003fffff) << 32 | low));
	default:
		return (uint64_t)rnd(g) << 32 | low;
	}
}

/* ---- One instruction --------------------------------------------------------------------------------------------- */

static uint32_t data_reg(struct generator *g)
{
	uint32_t r = below(g, 19);

	return r < 15 ? r + 1 : r + 13;
}

/** Mostly data, sometimes $0 or an address. */
static uint32_t source_reg(struct generator *g)
{
	uint32_t kind = below(g, 16);

	return kind == 0 ? 0 : kind == 1 ? FIRST_ADDRESS + below(g, 10) : data_reg(g);
}

static uint32_t dest_reg(struct generator *g)
{
	return below(g, 24) ? data_reg(g) : 0;
}

static uint32_t float_reg(struct generator *g)
{
	/* Mostly even: odd doubles are reserved with 32-bit registers. */
	return below(g, 8) ? below(g, 16) * 2 : below(g, 32);
}

static uint32_t fields(uint32_t s, uint32_t t, uint32_t d, uint32_t a)
{
	return s << 21 | t << 16 | d << 11 | a << 6;
}

static uint32_t offset(struct generator *g)
{
	uint32_t align = below(g, 3) ? 8 : 1;

	return (below(g, 0x60) / align * align - 0x30) & 0xffff;
}

/** Operands for a row, by its form. @p ahead: instructions that follow in the sequence, at least one. */
static uint32_t operands(struct generator *g, enum op op, unsigned ahead)
{
	static const uint8_t control[] = {25, 26, 28, 31};
	uint32_t s = source_reg(g), t = source_reg(g), d = dest_reg(g), a = below(g, 32), w = dest_reg(g);
	uint32_t base = FIRST_ADDRESS + below(g, 8), imm = any_value(g) & 0xffff, target = 1 + below(g, ahead);
	uint32_t f1 = float_reg(g), f2 = float_reg(g), f3 = float_reg(g), f4 = float_reg(g);

	switch ((enum form)insn_table[op].form) {
	case F_LSA:
		return fields(s, t, d, a);
	case F_DST:
	case F_DTS:
		return fields(s, t, d, 0);
	case F_DTA:
		return fields(0, t, d, a);
	case F_DT:
		return fields(0, t, d, 0);
	case F_DS:
		return op == OP_JALR ? fields(FIRST_TARGET + below(g, 2), 0, d, 0) : fields(s, t, d, 0);
	case F_D:
		return fields(0, 0, d, 0);
	case F_S:
		return op == OP_JR ? fields(FIRST_TARGET + below(g, 2), 0, 0, 0) : fields(s, 0, 0, 0);
	case F_ST:
		return fields(s, t, 0, 0);
	case F_STC:
		return fields(s, t, 0, 0) | (rnd(g) & 0xffc0);
	case F_SI:
		return fields(s, 0, 0, 0) | imm;
	case F_TSI:
	case F_TSU:
	case F_TUI:
		/* Now and then an address moves a little. */
		base += base == FIRST_ADDRESS;
		if (op == OP_ADDIU && !below(g, 6))
			return fields(base, base, 0, 0) | ((below(g, 16) - 8) & 0xffff);
		return fields(s, w, 0, 0) | imm;
	case F_STB:
		/* A branch that compares a register with itself and can never be taken has no slot in the reference. */
		return fields(s, below(g, 4) || op == OP_BNE || op == OP_BNEL ? t + (t == s) : s, 0, 0) | target;
	case F_SB: /* nor has one that asks whether $0 is negative or positive */
		return fields(s ? s : 1, 0, 0, 0) | target;
	case F_BC1:
		return below(g, 8) << 18 | target;
	case F_CODE:
		return rnd(g) & 0x03ffffc0;
	case F_MEM:
	case F_EMEM:
		t = w;
		/* fallthrough */
	case F_MEMS:
	case F_EMEMS:
		return fields(base, t, 0, 0) | (insn_table[op].form >= F_EMEM ? (offset(g) & 0x1ff) << 7 : offset(g));
	case F_PREF:
		return fields(base, below(g, 32), 0, 0) | offset(g);
	case F_SYNC:
		return 0;
	case F_SYNCI:
		return fields(base, 0, 0, 0) | offset(g);
	case F_EXT:
	case F_INS:
		return fields(s, w, below(g, 32), a);
	case F_HWR:
		return fields(0, w, below(g, 2) && (g->features & N_ULRI) ? 29 : below(g, 2), 0);
	case F_RTFS:
		return fields(0, w, f1, 0);
	case F_FSRT:
		return fields(0, t, f1, 0);
	case F_CFC:
		return fields(0, w, control[below(g, 4)], 0);
	case F_MOVCI:
		return fields(s, below(g, 8) << 2, d, 0);
	case F_FMEM:
	case F_FMEMS: /* even for doubles, likewise */
		return fields(base, op == OP_LDC1 || op == OP_SDC1 ? f1 & 30 : f1, 0, 0) | offset(g);
	case F_FX:
		return fields(base, 0, 0, f1);
	case F_FXS:
		return fields(base, 0, f1, 0);
	case F_FDST:
		return fields(0, f1, f2, f3);
	case F_FDS:
		return fields(0, 0, f2, f3);
	case F_FMOVC: /* even: the reference does not look whether a double may be in an odd register */
		return fields(0, below(g, 8) << 2, f2 & 30, f3 & 30);
	case F_FMOVR:
		return fields(0, t, f2 & 30, f3 & 30);
	case F_FCMP:
		return fields(0, f1, f2, below(g, 8) << 2) | below(g, 16);
	case F_F4:
		return fields(f4, f1, f2, f3);
	default:
		return 0;
	}
}

/** Rows that a random sequence may hold. What the reference does differently is left out; see deviations.md. */
static bool usable(const struct generator *g, enum op op)
{
	const struct insn_info *info = &insn_table[op];

	if ((info->need & ~g->features) || info->form == F_WORD || ((info->flags & I_PRIV) && info->need != N_EVA))
		return false;
	switch (op) {
	case OP_J:
	case OP_JAL: /* absolute targets: put in by hand */
	case OP_SYSCALL:
	case OP_SDBBP:
	case OP_CTC1:
	case OP_SC: /* after LL */
	case OP_DIV:
	case OP_DIVU: /* division by zero is open: by hand too */
	case OP_CFCMSA:
	case OP_CTCMSA:
	case OP_PREFX:
	case OP_SYNCI:
	case OP_CACHEE:
	case OP_SCE:
	case OP_LLE:
		return false;
	case OP_ABS_S:
	case OP_ABS_D:
	case OP_NEG_S:
	case OP_NEG_D: /* arithmetic with the older NaN rule, which the reference ignores */
		return g->r5;
	default:
		return true;
	}
}

uint32_t random_insn(struct generator *g, unsigned first, unsigned end, unsigned at, unsigned length)
{
	enum op op;

	do
		op = (enum op)(first + below(g, end - first));
	while (!usable(g, op) || (at + 2 >= length && (insn_table[op].flags & I_ANY_BRANCH)));
	/* The mask's free bits take the operands; what a row fixes stays fixed. */
	return insn_table[op].match | (operands(g, op, length - at - 1) & ~insn_table[op].mask);
}

/* ---- Sequences --------------------------------------------------------------------------------------------------- */

static uint32_t code_address(const struct diff_case *c, unsigned at)
{
	return c->pc + at * 4;
}

/** Pieces that need more than one instruction, or a value that fits their place. @return words written */
static unsigned special(struct generator *g, enum kind kind, struct diff_case *c, unsigned at, unsigned length)
{
	bool straight = kind == KIND_MEMORY;
	uint32_t base = FIRST_ADDRESS + below(g, 8), t = data_reg(g), room = length - at, target;

	/* SC without LL: it takes no fault in the reference, and may succeed there after an earlier SC. */
	switch (straight ? below(g, 2) : 1 + below(g, 3)) {
	case 0: /* LL, something, SC to the same word */
		if (room < 3)
			return 0;
		c->code[at] = insn_table[OP_LL].match | fields(base, data_reg(g), 0, 0);
		/* The address stays: elsewhere SC fails without a look in the reference. */
		do
			c->code[at + 1] = random_insn(g, 0, OP_J, at + 1, at + 2);
		while ((c->code[at + 1] >> 19 & 3) == 2 && c->code[at + 1] >> 26 == 9);
		c->code[at + 2] = insn_table[OP_SC].match | fields(base, t, 0, 0);
		return 3;
	case 1: /* divide by an address: it is never zero */
		c->code[at] = insn_table[below(g, 2) ? OP_DIV : OP_DIVU].match | fields(source_reg(g), base, 0, 0);
		return 1;
	case 2: /* jump ahead */
		if (room < 3)
			return 0;
		target = code_address(c, at + 2 + below(g, room - 2)) >> 2 & 0x03ffffff;
		c->code[at] = insn_table[below(g, 2) ? OP_J : OP_JAL].match | target;
		c->code[at + 1] = random_insn(g, 0, OP_J, at + 1, at + 2);
		return 2;
	default: /* system call ends it */
		if (below(g, 8))
			return 0;
		c->code[at] = insn_table[OP_SYSCALL].match | (rnd(g) & 0x03ffffc0);
		return 1;
	}
}

static bool is_branch(const struct generator *g, uint32_t word)
{
	return insn_table[insn_decode(g->index, word)].flags & I_ANY_BRANCH;
}

static unsigned sequence(struct generator *g, enum kind kind, struct diff_case *c)
{
	static const struct {
		unsigned first, end;
	} rows[KIND_COUNT] = {
	        [KIND_INTEGER] = {OP_ADD, OP_J},       [KIND_BRANCH] = {OP_J, OP_MFC0},
	        [KIND_MEMORY] = {OP_LB, OP_COUNT},     [KIND_MIXED] = {OP_ADD, OP_COUNT},
	        [KIND_FLOAT] = {OP_MFC1, OP_COP1_RES}, [KIND_SEGMENT] = {OP_LB, OP_COUNT},
	};
	unsigned length = 4 + below(g, 10);

	for (unsigned at = 0; at < length;) {
		unsigned done = kind != KIND_FLOAT && !below(g, 12) ? special(g, kind, c, at, length) : 0;

		if (!done) {
			bool other = !below(g, 4);

			/* A branch in a slot is refused; only those on FPU conditions the reference lets pass. */
			do
				c->code[at] = random_insn(g, other ? OP_ADD : rows[kind].first,
				                          other ? OP_J : rows[kind].end, at, length);
			while ((c->code[at] & 0xffe00000) == 0x45000000 && at && is_branch(g, c->code[at - 1]));
			done = 1;
		}
		at += done;
	}
	return length;
}

/** What the reference runs though this processor has it not: a monitor call, MIPS-3D; and its order of refusals. */
static bool foreign(uint32_t word, bool usable_cp1)
{
	uint32_t opcode = word >> 26, function = word & 63;

	if (opcode == 0x11 &&
	    (!usable_cp1 || (function >= 0x1c && function <= 0x1f) || (function >= 0x30 && (word & 0xc0))))
		return true;
	/* Accumulators and DSP are absent in both, but a result that nobody sees is not looked at there. */
	if (opcode == 0x1f && (word >> 16 & 31) == 0)
		return true;
	if ((word >> 11 & 31) == 0 && (opcode == 0x1f || (opcode == 0x00 && (function & 0x3d) == 0x10)))
		return true;
	return (opcode == 0x00 && function == 0x05) || (opcode == 0x13 && !usable_cp1);
}

/** Random words below one of the opcodes that are decoded further, as long as they cannot lead astray. */
static unsigned words(struct generator *g, struct diff_case *c)
{
	static const uint8_t opcodes[] = {0x00, 0x01, 0x1c, 0x1f, 0x11, 0x13, 0x10};
	/* Coprocessor 0 only where it is refused. */
	bool refused = (c->status & 0x10) && !(c->status & ST_CU0);
	unsigned length = 1 + below(g, 3), choices = sizeof(opcodes) - !refused;

	for (unsigned at = 0; at < length;) {
		uint32_t word = (uint32_t)opcodes[below(g, choices)] << 26 | (rnd(g) & 0x03ffffff);
		enum op op = insn_decode(g->index, word);
		const struct insn_info *info = &insn_table[op];

		if (foreign(word, c->status & ST_CU1))
			continue;
		if (info->form == F_WORD || (refused && (info->flags & I_PRIV)) ||
		    (usable(g, op) && !(info->flags & I_ANY_BRANCH) && info->need != N_EVA && info->form != F_SYNCI &&
		     info->form != F_FX && info->form != F_FXS && info->form != F_HWR && info->form != F_CFC))
			c->code[at++] = word;
	}
	return length;
}

/* ---- State ------------------------------------------------------------------------------------------------------- */

static uint32_t window_address(struct generator *g, bool user)
{
	static const uint32_t mapped[] = {DIFF_VA_PLAIN, DIFF_VA_PLAIN, DIFF_VA_PLAIN,  DIFF_VA_CLEAN, DIFF_VA_INVALID,
	                                  DIFF_VA_RIXI,  DIFF_VA_KSEG2, DIFF_VA_CLEAN2, DIFF_VA_NONE};
	uint32_t at = 0x80 + (below(g, 6) ? 0 : below(g, 16));

	if (!user && below(g, 3))
		return 0x80000000 + DIFF_PA_DATA + below(g, 4) * 0x1000 + at;
	/* Far outside is only read and written where nothing answers. */
	if (!below(g, 30))
		return (user ? 0x80000000 : 0xd0000000) + at;
	return mapped[below(g, sizeof(mapped) / sizeof(mapped[0]))] + at;
}

static void state(struct generator *g, enum kind kind, struct diff_case *c)
{
	bool user = kind != KIND_CP0 && kind != KIND_TLB && !below(g, 3), mapped = user || !below(g, 4);

	c->pc = (mapped ? DIFF_VA_CODE : 0x80000000 + DIFF_PA_CODE);
	c->status = (user ? 0x10u : 0) | (below(g, 16) ? ST_CU1 : 0) | (rnd(g) & ST_FR) | (below(g, 8) ? 0 : ST_CU0);
	if (!(g->features & N_FPU))
		c->status &= ~(ST_CU1 | ST_FR);
	for (unsigned i = 0; i < 32; i++)
		c->gpr[i] = any_value(g);
	for (unsigned i = 0; i < 8; i++)
		c->gpr[FIRST_ADDRESS + i] = window_address(g, user);
	c->gpr[FIRST_ADDRESS] = user || below(g, 2) ? DIFF_VA_PLAIN + 0x80 : 0x80000000 + DIFF_PA_DATA + 0x80;
	/* Jumps lead to the end, or to nothing aligned. Bit 0 would mean MIPS16 where the reference has it. */
	c->gpr[FIRST_TARGET] = c->pc + DIFF_CODE * 4;
	c->gpr[FIRST_TARGET + 1] = c->pc + DIFF_CODE * 4 + (below(g, 4) ? 4 : 2);
	c->hi = any_value(g);
	c->lo = any_value(g);
	c->hwrena = (below(g, 2) ? ~0u : rnd(g)) & (g->features & N_ULRI ? 0x20000003 : 3);
	/* Rounding, flags and conditions at will; traps sometimes; never a cause, which would trap at once. */
	c->fcsr = (rnd(g) & 0xfe80007f) | (below(g, 4) ? 0 : rnd(g) & 0xf80);
	for (unsigned i = 0; i < 32; i++)
		c->fpr[i] = below(g, 2) ? any_double(g) : (uint64_t)any_float(g) << 32 | any_float(g);
	c->pagegrain = g->r5 ? rnd(g) & 0xc8000000 : 0;
	for (unsigned i = 0; i < DIFF_DATA; i++)
		c->data[i] = below(g, 4) ? any_value(g) : any_float(g);
}

enum kind kind_of(const struct generator *g, unsigned number)
{
	enum kind kind = (enum kind)(number % KIND_COUNT);

	if (kind == KIND_FLOAT && !(g->features & N_FPU))
		return KIND_INTEGER;
	return kind;
}

void generate_case(const struct generator *series, unsigned number, struct diff_case *c)
{
	struct generator own = *series, *g = &own;
	enum kind kind = kind_of(g, number);
	unsigned length;

	g->state = (series->state + 0x9e3779b97f4a7c15ull * (number + 1)) | 1;
	for (unsigned i = 0; i < 8; i++)
		(void)rnd(g);
	memset(c, 0, sizeof(*c));
	state(g, kind, c);
	if (kind == KIND_CP0 || kind == KIND_TLB || (kind == KIND_SEGMENT && (g->features & N_SEGCTL)))
		length = privileged_case(g, kind, c);
	else if (kind == KIND_WORD)
		length = words(g, c);
	else
		length = sequence(g, kind, c);
	for (; length < DIFF_CODE; length++)
		c->code[length] = DIFF_END;
}

void generator_init(struct generator *g, uint64_t seed, uint32_t features, struct insn_index *index)
{
	*g = (struct generator){
	        .state = seed * 0x2545f4914f6cdd1dull + 1, .features = features, .r5 = features & N_R5, .index = index};
}
