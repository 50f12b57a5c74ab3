// SPDX-License-Identifier: Apache-2.0
// Looks at registers that a compiler would not leave alone.
#ifndef PROBE_H
#define PROBE_H

#include <skerry/abi/types.h>

/** Executes `sdbbp` with @p value in every register. Does not return. */
void probe_debug_breakpoint(sk_word_t value);

/** Divides by zero with that floating-point exception enabled. */
void probe_fpu_exception(void);

/** A failing system call in a branch delay slot. @return 0 if the program went on where it should. */
sk_word_t probe_delay_slot_call(void);

/** A failing system call and a loop long enough to be interrupted, with @p sp as stack pointer. @return 0 if sp and the answer
 * are right. */
sk_word_t probe_stack(sk_word_t sp);

/** A failing system call. @return a bit for each register that does not hold what the ABI says: kept ones their value, the
 * others 0; bit 26: k0 or k1, bit 0: hi or lo. */
sk_word_t probe_call_registers(void);

/** Touches pages until TLB entries had to be loaded. @return k0 | k1. */
sk_word_t probe_refill_registers(void);

/** @return what the floating-point registers of a thread that never used them hold, all or-ed together. */
sk_word_t probe_fpu_registers(void);

/** Fills the floating-point registers with @p value. */
void probe_fpu_fill(sk_word_t value);

/** @return 0 if they all still hold @p value. */
sk_word_t probe_fpu_differs(sk_word_t value);

#endif
