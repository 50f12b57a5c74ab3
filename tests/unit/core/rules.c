// SPDX-License-Identifier: Apache-2.0
// Rules of threads, IPC and time that hold between any two kernel entries, on every CPU.
#include "rules.h"
#include "rule.h"

#include <skerry/cpu.h>
#include <skerry/kernel.h>
#include <skerry/thread.h>

static const struct sc *first_ready(const struct cpu *cpu)
{
	for (unsigned p = SCHED_PRIORITIES; p-- > 0;) {
		if (!list_empty(&cpu->ready.queue[p]))
			return list_first(&cpu->ready.queue[p], struct sc, ready_link);
	}
	return NULL;
}

static const char *queue_broken(const struct cpu *cpu)
{
	for (unsigned p = 0; p < SCHED_PRIORITIES; p++) {
		const struct list *q = &cpu->ready.queue[p];
		bool marked = cpu->ready.map[p / 32] >> p % 32 & 1;

		RULE(marked == !list_empty(q));
		RULE(!marked || (cpu->ready.summary >> p / 32 & 1));
		for (const struct list *l = q->next; l != q; l = l->next) {
			const struct sc *sc = container_of(l, struct sc, ready_link);

			RULE(sc->queued == SC_READY && sc->priority == p && sc->cpu == cpu && sc->thread);
		}
	}
	return NULL;
}

/* What a CPU executes is the most urgent it has, and its timer comes in time, unless it was told to look again. */
static const char *choice_broken(const struct cpu *cpu)
{
	const struct sc *sc = cpu->sc;

	RULE((sc != NULL) == (cpu->current != NULL));
	if (cpu->reschedule)
		return NULL;
	RULE(sc == first_ready(cpu));
	RULE(cpu->timeouts.first == NULL || cpu->timer_at <= cpu->timeouts.first->key);
	if (sc != NULL && (sc->budget != sc->period || sc->ready_link.next != sc->ready_link.prev))
		RULE(cpu->timer_at <= cpu->accounted + sc_remaining(sc, cpu->accounted));
	return NULL;
}

static const char *context_broken(const struct sc *sc)
{
	ticks_t sum = 0, end = 0;

	RULE((sc->queued == SC_DRAINED) == (sc->timer.cpu != NULL));
	RULE(sc->queued == SC_IDLE || (sc->cpu && sc->thread));
	RULE(sc->thread == NULL || sc->thread->running_on == sc);
	RULE(sc->owner == NULL || sc->owner->sc == sc);
	for (unsigned n = 0; n < sc->refill_count; n++) {
		const struct sc_refill *r = &sc->refill[(sc->refill_head + n) % SC_REPLENISHMENTS];

		RULE(r->when >= end);
		end = r->when + r->amount;
		sum += r->amount;
	}
	RULE(sc->budget == sc->period || sum == sc->budget);
	return NULL;
}

/* True if a context in a run queue leads to @p t. */
static bool is_helped(const struct thread *t)
{
	for (unsigned id = 0; id < sched_cpus(); id++) {
		const struct run_queue *ready = &sched_cpu(id)->ready;

		for (unsigned p = 0; p < SCHED_PRIORITIES; p++) {
			const struct list *q = &ready->queue[p];

			for (const struct list *l = q->next; l != q; l = l->next) {
				const struct thread *at = container_of(l, struct sc, ready_link)->thread;

				for (unsigned n = 0; n < 2 * SC_CHAIN_MAX && at != NULL && at != t; n++) {
					if (at->state == THREAD_SENDING && at->ipc.donate)
						at = container_of(at->ipc.partner, struct thread, obj);
					else
						at = at->state == THREAD_RECEIVING ? at->ipc.reply.lent_to : NULL;
				}
				if (at == t)
					return true;
			}
		}
	}
	return false;
}

static const char *reply_broken(const struct thread *t)
{
	const struct reply *r = &t->ipc.reply;

	if (t->ipc.caller != NULL) {
		const struct thread *caller = t->ipc.caller->caller;

		RULE(t->ipc.caller->server == t);
		RULE(caller->state == THREAD_RECEIVING && caller->ipc.awaits_reply);
	}
	RULE(r->lent == NULL || t->running_on == NULL);
	if (t->ipc.awaits_reply)
		RULE(r->server != NULL || r->obj.root != NULL);
	else
		RULE(r->server == NULL && r->obj.root == NULL && r->lent_to == NULL);
	return NULL;
}

/* No message and no context waits for something that has already happened. */
static const char *progress_broken(const struct thread *t)
{
	if (t->state == THREAD_RECEIVING && !t->ipc.awaits_reply && t->ipc.peer == NULL && t->ipc.partner == NULL)
		RULE(t->ipc.senders.first == NULL);
	if (t->state == THREAD_READY && !t->paused && !list_empty(&t->helpers))
		RULE(is_helped(t));
	if (t->state == THREAD_READY && !t->paused && t->running_on != NULL && t->running_on->cpu != NULL)
		RULE(t->running_on->queued != SC_IDLE);
	return NULL;
}

static const char *thread_broken(const struct thread *t)
{
	const struct thread *to;

	RULE(t->running_on == NULL || t->running_on->thread == t);
	RULE(t->on_cpu == NULL || t->on_cpu->current == t);
	RULE((t->state == THREAD_SENDING) == rb_linked(&t->ipc.wait));
	if (t->state == THREAD_SENDING) {
		to = container_of(t->ipc.partner, struct thread, obj);
		RULE(to->ipc.senders.first != NULL);
	}
	RULE(t->ipc.peer == NULL || t->ipc.peer->ipc.peer == t);
	TRY(reply_broken(t));
	return progress_broken(t);
}

static const char *factory_broken(const struct factory *f)
{
	for (const struct list *l = f->objects.next; l != &f->objects; l = l->next) {
		const struct kobject *o = container_of(l, struct kobject, payer_link);

		if (o->type == SK_TYPE_FACTORY)
			TRY(factory_broken(container_of(o, struct factory, obj)));
		if (o->type == SK_TYPE_SC && !o->dying)
			TRY(context_broken(container_of(o, struct sc, obj)));
		if (o->type == SK_TYPE_THREAD && !o->dying)
			TRY(thread_broken(container_of(o, struct thread, obj)));
	}
	return NULL;
}

const char *broken_rule(void)
{
	for (unsigned id = 0; id < sched_cpus(); id++) {
		const struct cpu *cpu = sched_cpu(id);

		TRY(queue_broken(cpu));
		TRY(choice_broken(cpu));
		RULE(cpu->current == NULL || cpu->current->on_cpu == cpu);
	}
	return factory_broken(kernel.root);
}
