// SPDX-License-Identifier: Apache-2.0
// The board object: interrupt lines, reset, information (SK_BOARD_*).
#include <skerry/arch/cpu.h>
#include <skerry/arch/irq.h>
#include <skerry/cpu.h>
#include <skerry/irq.h>
#include <skerry/kernel.h>
#include <skerry/log.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>

static int op_attach(struct thread *caller, uint32_t tag)
{
	uint32_t w[3];
	int error = msg_args(caller, tag, 3, w);
	struct cap *irq = error ? NULL : cap_get(caller->task, w[1], SK_TYPE_IRQ, SK_CAP_CTRL, &error);

	if (irq == NULL)
		return error;
	if (w[2] & ~(uint32_t)SK_IRQ_EDGE)
		return SK_EINVAL;
	return irq_attach(container_of(irq->obj, struct irq, obj), w[0], w[2] & SK_IRQ_EDGE);
}

static int op_detach(struct thread *caller, uint32_t tag)
{
	uint32_t line;
	int error = msg_args(caller, tag, 1, &line);

	return error ? error : irq_detach(line);
}

static int op_reset(struct thread *caller, uint32_t tag)
{
	uint32_t w[2];
	int error = msg_args(caller, tag, 2, w);

	if (error)
		return error;
	if (w[0] > SK_BOARD_POWEROFF)
		return SK_EINVAL;
	log_printf("skerry: exit %u\n", (unsigned)w[1]);
	arch_board_reset(w[0] == SK_BOARD_POWEROFF);
}

static int invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	uint32_t opcode = SK_TAG_PROTO(tag);

	(void)cpu;
	if (opcode == SK_BOARD_INFO)
		return msg_answer(caller, (uint32_t[]){arch_irq_lines(), kernel.board}, 2);
	if (opcode < SK_BOARD_IRQ_ATTACH || opcode > SK_BOARD_INFO)
		return SK_EPROTO;
	if (!(cap->d.rights & SK_CAP_CTRL))
		return SK_ERIGHTS;
	if (opcode == SK_BOARD_IRQ_ATTACH)
		return op_attach(caller, tag);
	if (opcode == SK_BOARD_IRQ_DETACH)
		return op_detach(caller, tag);
	return op_reset(caller, tag);
}

const struct object_ops board_ops = {
        .name = "board",
        .cost = SK_COST_UNIT,
        .invoke = invoke,
        .destroy_step = object_nothing_to_destroy,
};
