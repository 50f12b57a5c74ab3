// SPDX-License-Identifier: Apache-2.0
// Reads a YAMON environment: pairs of pointers, name and value, ended by a null pointer.
#include "yamon.h"
#include <mips/kernel.h>

#define PAIRS_MAX  64
#define STRING_MAX 64

/* The boot monitor lives in low memory, of which every board of this kind has at least this much. */
#define MONITOR_RAM 0x00800000u

static bool readable(uint32_t address, uint32_t bytes)
{
	return address >= KSEG0 && address - KSEG0 <= MONITOR_RAM - bytes;
}

static bool equal(uint32_t address, const char *name)
{
	if (!readable(address, STRING_MAX))
		return false;
	const char *s = (const char *)(uintptr_t)address;
	for (unsigned i = 0; i < STRING_MAX; i++) {
		if (s[i] != name[i])
			return false;
		if (name[i] == 0)
			return true;
	}
	return false;
}

static uint32_t number(uint32_t address)
{
	if (!readable(address, STRING_MAX))
		return 0;
	const char *s = (const char *)(uintptr_t)address;
	uint32_t value = 0;
	for (unsigned i = 0; i < STRING_MAX && s[i] != 0; i++) {
		uint32_t digit = (uint32_t)s[i] - '0';
		if (digit > 9 || value > (UINT32_MAX - digit) / 10)
			return 0;
		value = value * 10 + digit;
	}
	return value;
}

uint32_t yamon_number(uint32_t env, const char *name)
{
	if (env % 4 != 0 || !readable(env, PAIRS_MAX * 8))
		return 0;
	const uint32_t *pair = (const uint32_t *)(uintptr_t)env;
	for (unsigned i = 0; i < PAIRS_MAX && pair[2 * i] != 0; i++)
		if (equal(pair[2 * i], name))
			return number(pair[2 * i + 1]);
	return 0;
}
