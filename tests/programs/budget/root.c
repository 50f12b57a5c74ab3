// SPDX-License-Identifier: Apache-2.0
// Root task of the budget program: starts threads with the budgets of each measurement, prints what they found.
#include <stdbool.h>

#include <skerry/abi/boot.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>

#include "budget.h"
#include "port/port.h"

#define STACK_SIZE 4096
#define SLICE_US   10000

static uint8_t stacks[THREADS][STACK_SIZE] __attribute__((aligned(16)));

/** Budget and period of a thread, how urgent it is, and its processor. */
struct time {
	sk_word_t budget_us, period_us, priority;
	unsigned cpu;
};

static const struct time low_time = {SLICE_US, SLICE_US, LOW, 0};

static void start(unsigned n, void (*entry)(void), sk_word_t a0, struct time time)
{
	struct rt_thread_params p = {
	        .factory = SK_SLOT_FACTORY,
	        .task = SK_SLOT_TASK,
	        .thread = S_THREAD(n),
	        .sc = S_SC(n),
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = UTCB(n),
	        .pc = (sk_word_t)(uintptr_t)entry,
	        .sp = (sk_word_t)(uintptr_t)stacks[n] + STACK_SIZE - 32,
	        .a0 = a0,
	        .budget_us = time.budget_us,
	        .period_us = time.period_us,
	        .priority = time.priority,
	        .cpu = time.cpu,
	};

	rt_must(rt_thread_start(&p), "starting a thread");
}

static void drop(sk_word_t slot)
{
	rt_must(rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(slot, SK_CAP_ALL), SK_UNMAP_SELF), "dropping an object");
}

static void end(unsigned n)
{
	drop(S_THREAD(n));
	drop(S_SC(n));
}

/* Microseconds that the context of thread @p n has used; *overruns: times it ran out. */
static sk_word_t used(unsigned n, sk_word_t *overruns)
{
	sk_word_t info[4];

	rt_must(rt_invoke(S_SC(n), SK_SC_INFO, info, 0, 4), "asking a context");
	if (overruns)
		*overruns = info[3];
	return info[0];
}

static sk_word_t us(sk_word_t ticks)
{
	const struct sk_kip *kip = (const struct sk_kip *)SK_KIP_ADDR;

	return (sk_word_t)rt_clock_us(&(struct sk_kip){.us_mult = kip->us_mult, .us_shift = kip->us_shift}, ticks);
}

/* Lets T_HIGH and T_LOW run side by side; root itself sleeps. */
static void side_by_side(const char *what)
{
	watch.epoch++;
	uint64_t from = rt_time_us();
	sk_word_t high = used(T_HIGH, NULL), low = used(T_LOW, NULL);

	rt_sleep_us(MEASURE_US);
	high = used(T_HIGH, NULL) - high;
	low = used(T_LOW, NULL) - low;
	rt_printf("budget: %s: longest delay %u us; used %u and %u of %u us\n", what, us(watch.longest), high, low,
	          (unsigned)(rt_time_us() - from));
}

static void alone(void)
{
	start(T_HIGH, run_spin, 0, (struct time){2000, 10000, HIGH, 0});
	side_by_side("alone");
	end(T_HIGH);
}

/* Passive servers get to their first wait on time of their own, which they give up there. */
static void make_servers(void)
{
	for (unsigned n = 0; n < SERVERS; n++) {
		sk_word_t none[] = {0};

		start(T_SERVER + n, (void (*)(void))(uintptr_t)run_server, n,
		      (struct time){SLICE_US, SLICE_US, HIGH, 0});
		rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, S_GATE(n), S_THREAD(T_SERVER + n), 0, SK_GATE_PASSIVE),
		        "creating a gate");
		rt_sleep_us(1000);
		rt_must(rt_invoke(S_THREAD(T_SERVER + n), SK_THREAD_SET_SC, none, 1, 0), "making a server passive");
		drop(S_SC(T_SERVER + n));
	}
}

static void start_client(unsigned n, unsigned thread, struct client what, struct time time)
{
	client[n] = what;
	start(thread, (void (*)(void))(uintptr_t)run_client, (sk_word_t)(uintptr_t)&client[n], time);
}

static void chain(void)
{
	start_client(0, T_HIGH, (struct client){.work_us = 300}, (struct time){2000, 10000, HIGH, 0});
	side_by_side("through three servers");
	rt_printf("budget: through three servers: %u calls\n", client[0].calls);
	end(T_HIGH);
}

/* The first client has a third of the time that its request takes, once in 20 ms; the second has all it wants. */
static void helping(void)
{
	sk_word_t overruns;

	start_client(0, T_HIGH, (struct client){.work_us = 3000}, (struct time){1000, 20000, HIGH, 0});
	start_client(1, T_OTHER, (struct client){.work_us = 3000, .pause_us = 1700},
	             (struct time){SLICE_US, SLICE_US, MIDDLE, 0});
	rt_sleep_us(MEASURE_US);
	(void)used(T_HIGH, &overruns);
	rt_printf("budget: helping: %u calls, longest %u us; of the other %u, out of budget %u times\n",
	          client[1].calls, us(client[1].longest), client[0].calls, overruns);
	end(T_HIGH);
	end(T_OTHER);
}

static sk_word_t interrupts(void)
{
	sk_word_t info[3];

	rt_must(rt_invoke(S_IRQ, SK_IRQ_INFO, info, 0, 3), "asking an interrupt");
	return info[1];
}

/* The port says that it could send, again and again: nobody asks it why it interrupts. */
static void storm(const struct sk_bootinfo *boot)
{
	sk_word_t before;

	if (port_open(boot, S_IRQ)) {
		rt_printf("budget: no port that could storm\n");
		return;
	}
	start(T_HIGH, run_driver, 0, (struct time){1000, 10000, HIGH, 0});
	port_attach(boot, S_IRQ, S_THREAD(T_HIGH));
	PORT_ENABLE = PORT_IER_SENT;
	before = interrupts();
	side_by_side("storm");
	rt_printf("budget: interrupts: %u\n", interrupts() - before);
	end(T_HIGH);
}

/* Two guests that never rest have what their monitors' threads have; the rest goes to the thread below. @return false: no guest can run here */
static bool guests(const struct sk_bootinfo *boot)
{
	static const struct time time[] = {{3000, 10000, HIGH, 0}, {1000, 10000, MIDDLE, 0}};
	struct rt_ram ram = rt_ram_largest(boot);
	sk_word_t before[2], rounds[2];

	for (unsigned n = 0; n < 2; n++) {
		start(T_GUEST + n, (void (*)(void))(uintptr_t)run_guest, n, time[n]);
		int error = guest_make(n, &ram);

		if (error == SK_ENOTSUP) {
			end(T_GUEST);
			rt_printf("budget: no guest engine on this processor\n");
			return false;
		}
		rt_must(error, "making a guest");
	}
	watch.epoch++;
	uint64_t from = rt_time_us();
	sk_word_t low = used(T_LOW, NULL);

	for (unsigned n = 0; n < 2; n++) {
		before[n] = used(T_GUEST + n, NULL);
		rounds[n] = guest_rounds(n);
	}
	rt_sleep_us(GUEST_MEASURE_US);
	for (unsigned n = 0; n < 2; n++) {
		before[n] = used(T_GUEST + n, NULL) - before[n];
		rounds[n] = guest_rounds(n) - rounds[n];
	}
	low = used(T_LOW, NULL) - low;
	rt_printf("budget: guests: longest delay %u us; used %u, %u and %u of %u us; %u and %u rounds\n",
	          us(watch.longest), before[0], before[1], low, (unsigned)(rt_time_us() - from), rounds[0], rounds[1]);
	end(T_GUEST);
	end(T_GUEST + 1);
	return true;
}

/* On each of @p cpus processors a task of one millisecond, above guests from @p first on that never rest and have all the
 * time it leaves. */
static void deadlines(const struct sk_bootinfo *boot, unsigned cpus, unsigned first)
{
	struct rt_ram ram = rt_ram_largest(boot);

	for (unsigned n = first; n < GUESTS; n++) {
		start(T_GUEST + n, (void (*)(void))(uintptr_t)run_guest, n,
		      (struct time){SLICE_US, SLICE_US, MIDDLE, n % cpus});
		rt_must(guest_make(n, &ram), "making a guest");
	}
	for (unsigned cpu = 0; cpu < cpus; cpu++) {
		struct periodic *p = &periodic[cpu];

		p->thread = T_PERIODIC + cpu;
		start(p->thread, (void (*)(void))(uintptr_t)run_periodic, (sk_word_t)(uintptr_t)p,
		      (struct time){PERIOD_US / 2, PERIOD_US, HIGH, cpu});
	}
	rt_sleep_us(MEASURE_US);
	for (unsigned cpu = 0; cpu < cpus; cpu++)
		rt_printf("budget: deadline on processor %u: done %u times, longest %u us, missed %u\n", cpu,
		          periodic[cpu].times, periodic[cpu].longest_us, periodic[cpu].missed);
	for (unsigned n = first; n < GUESTS; n++)
		rt_printf("budget: guest %u: used %u us, %u rounds\n", n, used(T_GUEST + n, NULL), guest_rounds(n));
}

int rt_main(sk_word_t arg)
{
	const struct sk_bootinfo *boot = (const struct sk_bootinfo *)arg;
	sk_word_t kumem[] = {UTCBS}, cpus[4];

	rt_must(rt_invoke(SK_SLOT_TASK, SK_TASK_KUMEM, kumem, 1, 0), "adding UTCBs");
	calibrate();
	rt_must(rt_invoke(SK_ROOT_SLOT_CPU, SK_CPU_INFO, cpus, 0, 4), "asking for the processors");
	if (cpus[0] >= CPUS) {
		deadlines(boot, CPUS, 0);
		rt_power_off(0);
	}
	start(T_LOW, run_watch, 0, low_time);
	alone();
	make_servers();
	chain();
	helping();
	storm(boot);
	if (guests(boot))
		deadlines(boot, 1, 2);
	rt_power_off(0);
}
