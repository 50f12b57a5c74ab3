/* SPDX-License-Identifier: Apache-2.0 */
/* Random operations, chosen with an eye on the state so that most of them succeed. */
#ifndef SKERRY_SPEC_GENERATE_H
#define SKERRY_SPEC_GENERATE_H

#include "system.h"

/** The next pseudo-random number of @p seed (splitmix64). */
uint64_t spec_random(uint64_t *seed);

/** The next operation for the state of spec_model. */
struct spec_op spec_generate(uint64_t *seed);

#endif
