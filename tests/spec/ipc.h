/* SPDX-License-Identifier: Apache-2.0 */
/* Runs IPC system calls on the kernel and on the specification. */
#ifndef SKERRY_SPEC_IPC_H
#define SKERRY_SPEC_IPC_H

#include "system.h"

/* Arguments of SPEC_IPC. */
enum {
	IPC_SLOT,
	IPC_OP,
	IPC_TAG,
	IPC_TIMEOUTS,
	IPC_WORD, /* the words count up from it */
	IPC_ITEM,
	IPC_WINDOW = IPC_ITEM + 2 * MODEL_ITEMS,
	IPC_DEADLINE = IPC_WINDOW + MODEL_ITEMS, /* microseconds, of both phases */
	IPC_PRIORITY,
	IPC_REPLY_SLOT, /* where it wants reply rights, or 0 */
	IPC_ARGS
};

/** @p op of an actor that is ready; whatever it says, an actor that has to repeat a call does that. @return null, or
 * what went wrong */
const char *spec_ipc(const struct spec_op *op, model_room *room);

#endif
