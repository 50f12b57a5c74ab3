// SPDX-License-Identifier: Apache-2.0
// Random cases for the privileged side: CP0 registers, TLB instructions, SegCtl and EVA.
#include "generate.h"

#include "arch.h"

/* Registers 8 to 13 carry the values that MTC0 writes: bits that both machines model alike. */
#define FIRST_VALUE 8
#define VALUES      6
#define C0_PAGEMASK 5
#define C0_CAUSE    13
#define C0_PAGEMASK 5
#define C0_CAUSE    13

struct cp0_reg {
	uint8_t reg, sel;
	uint32_t write; /**< bits that a case may write; 0: only read */
	uint32_t need;
};

/* Context and BadVAddr are not read: what the last fault of an earlier case left there is no business of this one. */
static const struct cp0_reg registers[] = {
        {0, 0, 0x0000000f, 0},
        {2, 0, 0x03ffffff, 0},
        {3, 0, 0x03ffffff, 0},
        {4, 2, 0xffffffff, N_ULRI},
        {5, 0, 0x1fffe000, 0},
        {5, 1, 0xc8000000, N_R5},
        {6, 0, 0x00000007, 0},
        {7, 0, 0x2000000f, N_ULRI},
        {7, 0, 0x0000000f, 0},
        {10, 0, 0xffffe0ff, 0},
        {11, 0, 0xffffffff, 0},
        {12, 0, 0x1000ff02, 0},
        {12, 1, 0x000003e0, 0},
        {12, 2, 0, 0},
        {13, 0, 0x08800300, 0},
        {14, 0, 0xffffffff, 0},
        {15, 0, 0, 0},
        {15, 1, 0, 0},
        {16, 0, 0x00000007, 0},
        {30, 0, 0xffffffff, 0},
        {31, 2, 0xffffffff, N_KSCRATCH},
        {31, 3, 0xffffffff, N_KSCRATCH},
        {31, 4, 0xffffffff, N_KSCRATCH},
};

/** A page size, or all ones to ask for the largest. */
static uint32_t any_mask(struct generator *g)
{
	uint32_t n = below(g, 9);

	return ((1u << (2 * n)) - 1) << 13 & 0x1fffe000;
}

/** Cause is not read: it shows lines that the reference's board raises as it likes. */
static const struct cp0_reg *pick(struct generator *g, bool write)
{
	const struct cp0_reg *r;

	do
		r = &registers[below(g, sizeof(registers) / sizeof(registers[0]))];
	while ((r->need & ~g->features) || (r->reg == C0_CAUSE && !write));
	return r;
}

static uint32_t move(enum op op, uint32_t rt, const struct cp0_reg *r)
{
	return insn_table[op].match | rt << 16 | (uint32_t)r->reg << 11 | r->sel;
}

static unsigned cp0_moves(struct generator *g, struct diff_case *c)
{
	unsigned at = 0, value = 0;

	for (unsigned n = 3 + below(g, 8); n; n--) {
		bool write = value < VALUES && below(g, 2);
		const struct cp0_reg *r = pick(g, write);

		if (write && r->write) {
			c->gpr[FIRST_VALUE + value] =
			        r->reg == C0_PAGEMASK && !r->sel ? any_mask(g) : any_value(g) & r->write;
			c->code[at++] = move(OP_MTC0, FIRST_VALUE + value++, r);
			c->code[at++] = 0x000000c0; /* ehb */
			if (at < 18 && r->reg != C0_CAUSE && below(g, 2))
				c->code[at++] = move(OP_MFC0, 1 + below(g, 7), r);
		} else if (!below(g, 6)) {
			c->code[at++] = insn_table[OP_DI].match | (1 + below(g, 7)) << 16;
		} else {
			c->code[at++] = move(OP_MFC0, 1 + below(g, 7), pick(g, false));
		}
		if (at > 18)
			break;
	}
	return at;
}

static uint32_t tlb_va(struct generator *g)
{
	/* Above what the fixed entries map; one region for each index keeps entries from overlapping. */
	return 0x10000000 + below(g, 3) * 0x10000000;
}

/** Writes an entry, uses its addresses, probes and reads it back. */
static unsigned tlb_moves(struct generator *g, struct diff_case *c)
{
	static const struct cp0_reg index = {0, 0, 0, 0}, lo0 = {2, 0, 0, 0}, lo1 = {3, 0, 0, 0};
	static const struct cp0_reg mask = {5, 0, 0, 0}, hi = {10, 0, 0, 0};
	uint32_t size = below(g, 3) ? 0 : (1u << (2 * below(g, 5))) - 1; /* 4 KiB to 1 MiB */
	/* Unmapped code: invalidating everything must not take it away. */
	uint32_t va = tlb_va(g), asid = below(g, 4), *v = &c->gpr[FIRST_VALUE];
	unsigned at = 0;

	c->pc = 0x80000000 + DIFF_PA_CODE;
	v[0] = 4 + below(g, 12);
	for (unsigned i = 0; i < 2; i++)
		v[1 + i] = (DIFF_PA_DATA + below(g, 4) * 0x1000) >> 12 << 6 | 3 << 3 | (rnd(g) & 7);
	v[3] = size << 13;
	v[4] = va | asid;
	v[5] = va | (below(g, 3) ? asid : below(g, 4));
	c->code[at++] = move(OP_MTC0, FIRST_VALUE, &index);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 1, &lo0);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 2, &lo1);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 3, &mask);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 4, &hi);
	c->code[at++] = 0x000000c0;
	c->code[at++] = insn_table[OP_TLBWI].match;
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 5, &hi);
	c->code[at++] = 0x000000c0;
	/* Offsets stay in the windows when the page is small; otherwise they reach other pages of RAM: loads only. */
	for (unsigned i = 0; i < 8; i++)
		c->gpr[16 + i] = va + 0x80 + below(g, 2) * ((size + 1) << 12);
	for (unsigned n = below(g, 6); n; n--) {
		switch (below(g, 6)) {
		case 0:
			c->code[at++] = insn_table[OP_TLBP].match;
			break;
		case 1:
			/* A probe that failed leaves Index open. */
			c->code[at++] = move(OP_MTC0, FIRST_VALUE, &index);
			c->code[at++] = insn_table[OP_TLBR].match;
			break;
		case 2:
			if (g->features & N_TLBINV)
				c->code[at++] = insn_table[below(g, 2) ? OP_TLBINV : OP_TLBINVF].match;
			break;
		default:
			c->code[at++] = insn_table[below(g, 3) ? OP_LW : OP_SW].match | (16 + below(g, 8)) << 21 |
			                (1 + below(g, 7)) << 16 | below(g, 16) * 4;
			break;
		}
	}
	return at;
}

/** Any access mode but the reserved one; unmapped means the lowest physical memory. */
static uint32_t any_cfg(struct generator *g)
{
	static const uint8_t modes[] = {0, 1, 2, 3, 3, 3, 4, 5, 7};

	return (uint32_t)modes[below(g, sizeof(modes))] << 4 | (rnd(g) & 8) | 2;
}

/** Gives the mapped parts of the address space new access modes, then touches them, with EVA too. */
static unsigned segment_moves(struct generator *g, struct diff_case *c)
{
	static const struct cp0_reg segctl0 = {5, 2, 0, 0}, segctl1 = {5, 3, 0, 0}, segctl2 = {5, 4, 0, 0};
	uint32_t *v = &c->gpr[FIRST_VALUE];
	unsigned at = 0;

	c->status &= ~0x18u;
	c->pc = 0x80000000 + DIFF_PA_CODE;
	c->gpr[24] = c->gpr[25] = c->pc + DIFF_CODE * 4;
	/* kseg0 stays as it is for the kernel (UK or MUSUK), kseg1 too: the harness lives there. Unmapped means low RAM. */
	v[0] = any_cfg(g) << 16 | any_cfg(g);
	v[1] = (below(g, 2) ? 0x0003u : 0x0043u) << 16 | (below(g, 2) ? 0x0002 : 0x0042);
	v[2] = any_cfg(g) << 16 | any_cfg(g);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE, &segctl0);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 1, &segctl1);
	c->code[at++] = move(OP_MTC0, FIRST_VALUE + 2, &segctl2);
	c->code[at++] = 0x000000c0;
	/* Where an access may be unmapped it reaches physical memory at the same offset: only the windows' pages do. */
	for (unsigned i = 0; i < 8; i++) {
		static const uint32_t segments[] = {0, 0x80000000, 0xc0000000, 0xe0000000};

		c->gpr[16 + i] = segments[below(g, 4)] + DIFF_PA_DATA + below(g, 4) * 0x1000 + 0x80;
	}
	for (unsigned n = 2 + below(g, 6); n; n--) {
		if (below(g, 2)) {
			c->code[at] = random_insn(g, OP_LWLE, OP_COUNT, at, at + 4);
			at++;
		} else {
			c->code[at++] = insn_table[below(g, 2) ? OP_LW : OP_SW].match | (16 + below(g, 8)) << 21 |
			                (1 + below(g, 7)) << 16 | below(g, 8) * 4;
		}
	}
	return at;
}

unsigned privileged_case(struct generator *g, enum kind kind, struct diff_case *c)
{
	return kind == KIND_CP0 ? cp0_moves(g, c) : kind == KIND_TLB ? tlb_moves(g, c) : segment_moves(g, c);
}
