// SPDX-License-Identifier: Apache-2.0
// What every part of the VMM uses: memory helpers, little-endian access, container_of.
#ifndef VMM_BASE_H
#define VMM_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The compiler may emit calls of memcpy, memset and memmove anyway; the builtins need no C library header on the target.
#define vmm_copy(dst, src, n)  __builtin_memcpy((dst), (src), (n))
#define vmm_fill(dst, byte, n) __builtin_memset((dst), (byte), (n))

/** The object of type @p type whose member @p member is at @p ptr. */
#define VMM_CONTAINER(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

#define VMM_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/** Little-endian load of 16 bits from memory of any alignment. */
static inline uint16_t vmm_le16(const void *p)
{
	const uint8_t *b = p;

	return (uint16_t)(b[0] | b[1] << 8);
}

/** Little-endian load of 32 bits from memory of any alignment. */
static inline uint32_t vmm_le32(const void *p)
{
	const uint8_t *b = p;

	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/** Little-endian store of 16 bits to memory of any alignment. */
static inline void vmm_put_le16(void *p, uint16_t value)
{
	uint8_t *b = p;

	b[0] = (uint8_t)value;
	b[1] = (uint8_t)(value >> 8);
}

/** Little-endian store of 32 bits to memory of any alignment. */
static inline void vmm_put_le32(void *p, uint32_t value)
{
	vmm_put_le16(p, (uint16_t)value);
	vmm_put_le16((uint8_t *)p + 2, (uint16_t)(value >> 16));
}

/** Length of the zero-terminated string @p s. */
static inline size_t vmm_strlen(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}

/** Whether @p a and @p b have the same @p n bytes. */
static inline bool vmm_same(const void *a, const void *b, size_t n)
{
	const uint8_t *x = a;
	const uint8_t *y = b;

	for (size_t i = 0; i < n; i++) {
		if (x[i] != y[i])
			return false;
	}
	return true;
}

#endif
