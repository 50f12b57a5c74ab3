// SPDX-License-Identifier: Apache-2.0
// Fills the guest's buffers with random bytes (virtio 1.2, section 5.4).
#include <vmm/virtio_rng.h>

// Enough for any seed; a driver that wants more asks again. Bounds the work of one exit.
#define MOST 256

static void notify(struct vmm_virtio *virtio, unsigned n)
{
	struct vmm_virtio_rng *rng = VMM_CONTAINER(virtio, struct vmm_virtio_rng, virtio);
	struct vmm_chain chain;

	while (vmm_virtio_pop(virtio, n, &chain)) {
		struct vmm_piece piece = vmm_chain_next_out(&chain, MOST);

		vmm_random_bytes(rng->random, piece.data, piece.size);
		vmm_virtio_push(virtio, n, &chain);
	}
}

static const struct vmm_virtio_ops rng_ops = {
        .type = VMM_VIRTIO_RNG,
        .queues = 1,
        .notify = notify,
};

void vmm_virtio_rng_init(struct vmm_virtio_rng *rng, uint32_t base, const struct vmm_ram *ram,
                         struct vmm_random *random)
{
	rng->random = random;
	vmm_virtio_init(&rng->virtio, &rng_ops, "rng", base, ram, 0, NULL, 0);
}
