/* SPDX-License-Identifier: Apache-2.0 */
/* The IPC half of the specification: threads, messages, reply rights, timeouts. */
#ifndef SKERRY_SPEC_MODEL_IPC_H
#define SKERRY_SPEC_MODEL_IPC_H

#include "model.h"

/** Thread @p p makes this call; its words, windows and deadlines are in its struct model_thread. */
void model_ipc(struct model *m, int p, const struct model_call *call, model_room *room);

/** Thread @p p, which is ready and has to repeat its call (model_thread.repeat), does. */
void model_repeat(struct model *m, int p, unsigned priority, model_room *room);

/** Ex-regs with nothing but the cancellation. @p slot names the thread. @return the answer */
int model_cancel(struct model *m, int t, uint32_t slot);

/** Hands the gate in @p slot to another server. @return the answer */
int model_rebind(struct model *m, int t, uint32_t slot, uint32_t thread, uint32_t label);

/** Binds the IRQ object in @p slot to the thread in slot @p thread, or 0: to none. @return the answer */
int model_irq_bind(struct model *m, int t, uint32_t slot, uint32_t thread, uint32_t label);
int model_irq_trigger(struct model *m, int t, uint32_t slot, uint32_t bits);
int model_irq_info(const struct model *m, int t, uint32_t slot, uint32_t *bits, uint32_t *count);

/** It is @p now: what is due ends. */
void model_time(struct model *m, uint64_t now);

/** Ends every IPC with what is gone. */
void model_forget_ipc(struct model *m, const bool gone[MODEL_OBJECTS]);

/** The IRQ objects in line at thread @p p, in order: all of them before any sender. @return their number */
int model_signals(const struct model *m, int p, int irq[MODEL_OBJECTS]);

/** The senders at thread @p p, the first to be received first. @return their number */
int model_senders(const struct model *m, int p, int sender[MODEL_THREADS]);

#endif
