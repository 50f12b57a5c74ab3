// SPDX-License-Identifier: Apache-2.0
// A virtio device behind the memory-mapped transport (virtio 1.2, section 4.2, not legacy).
#ifndef VMM_VIRTIO_H
#define VMM_VIRTIO_H

#include <vmm/bus.h>
#include <vmm/pin.h>
#include <vmm/queue.h>

#define VMM_VIRTIO_QUEUES 2

/** Size of the transport's registers with the configuration space. */
#define VMM_VIRTIO_SIZE 0x200

/* Device types. */
#define VMM_VIRTIO_NONE    0 /* an empty place: drivers pass over it */
#define VMM_VIRTIO_NET     1
#define VMM_VIRTIO_BLOCK   2
#define VMM_VIRTIO_CONSOLE 3
#define VMM_VIRTIO_RNG     4

struct vmm_virtio;

/** What a kind of device brings. */
struct vmm_virtio_ops {
	uint32_t type; /**< VMM_VIRTIO_* */
	unsigned queues;
	uint64_t features; /**< beside those of the transport */
	/** The driver put something into queue @p n, or turned the device on. */
	void (*notify)(struct vmm_virtio *virtio, unsigned n);
};

/** A device and its transport; embedded in each kind of device. */
struct vmm_virtio {
	struct vmm_device dev;
	struct vmm_pin irq;
	const struct vmm_virtio_ops *ops;
	const struct vmm_ram *ram;
	const uint8_t *config; /**< configuration space, read-only to the driver; owned by the kind of device */
	uint32_t config_size;
	uint64_t features; /**< offered */
	uint64_t accepted; /**< by the driver; final once it is turned on */
	uint32_t features_sel, accepted_sel, queue_sel;
	uint32_t status;
	uint32_t interrupts; /**< InterruptStatus */
	uint32_t generation; /**< of the configuration */
	struct vmm_queue queue[VMM_VIRTIO_QUEUES];
};

/**
 * Prepares a transport at @p base (VMM_VIRTIO_SIZE bytes) with @p ops behind it; the pin is left unconnected.
 * @param features beside those in @p ops
 * @param config configuration space; lives as long as the device
 */
void vmm_virtio_init(struct vmm_virtio *virtio, const struct vmm_virtio_ops *ops, const char *name, uint32_t base,
                     const struct vmm_ram *ram, uint64_t features, const uint8_t *config, uint32_t config_size);

/** Whether the driver has turned the device on and queue @p n may be used. */
bool vmm_virtio_live(const struct vmm_virtio *virtio, unsigned n);

/**
 * Takes the next request from queue @p n. A broken queue stops the device (DEVICE_NEEDS_RESET).
 * @return false if there is none
 */
bool vmm_virtio_pop(struct vmm_virtio *virtio, unsigned n, struct vmm_chain *chain);

/** Hands a request back and interrupts the driver if it wants that. */
void vmm_virtio_push(struct vmm_virtio *virtio, unsigned n, const struct vmm_chain *chain);

/** Tells the driver that the configuration space has changed. */
void vmm_virtio_config_changed(struct vmm_virtio *virtio);

/** The driver broke the rules: the device stops until it is reset. */
void vmm_virtio_fail(struct vmm_virtio *virtio);

#endif
