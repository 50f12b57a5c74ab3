// SPDX-License-Identifier: Apache-2.0
// Random bytes for guests, drawn from a seed that the VMM is given.
#ifndef VMM_RANDOM_H
#define VMM_RANDOM_H

#include <stddef.h>
#include <stdint.h>

#define VMM_SEED_SIZE 32

/** A generator; what it gave out before cannot be found from its present state. */
struct vmm_random {
	uint32_t key[8];
};

/** Starts the generator. The same seed gives the same bytes, which is what replayed runs need. */
void vmm_random_init(struct vmm_random *random, const uint8_t seed[VMM_SEED_SIZE]);

/** Fills @p size bytes at @p out. */
void vmm_random_bytes(struct vmm_random *random, void *out, size_t size);

#endif
