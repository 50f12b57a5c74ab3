/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of the whole kernel state between two operations. */
#ifndef SKERRY_TESTS_INVARIANTS_H
#define SKERRY_TESTS_INVARIANTS_H

/**
 * Walks everything from the root factory down and fails the test at the first contradiction: derivation trees, page
 * tables against mappings, TLB against page tables, quota accounts against what is there, free lists against the
 * bookkeeping. With @p quiet nothing may be in the middle of a revocation or destruction.
 */
void check_invariants(bool quiet);

#endif
