// SPDX-License-Identifier: Apache-2.0
// memset and memcpy, by words where alignment allows.
#include <skerry/base.h>

/* Without this the compiler would turn the loops back into calls of these functions. */
#define NO_IDIOM __attribute__((optimize("no-tree-loop-distribute-patterns")))

NO_IDIOM void *memset(void *to, int value, size_t bytes)
{
	uint8_t *p = to, *end = p + bytes;
	uint32_t word = (uint8_t)value * 0x01010101u;
	while (p < end && (uintptr_t)p % 4 != 0)
		*p++ = (uint8_t)value;
	for (; end - p >= 32; p += 32) {
		uint32_t *w = (uint32_t *)(void *)p;
		w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = word;
	}
	for (; end - p >= 4; p += 4)
		*(uint32_t *)(void *)p = word;
	while (p < end)
		*p++ = (uint8_t)value;
	return to;
}

NO_IDIOM void *memcpy(void *to, const void *from, size_t bytes)
{
	uint8_t *d = to, *end = d + bytes;
	const uint8_t *s = from;
	if (((uintptr_t)d | (uintptr_t)s) % 4 == 0)
		for (; end - d >= 4; d += 4, s += 4)
			*(uint32_t *)(void *)d = *(const uint32_t *)(const void *)s;
	while (d < end)
		*d++ = *s++;
	return to;
}
