// SPDX-License-Identifier: Apache-2.0
// Random system calls, faults, cancellations, destructions and time among many threads; the rules are checked after each.
#include <stdlib.h>

#include "actors.h"
#include "unit.h"

#define PEOPLE     12
#define GATES      10
#define IRQS       3
#define STEPS      1500
#define REPLY_SLOT 230 /* to 249: no actor has so many capabilities */

static struct thread *person[PEOPLE];
static struct gate *gate[GATES];
static struct irq *irq[IRQS];

static unsigned pick(unsigned n)
{
	return (unsigned)rand() % n;
}

static struct thread *anybody(void)
{
	return person[pick(PEOPLE)];
}

/* Every third one has a budget, every fourth one is passive. */
static struct thread *new_person(unsigned i)
{
	if (i % 4 == 3)
		return actor(NULL, -1);
	if (i % 3 == 0)
		return actor_budget(NULL, (int)(50 + pick(100)), 500 + pick(2000), 5000 + pick(5000));
	return actor(NULL, (int)(50 + pick(100)));
}

static struct gate *new_gate(unsigned i)
{
	return actor_gate(person[i % PEOPLE], i, i % 4 == 3 ? SK_GATE_PASSIVE : 0);
}

static void setup(void)
{
	actors_setup();
}

UNIT_FIXTURE(setup, NULL);

static uint32_t timeout(void)
{
	switch (pick(3)) {
	case 0:
		return SK_TIMEOUT_NEVER;
	case 1:
		return SK_TIMEOUT_ZERO;
	default:
		return SK_TIMEOUT_REL(1 + pick(1000), pick(4));
	}
}

/* A system call of whoever runs now. */
static void somebody_acts(void)
{
	static const unsigned op[] = {SK_OP_SEND,      SK_OP_RECV,       SK_OP_CALL,       SK_OP_CALL,      SK_OP_WAIT,
	                              SK_OP_SEND_WAIT, SK_OP_REPLY_ONLY, SK_OP_REPLY_WAIT, SK_OP_REPLY_WAIT};
	struct thread *t = sim.on->current;
	unsigned what = op[pick(sizeof(op) / sizeof(op[0]))];
	uint32_t slot = 0;

	if (t == NULL)
		return;
	if (what == SK_OP_RECV)
		slot = pick(4) == 0 ? root_slot(&irq[pick(IRQS)]->obj) : root_slot(&anybody()->obj);
	else if (what & SK_OP_SEND)
		slot = pick(8) == 0 ? (uint32_t)t->ipc.tag & 0xff : root_slot(&gate[pick(GATES)]->obj);
	t->utcb->reply_slot = pick(4) == 0 ? REPLY_SLOT + pick(20) : 0;
	t->regs.gpr[REG_A0] = SK_SEL(slot, what);
	t->regs.gpr[REG_A1] = SK_TAG(pick(4) == 0 ? SK_PROTO_ERROR : pick(100), pick(10), 0);
	t->regs.gpr[REG_A2] = SK_TIMEOUTS(timeout(), timeout());
	t->regs.pc = ACTOR_PC + 4;
	entry_syscall(sim.on);
}

/* An answer through one of the slots that may hold a reply capability. */
static void somebody_answers(void)
{
	struct thread *t = sim.on->current;

	if (t == NULL)
		return;
	t->regs.gpr[REG_A0] = SK_SEL(REPLY_SLOT + pick(20), SK_OP_SEND);
	t->regs.gpr[REG_A1] = SK_TAG(0, pick(5), 0);
	t->regs.gpr[REG_A2] = 0;
	t->regs.pc = ACTOR_PC + 4;
	entry_syscall(sim.on);
}

static void somebody_faults(void)
{
	struct thread *t = sim.on->current;

	if (t == NULL)
		return;
	if (pick(2))
		entry_page_fault(sim.on, pick(0xffffffff), pick(3));
	else
		entry_exception(sim.on, 10, 0);
}

static void someone_is_replaced(void)
{
	unsigned i = pick(PEOPLE);

	sched_account(sim.on);
	if (person[i]->sc != NULL && pick(2))
		destroy(&person[i]->sc->obj);
	destroy(&person[i]->obj);
	person[i] = new_person(i);
	if (pick(2))
		(void)cap_map(gate[pick(GATES)]->obj.root, &person[i]->pager, SK_CAP_USE);
	if (pick(2))
		(void)cap_map(gate[pick(GATES)]->obj.root, &person[i]->exception, SK_CAP_USE);
}

static void gate_changes(void)
{
	unsigned i = pick(GATES);

	sched_account(sim.on);
	if (gate[i]->thread != NULL && pick(2)) {
		struct thread *t = sim.on->current;

		if (t != NULL)
			sim_invoke(t, root_slot(&gate[i]->obj), SK_GATE_REBIND, 2, root_slot(&anybody()->obj), i);
		return;
	}
	destroy(&gate[i]->obj);
	gate[i] = new_gate(pick(PEOPLE));
}

static void act_from_outside(void)
{
	struct thread *t = anybody();

	sched_account(sim.on);
	switch (pick(5)) {
	case 0:
		ipc_abort(sim.on, t, SK_ECANCELED);
		break;
	case 1:
		sched_pause(t, THREAD_PAUSE_USER);
		break;
	case 2:
		sched_resume(t, THREAD_PAUSE_USER);
		break;
	case 3:
		irq_trigger(sim.on, irq[pick(IRQS)], 1u << pick(32));
		break;
	default:
		if (t->state == THREAD_FAULTED)
			sched_unblock(t);
		break;
	}
	sched_leave(sim.on);
}

UNIT_LOOP(random_histories_never_break_the_rules, 0, 16)
{
	srand((unsigned)_i + 1);
	for (unsigned i = 0; i < PEOPLE; i++)
		person[i] = new_person(i);
	for (unsigned i = 0; i < GATES; i++)
		gate[i] = new_gate(i);
	for (unsigned i = 0; i < IRQS; i++)
		irq[i] = actor_irq();
	for (unsigned step = 0; step < STEPS; step++) {
		unsigned kind = pick(100);

		if (kind < 70)
			somebody_acts();
		else if (kind < 76)
			somebody_answers();
		else if (kind < 78)
			somebody_faults();
		else if (kind < 90)
			sim_advance(pick(2000));
		else if (kind < 97)
			act_from_outside();
		else if (kind < 99)
			gate_changes();
		else if (pick(4) == 0)
			someone_is_replaced();
		check_rules();
		ck_assert(list_empty(&kernel.dying));
	}
	/* Whatever the history was: with everybody gone nothing is left behind. */
	for (unsigned i = 0; i < PEOPLE; i++)
		destroy(&person[i]->obj);
	for (unsigned i = 0; i < GATES; i++)
		destroy(&gate[i]->obj);
	ck_assert_ptr_null(sim.on->current);
	ck_assert_ptr_null(sim.on->sc);
	ck_assert_uint_eq(sim.on->ready.summary, 0);
}
