// SPDX-License-Identifier: Apache-2.0
// Entropy device.
#ifndef VMM_VIRTIO_RNG_H
#define VMM_VIRTIO_RNG_H

#include <vmm/random.h>
#include <vmm/virtio.h>

/** An entropy device. */
struct vmm_virtio_rng {
	struct vmm_virtio virtio;
	struct vmm_random *random; /**< owned by the caller */
};

/** Prepares the device at @p base; the bytes come from @p random. */
void vmm_virtio_rng_init(struct vmm_virtio_rng *rng, uint32_t base, const struct vmm_ram *ram,
                         struct vmm_random *random);

#endif
