// SPDX-License-Identifier: Apache-2.0
// The log object: user output on the debug console (SK_LOG_*).
#include <skerry/arch/console.h>
#include <skerry/cpu.h>
#include <skerry/factory.h>
#include <skerry/msg.h>
#include <skerry/object_types.h>

static int op_write(struct thread *caller, uint32_t tag)
{
	uint32_t bytes;
	uint32_t word = 0;
	int error = msg_args(caller, tag, 1, &bytes);

	if (error)
		return error;
	if (bytes > SK_LOG_BYTES || (bytes + 3) / 4 + 1 > SK_TAG_WORDS(tag))
		return SK_EINVAL;
	if (bytes > (SK_MSG_REG_WORDS - 1) * 4 && caller->utcb == NULL)
		return SK_EFAULT;
	for (uint32_t i = 0; i < bytes; i++) {
		if (i % 4 == 0)
			(void)msg_word(caller, 1 + i / 4, &word);
		arch_console_putc((char)(word >> (i % 4 * 8)));
	}
	return SK_OK;
}

static int op_read(struct thread *caller)
{
	int c = arch_console_getc();

	return c < 0 ? SK_ENOENT : msg_answer(caller, (uint32_t[]){(uint32_t)c}, 1);
}

static int invoke(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag)
{
	(void)cpu;
	switch (SK_TAG_PROTO(tag)) {
	case SK_LOG_WRITE:
		return cap->d.rights & SK_CAP_USE ? op_write(caller, tag) : SK_ERIGHTS;
	case SK_LOG_READ:
		return cap->d.rights & SK_CAP_CTRL ? op_read(caller) : SK_ERIGHTS;
	default:
		return SK_EPROTO;
	}
}

const struct object_ops log_ops = {
        .name = "log",
        .cost = SK_COST_UNIT,
        .invoke = invoke,
        .destroy_step = object_nothing_to_destroy,
};
