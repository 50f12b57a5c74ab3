// SPDX-License-Identifier: Apache-2.0
// Matches the two lines by which a Linux kernel announces and ends a panic.
#include <vmm/base.h>
#include <vmm/panic.h>

enum place { LINE_BEGIN, STAMP, STAMP_END, TEXT };

#define NO_MATCH 0xff

static const char *const phrases[2] = {
        "Kernel panic - not syncing",
        "---[ end Kernel panic",
};

static void match(struct vmm_panic *panic, uint8_t byte)
{
	for (unsigned i = 0; i < 2; i++) {
		uint8_t n = panic->matched[i];

		if (n != NO_MATCH && phrases[i][n] != '\0')
			panic->matched[i] = phrases[i][n] == (char)byte ? (uint8_t)(n + 1) : NO_MATCH;
	}
}

static bool complete(const struct vmm_panic *panic, unsigned i)
{
	return panic->matched[i] != NO_MATCH && phrases[i][panic->matched[i]] == '\0';
}

static void end_line(struct vmm_panic *panic)
{
	if (complete(panic, 1) && panic->state == VMM_PANIC_BEGUN)
		panic->state = VMM_PANIC_ENDED;
	else if (complete(panic, 0) && panic->state == VMM_PANIC_NONE)
		panic->state = VMM_PANIC_BEGUN;
	panic->place = LINE_BEGIN;
	panic->matched[0] = panic->matched[1] = 0;
}

enum vmm_panic_state vmm_panic_watch(struct vmm_panic *panic, uint8_t byte)
{
	if (byte == '\n') {
		end_line(panic);
		return panic->state;
	}
	switch (panic->place) {
	case LINE_BEGIN:
		panic->place = byte == '[' ? STAMP : TEXT;
		if (panic->place == TEXT)
			match(panic, byte);
		break;
	case STAMP:
		if (byte == ']')
			panic->place = STAMP_END;
		break;
	case STAMP_END:
		panic->place = TEXT;
		if (byte != ' ')
			match(panic, byte);
		break;
	default:
		match(panic, byte);
		break;
	}
	return panic->state;
}
