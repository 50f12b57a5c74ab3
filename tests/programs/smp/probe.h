/* SPDX-License-Identifier: Apache-2.0 */
/* Accesses that may fault, and what only a processor itself knows. */
#ifndef PROBE_H
#define PROBE_H

#include <skerry/abi/types.h>

/** Where a thread goes on after a fault in an access: filled by the access itself. */
struct probe {
	sk_word_t sp, ra;
	sk_word_t value; /* what was loaded */
};

/** Loads the word at @p address into p->value. @return 0, or 1 if it faulted. */
int probe_load(struct probe *p, sk_word_t address);
/** Stores @p value at @p address. @return 0, or 1 if it faulted. */
int probe_store(struct probe *p, sk_word_t address, sk_word_t value);
/** Where the pager sets a thread whose access faulted, with its struct probe in a0. */
void probe_faulted(void);
/** Number of the processor. */
unsigned probe_cpu(void);

#endif
