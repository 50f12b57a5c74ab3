// SPDX-License-Identifier: Apache-2.0
// The executable specification: IPC between threads, with words and typed items, reply rights, timeouts.
#include "model_ipc.h"

#include <skerry/abi/error.h>
#include <skerry/abi/fpage.h>
#include <skerry/abi/proto.h>
#include <skerry/abi/syscall.h>

#define REG_WORDS SK_MSG_REG_WORDS

static bool exists(const struct model *m, int p)
{
	return m->thread[p].object != MODEL_NONE;
}

/* Its system call ends with @p v0 and @p v1; the message words are there already. */
static void returns(struct model_thread *t, int32_t v0, uint32_t v1)
{
	t->state = MODEL_READY;
	t->deadline = MODEL_NEVER;
	t->awaits_reply = false;
	t->v0 = v0;
	t->v1 = v1;
	t->known = true;
}

static void fails(struct model_thread *t, int error)
{
	for (unsigned i = 0; i < REG_WORDS; i++)
		t->word[i] = 0;
	returns(t, error, 0);
}

static uint64_t deadline(const struct model *m, const struct model_thread *t, uint32_t timeout, unsigned n)
{
	uint64_t us = (uint64_t)(timeout & 0x3ff) << (timeout >> 10);

	if (timeout == SK_TIMEOUT_NEVER)
		return MODEL_NEVER;
	if (timeout & SK_TIMEOUT_ABSOLUTE)
		return t->absolute[n] * m->ticks_per_us > m->now ? t->absolute[n] * m->ticks_per_us : m->now;
	return m->now + us * m->ticks_per_us;
}

/* --- What a message carries. --- */

/* Item @p n of what @p from sends. @return an error of the sender that means that nothing was sent */
static int item(struct model *m, const struct model_thread *from, struct model_thread *to, unsigned n, model_room *room)
{
	unsigned at = SK_TAG_WORDS(from->call.tag) + 2 * n;
	struct model_delegation d = {from->word[at], from->word[at + 1], n < MODEL_ITEMS ? to->window[n] : 0, 0, false};
	int error = model_delegate(m, m->object[from->object].task, m->object[to->object].task, &d, room);

	if (error && !d.receiver && n == 0)
		return error;
	to->word[at] = error ? SK_ITEM_FAILED : ((d.item & ~(uint32_t)SK_ITEM_KIND_MASK) | SK_ITEM_DONE);
	to->word[at + 1] = error ? (uint32_t)error : d.result;
	return SK_OK;
}

/* @return an error of the sender: then nothing has happened */
static int transfer(struct model *m, const struct model_thread *from, struct model_thread *to, model_room *room)
{
	unsigned words = SK_TAG_WORDS(from->call.tag), items = SK_TAG_ITEMS(from->call.tag);

	for (unsigned n = 0; n < items; n++) {
		int error = item(m, from, to, n, room);

		if (error)
			return error;
	}
	for (unsigned i = 0; i < words; i++)
		to->word[i] = from->word[i];
	for (unsigned i = words + 2 * items; i < REG_WORDS; i++)
		to->word[i] = 0;
	return SK_OK;
}

/* --- Reply rights. --- */

static void forget_reply(struct model *m, int caller)
{
	struct model_thread *c = &m->thread[caller];

	if (c->answers_at != MODEL_NONE)
		m->thread[c->answers_at].owes = MODEL_NONE;
	c->answers_at = MODEL_NONE;
	for (int t = 0; t < MODEL_OBJECTS; t++) {
		for (int s = 0; m->object[t].alive && s < MODEL_SLOTS; s++) {
			if (m->cap[t][s].object == c->reply)
				m->cap[t][s].object = MODEL_NONE;
		}
	}
}

static void end(struct model *m, int p, int error)
{
	struct model_thread *t = &m->thread[p];

	if (t->state == MODEL_READY)
		return;
	forget_reply(m, p);
	fails(t, error);
}

static void give_reply(struct model *m, int caller, int server)
{
	struct model_thread *s = &m->thread[server];
	int task = m->object[s->object].task;

	if (s->reply_slot != 0 && s->reply_slot < m->object[task].slots &&
	    m->cap[task][s->reply_slot].object == MODEL_NONE) {
		m->cap[task][s->reply_slot] =
		        (struct model_cap){m->thread[caller].reply, SK_CAP_USE | SK_CAP_XFER, {MODEL_NONE, 0}, 0};
		return;
	}
	if (s->owes != MODEL_NONE)
		end(m, s->owes, SK_EDELETED);
	s->owes = caller;
	m->thread[caller].answers_at = server;
}

/* --- Sending. --- */

/* The message of @p p, a call or not, is with @p to: what @p p does now. True when it goes on to receive. */
static bool sent(struct model *m, int p, int to)
{
	struct model_thread *t = &m->thread[p];

	if (t->call.op == SK_OP_CALL) {
		give_reply(m, p, to);
		t->state = MODEL_RECEIVING;
		t->awaits_reply = true;
		t->deadline = deadline(m, t, t->call.timeouts & 0xffff, 1);
		if (t->deadline == m->now)
			end(m, p, SK_ETIMEOUT);
		return false;
	}
	if (t->call.op & SK_OP_RECV)
		return true;
	fails(t, SK_OK);
	return false;
}

static int32_t received_tag(const struct model_thread *from)
{
	return (int32_t)(from->call.tag | (from->call.op == SK_OP_CALL ? SK_TAG_CALL : 0));
}

static bool listens(const struct model_thread *t, int to)
{
	return t->state == MODEL_RECEIVING && !t->awaits_reply && t->from_irq == MODEL_NONE &&
	       (t->from == MODEL_NONE || t->from == to);
}

static int send_error(const struct model *m, int p, const struct model_cap *c)
{
	const struct model_object *g = &m->object[c->object];

	if (!(c->rights & SK_CAP_USE))
		return SK_ERIGHTS;
	if (g->server == MODEL_NONE)
		return SK_EDELETED;
	if (g->server == p)
		return SK_EINVAL;
	return SK_TAG_ITEMS(m->thread[p].call.tag) > 0 && !(c->rights & SK_CAP_XFER) ? SK_ERIGHTS : SK_OK;
}

/* True when the receive phase is next. */
static bool send(struct model *m, int p, const struct model_cap *c, model_room *room)
{
	struct model_thread *t = &m->thread[p], *to;
	const struct model_object *g = &m->object[c->object];
	int error = send_error(m, p, c);

	if (error == SK_OK && listens(&m->thread[g->server], p)) {
		to = &m->thread[g->server];
		error = transfer(m, t, to, room);
		if (error == SK_OK) {
			returns(to, received_tag(t), to->from == MODEL_NONE ? g->label : 0);
			return sent(m, p, g->server);
		}
	} else if (error == SK_OK) {
		t->deadline = deadline(m, t, t->call.timeouts >> 16, 0);
		if (t->deadline != m->now) {
			t->state = MODEL_SENDING;
			t->gate = c->object;
			t->label = g->label;
			t->arrival = ++m->arrivals;
			return false;
		}
		error = SK_ETIMEOUT;
	}
	fails(t, error);
	return false;
}

static bool reply(struct model *m, int p, int caller, model_room *room)
{
	struct model_thread *t = &m->thread[p];
	int error = caller == MODEL_NONE ? SK_ENOENT : transfer(m, t, &m->thread[caller], room);

	if (error != SK_OK) {
		fails(t, error);
		return false;
	}
	forget_reply(m, caller);
	returns(&m->thread[caller], (int32_t)t->call.tag, 0);
	if (t->call.op & SK_OP_RECV)
		return true;
	fails(t, SK_OK);
	return false;
}

/* --- Receiving. --- */

int model_senders(const struct model *m, int p, int sender[MODEL_THREADS])
{
	int n = 0;

	for (int s = 0; s < MODEL_THREADS; s++) {
		const struct model_thread *c = &m->thread[s];
		int at = n;

		if (!exists(m, s) || c->state != MODEL_SENDING || m->object[c->gate].server != p)
			continue;
		for (; at > 0; at--) {
			const struct model_thread *before = &m->thread[sender[at - 1]];

			if (before->call.priority > c->call.priority ||
			    (before->call.priority == c->call.priority && before->arrival < c->arrival))
				break;
			sender[at] = sender[at - 1];
		}
		sender[at] = s;
		n++;
	}
	return n;
}

/* The most urgent sender at @p p that it listens to, or MODEL_NONE. */
static int first_sender(const struct model *m, int p)
{
	int sender[MODEL_THREADS], n = model_senders(m, p, sender);

	for (int i = 0; i < n; i++) {
		if (m->thread[p].from == MODEL_NONE || m->thread[p].from == sender[i])
			return sender[i];
	}
	return MODEL_NONE;
}

int model_signals(const struct model *m, int p, int irq[MODEL_OBJECTS])
{
	int n = 0;

	for (int o = 0; o < MODEL_OBJECTS; o++) {
		const struct model_object *i = &m->object[o];
		int at = n;

		if (!i->alive || i->type != SK_TYPE_IRQ || i->server != p || !i->waits)
			continue;
		for (; at > 0 && m->object[irq[at - 1]].arrival > i->arrival; at--)
			irq[at] = irq[at - 1];
		irq[at] = o;
		n++;
	}
	return n;
}

/* @p t, which listens to it, receives the signals of @p irq. */
static void receive_signals(struct model_thread *t, struct model_object *irq)
{
	for (unsigned i = 0; i < REG_WORDS; i++)
		t->word[i] = 0;
	t->word[0] = irq->bits;
	irq->bits = 0;
	irq->waits = false;
	returns(t, (int32_t)(SK_TAG(SK_PROTO_IRQ, 1, 0) | SK_TAG_KERNEL), t->from_irq == MODEL_NONE ? irq->label : 0);
}

static bool take_signals(struct model *m, int p)
{
	struct model_thread *t = &m->thread[p];
	int irq[MODEL_OBJECTS], n = t->from == MODEL_NONE ? model_signals(m, p, irq) : 0;

	for (int i = 0; i < n; i++) {
		if (t->from_irq == MODEL_NONE || t->from_irq == irq[i]) {
			receive_signals(t, &m->object[irq[i]]);
			return true;
		}
	}
	return false;
}

static void receive(struct model *m, int p, model_room *room)
{
	struct model_thread *t = &m->thread[p];
	int s;

	if (take_signals(m, p))
		return;
	while (t->from_irq == MODEL_NONE && (s = first_sender(m, p)) != MODEL_NONE) {
		struct model_thread *from = &m->thread[s];
		int error = transfer(m, from, t, room);

		if (error != SK_OK) {
			end(m, s, error);
			continue;
		}
		returns(t, received_tag(from), t->from == MODEL_NONE ? from->label : 0);
		if (sent(m, s, p)) { /* the open wait is left to do: when it runs */
			from->state = MODEL_READY;
			from->deadline = MODEL_NEVER;
			from->repeat = true;
			from->call.op = SK_OP_WAIT;
			from->call.slot = 0;
		}
		return;
	}
	t->deadline = deadline(m, t, t->call.timeouts & 0xffff, 1);
	if (t->deadline == m->now)
		fails(t, SK_ETIMEOUT);
	else
		t->state = MODEL_RECEIVING;
}

/* Whom it receives from. @return an error */
static int choose_partner(struct model *m, int p, const struct model_cap *c)
{
	struct model_thread *t = &m->thread[p];

	t->from = t->from_irq = MODEL_NONE;
	if (t->call.op & SK_OP_OPEN)
		return SK_OK;
	if (c->object == MODEL_NONE)
		return SK_ENOCAP;
	if (!(c->rights & SK_CAP_USE))
		return SK_ERIGHTS;
	if (m->object[c->object].type == SK_TYPE_IRQ) {
		t->from_irq = c->object;
		return m->object[c->object].server == p ? SK_OK : SK_ESTATE;
	}
	if (m->object[c->object].type != SK_TYPE_THREAD)
		return SK_EPROTO;
	t->from = model_thread_of(m, c->object);
	return SK_OK;
}

/* What the object of @p c says to a message that is none of its operations. */
static int no_operation(const struct model *m, const struct model_cap *c)
{
	unsigned needs = 0;

	switch (m->object[c->object].type) {
	case SK_TYPE_THREAD:
		needs = SK_CAP_CTRL;
		break;
	case SK_TYPE_IRQ:
		needs = SK_CAP_USE;
		break;
	default:
		break;
	}
	return (c->rights & needs) == needs ? SK_EPROTO : SK_ERIGHTS;
}

void model_ipc(struct model *m, int p, const struct model_call *call, model_room *room)
{
	static const struct model_cap nothing = {.object = MODEL_NONE};
	struct model_thread *t = &m->thread[p];
	int task = m->object[t->object].task;
	bool outside = call->slot == 0 || call->slot >= m->object[task].slots;
	const struct model_cap *c = outside ? &nothing : &m->cap[task][call->slot];

	t->call = *call;
	t->known = t->repeat = false;
	if (call->op & SK_OP_REPLY) {
		if (!reply(m, p, t->owes, room))
			return;
	} else if (call->op & SK_OP_SEND) {
		if (c->object == MODEL_NONE) {
			fails(t, SK_ENOCAP);
			return;
		}
		bool answers = m->object[c->object].type == SK_TYPE_REPLY;

		/* Only a repeated call comes here: meanwhile its slot was given to another object. */
		if (!answers && m->object[c->object].type != SK_TYPE_GATE) {
			fails(t, no_operation(m, c));
			return;
		}

		if (answers && call->op == SK_OP_CALL) {
			fails(t, SK_EPROTO);
			return;
		}
		if (!(answers ? reply(m, p, m->object[c->object].caller, room) : send(m, p, c, room)))
			return;
	}

	int error = choose_partner(m, p, c);

	if (error != SK_OK)
		fails(t, error);
	else
		receive(m, p, room);
}

void model_repeat(struct model *m, int p, unsigned priority, model_room *room)
{
	struct model_call call = m->thread[p].call;

	call.priority = priority;
	model_ipc(m, p, &call, room);
}

int model_cancel(struct model *m, int t, uint32_t slot)
{
	int object;
	int error = model_invoked(m, t, slot, SK_TYPE_THREAD, SK_CAP_CTRL, &object);

	if (error == SK_OK)
		end(m, model_thread_of(m, object), SK_ECANCELED);
	return error;
}

int model_rebind(struct model *m, int t, uint32_t slot, uint32_t thread, uint32_t label)
{
	int gate, server;
	int error = model_invoked(m, t, slot, SK_TYPE_GATE, SK_CAP_CTRL, &gate);

	if (error == SK_OK)
		error = model_invoked(m, t, thread, SK_TYPE_THREAD, SK_CAP_CTRL, &server);
	if (error != SK_OK)
		return error;
	server = model_thread_of(m, server);
	/* Who waits at another server sends again when it runs. */
	for (int p = 0; server != m->object[gate].server && p < MODEL_THREADS; p++) {
		struct model_thread *s = &m->thread[p];

		if (exists(m, p) && s->state == MODEL_SENDING && s->gate == gate) {
			s->state = MODEL_READY;
			s->deadline = MODEL_NEVER;
			s->repeat = true;
		}
	}
	m->object[gate].server = server;
	m->object[gate].label = label;
	return SK_OK;
}

/* --- IRQ objects. --- */

static void deliver(struct model *m, struct model_object *irq)
{
	if (irq->bits == 0 || irq->server == MODEL_NONE)
		return;
	if (!irq->waits)
		irq->arrival = ++m->arrivals;
	irq->waits = true;
	if (m->thread[irq->server].state == MODEL_RECEIVING && !m->thread[irq->server].awaits_reply)
		(void)take_signals(m, irq->server);
}

static void unbind(struct model *m, int irq)
{
	int p = m->object[irq].server;

	m->object[irq].server = MODEL_NONE;
	m->object[irq].waits = false;
	if (p != MODEL_NONE && m->thread[p].state == MODEL_RECEIVING && !m->thread[p].awaits_reply &&
	    m->thread[p].from_irq == irq)
		end(m, p, SK_ENOENT);
}

int model_irq_bind(struct model *m, int t, uint32_t slot, uint32_t thread, uint32_t label)
{
	int irq, to = MODEL_NONE;
	int error = model_invoked(m, t, slot, SK_TYPE_IRQ, SK_CAP_CTRL, &irq);

	if (error == SK_OK && thread != 0)
		error = model_invoked(m, t, thread, SK_TYPE_THREAD, SK_CAP_CTRL, &to);
	if (error != SK_OK)
		return error;
	unbind(m, irq);
	if (to == MODEL_NONE)
		return SK_OK;
	m->object[irq].server = model_thread_of(m, to);
	m->object[irq].label = label;
	deliver(m, &m->object[irq]);
	return SK_OK;
}

int model_irq_trigger(struct model *m, int t, uint32_t slot, uint32_t bits)
{
	int irq;
	int error = model_invoked(m, t, slot, SK_TYPE_IRQ, SK_CAP_USE, &irq);

	if (error != SK_OK)
		return error;
	m->object[irq].count++;
	m->object[irq].bits |= bits ? bits : 1;
	deliver(m, &m->object[irq]);
	return SK_OK;
}

int model_irq_info(const struct model *m, int t, uint32_t slot, uint32_t *bits, uint32_t *count)
{
	int irq;
	int error = model_invoked(m, t, slot, SK_TYPE_IRQ, SK_CAP_USE, &irq);

	if (error != SK_OK)
		return error;
	*bits = m->object[irq].bits;
	*count = m->object[irq].count;
	return SK_OK;
}

/* --- Time, and the end of things. --- */

void model_time(struct model *m, uint64_t now)
{
	m->now = now;
	for (int p = 0; p < MODEL_THREADS; p++) {
		if (exists(m, p) && m->thread[p].deadline <= now)
			end(m, p, SK_ETIMEOUT);
	}
}

void model_forget_ipc(struct model *m, const bool gone[MODEL_OBJECTS])
{
	for (int o = 0; o < MODEL_OBJECTS; o++) {
		struct model_object *g = &m->object[o];

		if (g->alive && g->type == SK_TYPE_REPLY && gone[o])
			end(m, g->caller, SK_EDELETED);
		if (!g->alive || (g->type != SK_TYPE_GATE && g->type != SK_TYPE_IRQ) || g->server == MODEL_NONE)
			continue;
		if (!gone[o] && !gone[m->thread[g->server].object])
			continue;
		if (g->type == SK_TYPE_IRQ) {
			unbind(m, o);
			continue;
		}
		for (int p = 0; p < MODEL_THREADS; p++) {
			if (m->thread[p].state == MODEL_SENDING && m->thread[p].gate == o)
				end(m, p, SK_EDELETED);
		}
		g->server = MODEL_NONE;
	}
	for (int p = 0; p < MODEL_THREADS; p++) {
		const struct model_thread *t = &m->thread[p];
		bool closed = t->state == MODEL_RECEIVING && !t->awaits_reply && t->from != MODEL_NONE;

		if (!exists(m, p))
			continue;
		if (gone[t->object] ||
		    (t->awaits_reply && t->answers_at != MODEL_NONE && gone[m->thread[t->answers_at].object]) ||
		    (closed && gone[m->thread[t->from].object]))
			end(m, p, SK_EDELETED);
	}
	for (int p = 0; p < MODEL_THREADS; p++) {
		if (exists(m, p) && gone[m->thread[p].object])
			m->thread[p].object = MODEL_NONE;
	}
}
