// SPDX-License-Identifier: Apache-2.0
// Root task of the latency program: has an interrupt raised beside few and beside many threads and mappings.
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>

#include "latency.h"
#include "port/port.h"

#define FEW         10
#define MANY        1000
#define CROWD_SLOTS 2048
#define CROWD_FIRST 32 /* its first slot for what root moves there; a thread and a context one after the other */
#define UTCBS       0x7f000000
#define PAGE        0x3f000000
#define COPIES      0x40000000 /* where that page is mapped again and again */
#define SLICE_US    10000

/* Root is above all. Of the crowd those that sleep are below the driver, and those that are ready below the raiser. */
enum { READY = 1, RAISER = 100, SLEEPING = 150, DRIVER = 200 };

static sk_word_t ready_threads;

static void start(sk_word_t slot, void (*entry)(void), sk_word_t a0, sk_word_t priority)
{
	sk_word_t utcb = UTCBS + SK_UTCB_SIZE * ready_threads++;

	if (utcb % SK_PAGE_SIZE == 0)
		rt_must(rt_invoke(SK_SLOT_TASK, SK_TASK_KUMEM, (sk_word_t[]){utcb}, 1, 0), "adding UTCBs");
	struct rt_thread_params p = {
	        .factory = SK_SLOT_FACTORY,
	        .task = SK_SLOT_TASK,
	        .thread = slot,
	        .sc = slot + 1,
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = utcb,
	        .pc = (sk_word_t)(uintptr_t)entry,
	        .a0 = a0,
	        .budget_us = SLICE_US,
	        .period_us = SLICE_US,
	        .priority = priority,
	};

	rt_must(rt_thread_start(&p), "starting a thread");
}

/* Moves a capability of root's to the crowd's table, which is larger. */
static void move(sk_word_t from, sk_word_t to)
{
	sk_word_t w[] = {SK_ITEM(SK_ITEM_GRANT, SK_ATTR_INHERIT, 0), SK_FPAGE_SLOT(from, SK_CAP_ALL),
	                 SK_FPAGE_SLOT(to, SK_CAP_ALL)};

	rt_must(rt_invoke(S_CROWD, SK_TASK_MAP, w, 3, 0), "moving a capability");
}

/* Every second one sleeps, each for another time and longer than all this takes. */
static void add_to_crowd(unsigned n)
{
	sk_word_t source = SK_FPAGE_MEMORY(PAGE, SK_PAGE_ORDER, SK_MEM_R),
	          place = SK_FPAGE_MEMORY(COPIES + n * SK_PAGE_SIZE, SK_PAGE_ORDER, SK_MEM_R);

	if (n % 2)
		start(S_NEW, busy, 0, READY + n % 64);
	else
		start(S_NEW, sleeper, SK_TIMEOUTS(SK_TIMEOUT_NEVER, SK_TIMEOUT_REL(0x200 + n % 0x200, 20)), SLEEPING);
	move(S_NEW, CROWD_FIRST + 2 * n);
	move(S_NEW + 1, CROWD_FIRST + 2 * n + 1);
	rt_must(rt_mem_map(SK_SLOT_TASK, source, place), "mapping");
}

static void measure(void (*raiser)(void))
{
	struct rt_msg m;

	start(S_RAISER, raiser, 0, RAISER);
	rt_must(rt_wait(&m), "waiting for the raiser");
	for (sk_word_t slot = S_RAISER; slot < S_RAISER + 2; slot++)
		rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(slot, SK_CAP_ALL), SK_UNMAP_SELF), "ending the raiser");
}

int rt_main(sk_word_t arg)
{
	const struct sk_bootinfo *boot = (const struct sk_bootinfo *)arg;
	struct rt_ram ram = rt_ram_largest(boot);
	unsigned n = 0;

	rt_must(rt_range_map(ram.range, SK_SLOT_TASK, rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE), PAGE, SK_PAGE_SIZE,
	                     SK_MEM_R, SK_ATTR_CACHED),
	        "mapping a page");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_TASK, S_CROWD, CROWD_SLOTS, 0, 0), "creating a task");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_BACK, SK_SLOT_THREAD, 0, 0), "creating a gate");
	rt_must(port_open(boot, S_IRQ), "finding the port");
	start(S_DRIVER, driver, 0, DRIVER);
	port_attach(boot, S_IRQ, S_DRIVER);
	while (n < FEW)
		add_to_crowd(n++);
	measure(raise_among_few);
	rt_printf("latency: %u interrupts beside %u threads and mappings\n", ROUNDS, n);
	while (n < MANY)
		add_to_crowd(n++);
	measure(raise_among_many);
	rt_printf("latency: %u interrupts beside %u threads and mappings\n", ROUNDS, n);
	rt_power_off(0);
}
