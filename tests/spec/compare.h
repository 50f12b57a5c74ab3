/* SPDX-License-Identifier: Apache-2.0 */
/* Compares the kernel's whole state with the model's. */
#ifndef SKERRY_SPEC_COMPARE_H
#define SKERRY_SPEC_COMPARE_H

#include "model.h"

struct thread;

/** @return null, or what differs (in a static buffer). */
const char *spec_compare(const struct model *m);

/** The same for the threads: states, messages, queues, reply rights, timeouts. @p thread: the kernel's, by number. */
const char *spec_compare_threads(const struct model *m, struct thread *const *thread);

/** printf into the static buffer, which it returns. */
const char *spec_differs(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
