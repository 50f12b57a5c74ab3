// SPDX-License-Identifier: Apache-2.0
// Strings and numbers for messages.
#include <vmm/text.h>

static void add_char(struct vmm_text *text, char c)
{
	if (text->length + 1 < sizeof(text->buf)) {
		text->buf[text->length++] = c;
		text->buf[text->length] = '\0';
	}
}

void vmm_text_add(struct vmm_text *text, const char *string)
{
	while (*string)
		add_char(text, *string++);
}

// Long division by ten, 16 bits at a time: the target has no 64-bit division without a compiler library.
static unsigned divide_by_ten(uint64_t *value)
{
	uint32_t rest = 0;
	uint64_t quotient = 0;

	for (int shift = 48; shift >= 0; shift -= 16) {
		uint32_t part = rest << 16 | (uint32_t)(*value >> shift & 0xffff);

		quotient |= (uint64_t)(part / 10) << shift;
		rest = part % 10;
	}
	*value = quotient;
	return rest;
}

void vmm_text_number(struct vmm_text *text, uint64_t value)
{
	char digits[20];
	unsigned n = 0;

	do {
		digits[n++] = (char)('0' + divide_by_ten(&value));
	} while (value);
	while (n > 0)
		add_char(text, digits[--n]);
}

void vmm_text_hex(struct vmm_text *text, uint32_t value)
{
	vmm_text_add(text, "0x");
	for (int shift = 28; shift >= 0; shift -= 4)
		add_char(text, "0123456789abcdef"[value >> shift & 15]);
}
