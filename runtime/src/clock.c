// SPDX-License-Identifier: Apache-2.0
// Arithmetic of time: the clock page, timeouts.
#include <skerry/abi/syscall.h>
#include <skerry/rt/time.h>

uint64_t rt_clock_us(const struct sk_kip *kip, uint32_t counter)
{
	uint64_t product = (uint64_t)(counter - kip->base_count) * kip->us_mult;
	uint32_t shift = kip->us_shift, high = (uint32_t)(product >> 32), low = (uint32_t)product;

	/* The shift is by at most 32; written with words, since the compiler's 64-bit shift is not linked. */
	if (shift >= 32)
		return kip->base_us + high;
	if (shift == 0)
		return kip->base_us + product;
	return kip->base_us + ((uint64_t)(high >> shift) << 32 | high << (32 - shift) | low >> shift);
}

sk_word_t rt_timeout_us(sk_word_t us)
{
	sk_word_t exponent = 0;

	if (us == 0)
		return SK_TIMEOUT_ZERO;
	while (us > 0x3ff && exponent < 31) {
		us = (us + 1) >> 1;
		exponent++;
	}
	return SK_TIMEOUT_REL(us, exponent);
}
