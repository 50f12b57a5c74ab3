/* SPDX-License-Identifier: Apache-2.0 */
/* Reply capabilities. */
#ifndef SKERRY_REPLY_H
#define SKERRY_REPLY_H

#include <skerry/ipc.h>

/*
 * A reply object is part of its caller's thread and belongs to no factory: object_destroy() of one (the slot that holds
 * it was emptied) runs destroy_step, which ends the caller's call with SK_EDELETED and makes the object ready for the
 * next call; there is no storage to free. It is given without SK_CAP_COPY, so it never has derived capabilities.
 */

/** Sets up the reply object of a fresh thread. */
void reply_init(struct reply *r, struct thread *caller);

/** Gives the right to answer @p r to @p server: in the slot its UTCB names if that is empty, else implicitly. A caller
 * that the server still owed an implicit reply gets SK_EDELETED. */
void reply_give(struct cpu *cpu, struct reply *r, struct thread *server);

/** Takes the right back from whoever has it. Harmless when nobody has. */
void reply_take(struct reply *r);

#endif
