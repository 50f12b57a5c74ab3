// SPDX-License-Identifier: Apache-2.0
// Setting the stage for each measurement: tasks that run this program's own code; calibration and output.
#include "bench.h"

#include <skerry/rt/start.h>

/* Linker: this program's code, mapped into each child. */
extern const char _start[];
#define TEXT_START 0x00400000u
#define TEXT_SIZE  0x4000u

struct rt_ram ram;
static sk_word_t per_1024; /* instructions in 1024 ticks */

sk_word_t instructions(sk_word_t ticks)
{
	return (sk_word_t)(((uint64_t)ticks * per_1024) >> 10);
}

void report(const char *what, sk_word_t ticks, sk_word_t operations)
{
	sk_word_t tenths = instructions(ticks) * 10 / operations;

	rt_printf("bench: %s: %u.%u\n", what, (unsigned)(tenths / 10), (unsigned)(tenths % 10));
}

/* A loop of two instructions a round tells how many instructions a tick is. */
static void calibrate(void)
{
	sk_word_t rounds = 600000, before = counter();

	__asm__ volatile(".set push\n.set noreorder\n1: bnez %0, 1b\n addiu %0, %0, -1\n.set pop" : "+r"(rounds));
	sk_word_t ticks = counter() - before;

	per_1024 = (sk_word_t)(1200000u / (ticks / 1024));
	rt_printf("bench: %u.%02u instructions a tick\n", (unsigned)(per_1024 >> 10),
	          (unsigned)((per_1024 & 1023) * 100 >> 10));
}

void child_prepare(sk_word_t slot)
{
	sk_word_t task = slot + CHILD_TASK, kumem[] = {CHILD_KUMEM};
	sk_word_t stack = rt_ram_take(&ram, SK_PAGE_SIZE, SK_PAGE_SIZE);

	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_FACTORY, slot + CHILD_FACTORY, 17, 0, 0), "creating a factory");
	rt_must(rt_create(slot + CHILD_FACTORY, SK_TYPE_TASK, task, 16, 0, 0), "creating a task");
	rt_must(rt_invoke(task, SK_TASK_KUMEM, kumem, 1, 0), "adding kernel-user memory");
	rt_must(rt_range_map(ram.range, task, stack, CHILD_STACK - SK_PAGE_SIZE, SK_PAGE_SIZE, SK_MEM_RW,
	                     SK_ATTR_CACHED),
	        "mapping a stack");
	for (sk_word_t at = 0; at < TEXT_SIZE; at += SK_PAGE_SIZE)
		rt_must(rt_mem_map(task, SK_FPAGE_MEMORY(TEXT_START + at, SK_PAGE_ORDER, SK_MEM_RX),
		                   SK_FPAGE_MEMORY(TEXT_START + at, SK_PAGE_ORDER, SK_MEM_RX)),
		        "sharing the code");
	rt_must(rt_create(slot + CHILD_FACTORY, SK_TYPE_THREAD, slot + CHILD_THREAD, task, 0, 0), "creating a thread");
}

void child_run(sk_word_t slot, void (*entry)(void), sk_word_t priority, sk_word_t pager)
{
	struct rt_thread_params p = {
	        .factory = slot + CHILD_FACTORY,
	        .task = slot + CHILD_TASK,
	        .thread = slot + CHILD_THREAD,
	        .sc = priority ? slot + CHILD_SC : 0,
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = CHILD_KUMEM,
	        .pager = pager,
	        .pc = (sk_word_t)entry,
	        .sp = CHILD_STACK,
	        .budget_us = 10000,
	        .period_us = 10000,
	        .priority = priority,
	};

	rt_must(rt_thread_run(&p), "starting a thread");
}

void child_make(sk_word_t slot, void (*entry)(void), sk_word_t priority, sk_word_t pager)
{
	child_prepare(slot);
	child_run(slot, entry, priority, pager);
}

int rt_main(sk_word_t arg)
{
	/* Down from the priority root starts with, so that others can be above it. */
	sk_word_t time[] = {SK_ROOT_SLOT_SC, 10000, 10000, 100, 0};

	ram = rt_ram_largest((const struct sk_bootinfo *)arg);
	rt_must(rt_invoke(SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, time, 5, 0), "setting the own priority");
	calibrate();
	bench_ipc();
	bench_memory();
	bench_guest();
	rt_power_off(0);
}
