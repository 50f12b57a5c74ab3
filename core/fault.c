// SPDX-License-Identifier: Apache-2.0
// Page faults and exceptions as IPC: to the pager, else to the exception handler, else the thread stops.
#include <skerry/abi/exc.h>
#include <skerry/cpu.h>
#include <skerry/factory.h>
#include <skerry/fault.h>
#include <skerry/gate.h>
#include <skerry/log.h>
#include <skerry/msg.h>
#include <skerry/task.h>

/* Cause.ExcCode of a memory access that the page table does not allow. */
#define EXC_TLBL 2
#define EXC_TLBS 3

#define EXC_WORD(field) (offsetof(struct sk_exc_state, field) / sizeof(sk_word_t))

uint32_t fault_word(const struct thread *t, unsigned i)
{
	if (t->ipc.kernel == IPC_PAGEFAULT)
		return i == 0 ? (t->fault_addr & ~3u) | t->fault_info : t->regs.pc;
	switch (i) {
	case EXC_WORD(cause):
		return t->fault_cause;
	case EXC_WORD(badvaddr):
		return t->fault_addr;
	case EXC_WORD(pc):
		return t->regs.pc;
	case EXC_WORD(hi):
		return t->regs.hi;
	case EXC_WORD(lo):
		return t->regs.lo;
	case EXC_WORD(gpr):
		return 0;
	default:
		return t->regs.gpr[i - EXC_WORD(gpr)];
	}
}

/* Sends the message that @p t->ipc.kernel says through @p c. @return SK_OK when it is on its way. */
static int report(struct cpu *cpu, struct thread *t, const struct cap *c)
{
	int result;

	if (c->obj == NULL || c->obj->dying)
		return SK_ENOENT;
	t->ipc.op = SK_OP_CALL;
	t->ipc.tag = t->ipc.kernel == IPC_PAGEFAULT ? SK_TAG(SK_PROTO_PAGEFAULT, 2, 0)
	                                            : SK_TAG(SK_PROTO_EXCEPTION, SK_EXC_WORDS, 0);
	result = ipc_send(cpu, t, container_of(c->obj, struct gate, obj), ~(ticks_t)0);
	return result < 0 ? result : SK_OK;
}

static void stop(struct thread *t)
{
	t->ipc.kernel = IPC_USER;
	log_printf("skerry: thread %x of task %x stopped: exception %u at pc %08x, address %08x\n",
	           (unsigned)thread_id(t), (unsigned)pool_phys(t->task), (unsigned)t->fault_cause & 0x1f,
	           (unsigned)t->regs.pc, (unsigned)t->fault_addr);
	sched_block(t, THREAD_FAULTED);
}

static void to_handler(struct cpu *cpu, struct thread *t)
{
	t->ipc.kernel = IPC_EXCEPTION;
	if (report(cpu, t, &t->exception) != SK_OK)
		stop(t);
}

void fault_page(struct cpu *cpu, struct thread *t, uint32_t addr, unsigned access)
{
	t->fault_addr = addr;
	t->fault_info = access;
	t->fault_cause = access & SK_FAULT_WRITE ? EXC_TLBS : EXC_TLBL;
	ipc_break(cpu, t);
	thread_release(t);
	t->ipc.kernel = IPC_PAGEFAULT;
	if (report(cpu, t, &t->pager) != SK_OK)
		to_handler(cpu, t);
}

void fault_exception(struct cpu *cpu, struct thread *t, uint32_t cause, uint32_t badvaddr)
{
	t->fault_cause = cause;
	t->fault_addr = badvaddr;
	ipc_break(cpu, t);
	thread_release(t);
	to_handler(cpu, t);
}

void fault_unanswered(struct cpu *cpu, struct thread *t, int error)
{
	bool retry = t->ipc.kernel == IPC_PAGEFAULT;

	t->state = THREAD_READY;
	if (error == SK_ECANCELED || t->obj.dying)
		sched_unblock(t);
	else if (retry)
		to_handler(cpu, t);
	else
		stop(t);
}

/* The handler's registers. User mode is a matter of the backend's own state, so any value may be taken over. */
static void take_registers(struct thread *t, const struct thread *from)
{
	uint32_t value = 0;

	for (unsigned i = EXC_WORD(pc); i < SK_EXC_WORDS; i++) {
		(void)msg_word(from, i, &value);
		if (i == EXC_WORD(pc))
			t->regs.pc = value;
		else if (i == EXC_WORD(hi))
			t->regs.hi = value;
		else if (i == EXC_WORD(lo))
			t->regs.lo = value;
		else if (i > EXC_WORD(gpr))
			t->regs.gpr[i - EXC_WORD(gpr)] = value;
	}
}

void fault_answered(struct cpu *cpu, struct thread *t, const struct thread *from)
{
	uint32_t tag = from->ipc.tag;

	if (SK_TAG_PROTO(tag) == SK_PROTO_ERROR) {
		fault_unanswered(cpu, t, SK_ENOENT);
		return;
	}
	if (t->ipc.kernel == IPC_EXCEPTION && SK_TAG_WORDS(tag) == SK_EXC_WORDS)
		take_registers(t, from);
	sched_unblock(t);
}
