// SPDX-License-Identifier: Apache-2.0
// What ends a guest at once, reported by its monitor, and what keeps it busy for ever, at nobody's cost but its own.
#include "guest.h"

#define ELSEWHERE 0x8c000000u /* RAM of the board that belongs to others */

#define EXC_INT      0
#define TIMER_TRIES  8
#define TIMER_COUNTS 50000u
#define TIMER_ROUNDS 20000000u /* far beyond the match */

static _Noreturn void spin(void)
{
	for (;;)
		__asm__ volatile("" : : : "memory");
}

static void load_flash(void)
{
	(void)*(volatile uint32_t *)0xbfc00000u;
}

static void store_serial(void)
{
	*(volatile uint8_t *)0xb80003f8u = 'x';
}

static void load_others(void)
{
	(void)*(volatile uint32_t *)ELSEWHERE;
}

static void fetch_others(void)
{
	((void (*)(void))ELSEWHERE)();
}

static void link_device(void)
{
	(void)attempt_run((uint32_t)link_probe, KSEG1 + GUEST_UART, 0, false);
}

/* An exception whose handler is where the guest has no memory. */
static void lost_vector(void)
{
	CP0_SET(15, 1, ELSEWHERE);
	__asm__ volatile("syscall");
}

static void sleep_masked(void)
{
	CP0_SET(12, 0, 0);
	__asm__ volatile("wait");
}

static void spin_masked(void)
{
	__asm__ volatile("di\n\tehb");
	spin();
}

static void storm(void)
{
	exception_hook = hook_storm;
	CP0_SET(11, 0, CP0_GET(9, 0) + 1000);
	CP0_SET(12, 0, STATUS_IE | STATUS_IM_TIMER);
	spin();
}

/* A guest that enters nobody but its engine must have its timer's interrupt in time nevertheless. */
static void timer(void)
{
	static uint32_t word;

	for (unsigned i = 0; i < TIMER_TRIES; i++) {
		uint32_t when = CP0_GET(9, 0) + TIMER_COUNTS;

		CP0_SET(11, 0, when);
		CP0_SET(12, 0, STATUS_IE | STATUS_IM_TIMER);

		uint32_t end = attempt_run((uint32_t)link_spin, (uint32_t)&word, TIMER_ROUNDS, false);
		uint32_t late = CP0_GET(9, 0) - when;

		restore_processor();
		put_text(end == EXC_INT ? "timer: late by " : "timer: NOT FIRED after ");
		put_number(late);
		put_text("\n");
	}
	put_text("timer: done\n");
	spin();
}

/* Trap after trap: each one the hypervisor's work. */
static void trap_always(void)
{
	for (;;) {
		tlb_flush();
		__asm__ volatile("tlbp" : : : "memory");
	}
}

_Noreturn void end_by(const char *what)
{
	static const struct {
		const char *name;
		void (*run)(void);
	} ways[] = {
	        {"load-flash", load_flash},
	        {"store-serial", store_serial},
	        {"load-others", load_others},
	        {"fetch-others", fetch_others},
	        {"link-device", link_device},
	        {"lost-vector", lost_vector},
	        {"sleep-masked", sleep_masked},
	        {"spin-masked", spin_masked},
	        {"storm", storm},
	        {"trap-always", trap_always},
	        {"timer", timer},
	};

	for (unsigned i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!same(what, ways[i].name))
			continue;
		put_text("doing ");
		put_text(ways[i].name);
		put_text("\n");
		ways[i].run();
		put_text("NOT ENDED\n");
	}
	put_text("nothing left to do\n");
	spin();
}
