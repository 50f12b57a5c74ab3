// SPDX-License-Identifier: Apache-2.0
// The symbol table that the second link pass puts behind the kernel.
#include <mips/kernel.h>
#include <mips/panic.h>

/*
 * Made by build/symbols.py: the number of functions, then for each, in order of address, its distance from kernel_text
 * in instructions and the offset of its name; then the names.
 */
struct symbol {
	uint16_t place;
	uint16_t name;
};
extern const struct {
	uint32_t count;
	struct symbol symbol[];
} kernel_symbols;

const char *symbol_find(uint32_t address, uint32_t *start)
{
	const struct symbol *s = kernel_symbols.symbol;
	uint32_t from = (uint32_t)(uintptr_t)kernel_text, low = 0, high = kernel_symbols.count;
	if (address % 4 != 0 || address < from || address >= (uint32_t)(uintptr_t)kernel_text_end || high == 0)
		return NULL;
	uint32_t place = (address - from) / 4;
	if (place < s[0].place)
		return NULL;
	while (high - low > 1) {
		uint32_t middle = (low + high) / 2;
		if (s[middle].place <= place)
			low = middle;
		else
			high = middle;
	}
	*start = from + s[low].place * 4u;
	return (const char *)&s[kernel_symbols.count] + s[low].name;
}
