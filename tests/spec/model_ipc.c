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
	return t->state == MODEL_RECEIVING && !t->awaits_reply && (t->from == MODEL_NONE || t->from == to);
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

static void receive(struct model *m, int p, model_room *room)
{
	struct model_thread *t = &m->thread[p];
	int s;

	while ((s = first_sender(m, p)) != MODEL_NONE) {
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
static int choose_partner(const struct model *m, struct model_thread *t, const struct model_cap *c)
{
	t->from = MODEL_NONE;
	if (t->call.op & SK_OP_OPEN)
		return SK_OK;
	if (c->object == MODEL_NONE)
		return SK_ENOCAP;
	if (!(c->rights & SK_CAP_USE))
		return SK_ERIGHTS;
	if (m->object[c->object].type == SK_TYPE_IRQ)
		return SK_ESTATE; /* nobody receives its signals */
	if (m->object[c->object].type != SK_TYPE_THREAD)
		return SK_EPROTO;
	t->from = model_thread_of(m, c->object);
	return SK_OK;
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
		if (!send(m, p, c, room))
			return;
	}

	int error = choose_partner(m, t, c);

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

		if (!g->alive || g->type != SK_TYPE_GATE || g->server == MODEL_NONE)
			continue;
		if (!gone[o] && !gone[m->thread[g->server].object])
			continue;
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
		if (gone[t->object] || (t->awaits_reply && gone[m->thread[t->answers_at].object]) ||
		    (closed && gone[m->thread[t->from].object]))
			end(m, p, SK_EDELETED);
	}
	for (int p = 0; p < MODEL_THREADS; p++) {
		if (exists(m, p) && gone[m->thread[p].object])
			m->thread[p].object = MODEL_NONE;
	}
}
