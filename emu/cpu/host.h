// SPDX-License-Identifier: Apache-2.0
// Little-endian loads and stores in host memory.
#ifndef EMU_CPU_HOST_H
#define EMU_CPU_HOST_H

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HOST_LE16(v) (v)
#define HOST_LE32(v) (v)
#else
#define HOST_LE16(v) __builtin_bswap16(v)
#define HOST_LE32(v) __builtin_bswap32(v)
#endif

static inline uint32_t host_load8(uintptr_t p)
{
	return *(const uint8_t *)p;
}

static inline uint32_t host_load16(uintptr_t p)
{
	uint16_t v;

	memcpy(&v, (const void *)p, sizeof(v));
	return HOST_LE16(v);
}

static inline uint32_t host_load32(uintptr_t p)
{
	uint32_t v;

	memcpy(&v, (const void *)p, sizeof(v));
	return HOST_LE32(v);
}

static inline void host_store8(uintptr_t p, uint32_t v)
{
	*(uint8_t *)p = (uint8_t)v;
}

static inline void host_store16(uintptr_t p, uint32_t v)
{
	uint16_t le = HOST_LE16((uint16_t)v);

	memcpy((void *)p, &le, sizeof(le));
}

static inline void host_store32(uintptr_t p, uint32_t v)
{
	uint32_t le = HOST_LE32(v);

	memcpy((void *)p, &le, sizeof(le));
}

static inline uint32_t host_load(uintptr_t p, unsigned size)
{
	return size == 4 ? host_load32(p) : size == 2 ? host_load16(p) : host_load8(p);
}

static inline void host_store(uintptr_t p, unsigned size, uint32_t v)
{
	if (size == 4)
		host_store32(p, v);
	else if (size == 2)
		host_store16(p, v);
	else
		host_store8(p, (uint8_t)v);
}

#endif
