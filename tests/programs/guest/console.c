// SPDX-License-Identifier: Apache-2.0
// Output on the virtual serial port; arguments from the device tree.
#include "guest.h"

#define UART_THR (*(volatile uint8_t *)(KSEG1 + GUEST_UART))

static const char *tree_text;
static uint32_t tree_bytes;

/* The tree's size is its second word, big endian; its strings stand in it as they are. */
void argument_tree(const void *tree)
{
	const uint8_t *bytes = tree;

	tree_text = tree;
	tree_bytes = (uint32_t)bytes[5] << 16 | (uint32_t)bytes[6] << 8 | bytes[7];
}

const char *argument(const char *name)
{
	for (uint32_t i = 0; i < tree_bytes; i++) {
		uint32_t n = 0;

		while (name[n] && i + n < tree_bytes && tree_text[i + n] == name[n])
			n++;
		if (!name[n])
			return tree_text + i + n;
	}
	return 0;
}

bool same(const char *value, const char *word)
{
	while (*word && *value == *word) {
		value++;
		word++;
	}
	return !*word && (*value == ' ' || *value == 0);
}

uint32_t number(const char *name, uint32_t otherwise)
{
	const char *text = argument(name);
	uint32_t value = 0;

	if (!text)
		return otherwise;
	while (*text >= '0' && *text <= '9')
		value = value * 10 + (uint32_t)(*text++ - '0');
	return value;
}

void put_text(const char *text)
{
	while (*text)
		UART_THR = (uint8_t)*text++;
}

void put_hex(uint32_t value)
{
	for (unsigned shift = 32; shift > 0; shift -= 4)
		UART_THR = (uint8_t) "0123456789abcdef"[value >> (shift - 4) & 15];
}

void put_number(uint32_t value)
{
	char digits[11];
	unsigned at = 10;

	digits[at] = 0;
	do
		digits[--at] = (char)('0' + value % 10);
	while ((value /= 10) > 0);
	put_text(&digits[at]);
}
