/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of user code: messages the kernel sends in a thread's name, and their answers. */
#ifndef SKERRY_FAULT_H
#define SKERRY_FAULT_H

#include <skerry/thread.h>

/** Calls the pager of @p t, cpu->current; without one that answers, the exception handler. @p addr and @p access as in
 * entry_page_fault(). */
void fault_page(struct cpu *cpu, struct thread *t, uint32_t addr, unsigned access);

/** Calls the exception handler of @p t; without one, @p t is THREAD_FAULTED and the log says so. @p cause and @p badvaddr
 * as in entry_exception(). */
void fault_exception(struct cpu *cpu, struct thread *t, uint32_t cause, uint32_t badvaddr);

/** Word @p i of the message that the kernel sends for @p t. */
uint32_t fault_word(const struct thread *t, unsigned i);

/** @p from has answered the fault of @p t (its tag is in @p from->ipc.tag; items are already delegated). */
void fault_answered(struct cpu *cpu, struct thread *t, const struct thread *from);

/** The fault message of @p t ended with @p error instead of an answer. SK_ECANCELED: @p t goes on as it is. */
void fault_unanswered(struct cpu *cpu, struct thread *t, int error);

#endif
