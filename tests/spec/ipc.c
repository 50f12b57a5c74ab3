// SPDX-License-Identifier: Apache-2.0
// Runs IPC system calls on the kernel and on the specification.
#include "ipc.h"

#include <skerry/abi/fpage.h>

#include "model_ipc.h"
#include "start.h"

SK_STATIC_ASSERT(IPC_ARGS == SPEC_ARGS, "operations have room for a call");

#define USUAL_PRIORITY 255
#define SYSCALL_BYTES  4

static void set_priority(struct thread *t, unsigned priority)
{
	if (sc_configure(t->sc, sim.on, 10000, 10000, priority) != SK_OK)
		panic("spec: no priority");
}

/* Makes @p t execute the system-call instruction until the kernel is through with it. Its priority, on which its place
 * among senders depends, holds for the call alone, so that any actor can always be switched to. */
static void execute(struct thread *t, unsigned priority)
{
	do {
		sim_switch_to(t);
		set_priority(t, priority);
		t->regs.pc = SIM_ROOT_VADDR + SYSCALL_BYTES;
		entry_syscall(sim.on);
		set_priority(t, USUAL_PRIORITY);
		entry_reschedule(sim.on);
		sim_deliver();
	} while (t->state == THREAD_READY && t->regs.pc == SIM_ROOT_VADDR);
}

/* Writes the message and what it wants to receive, for the model and into the UTCB. */
static void prepare(const struct spec_op *op, struct model_thread *t, struct thread *k)
{
	unsigned words = SK_TAG_WORDS(op->a[IPC_TAG]), items = SK_TAG_ITEMS(op->a[IPC_TAG]);

	for (unsigned i = 0; i < words; i++)
		t->word[i] = op->a[IPC_WORD] + i;
	for (unsigned i = 0; i < 2 * items && i < 2 * MODEL_ITEMS; i++)
		t->word[words + i] = op->a[IPC_ITEM + i];
	for (unsigned i = 0; i < MODEL_WORDS; i++) {
		if (i < SK_MSG_REG_WORDS)
			k->regs.gpr[REG_T0 + i] = t->word[i];
		else
			k->utcb->mr[i] = t->word[i];
	}
	for (unsigned i = 0; i < MODEL_ITEMS; i++)
		k->utcb->window[i].fpage = t->window[i] = op->a[IPC_WINDOW + i];
	k->utcb->reply_slot = t->reply_slot = op->a[IPC_REPLY_SLOT];
	for (unsigned i = 0; i < 2; i++)
		k->utcb->deadline[i] = t->absolute[i] = op->a[IPC_DEADLINE] + i;
}

/* Does the message of @p t grant @p slot of its own task away? */
static bool grants(const struct model_thread *t, uint32_t slot)
{
	for (unsigned n = 0; n < SK_TAG_ITEMS(t->call.tag); n++) {
		const uint32_t *item = &t->word[SK_TAG_WORDS(t->call.tag) + 2 * n];

		if ((item[0] & SK_ITEM_KIND_MASK) == SK_ITEM_GRANT && SK_FPAGE_GET_TYPE(item[1]) == SK_FPAGE_CAP &&
		    SK_FPAGE_GET_PAGE(item[1]) == slot)
			return true;
	}
	return false;
}

/* True when the slot that the caller named goes with an item: interrupted after that, the call cannot be repeated. */
static bool loses_its_slot(const struct model_thread *t, const struct model_call *call)
{
	const struct model *m = &spec_model;

	for (int s = 0; s < MODEL_THREADS; s++) {
		const struct model_thread *other = &m->thread[s];

		if (other == t || (other->object != MODEL_NONE && other->state == MODEL_SENDING &&
		                   m->object[other->object].task == m->object[t->object].task)) {
			if (grants(other, call->slot))
				return true;
		}
	}
	return false;
}

const char *spec_ipc(const struct spec_op *op, model_room *room)
{
	const uint32_t *a = op->a;
	struct model_thread *t = &spec_model.thread[op->actor];
	struct thread *k = spec.thread[op->actor];
	unsigned priority = op->kind == SPEC_IPC ? a[IPC_PRIORITY] : USUAL_PRIORITY;

	if (t->repeat) {
		if (k->regs.pc != SIM_ROOT_VADDR)
			return "a call that is not finished is not repeated";
		if (loses_its_slot(t, &t->call))
			sim.preempt_every = 0;
		model_repeat(&spec_model, op->actor, priority, room);
	} else {
		struct model_call call = {a[IPC_SLOT], a[IPC_OP], a[IPC_TAG], a[IPC_TIMEOUTS], priority};

		sim_switch_to(k);
		prepare(op, t, k);
		t->call = call;
		if (loses_its_slot(t, &call))
			sim.preempt_every = 0;
		k->regs.gpr[REG_A0] = SK_SEL(call.slot, call.op);
		k->regs.gpr[REG_A1] = call.tag;
		k->regs.gpr[REG_A2] = call.timeouts;
		model_ipc(&spec_model, op->actor, &call, room);
	}
	execute(k, priority);
	return NULL;
}
