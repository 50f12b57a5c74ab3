/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the whole kernel state between two operations. */
#ifndef SKERRY_TESTS_INVARIANTS_H
#define SKERRY_TESTS_INVARIANTS_H

#include <stdbool.h>

/**
 * Walks everything from the root factory down: derivation trees, page tables against mappings, TLB against page tables,
 * quota accounts against what is there, free lists against the bookkeeping.
 * @param quiet nothing may be in the middle of a revocation or destruction
 * @return the first rule that does not hold, or null
 */
const char *broken_invariant(bool quiet);

/** Fails the test with what broken_invariant() says. */
void check_invariants(bool quiet);

#endif
