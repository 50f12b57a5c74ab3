// SPDX-License-Identifier: Apache-2.0
// Memory and string functions.
#include <skerry/rt/string.h>

#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	unsigned char *d = to;
	const unsigned char *s = from;

	if ((((uintptr_t)d | (uintptr_t)s) & 3) == 0) {
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
