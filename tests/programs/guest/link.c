// SPDX-License-Identifier: Apache-2.0
// Load-linked and store-conditional around what traps: they must come through where Linux relies on it, and not where ERET or another domain came between.
#include "guest.h"

#define TRIES   4 /* an interrupt may come between, but not every time */
#define PAGES   192
#define AREA    0x30000000u
#define NO_LINK 0

static uint32_t word, other;

static bool stores(uint32_t (*link)(void), uint32_t at)
{
	for (unsigned i = 0; i < TRIES; i++) {
		uint32_t before = word;

		if (attempt_run((uint32_t)link, (uint32_t)&word, at, false) != RETURNED)
			return false;
		if (attempt_record.value == 1)
			return word == before + 1;
		if (word != before)
			return false;
	}
	return false;
}

static void is(const char *what, uint32_t detail, bool good)
{
	expect(what, detail, good ? RETURNED : NO_LINK, MAY_RETURN);
}

/* More pages than the real TLB holds: some of the loads find their translation gone and have it filled in behind the guest's back. */
static void refills(void)
{
	for (uint32_t i = 0; i < PAGES / 2; i++)
		tlb_set(8 + i, AREA + i * 2 * PAGE, LO(0x40000u), LO(0x41000u));
	for (unsigned round = 0; round < 4; round++)
		for (uint32_t i = 0; i < PAGES; i++)
			is("store after a refill", i, stores(link_load, AREA + i * PAGE));
	/* Everything gone, the guest's own code included. */
	for (unsigned round = 0; round < 50; round++) {
		tlb_flush();
		is("store after a flush", round, stores(link_load, (uint32_t)&other));
	}
}

void attack_link(void)
{
	for (unsigned round = 0; round < 50; round++) {
		is("store after TLBP", round, stores(link_probe, 0));
		is("store after MFC0", round, stores(link_status, 0));
	}
	refills();

	uint32_t before = word;

	exception_hook = hook_skip;
	(void)attempt_run((uint32_t)link_syscall, (uint32_t)&word, 0, false);
	exception_hook = 0;
	is("no store after an exception", 0, attempt_record.value == 0 && word == before);
	/* Far longer than its budget, however fast the board: other domains run between the two. */
	(void)attempt_run((uint32_t)link_spin, (uint32_t)&word, 40000000, false);
	is("no store after others ran", 0, attempt_record.value == 0 && word == before);
}
