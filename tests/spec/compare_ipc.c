// SPDX-License-Identifier: Apache-2.0
// Compares the kernel's threads with the model's: states, messages, queues, reply rights, timeouts.
#include <skerry/gate.h>
#include <skerry/irq.h>
#include <skerry/task.h>
#include <skerry/thread.h>

#include "compare.h"
#include "model_ipc.h"

static const char *compare_result(const struct model_thread *t, const struct thread *k, int p)
{
	const uint32_t *r = k->regs.gpr;

	if ((int32_t)r[REG_V0] != t->v0 || r[REG_V1] != t->v1)
		return spec_differs("thread %d: result 0x%x, 0x%x, specified 0x%x, 0x%x", p, r[REG_V0], r[REG_V1],
		                    (uint32_t)t->v0, t->v1);
	for (unsigned i = REG_AT; i <= REG_RA; i++) {
		bool lost = i == REG_AT || (i >= REG_A0 && i <= REG_A3) || (i >= REG_T0 + 4 && i <= REG_T7) ||
		            (i >= REG_T8 && i <= REG_K1) || i == REG_RA;

		if (lost && r[i] != 0)
			return spec_differs("thread %d: register %u is 0x%x after the call", p, i, r[i]);
	}
	return k->regs.hi || k->regs.lo ? spec_differs("thread %d: hi or lo is not 0 after the call", p) : NULL;
}

static const char *compare_words(const struct model_thread *t, const struct thread *k, int p)
{
	for (unsigned i = 0; i < MODEL_WORDS; i++) {
		uint32_t is = i < SK_MSG_REG_WORDS ? k->regs.gpr[REG_T0 + i] : k->utcb->mr[i];

		if (i < SK_MSG_REG_WORDS && t->state == MODEL_READY && !t->known)
			continue;
		if (is != t->word[i])
			return spec_differs("thread %d: word %u is 0x%x, specified 0x%x", p, i, is, t->word[i]);
	}
	return NULL;
}

/* The tree is walked in order: who comes first is received first. */
static const struct rb_node *after(const struct rb_node *n)
{
	if (n->child[1]) {
		for (n = n->child[1]; n->child[0];)
			n = n->child[0];
		return n;
	}
	while (n->parent && n->parent->child[1] == n)
		n = n->parent;
	return n->parent;
}

static const char *compare_senders(const struct model *m, int p, struct thread *const *thread)
{
	int sender[MODEL_THREADS];
	int irq[MODEL_OBJECTS];
	int n = model_senders(m, p, sender), signals = model_signals(m, p, irq);
	const struct rb_node *at = thread[p]->ipc.senders.first;

	for (int i = 0; i < signals; i++) {
		const struct kobject *o = m->object[irq[i]].kernel;

		if (at != &container_of(o, struct irq, obj)->wait)
			return spec_differs("thread %d: IRQ object %d is not number %d in line", p, irq[i], i);
		at = after(at);
	}
	for (int i = 0; i < n; i++) {
		const struct thread *s = thread[sender[i]];

		if (at != &s->ipc.wait)
			return spec_differs("thread %d: sender number %d is not thread %d", p, i, sender[i]);
		if (&s->ipc.gate->obj != m->object[m->thread[sender[i]].gate].kernel)
			return spec_differs("thread %d sends through another gate", sender[i]);
		at = after(at);
	}
	return at ? spec_differs("thread %d has more than %d senders", p, n) : NULL;
}

static const char *compare_wait(const struct model *m, struct thread *const *thread, int p)
{
	const struct model_thread *t = &m->thread[p];
	const struct thread *k = thread[p];
	const struct kobject *from = t->from == MODEL_NONE ? NULL : &thread[t->from]->obj;

	if (t->from_irq != MODEL_NONE)
		from = m->object[t->from_irq].kernel;

	uint64_t deadline = k->timeout.cpu ? k->timeout.node.key : MODEL_NEVER;

	if (deadline != t->deadline)
		return spec_differs("thread %d waits until %llu, specified %llu", p, (unsigned long long)deadline,
		                    (unsigned long long)t->deadline);
	if (t->state != MODEL_RECEIVING)
		return NULL;
	if (k->ipc.awaits_reply != t->awaits_reply)
		return spec_differs("thread %d %s a reply", p, k->ipc.awaits_reply ? "awaits" : "does not await");
	if (!t->awaits_reply && k->ipc.partner != from)
		return spec_differs("thread %d receives from another partner", p);
	return NULL;
}

static const char *compare_thread(const struct model *m, int p, struct thread *const *thread)
{
	static const uint8_t state[] = {
	        [MODEL_READY] = THREAD_READY, [MODEL_SENDING] = THREAD_SENDING, [MODEL_RECEIVING] = THREAD_RECEIVING};
	const struct model_thread *t = &m->thread[p];
	const struct thread *k = thread[p];
	const struct reply *owed = t->owes == MODEL_NONE ? NULL : &thread[t->owes]->ipc.reply;
	const char *wrong;

	if (k->state != state[t->state])
		return spec_differs("thread %d is in state %u, specified %u", p, k->state, state[t->state]);
	if (k->ipc.caller != owed)
		return spec_differs("thread %d owes another thread a reply than %d", p, t->owes);
	if (t->state == MODEL_READY && t->repeat && k->regs.gpr[REG_A0] != SK_SEL(t->call.slot, t->call.op))
		return spec_differs("thread %d goes on with another call than %u", p, t->call.op);
	if (k->ipc.peer)
		return spec_differs("thread %d is tied to another one between two operations", p);
	wrong = compare_wait(m, thread, p);
	if (wrong == NULL)
		wrong = compare_words(t, k, p);
	if (wrong == NULL && t->state == MODEL_READY && t->known)
		wrong = compare_result(t, k, p);
	return wrong ? wrong : compare_senders(m, p, thread);
}

static const char *compare_irq(const struct model *m, int o, struct thread *const *thread)
{
	const struct model_object *i = &m->object[o];
	const struct irq *k = container_of((const struct kobject *)i->kernel, struct irq, obj);

	if (k->thread != (i->server == MODEL_NONE ? NULL : thread[i->server]))
		return spec_differs("IRQ object %d is bound to another thread than %d", o, i->server);
	if (k->bits != i->bits || k->count != i->count)
		return spec_differs("IRQ object %d has signals 0x%x of %u, specified 0x%x of %u", o, k->bits, k->count,
		                    i->bits, i->count);
	return NULL;
}

const char *spec_compare_threads(const struct model *m, struct thread *const *thread)
{
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		const char *wrong =
		        m->object[o].alive && m->object[o].type == SK_TYPE_IRQ ? compare_irq(m, o, thread) : NULL;

		if (wrong)
			return wrong;
	}
	for (int p = 0; p < MODEL_THREADS; p++) {
		const char *wrong = m->thread[p].object == MODEL_NONE ? NULL : compare_thread(m, p, thread);

		if (wrong)
			return wrong;
	}
	return NULL;
}
