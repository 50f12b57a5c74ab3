// SPDX-License-Identifier: Apache-2.0
// The protocol of thread objects: bind, registers, information, scheduling context.
#include <skerry/arch/cpu.h>
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/msg.h>
#include <skerry/task.h>
#include <skerry/thread_ops.h>

/* Derives @p to, which may hold an older one, from the gate in slot @p slot of @p caller's task; 0 empties it. */
static int set_gate(struct thread *caller, struct cap *to, uint32_t slot)
{
	struct cap *from = NULL;
	int error;

	if (slot != 0) {
		from = cap_get(caller->task, slot, SK_TYPE_GATE, SK_CAP_USE | SK_CAP_COPY, &error);
		if (from == NULL)
			return error;
	}
	if (to->obj != NULL)
		cap_remove(to);
	return from != NULL ? cap_map(from, to, SK_CAP_USE) : SK_OK;
}

static bool may_run(const struct thread *t)
{
	return t->state != THREAD_NEW && t->state != THREAD_FAULTED && !(t->paused & THREAD_PAUSE_USER);
}

static int bind(struct thread *caller, struct thread *t, uint32_t tag)
{
	uint32_t arg[4];
	int error = msg_args(caller, tag, 4, arg);

	if (error == SK_OK && (may_run(t) || t->on_cpu != NULL))
		error = SK_ESTATE;
	if (error == SK_OK)
		error = thread_bind(t, arg[0], arg[3]);
	if (error == SK_OK)
		error = set_gate(caller, &t->pager, arg[1]);
	if (error == SK_OK)
		error = set_gate(caller, &t->exception, arg[2]);
	return error;
}

static int ex_regs(struct cpu *cpu, struct thread *caller, struct thread *t, uint32_t tag)
{
	const uint32_t known = SK_EXREGS_KEEP | SK_EXREGS_PAUSE | SK_EXREGS_RESUME;
	uint32_t arg[5];
	int error = msg_args(caller, tag, 5, arg);
	uint32_t old[2] = {t->regs.pc, t->regs.gpr[REG_SP]};
	uint32_t flags = arg[4];

	if (error != SK_OK)
		return error;
	if ((flags & ~known) || (flags & (SK_EXREGS_PAUSE | SK_EXREGS_RESUME)) == (SK_EXREGS_PAUSE | SK_EXREGS_RESUME))
		return SK_EINVAL;
	error = thread_catch(cpu, caller, t);
	if (error != SK_OK)
		return error;
	ipc_abort(cpu, t, SK_ECANCELED);
	if (flags & SK_EXREGS_PAUSE)
		sched_pause(t, THREAD_PAUSE_USER);
	if (!(flags & SK_EXREGS_KEEP)) {
		t->regs.pc = arg[0];
		t->regs.gpr[REG_SP] = arg[1];
		t->regs.gpr[REG_A0] = arg[2];
		t->regs.gpr[REG_A1] = arg[3];
		t->progress = 0; /* the call that it may have been in the middle of is not repeated */
	}
	if (t->state == THREAD_NEW ? !(flags & SK_EXREGS_KEEP) : t->state == THREAD_FAULTED && flags != SK_EXREGS_KEEP)
		sched_unblock(t);
	if (flags & SK_EXREGS_RESUME)
		sched_resume(t, THREAD_PAUSE_USER);
	thread_release(caller);
	if (t == caller && !(flags & SK_EXREGS_KEEP))
		return OBJECT_BLOCKED; /* its registers are the new ones */
	return msg_answer(caller, old, 2);
}

static uint32_t public_state(const struct thread *t)
{
	if (t->paused & THREAD_PAUSE_USER)
		return SK_THREAD_PAUSED;
	switch (t->state) {
	case THREAD_NEW:
		return SK_THREAD_NEW;
	case THREAD_SENDING:
		return SK_THREAD_SENDING;
	case THREAD_FAULTED:
		return SK_THREAD_FAULTED;
	case THREAD_READY:
		if (t->on_cpu != NULL || (t->running_on != NULL && t->running_on->queued == SC_READY))
			return SK_THREAD_READY;
		return SK_THREAD_NO_BUDGET;
	default:
		return SK_THREAD_WAITING;
	}
}

static int info(struct thread *caller, const struct thread *t)
{
	const struct sc *sc = t->running_on != NULL ? t->running_on : t->sc;
	uint64_t used;

	sched_account(arch_cpu());
	used = arch_ticks_to_us(t->used);
	uint32_t answer[7] = {
	        public_state(t), sc != NULL ? sc->priority : 0,
	        t->regs.pc,      sc != NULL && sc->cpu != NULL ? sc->cpu->id : 0,
	        (uint32_t)used,  (uint32_t)(used >> 32),
	        t->fault_addr,
	};

	return msg_answer(caller, answer, 7);
}

static int set_sc(struct thread *caller, struct thread *t, uint32_t tag)
{
	uint32_t arg;
	int error = msg_args(caller, tag, 1, &arg);
	struct cap *sc;

	if (error != SK_OK)
		return error;
	if (arg == 0)
		return sc_assign(NULL, t);
	sc = cap_get(caller->task, arg, SK_TYPE_SC, SK_CAP_CTRL, &error);
	return sc != NULL ? sc_assign(container_of(sc->obj, struct sc, obj), t) : error;
}

int thread_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct thread *t = container_of(cap->obj, struct thread, obj);
	unsigned opcode = SK_TAG_PROTO(tag);

	if (!(cap->d.rights & (opcode == SK_THREAD_INFO ? SK_CAP_USE : SK_CAP_CTRL)))
		return SK_ERIGHTS;
	switch (opcode) {
	case SK_THREAD_BIND:
		return bind(caller, t, tag);
	case SK_THREAD_EX_REGS:
		return ex_regs(cpu, caller, t, tag);
	case SK_THREAD_INFO:
		return info(caller, t);
	case SK_THREAD_SET_SC:
		return set_sc(caller, t, tag);
	default:
		return SK_EPROTO;
	}
}
