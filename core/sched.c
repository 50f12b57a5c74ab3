// SPDX-License-Identifier: Apache-2.0
// Run queues: which scheduling context a CPU serves, and which thread that context executes.
#include <skerry/arch/cpu.h>
#include <skerry/arch/smp.h>
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/thread.h>

/*
 * A context stays in the run queue while its thread waits for a busy passive server: when it is the most urgent one, it
 * helps that server along. A context that finds nothing it could execute is parked at the thread it got stuck at. Of the
 * contexts parked there, one at a time is let go when the thread is ready and has nothing else to run on.
 */

static struct {
	struct cpu *cpu[CPU_MAX];
	unsigned count;
} cpus; /* boot data */

void sched_cpu_init(struct cpu *cpu, unsigned id)
{
	SK_ASSERT(id < CPU_MAX);
	cpu->id = id;
	cpu->current = NULL;
	cpu->sc = NULL;
	cpu->reschedule = false;
	cpu->retime = true;
	cpu->charged = false;
	cpu->ready.summary = 0;
	for (unsigned i = 0; i < SCHED_PRIORITIES / 32; i++)
		cpu->ready.map[i] = 0;
	for (unsigned i = 0; i < SCHED_PRIORITIES; i++)
		list_init(&cpu->ready.queue[i]);
	cpu->timeouts.top = cpu->timeouts.first = NULL;
	cpu->accounted = arch_time_now();
	cpu->timer_at = 0;
	cpu->idle = 0;
	cpus.cpu[id] = cpu;
	if (cpus.count <= id)
		cpus.count = id + 1;
}

struct cpu *sched_cpu(unsigned id)
{
	return id < cpus.count ? cpus.cpu[id] : NULL;
}

unsigned sched_cpus(void)
{
	return cpus.count;
}

void sched_kick(struct cpu *cpu)
{
	cpu->reschedule = true;
	if (cpu != arch_cpu())
		arch_ipi_reschedule(cpu);
}

static void enqueue(struct sc *sc)
{
	struct run_queue *q = &sc->cpu->ready;
	unsigned p = sc->priority;

	list_insert(&q->queue[p], &sc->ready_link);
	q->map[p / 32] |= 1u << p % 32;
	q->summary |= 1u << p / 32;
	sc->queued = SC_READY;
	sc->cpu->retime = true; /* it may end the slice of another one */
}

static void dequeue(struct sc *sc)
{
	struct run_queue *q = &sc->cpu->ready;
	unsigned p = sc->priority;

	list_remove(&sc->ready_link);
	sc->queued = SC_IDLE;
	if (!list_empty(&q->queue[p]))
		return;
	q->map[p / 32] &= ~(1u << p % 32);
	if (q->map[p / 32] == 0)
		q->summary &= ~(1u << p / 32);
}

void sched_ready(struct sc *sc)
{
	if (sc->queued == SC_READY && sc->cpu->sc == sc)
		sched_kick(sc->cpu); /* it helped somebody; what it executes may be another thread now */
	if (sc->queued == SC_READY || sc->queued == SC_DRAINED || sc->cpu == NULL || sc->thread == NULL)
		return;
	if (sc->queued == SC_PARKED)
		list_remove(&sc->ready_link);
	else if (!sc_activate(sc, arch_time_now())) {
		sc->queued = SC_DRAINED;
		timeout_set(sc->cpu, &sc->timer, sc->refill[sc->refill_head].when);
		return;
	}
	enqueue(sc);
	if (sc->cpu->sc == NULL || sc->priority > sc->cpu->sc->priority)
		sched_kick(sc->cpu);
	else if (sc->priority == sc->cpu->sc->priority && sc->cpu != arch_cpu())
		arch_ipi_reschedule(sc->cpu); /* its current slice ends now that somebody waits for that */
}

void sched_remove(struct sc *sc)
{
	if (sc->cpu != NULL && sc->cpu->sc == sc && sc->cpu == arch_cpu())
		sched_account(sc->cpu);
	if (sc->queued == SC_READY) {
		SK_ASSERT(sc->cpu != NULL);
		dequeue(sc);
	} else if (sc->queued == SC_PARKED) {
		list_remove(&sc->ready_link);
	} else if (sc->queued == SC_DRAINED) {
		timeout_cancel(&sc->timer);
	}
	sc->queued = SC_IDLE;
	if (sc->cpu != NULL && sc->cpu->sc == sc)
		sched_kick(sc->cpu);
}

void sched_forget(struct cpu *cpu, struct sc *sc)
{
	if (cpu->sc == sc)
		cpu->sc = NULL;
}

void sched_block(struct thread *t, unsigned state)
{
	struct sc *sc = t->running_on;

	t->state = (uint8_t)state;
	if (sc != NULL && sc->queued == SC_READY && !(state == THREAD_SENDING && t->ipc.donate))
		dequeue(sc);
	if (t->on_cpu != NULL)
		sched_kick(t->on_cpu);
}

/* Lets the first of the contexts go that are parked at @p t. */
static void release_helper(struct thread *t)
{
	if (!list_empty(&t->helpers))
		sched_ready(list_first(&t->helpers, struct sc, ready_link));
}

/* The thread that @p t waits for on its own time, or null. */
static struct thread *next_in_chain(const struct thread *t)
{
	if (t->state == THREAD_SENDING && t->ipc.donate)
		return container_of(t->ipc.partner, struct thread, obj);
	return t->state == THREAD_RECEIVING ? t->ipc.reply.lent_to : NULL;
}

/* True when a context of @p t has something to execute: t itself, or a server it waits for. */
static bool wants_time(const struct thread *t)
{
	if (t->paused)
		return false;
	return t->state == THREAD_READY || next_in_chain(t) != NULL;
}

void sched_offer(struct thread *t)
{
	if (!wants_time(t))
		return;
	if (t->running_on != NULL)
		sched_ready(t->running_on);
	release_helper(t);
}

void sched_pass_on(struct thread *t)
{
	struct thread *next;

	for (unsigned n = 0; n <= 2 * SC_CHAIN_MAX && (next = next_in_chain(t)) != NULL; n++)
		t = next;
	sched_offer(t);
}

void sched_unblock(struct thread *t)
{
	t->state = THREAD_READY;
	sched_offer(t);
}

void sched_pause(struct thread *t, unsigned reason)
{
	struct sc *sc = t->running_on;

	t->paused |= (uint8_t)reason;
	if (t->on_cpu != NULL)
		sched_kick(t->on_cpu);
	if (sc != NULL && sc->queued == SC_PARKED) { /* its turn among the helpers comes again when it is resumed */
		list_remove(&sc->ready_link);
		sc->queued = SC_IDLE;
	}
	sched_pass_on(t);
}

void sched_resume(struct thread *t, unsigned reason)
{
	t->paused &= (uint8_t)~reason;
	sched_offer(t);
}

/* The others of the same priority come first, each with a new slice. */
static void rotate(struct cpu *cpu, struct sc *sc)
{
	if (sc->queued != SC_READY)
		return;
	if (sc->budget == sc->period)
		sc_refill_all(sc, cpu->accounted);
	list_remove(&sc->ready_link);
	list_insert(&cpu->ready.queue[sc->priority], &sc->ready_link);
	cpu->reschedule = true;
}

void sched_give_way(struct cpu *cpu)
{
	if (cpu->sc == NULL)
		return;
	sched_account(cpu);
	rotate(cpu, cpu->sc);
}

/* The budget of @p sc, which cpu->current executes on, has run out. */
static void drain(struct cpu *cpu, struct sc *sc)
{
	struct thread *t = cpu->current;

	if (sc->queued == SC_READY)
		dequeue(sc);
	sc->queued = SC_DRAINED;
	sc->overruns++;
	timeout_set(cpu, &sc->timer, sc->refill[sc->refill_head].when);
	cpu->reschedule = true;
	sc_report_overrun(cpu, sc);
	if (t != NULL)
		release_helper(t);
}

void sched_account(struct cpu *cpu)
{
	struct sc *sc = cpu->sc;
	ticks_t now, time;

	if (cpu->charged)
		return;
	cpu->charged = true;
	now = arch_time_now();
	time = now - cpu->accounted;
	cpu->accounted = now;
	if (sc == NULL) {
		cpu->idle += time;
		return;
	}
	if (cpu->current != NULL)
		cpu->current->used += time;
	switch (sc_charge(sc, now, time)) {
	case SC_SLICE_OVER:
		rotate(cpu, sc);
		break;
	case SC_OUT:
		drain(cpu, sc);
		break;
	case SC_GOES_ON:
		break;
	}
}

/* The thread that @p sc executes on @p cpu: its own, or the server at the end of what its own waits for. Null when there
 * is none now; then @p *stuck is the thread that has to become ready first. */
static struct thread *resolve(const struct cpu *cpu, const struct sc *sc, struct thread **stuck)
{
	struct thread *t = sc->thread;

	for (unsigned n = 0; n <= 2 * SC_CHAIN_MAX; n++) {
		*stuck = t;
		if (t->paused)
			return NULL;
		if (t->state == THREAD_READY)
			return t->on_cpu == NULL || t->on_cpu == cpu ? t : NULL;
		t = next_in_chain(t);
		if (t == NULL)
			return NULL;
	}
	return NULL;
}

static void park(struct sc *sc, struct thread *at)
{
	struct list *pos = &at->helpers;

	dequeue(sc);
	if (!list_empty(pos) && list_first(pos, struct sc, ready_link)->priority < sc->priority)
		pos = pos->next;
	list_insert(pos, &sc->ready_link);
	sc->queued = SC_PARKED;
}

static struct sc *most_urgent(const struct run_queue *q)
{
	unsigned word, p;

	if (q->summary == 0)
		return NULL;
	word = 31u - (unsigned)__builtin_clz(q->summary);
	p = word * 32 + 31u - (unsigned)__builtin_clz(q->map[word]);
	return list_first(&q->queue[p], struct sc, ready_link);
}

static void choose(struct cpu *cpu)
{
	struct thread *before = cpu->current;
	struct sc *sc_before = cpu->sc;
	struct thread *t = NULL;
	struct thread *stuck;
	struct sc *sc;

	sched_account(cpu);
	while ((sc = most_urgent(&cpu->ready)) != NULL) {
		t = resolve(cpu, sc, &stuck);
		if (t != NULL)
			break;
		if (sc->thread->paused)
			dequeue(sc);
		else
			park(sc, stuck);
		if (stuck->paused)
			sched_pass_on(stuck); /* it cannot help beyond: the next one that waits there may */
	}
	cpu->reschedule = false;
	if (sc != sc_before)
		cpu->retime = true;
	if (sc != NULL && sc != sc_before)
		sc_begin(sc, cpu->accounted);
	cpu->sc = sc;
	cpu->current = t;
	if (t == before)
		return;
	if (t != NULL)
		t->on_cpu = cpu;
	if (before == NULL)
		return;
	before->on_cpu = NULL;
	/* Contexts that were parked because it was current here may go on with it elsewhere. */
	if (before->state == THREAD_READY && !list_empty(&before->helpers) &&
	    (sc_before == NULL || sc_before->queued != SC_READY || sched_cpus() > 1))
		sched_offer(before);
}

/* When the timer is needed: the next timeout, or the end of the current budget. A slice that nobody waits for never
 * ends. */
static ticks_t next_event(const struct cpu *cpu)
{
	const struct sc *sc = cpu->sc;
	ticks_t when = cpu->timeouts.first != NULL ? cpu->timeouts.first->key : ~(ticks_t)0;
	ticks_t end;

	if (sc == NULL)
		return when;
	if (sc->budget == sc->period) {
		const struct list *q = &cpu->ready.queue[sc->priority];

		if (q->next == q->prev)
			return when;
	}
	end = cpu->accounted + sc_remaining(sc, cpu->accounted);
	return end < when ? end : when;
}

void sched_leave(struct cpu *cpu)
{
	ticks_t when;

	if (cpu->reschedule)
		choose(cpu);
	cpu->charged = false;
	if (!cpu->retime)
		return;
	cpu->retime = false;
	when = next_event(cpu);
	/* A tick that has become superfluous is cheaper than moving the timer to and fro. */
	if (when < cpu->timer_at || cpu->timer_at == 0) {
		cpu->timer_at = when;
		arch_timer_program(when);
	}
}
