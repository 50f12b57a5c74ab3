/* SPDX-License-Identifier: Apache-2.0 */
/* Rules of threads, IPC and time that hold between any two kernel entries, on every CPU. */
#ifndef SKERRY_TESTS_RULES_H
#define SKERRY_TESTS_RULES_H

/** Checks every thread, scheduling context and run queue of the kernel. @return null, or which rule is broken */
const char *broken_rule(void);

#endif
