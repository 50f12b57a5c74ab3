// SPDX-License-Identifier: Apache-2.0
// Reply rights: given to a server with each call, implicitly or in a slot, and used up by the answer.
#include <skerry/arch/cpu.h>
#include <skerry/kernel.h>
#include <skerry/object_types.h>
#include <skerry/reply.h>
#include <skerry/task.h>
#include <skerry/thread.h>

void reply_init(struct reply *r, struct thread *caller)
{
	object_init(&r->obj, SK_TYPE_REPLY, NULL);
	r->caller = caller;
	list_init(&r->lent_link);
}

/* The empty slot that @p server wants reply rights in, or null. */
static struct cap *wanted_slot(struct thread *server)
{
	uint32_t slot = server->utcb != NULL ? *(const volatile sk_word_t *)&server->utcb->reply_slot : 0;
	int error;

	return slot != 0 ? cap_empty(server->task, slot, &error) : NULL;
}

void reply_give(struct cpu *cpu, struct reply *r, struct thread *server)
{
	struct cap *slot = wanted_slot(server);

	SK_ASSERT(r->server == NULL && r->obj.root == NULL);
	if (slot != NULL) {
		cap_install_root(slot, &r->obj, SK_CAP_USE | SK_CAP_XFER);
		return;
	}
	if (server->ipc.caller != NULL)
		ipc_abort(cpu, server->ipc.caller->caller, SK_EDELETED);
	server->ipc.caller = r;
	r->server = server;
}

void reply_take(struct reply *r)
{
	if (r->server != NULL) {
		r->server->ipc.caller = NULL;
		r->server = NULL;
	}
	if (r->obj.root != NULL)
		cap_remove(r->obj.root);
	if (r->obj.dying) { /* its slot was about to be emptied by somebody: nothing is left to destroy */
		list_remove(&r->obj.destroy_link);
		kernel.orphans--;
		r->obj.dying = 0;
	}
}

static bool reply_destroy_step(struct kobject *o)
{
	struct reply *r = container_of(o, struct reply, obj);
	bool had_root = o->root != NULL;

	o->dying = 0; /* so that reply_take() leaves the rest of the destruction to its caller */
	ipc_abort(arch_cpu(), r->caller, SK_EDELETED);
	o->dying = 1;
	if (had_root)
		kernel.orphans++; /* the slot went while the object did not count as dying */
	return true;
}

/* Answers are IPC: nothing is ever invoked. */
const struct object_ops reply_ops = {
        .name = "reply",
        .cost = 0,
        .destroy_step = reply_destroy_step,
};
