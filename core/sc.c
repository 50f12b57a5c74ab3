// SPDX-License-Identifier: Apache-2.0
// Scheduling-context objects: creation, configuration, statistics, timeout gate, destruction.
#include <skerry/arch/cpu.h>
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/gate.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/task.h>

SK_STATIC_ASSERT(sizeof(struct sc) <= SK_COST_SC * ARCH_POOL_SCALE, "struct sc exceeds its cost");

/* The head refill becomes usable: back into the run queue. */
static void replenish(struct cpu *cpu, struct timeout *t)
{
	struct sc *sc = container_of(t, struct sc, timer);

	(void)cpu;
	sc->queued = SC_IDLE;
	if (sc->thread != NULL)
		sched_offer(sc->thread);
}

struct sc *sc_create(struct factory *f, struct cap *slot, int *error)
{
	struct sc *sc = (struct sc *)object_create(f, SK_TYPE_SC, SK_COST_SC, slot, error);

	if (sc == NULL)
		return NULL;
	list_init(&sc->ready_link);
	timeout_init(&sc->timer, replenish);
	rb_node_init(&sc->wait, SENDER_SC);
	return sc;
}

int sc_configure(struct sc *sc, struct cpu *cpu, uint32_t budget_us, uint32_t period_us, unsigned priority)
{
	if (budget_us == 0 || budget_us > period_us)
		return SK_EINVAL;
	sched_remove(sc);
	if (sc->cpu != NULL && sc->cpu->sc == sc && sc->cpu != arch_cpu())
		return SK_RESTART; /* that CPU was told to leave it */
	if (sc->cpu != NULL)
		sched_forget(sc->cpu, sc);
	sc->cpu = cpu;
	sc->priority = (uint8_t)priority;
	sc->budget = arch_us_to_ticks(budget_us);
	sc->period = arch_us_to_ticks(period_us);
	sc_refill_all(sc, arch_time_now());
	if (sc->thread != NULL) {
		sched_offer(sc->thread);
		sched_pass_on(sc->thread);
	}
	return SK_OK;
}

void sc_cancel_report(struct sc *sc)
{
	if (sc->notify != NULL)
		ipc_withdraw(sc->notify, &sc->wait);
	sc->notify = NULL;
}

void sc_report_overrun(struct cpu *cpu, struct sc *sc)
{
	struct gate *g;

	if (sc->timeout_gate.obj == NULL)
		return;
	g = container_of(sc->timeout_gate.obj, struct gate, obj);
	if (g->thread == NULL)
		return;
	if (sc->notify != g->thread)
		sc_cancel_report(sc);
	sc->notify = g->thread;
	ipc_post(cpu, g->thread, &sc->wait);
}

uint32_t sc_report_label(const struct sc *sc)
{
	return sc->timeout_gate.obj != NULL ? container_of(sc->timeout_gate.obj, struct gate, obj)->label : 0;
}

/* What @p sc has used by now and was not charged for yet: it is being used, on this processor or on another one. */
static ticks_t uncharged(const struct sc *sc, ticks_t now)
{
	const struct cpu *cpu = sc->cpu;

	return cpu != NULL && cpu->sc == sc && now > cpu->accounted ? now - cpu->accounted : 0;
}

static int info(struct thread *caller, const struct sc *sc)
{
	ticks_t now = arch_time_now(), more = uncharged(sc, now), left = sc_remaining(sc, now);
	uint64_t used = arch_ticks_to_us(sc->used + more);
	uint32_t answer[] = {(uint32_t)used, (uint32_t)(used >> 32),
	                     (uint32_t)arch_ticks_to_us(left > more ? left - more : 0), sc->overruns};

	return msg_answer(caller, answer, 4);
}

static int set_timeout_gate(struct thread *caller, struct sc *sc, uint32_t tag)
{
	struct cap *from = NULL;
	uint32_t arg[2];
	int error = msg_args(caller, tag, 2, arg);

	if (error != SK_OK)
		return error;
	if (arg[0] != 0) {
		from = cap_get(caller->task, arg[0], SK_TYPE_GATE, SK_CAP_USE, &error);
		if (from == NULL)
			return error;
	}
	if (sc->timeout_gate.obj != NULL)
		cap_remove(&sc->timeout_gate);
	sc_cancel_report(sc);
	sc->timeout_label = arg[1];
	return from != NULL ? cap_map(from, &sc->timeout_gate, SK_CAP_USE) : SK_OK;
}

static int sc_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	struct sc *sc = container_of(cap->obj, struct sc, obj);

	(void)cpu;
	switch (SK_TAG_PROTO(tag)) {
	case SK_SC_INFO:
		return (cap->d.rights & SK_CAP_USE) ? info(caller, sc) : SK_ERIGHTS;
	case SK_SC_TIMEOUT_GATE:
		return (cap->d.rights & SK_CAP_CTRL) ? set_timeout_gate(caller, sc, tag) : SK_ERIGHTS;
	default:
		return SK_EPROTO;
	}
}

static bool sc_destroy_step(struct kobject *o)
{
	struct sc *sc = container_of(o, struct sc, obj);

	if (sc->owner != NULL)
		sc_assign(NULL, sc->owner);
	sched_remove(sc);
	if (sc->cpu != NULL && sc->cpu->sc == sc && sc->cpu != arch_cpu())
		return false;
	if (sc->cpu != NULL)
		sched_forget(sc->cpu, sc);
	sc_cancel_report(sc);
	if (sc->timeout_gate.obj != NULL)
		cap_remove(&sc->timeout_gate);
	return true;
}

const struct object_ops sc_ops = {
        .name = "scheduling context",
        .cost = SK_COST_SC,
        .invoke = sc_invoke,
        .destroy_step = sc_destroy_step,
};
