// SPDX-License-Identifier: Apache-2.0
// CPU capabilities: who may give out time, and up to which priority.
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>
#include <skerry/task.h>

SK_STATIC_ASSERT(sizeof(struct cpu_right) <= SK_COST_GATE * ARCH_POOL_SCALE, "struct cpu_right exceeds its cost");

struct cpu_right *cpu_right_create(struct factory *f, unsigned max_priority, struct cap *slot, int *error)
{
	struct cpu_right *r = (struct cpu_right *)object_create(f, SK_TYPE_CPU, SK_COST_GATE, slot, error);

	if (r != NULL)
		r->max_priority = max_priority;
	return r;
}

static int configure(struct thread *caller, const struct cpu_right *r, uint32_t tag)
{
	uint32_t arg[5];
	int error = msg_args(caller, tag, 5, arg);
	struct cap *sc;
	struct cpu *cpu;

	if (error != SK_OK)
		return error;
	sc = cap_get(caller->task, arg[0], SK_TYPE_SC, SK_CAP_CTRL, &error);
	if (sc == NULL)
		return error;
	cpu = sched_cpu(arg[4]);
	if (arg[3] > r->max_priority || cpu == NULL)
		return SK_ERANGE;
	return sc_configure(container_of(sc->obj, struct sc, obj), cpu, arg[1], arg[2], arg[3]);
}

static int info(struct thread *caller, const struct cpu_right *r)
{
	uint64_t idle = arch_ticks_to_us(sched_cpu(0)->idle);
	uint32_t answer[4] = {sched_cpus(), r->max_priority, (uint32_t)idle, (uint32_t)(idle >> 32)};

	return msg_answer(caller, answer, 4);
}

static int restrict_right(struct thread *caller, const struct cpu_right *r, uint32_t tag)
{
	uint32_t arg[2];
	int error = msg_args(caller, tag, 2, arg);
	struct cap *slot;

	if (error != SK_OK)
		return error;
	if (arg[1] > r->max_priority)
		return SK_ERANGE;
	slot = cap_empty(caller->task, arg[0], &error);
	if (slot != NULL)
		(void)cpu_right_create(caller->task->space.payer, arg[1], slot, &error);
	return slot != NULL && slot->obj != NULL ? SK_OK : error;
}

static int cpu_invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	const struct cpu_right *r = container_of(cap->obj, struct cpu_right, obj);
	unsigned rights = cap->d.rights;

	(void)cpu;
	switch (SK_TAG_PROTO(tag)) {
	case SK_CPU_CONFIGURE:
		return (rights & SK_CAP_CTRL) ? configure(caller, r, tag) : SK_ERIGHTS;
	case SK_CPU_INFO:
		return (rights & SK_CAP_USE) ? info(caller, r) : SK_ERIGHTS;
	case SK_CPU_RESTRICT:
		return (rights & SK_CAP_CTRL) ? restrict_right(caller, r, tag) : SK_ERIGHTS;
	default:
		return SK_EPROTO;
	}
}

const struct object_ops cpu_ops = {
        .name = "cpu",
        .cost = SK_COST_GATE,
        .invoke = cpu_invoke,
        .destroy_step = object_nothing_to_destroy,
};
