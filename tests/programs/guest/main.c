// SPDX-License-Identifier: Apache-2.0
// The test guest: attacks everything and then watches its memory, or does the one thing that its arguments say.
#include "guest.h"

/* Between two looks at the memory. */
#define PAUSE 20000000u

static void report(const char *kind, void (*attacks)(void))
{
	uint32_t before = expected, good = contained;

	attacks();
	restore_processor();
	put_text("attack: ");
	put_text(kind);
	put_text(": ");
	put_number(contained - good);
	put_text(" of ");
	put_number(expected - before);
	put_text(" contained\n");
}

static void pause(void)
{
	uint32_t start = CP0_GET(9, 0);

	// Count moves by itself. NOLINTNEXTLINE(bugprone-infinite-loop)
	while (CP0_GET(9, 0) - start < PAUSE)
		for (volatile unsigned i = 0; i < 1000; i++)
			;
}

static _Noreturn void watch(void)
{
	for (uint32_t round = 1;; round++) {
		put_text(memory_intact() ? "watch: memory intact, round " : "watch: MEMORY HARMED, round ");
		put_number(round);
		put_text("\n");
		pause();
	}
}

/** Entry from start.S. */
_Noreturn void guest_main(const void *tree);

_Noreturn void guest_main(const void *tree)
{
	argument_tree(tree);

	const char *only = argument("only=");

	memory_bytes = number("mib=", 2) << 20;
	memory_secret = 0xa5000000u | number("secret=", 0) << 12;
	if (!memory_clear((uint32_t)tree & ~KSEG0))
		put_text("watch: MEMORY IS NOT FRESH\n");
	if (only)
		end_by(only);
	memory_fill();
	report("memory", attack_memory);
	report("registers", attack_registers);
	report("instructions", attack_instructions);
	report("devices", attack_devices);
	report("load-link", attack_link);
	report("delay slots", attack_slots);
	put_text("attack: ");
	put_number(contained);
	put_text(contained == expected ? " attacks, all contained\n" : " attacks contained, NOT ALL\n");
	watch();
}
