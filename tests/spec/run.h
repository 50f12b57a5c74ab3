/* SPDX-License-Identifier: Apache-2.0 */
/* Runs sequences in processes of their own, and makes failing ones short. */
#ifndef SKERRY_SPEC_RUN_H
#define SKERRY_SPEC_RUN_H

#include <stdint.h>

/**
 * Runs @p operations random operations of @p seed.
 * @return null, or a report: what went wrong, the shortest sequence found that shows it, and how to repeat it
 */
const char *spec_run(uint64_t seed, unsigned operations);

#endif
