// SPDX-License-Identifier: Apache-2.0
// Root task of the stress program: builds tasks and threads, is the pager, watches that work goes on, tells the result.
#include <skerry/rt/load.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>

#include "root.h"
#include "shadow.h"

/* In every task: UTCBs of its threads, 16 in a granule. Stacks come from the data that all tasks share. */
#define UTCBS        0x7ff00000
#define STACK_SIZE   4096
#define LOOK_US      100000 /* between two looks at the workers */
#define PATIENCE_MAX 60     /* seconds after which a wakeup is lost, or a third of the time there is */
#define THREADS      (2 * WORKERS + 2 * CPUS_MAX + 1) /* workers, short-lived, servers */

struct smp smp;

static uint8_t stacks[THREADS][STACK_SIZE] __attribute__((aligned(16)));
static struct rt_ram ram;

/* Gives @task what root has at its own addresses: every mapping of the program, one by one. */
static void share_program(unsigned task)
{
	for (sk_word_t va = 0x00400000;;) {
		sk_word_t w[2] = {va};

		if (rt_invoke(SK_SLOT_TASK, SK_TASK_LOOKUP, w, 1, 2))
			return;
		rt_must(rt_mem_map(S_TASK + task, w[0], w[0]), "sharing the program");
		va = SK_FPAGE_GET_ADDR(w[0]) + (1u << SK_FPAGE_GET_ORDER(w[0]));
	}
}

static sk_word_t utcb_of(unsigned thread)
{
	return UTCBS + SK_UTCB_SIZE * thread;
}

static void add_utcbs(unsigned task)
{
	for (sk_word_t va = UTCBS; va < UTCBS + THREADS * SK_UTCB_SIZE; va += SK_PAGE_SIZE) {
		sk_word_t w[] = {va};

		rt_must(rt_invoke(S_TASK + task, SK_TASK_KUMEM, w, 1, 0), "adding UTCBs");
	}
}

static void make_tasks(void)
{
	rt_must(rt_cap_map(SK_SLOT_TASK, SK_SLOT_TASK, S_TASK, SK_CAP_ALL), "naming root");
	add_utcbs(0);
	for (unsigned i = 1; i < TASKS; i++) {
		rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_TASK, S_TASK + i, SK_ROOT_SLOTS, 0, 0), "creating a task");
		add_utcbs(i);
		share_program(i);
		rt_must(rt_cap_map(S_TASK + i, SK_SLOT_LOG, SK_SLOT_LOG, SK_CAP_USE), "passing the log");
	}
}

/* The other tasks have them straight from the range, so that revoking root's mapping leaves theirs. */
static void make_frames(void)
{
	sk_word_t bytes = FRAMES * SK_PAGE_SIZE, at = rt_ram_take(&ram, bytes, SK_PAGE_SIZE);

	rt_must(at == ~0u ? SK_ENOMEM : SK_OK, "taking frames");
	rt_must(rt_range_clear(ram.range, at, bytes), "clearing frames");
	for (unsigned i = 0; i < TASKS; i++)
		rt_must(rt_range_map(ram.range, S_TASK + i, at, HOME, bytes, i ? SK_MEM_R : SK_MEM_RW, SK_ATTR_CACHED),
		        "mapping frames");
	shadow_init();
}

static struct rt_thread_params params(unsigned task, unsigned number, unsigned cpu, sk_word_t priority)
{
	return (struct rt_thread_params){
	        .factory = SK_SLOT_FACTORY,
	        .task = S_TASK + task,
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = utcb_of(number),
	        .sp = (sk_word_t)(uintptr_t)stacks[number] + STACK_SIZE - 32,
	        .budget_us = SLICE_US,
	        .period_us = SLICE_US,
	        .priority = priority,
	        .cpu = cpu,
	};
}

/* The thread that an open wait of a server belongs to must have a name of its own: number n of the servers. */
static void start_server(unsigned n, unsigned cpu, bool passive, void (*pc)(void), sk_word_t a0)
{
	struct rt_thread_params p = params(0, 2 * WORKERS + n, cpu, SERVER_PRIORITY);

	p.thread = S_SERVER + n;
	p.sc = passive ? 0 : S_SERVER_SC + n;
	p.pager = p.handler = S_PAGER;
	p.pc = (sk_word_t)(uintptr_t)pc;
	p.a0 = a0;
	rt_must(rt_thread_start(&p), "starting a server");
}

static void pass_to_tasks(sk_word_t slot, sk_word_t rights)
{
	for (unsigned i = 1; i < TASKS; i++)
		rt_must(rt_cap_map(S_TASK + i, slot, slot, rights), "passing a capability");
}

static void make_servers(void)
{
	unsigned n = 0;

	for (unsigned cpu = 0; cpu < smp.cpus; cpu++) {
		start_server(n, cpu, false, serve, 0);
		rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_ECHO + cpu, S_SERVER + n++, 0, 0),
		        "creating a gate");
		pass_to_tasks(S_ECHO + cpu, SK_CAP_USE);
		start_server(n, cpu, false, (void (*)(void))(uintptr_t)listen_for_signals, cpu);
		rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, S_SIGNAL + cpu, 0, 0, 0), "creating a notification");
		sk_word_t bind[] = {S_SERVER + n++, cpu};

		rt_must(rt_invoke(S_SIGNAL + cpu, SK_IRQ_BIND, bind, 2, 0), "binding a notification");
		pass_to_tasks(S_SIGNAL + cpu, SK_CAP_USE);
	}
	/* A passive server gets to its first wait on time that is lent to it for that. */
	start_server(n, 0, false, serve, 0);
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_PASSIVE, S_SERVER + n, 0, SK_GATE_PASSIVE),
	        "creating a gate");
	pass_to_tasks(S_PASSIVE, SK_CAP_USE);
	rt_sleep_us(1000);
	sk_word_t none[] = {0};

	rt_must(rt_invoke(S_SERVER + n, SK_THREAD_SET_SC, none, 1, 0), "making a server passive");
}

static void make_worker(unsigned i, sk_word_t operations, sk_word_t seed)
{
	struct worker *w = &smp.worker[i];
	struct rt_thread_params p;

	w->id = i;
	w->task = i % 3; /* two of three change nothing but their place and what they read */
	w->random = (seed + i) * 2654435761u | 1;
	w->left = operations / smp.workers;
	p = params(w->task, i, i % smp.cpus, WORKER_PRIORITY);
	p.thread = S_THREAD + i;
	p.sc = S_SC + i;
	p.pager = p.handler = S_PAGER + i;
	p.pc = (sk_word_t)(uintptr_t)work;
	p.a0 = (sk_word_t)(uintptr_t)w;
	rt_must(rt_thread_start(&p), "starting a worker");
}

static _Noreturn void beat(struct worker *w)
{
	for (;;)
		w->heartbeat++;
}

int root_start_short(struct worker *w, unsigned cpu)
{
	struct rt_thread_params p = params(smp_random(w, TASKS), WORKERS + w->id, cpu, WORKER_PRIORITY);

	p.thread = S_SHORT + 2 * w->id;
	p.sc = p.thread + 1;
	p.pager = p.handler = S_PAGER + w->id;
	p.pc = (sk_word_t)(uintptr_t)beat;
	p.a0 = (sk_word_t)(uintptr_t)w;
	return rt_thread_start(&p);
}

int root_end_short(struct worker *w)
{
	sk_word_t slot = S_SHORT + 2 * w->id;
	int error = rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(slot, SK_CAP_ALL), SK_UNMAP_SELF);

	return error ? error : rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(slot + 1, SK_CAP_ALL), SK_UNMAP_SELF);
}

/* A worker's access faulted: it goes on with that as the answer. Anything else is an error of the kernel or of this program. */
static void fault(const struct rt_msg *m)
{
	struct worker *w = &smp.worker[m->label];
	sk_word_t at = m->w[0] - PLACE_BASE;

	if (SK_TAG_PROTO(m->tag) != SK_PROTO_PAGEFAULT || at >= PLACES * SK_PAGE_SIZE) {
		rt_printf("smp: worker %u stopped: protocol %x, %08x %08x\n", w->id, (unsigned)SK_TAG_PROTO(m->tag),
		          (unsigned)m->w[0], (unsigned)m->w[1]);
		rt_power_off(1);
	}
	sk_word_t regs[] = {(sk_word_t)(uintptr_t)probe_faulted, w->probe.sp, (sk_word_t)(uintptr_t)&w->probe, 0, 0};
	int error = rt_invoke(S_THREAD + w->id, SK_THREAD_EX_REGS, regs, 5, 0);

	if (error)
		smp_error("setting the registers of a worker", w, (sk_word_t)error, 0);
}

static bool all_ended(void)
{
	for (unsigned i = 0; i < smp.workers; i++)
		if (!smp.worker[i].ended)
			return false;
	return true;
}

/* Reads one line of numbers from the console; what does not come leaves the defaults. */
static void ask(sk_word_t *value, unsigned count)
{
	sk_word_t number = 0;
	bool digits = false;

	rt_printf("smp: operations seed seconds?\n");
	for (unsigned i = 0, idle = 0; i < count && idle < 300;) {
		sk_word_t c[1] = {0};

		if (rt_invoke(SK_SLOT_LOG, SK_LOG_READ, c, 0, 1)) {
			rt_sleep_us(10000);
			idle++;
			continue;
		}
		if (c[0] >= '0' && c[0] <= '9') {
			number = number * 10 + (c[0] - '0');
			digits = true;
		} else if (digits) {
			value[i++] = number;
			number = 0;
			digits = false;
		}
	}
}

static void report(void)
{
	struct worker sum = {0};
	sk_word_t done = 0;

	for (unsigned i = 0; i < smp.workers; i++) {
		const struct worker *w = &smp.worker[i];

		done += w->done;
		sum.loads += w->loads;
		sum.stores += w->stores;
		sum.faults += w->faults;
		sum.calls += w->calls;
		sum.moves += w->moves;
		sum.maps += w->maps;
		sum.revokes += w->revokes;
		sum.signals += w->signals;
		sum.threads += w->threads;
		sum.seen_on |= w->seen_on;
	}
	rt_printf("smp: %u operations: %u loads and %u stores checked (%u faults), %u pages changed, %u revoked\n",
	          done, sum.loads, sum.stores, sum.faults, sum.maps, sum.revokes);
	rt_printf("smp: %u calls, %u signals, %u migrations, %u short-lived threads\n", sum.calls, sum.signals,
	          sum.moves, sum.threads);
	if (sum.seen_on != (1u << smp.cpus) - 1)
		smp_error("a processor did nothing", &smp.worker[0], sum.seen_on, smp.cpus);
}

/* Every worker must have got on, by its own count. Calls tell by themselves that they were lost, so this takes longer. */
static void look_at_workers(void)
{
	sk_word_t too_often = smp.patience_us / 2 * 3 / LOOK_US;
	static sk_word_t last[WORKERS], still[WORKERS];

	for (unsigned i = 0; i < smp.workers; i++) {
		const struct worker *w = &smp.worker[i];

		still[i] = w->done == last[i] && !w->ended ? still[i] + 1 : 0;
		last[i] = w->done;
		if (still[i] == too_often) {
			rt_printf("smp: WRONG: LOST: worker %u does not get on after %u operations\n", i, last[i]);
			rt_power_off(1);
		}
	}
}

/* Pager, and watch. Faults come all the time, so neither the end nor a look at the workers may wait for a pause. */
static void supervise(sk_word_t seconds)
{
	uint64_t start = rt_time_us(), look = start;

	while (!all_ended()) {
		struct rt_msg m = {0};
		int error = rt_ipc(SK_SEL(0, SK_OP_WAIT), SK_TIMEOUTS(SK_TIMEOUT_NEVER, rt_timeout_us(LOOK_US)), &m);
		uint64_t now = rt_time_us();

		if (!error)
			fault(&m);
		if (now - look < LOOK_US)
			continue;
		look = now;
		look_at_workers();
		if (now - start >= (uint64_t)seconds * 1000000)
			smp.stop = true;
	}
}

static void check_signals(void)
{
	for (unsigned i = 0; i < smp.cpus; i++) {
		for (unsigned n = 0; n < 1000 && smp.seen[i] != smp.posted[i]; n++)
			rt_sleep_us(10000);
		if (smp.seen[i] != smp.posted[i])
			smp_error("LOST: a signal was not seen", &smp.worker[0], smp.seen[i], smp.posted[i]);
	}
}

int rt_main(sk_word_t arg)
{
	sk_word_t value[3] = {20000, 1, 3600}, cpus[4];

	ram = rt_ram_largest((const struct sk_bootinfo *)arg);
	rt_must(rt_invoke(SK_ROOT_SLOT_CPU, SK_CPU_INFO, cpus, 0, 4), "asking for the processors");
	smp.cpus = cpus[0] < CPUS_MAX ? cpus[0] : CPUS_MAX;
	smp.workers = 3 * smp.cpus;
	ask(value, 3);
	smp.patience_us = (value[2] < PATIENCE_MAX * 3 ? value[2] * 333333 : PATIENCE_MAX * 1000000);
	make_tasks();
	make_frames();
	for (unsigned i = 0; i < smp.workers; i++)
		rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_PAGER + i, SK_SLOT_THREAD, i, 0), "creating a gate");
	make_servers();
	rt_printf("smp: %u processors, %u workers, %u operations, seed %u\n", smp.cpus, smp.workers, value[0],
	          value[1]);
	for (unsigned i = 0; i < smp.workers; i++)
		make_worker(i, value[0], value[1]);
	supervise(value[2]);
	check_signals();
	report();
	rt_printf("smp: %u errors\n", smp.errors);
	rt_power_off(smp.errors ? 1 : 0);
}
