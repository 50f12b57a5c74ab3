// SPDX-License-Identifier: Apache-2.0
// Network device without offloads (virtio 1.2, section 5.1): one frame is one request.
#include <vmm/virtio_net.h>

#define RX 0
#define TX 1

#define FEATURE_MAC    (UINT64_C(1) << 5)
#define FEATURE_STATUS (UINT64_C(1) << 16)

#define CONFIG_STATUS 6
#define LINK_UP       1

// The header before each frame; without offloads all of it is zero but the number of buffers.
#define HEADER_SIZE    12
#define HEADER_BUFFERS 10
#define ETHERNET_MIN   14

// Returns whether the frame is dealt with.
static bool send_frame(struct vmm_virtio_net *net, struct vmm_chain *chain)
{
	uint64_t size = vmm_chain_left(chain, &chain->in);
	uint8_t header[HEADER_SIZE];

	if (size < HEADER_SIZE + ETHERNET_MIN || size > HEADER_SIZE + VMM_NET_FRAME) {
		net->dropped++;
		return true;
	}
	(void)vmm_chain_read(chain, header, HEADER_SIZE);
	// A copy: the guest could change the frame after the wire has looked at it.
	(void)vmm_chain_read(chain, net->frame, VMM_NET_FRAME);
	if (!net->wire.send(net->wire.ctx, net->frame, (uint32_t)size - HEADER_SIZE))
		return false;
	net->sent++;
	return true;
}

void vmm_virtio_net_drain(struct vmm_virtio_net *net)
{
	struct vmm_chain chain;

	while (vmm_virtio_pop(&net->virtio, TX, &chain)) {
		if (!send_frame(net, &chain)) {
			vmm_queue_unpop(&net->virtio.queue[TX]);
			return;
		}
		vmm_virtio_push(&net->virtio, TX, &chain);
	}
}

static void notify(struct vmm_virtio *virtio, unsigned n)
{
	struct vmm_virtio_net *net = VMM_CONTAINER(virtio, struct vmm_virtio_net, virtio);

	if (n == TX) {
		vmm_virtio_net_drain(net);
	} else if (net->wants_room) {
		net->wants_room = false;
		if (net->wire.room)
			net->wire.room(net->wire.ctx);
	}
}

bool vmm_virtio_net_receive(struct vmm_virtio_net *net, const uint8_t *frame, uint32_t size)
{
	uint8_t header[HEADER_SIZE] = {[HEADER_BUFFERS] = 1};
	struct vmm_chain chain;

	if (!vmm_virtio_pop(&net->virtio, RX, &chain)) {
		net->wants_room = true;
		return false;
	}
	if (vmm_chain_left(&chain, &chain.out) < HEADER_SIZE + (uint64_t)size) {
		// The driver offered too little for any frame of this size: only this one is lost.
		vmm_queue_unpop(&net->virtio.queue[RX]);
		net->dropped++;
		return true;
	}
	(void)vmm_chain_write(&chain, header, HEADER_SIZE);
	(void)vmm_chain_write(&chain, frame, size);
	vmm_virtio_push(&net->virtio, RX, &chain);
	net->received++;
	return true;
}

void vmm_virtio_net_link(struct vmm_virtio_net *net, bool up)
{
	vmm_put_le16(net->config + CONFIG_STATUS, up ? LINK_UP : 0);
	vmm_virtio_config_changed(&net->virtio);
}

static const struct vmm_virtio_ops net_ops = {
        .type = VMM_VIRTIO_NET,
        .queues = 2,
        .features = FEATURE_MAC | FEATURE_STATUS,
        .notify = notify,
};

void vmm_virtio_net_init(struct vmm_virtio_net *net, uint32_t base, const struct vmm_ram *ram,
                         const struct vmm_wire *wire)
{
	*net = (struct vmm_virtio_net){.wire = *wire};
	vmm_copy(net->config, wire->mac, sizeof(wire->mac));
	vmm_virtio_init(&net->virtio, &net_ops, "net", base, ram, 0, net->config, sizeof(net->config));
}
