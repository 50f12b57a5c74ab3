// SPDX-License-Identifier: Apache-2.0
// 64-bit division without the compiler's run-time library.
#include <skerry/divide.h>

uint64_t divide(uint64_t value, uint32_t by, uint32_t *rest)
{
	uint64_t quotient = 0;
	uint64_t left = 0;

	SK_ASSERT(by != 0);
	if (value >> 32 == 0) {
		quotient = (uint32_t)value / by;
		left = (uint32_t)value % by;
	} else {
		for (int bit = 63; bit >= 0; bit--) {
			left = left << 1 | ((value >> bit) & 1);
			if (left >= by) {
				left -= by;
				quotient |= 1ull << bit;
			}
		}
	}
	if (rest)
		*rest = (uint32_t)left;
	return quotient;
}
