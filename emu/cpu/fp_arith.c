// SPDX-License-Identifier: Apache-2.0
// Floating-point arithmetic: the host computes, NaNs and flushing follow the MIPS rules.
#include "fp_host.h"

#include <math.h>
#include <string.h>

#define BINARY(s, type, bits, name, op)                                                           \
	uint##bits##_t emu_f##name##_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b) \
	{                                                                                         \
		type x = as_##type(a), y = as_##type(b), r;                                       \
		unsigned saved;                                                                   \
                                                                                                  \
		if (fp_is_nan_##s(a) || fp_is_nan_##s(b))                                         \
			return pick_nan_##s(cpu, a, b);                                           \
		saved = fp_host_begin(cpu->fcsr);                                                 \
		FP_HIDE(x);                                                                       \
		FP_HIDE(y);                                                                       \
		r = x op y;                                                                       \
		FP_HIDE(r);                                                                       \
		return result_##s(cpu, r, fp_host_end(saved));                                    \
	}

/** Multiply-add rounds twice, as the MIPS32r2 instructions do on the cores modelled. */
#define TERNARY(s, bits, name, op, sign)                                                                            \
	uint##bits##_t emu_f##name##_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint##bits##_t c) \
	{                                                                                                           \
		return emu_f##op##_##s(cpu, emu_fmul_##s(cpu, a, b), c) ^ (sign);                                   \
	}

#define FORMAT(s, type, bits, quiet, infinity, one, sign)                                           \
	static type as_##type(uint##bits##_t a)                                                     \
	{                                                                                           \
		type x;                                                                             \
                                                                                                    \
		memcpy(&x, &a, sizeof(x));                                                          \
		return x;                                                                           \
	}                                                                                           \
                                                                                                    \
	/** The result for one NaN operand. With the older rule it is always the same NaN. */       \
	static uint##bits##_t silence_##s(struct emu_cpu *cpu, uint##bits##_t a)                    \
	{                                                                                           \
		if (fp_is_snan_##s(cpu, a))                                                         \
			cpu->fp_cause |= FP_INVALID;                                                \
		return cpu->fcsr & FCSR_NAN2008 ? a | (quiet) : fp_default_nan_##s(cpu);            \
	}                                                                                           \
                                                                                                    \
	/** Signalling before quiet, first before second. */                                        \
	static uint##bits##_t pick_nan_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b) \
	{                                                                                           \
		if (fp_is_snan_##s(cpu, a))                                                         \
			return silence_##s(cpu, a);                                                 \
		if (fp_is_snan_##s(cpu, b))                                                         \
			return silence_##s(cpu, b);                                                 \
		return silence_##s(cpu, fp_is_nan_##s(a) ? a : b);                                  \
	}                                                                                           \
                                                                                                    \
	static uint##bits##_t result_##s(struct emu_cpu *cpu, type r, uint32_t flags)               \
	{                                                                                           \
		uint##bits##_t v;                                                                   \
                                                                                                    \
		memcpy(&v, &r, sizeof(v));                                                          \
		cpu->fp_cause |= flags;                                                             \
		if (fp_is_nan_##s(v))                                                               \
			return fp_default_nan_##s(cpu);                                             \
		if ((cpu->fcsr & FCSR_FS) && (v & ~(sign)) && !(v & (infinity))) {                  \
			cpu->fp_cause |= FP_UNDERFLOW | FP_INEXACT;                                 \
			v &= (sign);                                                                \
		}                                                                                   \
		return v;                                                                           \
	}                                                                                           \
                                                                                                    \
	BINARY(s, type, bits, add, +)                                                               \
	BINARY(s, type, bits, sub, -)                                                               \
	BINARY(s, type, bits, mul, *)                                                               \
	BINARY(s, type, bits, div, /)                                                               \
                                                                                                    \
	uint##bits##_t emu_fsqrt_##s(struct emu_cpu *cpu, uint##bits##_t a)                         \
	{                                                                                           \
		type x = as_##type(a), r;                                                           \
		unsigned saved;                                                                     \
                                                                                                    \
		if (fp_is_nan_##s(a))                                                               \
			return silence_##s(cpu, a);                                                 \
		saved = fp_host_begin(cpu->fcsr);                                                   \
		FP_HIDE(x);                                                                         \
		r = host_sqrt_##s(x);                                                               \
		FP_HIDE(r);                                                                         \
		return result_##s(cpu, r, fp_host_end(saved));                                      \
	}                                                                                           \
                                                                                                    \
	uint##bits##_t emu_frecip_##s(struct emu_cpu *cpu, uint##bits##_t a)                        \
	{                                                                                           \
		return emu_fdiv_##s(cpu, (one), a);                                                 \
	}                                                                                           \
                                                                                                    \
	uint##bits##_t emu_frsqrt_##s(struct emu_cpu *cpu, uint##bits##_t a)                        \
	{                                                                                           \
		return emu_fdiv_##s(cpu, (one), emu_fsqrt_##s(cpu, a));                             \
	}                                                                                           \
                                                                                                    \
	uint##bits##_t emu_fabs_##s(struct emu_cpu *cpu, uint##bits##_t a)                          \
	{                                                                                           \
		if (fp_is_nan_##s(a) && !(cpu->fcsr & FCSR_ABS2008))                                \
			return silence_##s(cpu, a);                                                 \
		return a & ~(sign);                                                                 \
	}                                                                                           \
                                                                                                    \
	uint##bits##_t emu_fneg_##s(struct emu_cpu *cpu, uint##bits##_t a)                          \
	{                                                                                           \
		if (fp_is_nan_##s(a) && !(cpu->fcsr & FCSR_ABS2008))                                \
			return silence_##s(cpu, a);                                                 \
		return a ^ (sign);                                                                  \
	}                                                                                           \
                                                                                                    \
	TERNARY(s, bits, madd, add, 0)                                                              \
	TERNARY(s, bits, msub, sub, 0)                                                              \
	TERNARY(s, bits, nmadd, add, sign)                                                          \
	TERNARY(s, bits, nmsub, sub, sign)                                                          \
                                                                                                    \
	/** @p cond: bit 0 unordered, 1 equal, 2 less, 3 a quiet NaN is invalid too. */             \
	bool emu_fcmp_##s(struct emu_cpu *cpu, uint##bits##_t a, uint##bits##_t b, uint32_t cond)   \
	{                                                                                           \
		type x = as_##type(a), y = as_##type(b);                                            \
                                                                                                    \
		if (fp_is_nan_##s(a) || fp_is_nan_##s(b)) {                                         \
			if ((cond & 8) || fp_is_snan_##s(cpu, a) || fp_is_snan_##s(cpu, b))         \
				cpu->fp_cause |= FP_INVALID;                                        \
			return cond & 1;                                                            \
		}                                                                                   \
		return ((cond & 2) && x == y) || ((cond & 4) && x < y);                             \
	}

static float host_sqrt_s(float x)
{
	return sqrtf(x);
}

static double host_sqrt_d(double x)
{
	return sqrt(x);
}

FORMAT(s, float, 32, 0x00400000u, 0x7f800000u, 0x3f800000u, 0x80000000u)
FORMAT(d, double, 64, 0x0008000000000000ull, 0x7ff0000000000000ull, 0x3ff0000000000000ull, 0x8000000000000000ull)

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

static double round_to_integer(double x, enum rounding how)
{
	switch (how) {
	case RM_TRUNC:
		return trunc(x);
	case RM_CEIL:
		return ceil(x);
	case RM_FLOOR:
		return floor(x);
	default:
		return x - trunc(x) == 0.5 || x - trunc(x) == -0.5 ? 2 * round(x / 2) : round(x);
	}
}

/** To an integer of [-limit, limit). What does not fit is invalid; the answer then depends on the NaN rule. */
static int64_t to_integer(struct emu_cpu *cpu, double x, bool nan, enum rounding how, double limit, int64_t max)
{
	double r = nan ? 0 : round_to_integer(x, how == RM_FCSR ? (enum rounding)(cpu->fcsr & FCSR_RM) : how);

	if (nan || !(r >= -limit && r < limit)) {
		cpu->fp_cause |= FP_INVALID;
		if (!(cpu->fcsr & FCSR_NAN2008))
			return max;
		return nan ? 0 : x < 0 ? -max - 1 : max;
	}
	if (r != x)
		cpu->fp_cause |= FP_INEXACT;
	return (int64_t)r;
}

uint32_t emu_fto_w_s(struct emu_cpu *cpu, uint32_t a, enum rounding how)
{
	return (uint32_t)to_integer(cpu, (double)as_float(a), fp_is_nan_s(a), how, 0x1p31, INT32_MAX);
}

uint64_t emu_fto_l_s(struct emu_cpu *cpu, uint32_t a, enum rounding how)
{
	return (uint64_t)to_integer(cpu, (double)as_float(a), fp_is_nan_s(a), how, 0x1p63, INT64_MAX);
}

uint32_t emu_fto_w_d(struct emu_cpu *cpu, uint64_t a, enum rounding how)
{
	return (uint32_t)to_integer(cpu, as_double(a), fp_is_nan_d(a), how, 0x1p31, INT32_MAX);
}

uint64_t emu_fto_l_d(struct emu_cpu *cpu, uint64_t a, enum rounding how)
{
	return (uint64_t)to_integer(cpu, as_double(a), fp_is_nan_d(a), how, 0x1p63, INT64_MAX);
}

uint32_t emu_fcvt_s_l(struct emu_cpu *cpu, int64_t a)
{
	unsigned saved = fp_host_begin(cpu->fcsr);
	float r;

	FP_HIDE(a);
	r = (float)a;
	FP_HIDE(r);
	return result_s(cpu, r, fp_host_end(saved));
}

uint64_t emu_fcvt_d_l(struct emu_cpu *cpu, int64_t a)
{
	unsigned saved = fp_host_begin(cpu->fcsr);
	double r;

	FP_HIDE(a);
	r = (double)a;
	FP_HIDE(r);
	return result_d(cpu, r, fp_host_end(saved));
}

uint64_t emu_fcvt_d_s(struct emu_cpu *cpu, uint32_t a)
{
	uint64_t sign = (uint64_t)(a >> 31) << 63;

	if (!fp_is_nan_s(a))
		return result_d(cpu, (double)as_float(a), 0);
	a = silence_s(cpu, a);
	if (!(cpu->fcsr & FCSR_NAN2008))
		return fp_default_nan_d(cpu);
	return sign | 0x7ff0000000000000ull | (uint64_t)(a & 0x007fffff) << 29;
}

uint32_t emu_fcvt_s_d(struct emu_cpu *cpu, uint64_t a)
{
	double x = as_double(a);
	unsigned saved;
	float r;

	if (fp_is_nan_d(a)) {
		a = silence_d(cpu, a);
		if (!(cpu->fcsr & FCSR_NAN2008))
			return fp_default_nan_s(cpu);
		return (uint32_t)(a >> 63) << 31 | 0x7f800000 | (uint32_t)(a >> 29 & 0x007fffff);
	}
	saved = fp_host_begin(cpu->fcsr);
	FP_HIDE(x);
	r = (float)x;
	FP_HIDE(r);
	return result_s(cpu, r, fp_host_end(saved));
}
