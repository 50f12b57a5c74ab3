// SPDX-License-Identifier: Apache-2.0
// Floating-point control registers, NaN rules, and the end of an arithmetic instruction.
#include "fp.h"

#define FCSR_WRITABLE 0xff83ffffu
#define CONDITIONS    0xfe800000u

bool fp_is_snan_s(const struct emu_cpu *cpu, uint32_t a)
{
	return fp_is_nan_s(a) && !(a & 0x00400000) == !!(cpu->fcsr & FCSR_NAN2008);
}

bool fp_is_snan_d(const struct emu_cpu *cpu, uint64_t a)
{
	return fp_is_nan_d(a) && !(a & 0x0008000000000000ull) == !!(cpu->fcsr & FCSR_NAN2008);
}

uint32_t fp_default_nan_s(const struct emu_cpu *cpu)
{
	return cpu->fcsr & FCSR_NAN2008 ? 0x7fc00000 : 0x7fbfffff;
}

uint64_t fp_default_nan_d(const struct emu_cpu *cpu)
{
	return cpu->fcsr & FCSR_NAN2008 ? 0x7ff8000000000000ull : 0x7ff7ffffffffffffull;
}

bool emu_fp_finish(struct emu_cpu *cpu)
{
	uint32_t cause = cpu->fp_cause;

	cpu->fp_cause = 0;
	cpu->fcsr = (cpu->fcsr & ~(0x3fu << FCSR_CAUSES)) | cause << FCSR_CAUSES;
	if (cause & (cpu->fcsr >> FCSR_ENABLES) & 0x1f)
		return false;
	cpu->fcsr |= cause << FCSR_FLAGS;
	return true;
}

uint32_t emu_fpr_high(const struct emu_cpu *cpu, unsigned reg)
{
	return cpu->fr ? (uint32_t)(cpu->fpr[reg] >> 32) : (uint32_t)cpu->fpr[reg | 1];
}

void emu_fpr_set_high(struct emu_cpu *cpu, unsigned reg, uint32_t value)
{
	if (cpu->fr)
		cpu->fpr[reg] = (uint32_t)cpu->fpr[reg] | (uint64_t)value << 32;
	else
		emu_fpr_set32(cpu, reg | 1, value);
}

uint32_t emu_cfc1(const struct emu_cpu *cpu, unsigned reg)
{
	uint32_t f = cpu->fcsr;

	switch (reg) {
	case 0:
		return cpu->sys->fir;
	case 25: /* FCCR: the condition codes side by side */
		return (f >> 24 & 0xfe) | (f >> 23 & 1);
	case 26: /* FEXR: causes and flags */
		return f & 0x0003f07c;
	case 28: /* FENR: enables, flush and rounding */
		return (f & 0x00000f83) | (f >> 22 & 4);
	case 31:
		return f;
	default:
		return 0;
	}
}

bool emu_ctc1(struct emu_cpu *cpu, unsigned reg, uint32_t value)
{
	uint32_t f = cpu->fcsr;

	switch (reg) {
	case 25:
		f = (f & ~CONDITIONS) | (value & 0xfe) << 24 | (value & 1) << 23;
		break;
	case 26:
		f = (f & ~0x0003f07cu) | (value & 0x0003f07c);
		break;
	case 28:
		f = (f & ~(0x00000f83u | FCSR_FS)) | (value & 0x00000f83) | (value & 4) << 22;
		break;
	case 31:
		f = (f & ~FCSR_WRITABLE) | (value & FCSR_WRITABLE);
		break;
	default:
		return true;
	}
	cpu->fcsr = f;
	/* A cause that is set and enabled traps at once; "unimplemented" cannot be disabled. */
	return !((f >> FCSR_CAUSES) & ((f >> FCSR_ENABLES & 0x1f) | 0x20));
}
