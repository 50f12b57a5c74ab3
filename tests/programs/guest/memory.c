// SPDX-License-Identifier: Apache-2.0
// The guest's own memory, filled with a pattern that no other domain has.
#include "guest.h"

/* Below the image and above it; the image itself shows its damage by not running. */
#define IMAGE_START 0x100000u
#define IMAGE_END   ((uint32_t)image_end & ~KSEG0)

uint32_t memory_bytes, memory_secret;

static volatile uint32_t *word_at(uint32_t gpa)
{
	return (volatile uint32_t *)(KSEG0 + gpa);
}

void memory_fill(void)
{
	for (uint32_t gpa = 0; gpa < IMAGE_START; gpa += 4)
		*word_at(gpa) = gpa ^ memory_secret;
	for (uint32_t gpa = IMAGE_END; gpa < memory_bytes; gpa += 4)
		*word_at(gpa) = gpa ^ memory_secret;
}

static bool holds(uint32_t from, uint32_t to, uint32_t secret, uint32_t mask)
{
	for (uint32_t gpa = from; gpa < to; gpa += 4) {
		if (*word_at(gpa) == ((gpa & mask) ^ secret))
			continue;
		put_text("memory at ");
		put_hex(gpa);
		put_text(" holds ");
		put_hex(*word_at(gpa));
		put_text("\n");
		return false;
	}
	return true;
}

bool memory_intact(void)
{
	return holds(0, IMAGE_START, memory_secret, ~0u) && holds(IMAGE_END, memory_bytes, memory_secret, ~0u);
}

bool memory_clear(uint32_t end)
{
	return holds(0, IMAGE_START, 0, 0) && holds(IMAGE_END, end, 0, 0);
}
