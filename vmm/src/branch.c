// SPDX-License-Identifier: Apache-2.0
// Branches and jumps of MIPS32 release 2, evaluated when the exit was in their delay slot.
#include <vmm/base.h>
#include <vmm/branch.h>

// Major opcodes.
#define OP_SPECIAL 0x00
#define OP_REGIMM  0x01
#define OP_J       0x02
#define OP_JAL     0x03
#define OP_BEQ     0x04
#define OP_BNE     0x05
#define OP_BLEZ    0x06
#define OP_BGTZ    0x07
#define OP_COP1    0x11
#define OP_BEQL    0x14
#define OP_BNEL    0x15
#define OP_BLEZL   0x16
#define OP_BGTZL   0x17

#define FUNCT_JR   0x08
#define FUNCT_JALR 0x09

// REGIMM: bit 4 links, bit 1 makes it likely, bit 0 is the sense.
#define REGIMM_LINK   0x10
#define REGIMM_LIKELY 0x02
#define REGIMM_GEZ    0x01

#define COP1_BC    0x08
#define BC1_TRUE   0x01
#define BC1_LIKELY 0x02
#define REG_RA     31

static unsigned rs_of(uint32_t insn)
{
	return insn >> 21 & 31;
}

static unsigned rt_of(uint32_t insn)
{
	return insn >> 16 & 31;
}

bool vmm_branch_on_fpu(uint32_t insn)
{
	return insn >> 26 == OP_COP1 && rs_of(insn) == COP1_BC;
}

// FCC0 is bit 23 of FCSR, FCC1 to FCC7 are bits 25 to 31.
static bool fp_condition(uint32_t fcsr, unsigned cc)
{
	return fcsr >> (cc == 0 ? 23 : 24 + cc) & 1;
}

/*
 * Whether the branch is taken: 1, 0, or -1 if it is none. The slot of a likely branch runs only when it is taken, so an
 * exit from there needs no look at the condition.
 */
static int condition(const struct sk_vcpu_area *area, uint32_t insn)
{
	int32_t rs = (int32_t)area->gpr[rs_of(insn)];
	uint32_t kind = rt_of(insn);

	switch (insn >> 26) {
	case OP_BEQ:
		return area->gpr[rs_of(insn)] == area->gpr[kind];
	case OP_BNE:
		return area->gpr[rs_of(insn)] != area->gpr[kind];
	case OP_BLEZ:
		return kind == 0 ? rs <= 0 : -1;
	case OP_BGTZ:
		return kind == 0 ? rs > 0 : -1;
	case OP_BEQL:
	case OP_BNEL:
		return 1;
	case OP_BLEZL:
	case OP_BGTZL:
		return kind == 0 ? 1 : -1;
	case OP_REGIMM:
		if (kind & ~(uint32_t)(REGIMM_LINK | REGIMM_LIKELY | REGIMM_GEZ))
			return -1;
		if (kind & REGIMM_LIKELY)
			return 1;
		return kind & REGIMM_GEZ ? rs >= 0 : rs < 0;
	case OP_COP1:
		if (rs_of(insn) != COP1_BC)
			return -1;
		if (kind & BC1_LIKELY)
			return 1;
		return fp_condition(area->fcsr, kind >> 2) == (kind & BC1_TRUE);
	default:
		return -1;
	}
}

static bool jump(const struct sk_vcpu_area *area, uint32_t insn, struct vmm_next *next)
{
	switch (insn >> 26) {
	case OP_JAL:
		next->link = REG_RA;
		// fallthrough
	case OP_J:
		// The region is that of the delay slot.
		next->pc = ((area->pc + 4) & 0xf0000000) | (insn & 0x03ffffff) << 2;
		return true;
	case OP_SPECIAL:
		// The hint field (bits 10:6) makes it jr.hb or jalr.hb, which go to the same place.
		if ((insn & 0x3f) == FUNCT_JALR)
			next->link = insn >> 11 & 31;
		else if ((insn & 0x3f) != FUNCT_JR)
			return false;
		next->pc = area->gpr[rs_of(insn)];
		return true;
	default:
		return false;
	}
}

bool vmm_next_pc(const struct sk_vcpu_area *area, struct vmm_next *next)
{
	uint32_t insn = area->exit.branch;

	*next = (struct vmm_next){.pc = area->pc + 4, .link_value = area->pc + 8};
	if (!(area->exit.flags & SK_EXITF_BD))
		return true;
	if (jump(area, insn, next))
		return true;

	int taken = condition(area, insn);

	if (taken < 0)
		return false;
	if (taken)
		next->pc = area->pc + 4 + ((uint32_t)(int32_t)(int16_t)insn << 2);
	else
		next->pc = area->pc + 8;
	if (insn >> 26 == OP_REGIMM && rt_of(insn) & REGIMM_LINK)
		next->link = REG_RA;
	return true;
}

void vmm_advance(struct sk_vcpu_area *area, const struct vmm_next *next)
{
	if (next->link)
		area->gpr[next->link] = next->link_value;
	area->pc = next->pc;
}
