// SPDX-License-Identifier: Apache-2.0
// 64-bit arithmetic that the compiler calls by name; its own library cannot be linked into a kernel.
#include <stdint.h>

uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *rest);
uint64_t __udivdi3(uint64_t n, uint64_t d);
uint64_t __umoddi3(uint64_t n, uint64_t d);
uint64_t __ashldi3(uint64_t v, int by);
uint64_t __lshrdi3(uint64_t v, int by);

uint64_t __ashldi3(uint64_t v, int by)
{
	uint32_t low = (uint32_t)v, high = (uint32_t)(v >> 32);
	if (by >= 32)
		return (uint64_t)(low << (by - 32)) << 32;
	if (by == 0)
		return v;
	return (uint64_t)(high << by | low >> (32 - by)) << 32 | low << by;
}

uint64_t __lshrdi3(uint64_t v, int by)
{
	uint32_t low = (uint32_t)v, high = (uint32_t)(v >> 32);
	if (by >= 32)
		return high >> (by - 32);
	if (by == 0)
		return v;
	return (uint64_t)(high >> by) << 32 | (high << (32 - by) | low >> by);
}

/* Two words by one: the upper word first, the lower one bit by bit with the rest of the upper. */
static uint64_t divide_by_word(uint32_t high, uint32_t low, uint32_t d, uint64_t *rest)
{
	uint32_t q_high = high / d, r = high % d, q = 0;
	for (int bit = 31; bit >= 0; bit--) {
		uint32_t carry = r >> 31;
		r = r << 1 | (low >> bit & 1);
		if (carry || r >= d) {
			r -= d;
			q |= 1u << bit;
		}
	}
	*rest = r;
	return (uint64_t)q_high << 32 | q;
}

uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *rest)
{
	uint32_t high = (uint32_t)(n >> 32), d_high = (uint32_t)(d >> 32);
	if (d_high == 0 && high == 0) {
		*rest = (uint32_t)n % (uint32_t)d;
		return (uint32_t)n / (uint32_t)d;
	}
	if (d_high == 0)
		return divide_by_word(high, (uint32_t)n, (uint32_t)d, rest);
	/* The quotient fits a word: at most as many steps as the divisor has leading zeros. */
	uint64_t q = 0;
	for (int by = __builtin_clz(d_high); by >= 0; by--)
		if (n >= d << by) {
			n -= d << by;
			q |= 1u << by;
		}
	*rest = n;
	return q;
}

uint64_t __udivdi3(uint64_t n, uint64_t d)
{
	uint64_t rest;
	return __udivmoddi4(n, d, &rest);
}

uint64_t __umoddi3(uint64_t n, uint64_t d)
{
	uint64_t rest;
	__udivmoddi4(n, d, &rest);
	return rest;
}
