// SPDX-License-Identifier: Apache-2.0
// The host's floating-point environment: rounding mode in, exception flags out.
#ifndef EMU_CPU_FP_HOST_H
#define EMU_CPU_FP_HOST_H

#include "fp.h"

#if defined(__SSE2_MATH__)
#include <xmmintrin.h>

/** Sets rounding and clears the flags; returns what fp_host_end() restores. */
static inline unsigned fp_host_begin(uint32_t rm)
{
	/* The host numbers nearest, down, up, zero; we have nearest, zero, up, down. */
	static const unsigned rounding[4] = {0, 3u << 13, 2u << 13, 1u << 13};
	unsigned saved = _mm_getcsr();

	_mm_setcsr(0x1f80 | rounding[rm & 3]);
	return saved;
}

static inline uint32_t fp_host_end(unsigned saved)
{
	unsigned flags = _mm_getcsr();

	_mm_setcsr(saved);
	return (flags >> 5 & FP_INEXACT) | (flags >> 3 & FP_UNDERFLOW) | (flags >> 1 & FP_OVERFLOW) |
	       (flags << 1 & FP_DIVZERO) | (flags << 4 & FP_INVALID);
}
#else
#include <fenv.h>

static inline unsigned fp_host_begin(uint32_t rm)
{
	static const int rounding[4] = {FE_TONEAREST, FE_TOWARDZERO, FE_UPWARD, FE_DOWNWARD};
	int saved = fegetround();

	feclearexcept(FE_ALL_EXCEPT);
	fesetround(rounding[rm & 3]);
	return (unsigned)saved;
}

static inline uint32_t fp_host_end(unsigned saved)
{
	int f = fetestexcept(FE_ALL_EXCEPT);

	fesetround((int)saved);
	return (f & FE_INEXACT ? FP_INEXACT : 0) | (f & FE_UNDERFLOW ? FP_UNDERFLOW : 0) |
	       (f & FE_OVERFLOW ? FP_OVERFLOW : 0) | (f & FE_DIVBYZERO ? FP_DIVZERO : 0) |
	       (f & FE_INVALID ? FP_INVALID : 0);
}
#endif

/** Keeps the compiler from moving arithmetic across the calls above. */
#define FP_HIDE(x) __asm__ volatile("" : "+m"(x))

#endif
