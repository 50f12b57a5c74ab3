// SPDX-License-Identifier: Apache-2.0
// Floating point: registers, FCSR, and arithmetic on raw bit patterns.
#ifndef EMU_CPU_FP_H
#define EMU_CPU_FP_H

#include "model.h"

/* Causes in cpu->fp_cause, in the order of FCSR's fields. */
#define FP_INEXACT   1u
#define FP_UNDERFLOW 2u
#define FP_OVERFLOW  4u
#define FP_DIVZERO   8u
#define FP_INVALID   16u

#define FCSR_RM      3u
#define FCSR_FLAGS   2  /* shift */
#define FCSR_ENABLES 7  /* shift */
#define FCSR_CAUSES  12 /* shift */
#define FCSR_NAN2008 (1u << 18)
#define FCSR_ABS2008 (1u << 19)
#define FCSR_FS      (1u << 24)

/** Rounding of a conversion to an integer; the first four are the values of FCSR.RM. */
enum rounding {
	RM_ROUND,
	RM_TRUNC,
	RM_CEIL,
	RM_FLOOR,
	RM_FCSR,
};

/**
 * Ends an arithmetic instruction: cpu->fp_cause goes to FCSR.
 * @return false when an enabled exception must be taken; the flags are then left alone
 */
bool emu_fp_finish(struct emu_cpu *cpu);

/* fp_regs.c */
static inline uint64_t emu_fpr_get64(const struct emu_cpu *cpu, unsigned reg)
{
	if (cpu->fr)
		return cpu->fpr[reg];
	return (uint32_t)cpu->fpr[reg & ~1u] | cpu->fpr[reg | 1] << 32;
}
static inline void emu_fpr_set32(struct emu_cpu *cpu, unsigned reg, uint32_t value)
{
	cpu->fpr[reg] = (cpu->fpr[reg] & 0xffffffff00000000ull) | value;
}
static inline void emu_fpr_set64(struct emu_cpu *cpu, unsigned reg, uint64_t value)
{
	if (cpu->fr) {
		cpu->fpr[reg] = value;
		return;
	}
	emu_fpr_set32(cpu, reg & ~1u, (uint32_t)value);
	emu_fpr_set32(cpu, reg | 1, (uint32_t)(value >> 32));
}
uint32_t emu_fpr_high(const struct emu_cpu *cpu, unsigned reg);
void emu_fpr_set_high(struct emu_cpu *cpu, unsigned reg, uint32_t value);
uint32_t emu_cfc1(const struct emu_cpu *cpu, unsigned reg);
bool emu_ctc1(struct emu_cpu *cpu, unsigned reg, uint32_t value);
/** Condition code @p n of FCSR: code 0 stands apart from the others. */
static inline uint32_t fcc_bit(unsigned n)
{
	return 1u << (n ? 24 + n : 23);
}

/* fp_arith.c */
#define FP_OPS(s, bits)                                                                                           \
	uint##bits##_t emu_fadd_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b);                     \
	uint##bits##_t emu_fsub_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b);                     \
	uint##bits##_t emu_fmul_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b);                     \
	uint##bits##_t emu_fdiv_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b);                     \
	uint##bits##_t emu_fsqrt_##s(struct emu_cpu *cpu, uint##bits##_t a);                                      \
	uint##bits##_t emu_frecip_##s(struct emu_cpu *cpu, uint##bits##_t a);                                     \
	uint##bits##_t emu_frsqrt_##s(struct emu_cpu *cpu, uint##bits##_t a);                                     \
	uint##bits##_t emu_fabs_##s(struct emu_cpu *cpu, uint##bits##_t a);                                       \
	uint##bits##_t emu_fneg_##s(struct emu_cpu *cpu, uint##bits##_t a);                                       \
	uint##bits##_t emu_fmadd_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint##bits##_t c);  \
	uint##bits##_t emu_fmsub_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint##bits##_t c);  \
	uint##bits##_t emu_fnmadd_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint##bits##_t c); \
	uint##bits##_t emu_fnmsub_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint##bits##_t c); \
	bool emu_fcmp_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint32_t cond);                \
	uint32_t emu_fto_w_##s(struct emu_cpu *cpu, uint##bits##_t a, enum rounding how);                         \
	uint64_t emu_fto_l_##s(struct emu_cpu *cpu, uint##bits##_t a, enum rounding how);                         \
	uint##bits##_t emu_fcvt_##s##_l(struct emu_cpu *cpu, int64_t a);
FP_OPS(s, 32)
FP_OPS(d, 64)
#undef FP_OPS
uint64_t emu_fcvt_d_s(struct emu_cpu *cpu, uint32_t a);
uint32_t emu_fcvt_s_d(struct emu_cpu *cpu, uint64_t a);

/* What a NaN is depends on FCSR.NAN2008; the quiet bit has the opposite sense in the older rule. */
bool fp_is_snan_s(const struct emu_cpu *cpu, uint32_t a);
bool fp_is_snan_d(const struct emu_cpu *cpu, uint64_t a);
uint32_t fp_default_nan_s(const struct emu_cpu *cpu);
uint64_t fp_default_nan_d(const struct emu_cpu *cpu);
static inline bool fp_is_nan_s(uint32_t a)
{
	return (a & 0x7fffffff) > 0x7f800000;
}
static inline bool fp_is_nan_d(uint64_t a)
{
	return (a & 0x7fffffffffffffffull) > 0x7ff0000000000000ull;
}

#endif
