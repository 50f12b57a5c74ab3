/* SPDX-License-Identifier: Apache-2.0 */
/* IPC gates: named doors to a server thread. */
#ifndef SKERRY_GATE_H
#define SKERRY_GATE_H

#include <skerry/list.h>
#include <skerry/object.h>

/** A gate. What is sent through it reaches its thread together with its label. */
struct gate {
	struct kobject obj;
	struct thread *thread; /* null once its server was destroyed: senders get SK_EDELETED until it is rebound */
	struct list thread_link;
	struct list waiting; /* threads queued at the server through this gate, by thread_ipc.gate_link */
	uint32_t label;
	uint32_t flags; /* SK_GATE_* */
};

/** Creates a gate to @p server in the empty slot @p slot. @p flags is SK_GATE_PASSIVE or 0, else SK_EINVAL. */
struct gate *gate_create(struct factory *f, struct thread *server, uint32_t label, uint32_t flags, struct cap *slot,
                         int *error);

#endif
