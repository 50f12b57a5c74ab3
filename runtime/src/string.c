// SPDX-License-Identifier: Apache-2.0
// Memory and string functions.
#include <skerry/rt/string.h>

#include <stdint.h>

/* All loads before the stores: they do not wait for each other. */
static void copy_line(uint32_t *restrict to, const uint32_t *restrict from)
{
	uint32_t a = from[0], b = from[1], c = from[2], d = from[3], e = from[4], f = from[5], g = from[6], h = from[7];

	to[0] = a;
	to[1] = b;
	to[2] = c;
	to[3] = d;
	to[4] = e;
	to[5] = f;
	to[6] = g;
	to[7] = h;
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((((uintptr_t)d | (uintptr_t)s) & 3) == 0) {
		for (; bytes >= 32; bytes -= 32, d += 32, s += 32)
			copy_line((uint32_t *)(void *)d, (const uint32_t *)(const void *)s);
		for (; bytes >= 4; bytes -= 4, d += 4, s += 4)
			*(uint32_t *)(void *)d = *(const uint32_t *)(const void *)s;
	}
	while (bytes--)
		*d++ = *s++;
	return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if (d <= s || d >= s + bytes)
		return memcpy(to, from, bytes);
	while (bytes--)
		d[bytes] = s[bytes];
	return to;
}

void *memset(void *to, int value, size_t bytes)
{
	unsigned char *d = to;
	uint32_t word = (unsigned char)value * 0x01010101u;

	for (; bytes && ((uintptr_t)d & 3); bytes--)
		*d++ = (unsigned char)value;
	for (; bytes >= 32; bytes -= 32, d += 32) {
		uint32_t *w = (uint32_t *)(void *)d;

		w[0] = w[1] = w[2] = w[3] = w[4] = w[5] = w[6] = w[7] = word;
	}
	for (; bytes >= 4; bytes -= 4, d += 4)
		*(uint32_t *)(void *)d = word;
	while (bytes--)
		*d++ = (unsigned char)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
	const unsigned char *x = a, *y = b;

	for (; bytes; bytes--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

void rt_strlcpy(char *to, const char *from, size_t size)
{
	if (size == 0)
		return;
	while (--size && *from)
		*to++ = *from++;
	*to = 0;
}
