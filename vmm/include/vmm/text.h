// SPDX-License-Identifier: Apache-2.0
// Builds short messages without a C library.
#ifndef VMM_TEXT_H
#define VMM_TEXT_H

#include <vmm/base.h>

/** A message under construction; always zero-terminated, cut off when full. */
struct vmm_text {
	char buf[160];
	unsigned length;
};

/** Starts an empty message. */
static inline void vmm_text_begin(struct vmm_text *text)
{
	text->length = 0;
	text->buf[0] = '\0';
}

/** Appends a string. */
void vmm_text_add(struct vmm_text *text, const char *string);

/** Appends a number in decimal. */
void vmm_text_number(struct vmm_text *text, uint64_t value);

/** Appends a number as 0x and eight hexadecimal digits. */
void vmm_text_hex(struct vmm_text *text, uint32_t value);

#endif
