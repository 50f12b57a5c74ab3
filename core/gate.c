// SPDX-License-Identifier: Apache-2.0
// IPC gates: creation, rebinding to another server, destruction.
#include <skerry/arch/cpu.h>
#include <skerry/cpu.h>
#include <skerry/gate.h>
#include <skerry/kernel.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/task.h>

SK_STATIC_ASSERT(sizeof(struct gate) <= SK_COST_GATE * ARCH_POOL_SCALE, "struct gate exceeds its cost");

struct gate *gate_create(struct factory *f, struct thread *server, uint32_t label, uint32_t flags, struct cap *slot,
                         int *error)
{
	struct gate *g;

	if (flags & ~(uint32_t)SK_GATE_PASSIVE) {
		*error = SK_EINVAL;
		return NULL;
	}
	g = (struct gate *)object_create(f, SK_TYPE_GATE, SK_COST_GATE, slot, error);
	if (g == NULL)
		return NULL;
	g->thread = server;
	g->label = label;
	g->flags = flags;
	list_init(&g->waiting);
	list_init(&g->thread_link);
	list_insert(&server->gates, &g->thread_link);
	return g;
}

/* The first of those who wait at the old server sends again, and so comes to the new one. */
static void resend_first(struct cpu *cpu, struct gate *g)
{
	struct thread *t = list_first(&g->waiting, struct thread, ipc.link);
	struct thread *old = container_of(t->ipc.partner, struct thread, obj);

	ipc_break(cpu, t);
	ipc_unqueue(t);
	if (t->ipc.kernel == IPC_USER)
		thread_repeat_syscall(t, t->regs.gpr[REG_A0]);
	sched_unblock(t);
	sched_pass_on(old);
}

static int rebind(struct cpu *cpu, struct thread *caller, struct gate *g, uint32_t tag)
{
	uint32_t arg[2];
	int error = msg_args(caller, tag, 2, arg);
	struct cap *server;

	if (error != SK_OK)
		return error;
	server = cap_get(caller->task, arg[0], SK_TYPE_THREAD, SK_CAP_CTRL, &error);
	if (server == NULL)
		return error;
	g->label = arg[1];
	g->thread = container_of(server->obj, struct thread, obj);
	list_remove(&g->thread_link);
	list_insert(&g->thread->gates, &g->thread_link);
	/* New senders join at the end, so the first one tells whether old ones are left. */
	while (!list_empty(&g->waiting) &&
	       list_first(&g->waiting, struct thread, ipc.link)->ipc.partner != &g->thread->obj) {
		resend_first(cpu, g);
		if (preempted())
			return SK_RESTART;
	}
	return SK_OK;
}

static int gate_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	if (!(cap->d.rights & SK_CAP_CTRL))
		return SK_ERIGHTS;
	return rebind(cpu, caller, container_of(cap->obj, struct gate, obj), tag);
}

static bool gate_destroy_step(struct kobject *o)
{
	struct gate *g = container_of(o, struct gate, obj);

	while (!list_empty(&g->waiting)) {
		ipc_abort(arch_cpu(), list_first(&g->waiting, struct thread, ipc.link), SK_EDELETED);
		if (preempted())
			return false;
	}
	list_remove(&g->thread_link);
	return true;
}

const struct object_ops gate_ops = {
        .name = "gate",
        .cost = SK_COST_GATE,
        .invoke = gate_invoke,
        .destroy_step = gate_destroy_step,
};
