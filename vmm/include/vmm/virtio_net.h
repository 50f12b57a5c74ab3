// SPDX-License-Identifier: Apache-2.0
// Network device.
#ifndef VMM_VIRTIO_NET_H
#define VMM_VIRTIO_NET_H

#include <vmm/virtio.h>

/** Largest Ethernet frame, without checksum. */
#define VMM_NET_FRAME 1514

/** The far end of the cable. */
struct vmm_wire {
	uint8_t mac[6];
	/** Takes one frame that the guest sends, 14 to VMM_NET_FRAME bytes. @return false: not now, vmm_virtio_net_drain() tries again */
	bool (*send)(void *ctx, const uint8_t *frame, uint32_t size);
	/** The guest takes frames again after vmm_virtio_net_receive() refused one. May be NULL. */
	void (*room)(void *ctx);
	void *ctx;
};

/** A network interface. */
struct vmm_virtio_net {
	struct vmm_virtio virtio;
	struct vmm_wire wire;
	uint8_t config[8];
	bool wants_room;
	uint64_t sent, received;
	uint64_t dropped; /**< frames of the guest that are no frames, or for which its buffers were too small */
	uint8_t frame[VMM_NET_FRAME];
};

/** Prepares the device at @p base; the link is down until vmm_virtio_net_link(). */
void vmm_virtio_net_init(struct vmm_virtio_net *net, uint32_t base, const struct vmm_ram *ram,
                         const struct vmm_wire *wire);

/** A frame for the guest. @return false: no buffer for it now; try again after `room`, or drop it */
bool vmm_virtio_net_receive(struct vmm_virtio_net *net, const uint8_t *frame, uint32_t size);

/** The wire takes frames again: sends what waits. */
void vmm_virtio_net_drain(struct vmm_virtio_net *net);

/** Tells the guest whether the cable is plugged in. */
void vmm_virtio_net_link(struct vmm_virtio_net *net, bool up);

#endif
