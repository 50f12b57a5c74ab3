// SPDX-License-Identifier: Apache-2.0
// Root task: in each round a new attacker; afterwards its quota must be back and the bystander must have noticed nothing.
#include <stdbool.h>

#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>

#include "syscallfuzz.h"

#define WINDOW_ADDR        0x10000000
#define MODULE_ADDR        0x20000000
#define MODULE_STEP        0x01000000
#define BYSTANDER_PRIORITY 50
#define PATIENCE_US        5000 /* an attacker that blocked itself is freed then */
#define CANCELS_A_ROUND    50

enum { S_BYSTANDER = 100, S_ATTACKER = 120, S_CPU = 140, S_TO_BYSTANDER };
/* Slots of a program, from its first one. */
enum { P_FACTORY, P_TASK, P_THREAD, P_SC, P_SECOND, P_SECOND_SC, P_GATE, P_PASSIVE, P_PARENT, P_FAULT, P_SECOND_FAULT };

enum { LABEL_PARENT = 1, LABEL_FAULT, LABEL_SECOND_FAULT };

static struct rt_ram ram;

static void map_modules(const struct sk_bootinfo *info)
{
	for (unsigned i = 0; i < 2; i++) {
		const struct sk_boot_module *m = &info->module[i];
		sk_word_t size = (m->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
		rt_must(rt_range_map(SK_ROOT_SLOT_RANGES + m->range, SK_SLOT_TASK, m->offset,
		                     MODULE_ADDR + i * MODULE_STEP, size, SK_MEM_R, SK_ATTR_CACHED),
		        "mapping a module");
	}
}

/* Factory, task, UTCB memory for two threads, program and stacks. @return entry address. */
static sk_word_t build(sk_word_t base, unsigned module, sk_word_t size)
{
	const char *text = "";
	sk_word_t entry = 0;

	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_FACTORY, base + P_FACTORY, 18, 0, 0), "creating a factory");
	rt_must(rt_create(base + P_FACTORY, SK_TYPE_TASK, base + P_TASK, SLOTS, 0, 0), "creating a task");
	for (unsigned i = 0; i < 2; i++) {
		sk_word_t kumem[] = {UTCB_ADDR - i * SK_PAGE_SIZE};
		rt_must(rt_invoke(base + P_TASK, SK_TASK_KUMEM, kumem, 1, 0), "adding UTCB memory");
	}
	rt_must(rt_load_elf((const void *)(MODULE_ADDR + module * MODULE_STEP), size, base + P_TASK, &ram, WINDOW_ADDR,
	                    &entry, &text),
	        "loading");
	sk_word_t stacks = rt_ram_take(&ram, STACKS_BYTES, SK_PAGE_SIZE);
	rt_must(rt_range_clear(ram.range, stacks, STACKS_BYTES), "clearing stacks");
	rt_must(rt_range_map(ram.range, base + P_TASK, stacks, STACK_TOP - STACKS_BYTES, STACKS_BYTES, SK_MEM_RW,
	                     SK_ATTR_CACHED),
	        "mapping stacks");
	return entry;
}

static struct rt_thread_params first_thread(sk_word_t base, sk_word_t entry)
{
	return (struct rt_thread_params){
	        .factory = base + P_FACTORY,
	        .task = base + P_TASK,
	        .thread = base + P_THREAD,
	        .sc = base + P_SC,
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = UTCB_ADDR,
	        .pc = entry,
	        .sp = STACK_TOP,
	        .budget_us = 1000,
	        .period_us = 1000,
	        .priority = ATTACKER_PRIORITY,
	};
}

static void start_bystander(sk_word_t size)
{
	struct rt_thread_params p = first_thread(S_BYSTANDER, build(S_BYSTANDER, 1, size));

	p.priority = BYSTANDER_PRIORITY;
	p.budget_us = 500;
	p.period_us = 2000;
	rt_must(rt_thread_start(&p), "starting the bystander");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_TO_BYSTANDER, p.thread, 0, 0), "creating its gate");
}

static void pass(sk_word_t slot, sk_word_t to, sk_word_t rights)
{
	rt_must(rt_cap_map(S_ATTACKER + P_TASK, slot, to, rights), "passing a capability");
}

static void start_attacker(sk_word_t size, sk_word_t seed)
{
	struct rt_thread_params p = first_thread(S_ATTACKER, build(S_ATTACKER, 0, size));
	sk_word_t f = p.factory, extra = rt_ram_take(&ram, EXTRA_BYTES, EXTRA_BYTES);

	rt_must(rt_range_map(ram.range, p.task, extra, EXTRA_ADDR, EXTRA_BYTES, SK_MEM_RWX, SK_ATTR_CACHED),
	        "mapping memory");
	rt_must(rt_create(f, SK_TYPE_THREAD, p.thread, p.task, 0, 0), "creating a thread");
	rt_must(rt_create(f, SK_TYPE_THREAD, S_ATTACKER + P_SECOND, p.task, 0, 0), "creating a thread");
	rt_must(rt_create(f, SK_TYPE_GATE, S_ATTACKER + P_GATE, p.thread, 10, 0), "creating a gate");
	rt_must(rt_create(f, SK_TYPE_GATE, S_ATTACKER + P_PASSIVE, S_ATTACKER + P_SECOND, 11, SK_GATE_PASSIVE),
	        "creating a gate");
	rt_must(rt_create(f, SK_TYPE_GATE, S_ATTACKER + P_PARENT, SK_SLOT_THREAD, LABEL_PARENT, 0), "creating a gate");
	rt_must(rt_create(f, SK_TYPE_GATE, S_ATTACKER + P_FAULT, SK_SLOT_THREAD, LABEL_FAULT, 0), "creating a gate");
	rt_must(rt_create(f, SK_TYPE_GATE, S_ATTACKER + P_SECOND_FAULT, SK_SLOT_THREAD, LABEL_SECOND_FAULT, 0),
	        "creating a gate");
	pass(S_ATTACKER + P_PARENT, SK_SLOT_PARENT, SK_CAP_USE | SK_CAP_XFER | SK_CAP_COPY);
	pass(S_CPU, A_CPU, SK_CAP_ALL);
	pass(SK_ROOT_SLOT_BOARD, A_BOARD, SK_CAP_USE | SK_CAP_COPY);
	pass(ram.range, A_RANGE, SK_CAP_USE | SK_CAP_COPY);
	pass(S_ATTACKER + P_SECOND, A_SECOND, SK_CAP_ALL);
	pass(S_ATTACKER + P_GATE, A_GATE, SK_CAP_ALL);
	pass(S_ATTACKER + P_PASSIVE, A_PASSIVE, SK_CAP_ALL);
	p.a0 = seed;
	p.pager = p.handler = S_ATTACKER + P_FAULT;
	rt_must(rt_thread_run(&p), "starting the first thread");
	p.thread = S_ATTACKER + P_SECOND;
	p.sc = S_ATTACKER + P_SECOND_SC;
	p.utcb -= SK_PAGE_SIZE;
	p.sp -= SK_PAGE_SIZE;
	p.a0 = seed ^ SECOND_THREAD;
	p.pager = p.handler = S_ATTACKER + P_SECOND_FAULT;
	rt_must(rt_thread_run(&p), "starting the second thread");
}

/* Both threads' calls end with SK_ECANCELED, if they wait for something. */
static void cancel(void)
{
	sk_word_t first[] = {0, 0, 0, 0, SK_EXREGS_KEEP | SK_EXREGS_RESUME}, second[] = {0, 0, 0, 0, SK_EXREGS_KEEP};

	rt_must(rt_invoke(S_ATTACKER + P_THREAD, SK_THREAD_EX_REGS, first, 5, 2), "freeing the first thread");
	rt_must(rt_invoke(S_ATTACKER + P_SECOND, SK_THREAD_EX_REGS, second, 5, 2), "freeing the second thread");
}

/* Until the first thread has made its calls, has faulted, or cannot be brought to go on. */
static const char *watch(sk_word_t seed)
{
	for (unsigned cancels = 0; cancels < CANCELS_A_ROUND;) {
		struct rt_msg m = {0};
		int error =
		        rt_ipc(SK_SEL(0, SK_OP_WAIT), SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(PATIENCE_US)), &m);

		if (error) {
			cancel();
			cancels++;
		} else if (m.label == LABEL_FAULT) {
			return "faulted";
		} else if (m.label == LABEL_PARENT && SK_TAG_PROTO(m.tag) == PROTO_DONE && m.w[0] == seed) {
			return "done";
		}
	}
	return "blocked";
}

static sk_word_t used(void)
{
	sk_word_t w[3] = {0};
	rt_must(rt_invoke(SK_SLOT_FACTORY, SK_FACTORY_INFO, w, 0, 3), "asking the factory");
	return w[1];
}

/* Looks the bystander took; ends everything if it saw a change. */
static sk_word_t ask_bystander(void)
{
	struct rt_msg m = {.tag = SK_TAG(PROTO_REPORT, 0, 0)};
	rt_must(rt_ipc(SK_SEL(S_TO_BYSTANDER, SK_OP_CALL), SK_TIMEOUTS(rt_timeout_us(1000000), rt_timeout_us(1000000)),
	               &m),
	        "asking the bystander");
	if (m.w[1] != 0) {
		rt_printf("syscallfuzz: the bystander saw %u changes\n", (unsigned)m.w[1]);
		rt_power_off(1);
	}
	return m.w[0];
}

static void round_of(const struct sk_bootinfo *info, unsigned n)
{
	struct rt_ram before = ram;
	sk_word_t quota = used(), looks = ask_bystander(), seed = 0x1000 + n;

	start_attacker(info->module[0].size, seed);
	const char *end = watch(seed);
	rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(S_ATTACKER + P_FACTORY, SK_CAP_ALL), SK_UNMAP_SELF),
	        "ending the attacker");
	ram = before;
	if (used() != quota) {
		rt_printf("syscallfuzz: %d bytes of quota are lost\n", (int)(used() - quota));
		rt_power_off(1);
	}
	sk_word_t progress = ask_bystander() - looks;
	if (progress < 2) {
		rt_printf("syscallfuzz: the bystander did not run\n");
		rt_power_off(1);
	}
	rt_printf("syscallfuzz: round %u: %s, bystander looked %u times\n", n, end, (unsigned)progress);
}

int rt_main(sk_word_t arg)
{
	const struct sk_bootinfo *info = (const struct sk_bootinfo *)arg;
	sk_word_t weak[] = {S_CPU, ATTACKER_PRIORITY};

	ram = rt_ram_largest(info);
	map_modules(info);
	rt_must(rt_invoke(SK_ROOT_SLOT_CPU, SK_CPU_RESTRICT, weak, 2, 0), "restricting priorities");
	start_bystander(info->module[1].size);
	for (unsigned n = 0; n < ROUNDS; n++)
		round_of(info, n);
	rt_printf("syscallfuzz: %u rounds, nothing changed for anyone else\n", ROUNDS);
	rt_power_off(0);
}
