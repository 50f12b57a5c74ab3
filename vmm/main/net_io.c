// SPDX-License-Identifier: Apache-2.0
// Moves frames between an interface of the guest and a port of a switch.
#include "net_io.h"

#include <skerry/rt/object.h>
#include <skerry/rt/print.h>

static void wake_switch(const struct net_io *io)
{
	sk_word_t words[] = {1};

	(void)rt_invoke(io->bell, SK_IRQ_TRIGGER, words, 1, 0);
}

static bool wire_send(void *ctx, const uint8_t *frame, uint32_t size)
{
	struct net_io *io = ctx;
	enum ethernet_put put = ethernet_put(&io->port->to_switch, frame, size, true);

	if (put == ETHERNET_PUT_WAKE)
		wake_switch(io);
	return put != ETHERNET_FULL;
}

static void receive(struct net_io *io)
{
	uint32_t size;

	while (ethernet_peek(&io->port->to_client, io->frame, &size)) {
		if (size && !vmm_virtio_net_receive(io->net, io->frame, size))
			return;
		if (ethernet_next(&io->port->to_client))
			wake_switch(io);
	}
}

static void wire_room(void *ctx)
{
	receive(ctx);
}

unsigned net_io_find(struct net_io io[VMM_NETS], const struct rt_startup *startup)
{
	unsigned count = 0;

	for (sk_word_t i = 0; i < startup->region_count && count < VMM_NETS; i++) {
		const struct rt_region *region = &startup->region[i];
		sk_word_t bell = rt_cap(startup, region->name);
		char event[RT_NAME_MAX];

		if (!bell || region->size < sizeof(struct ethernet_port))
			continue;
		(void)rt_snprintf(event, sizeof(event), "%s-event", region->name);
		io[count].name = region->name;
		io[count].port = (struct ethernet_port *)region->addr;
		io[count].bell = bell;
		io[count].event = rt_cap(startup, event);
		io[count].id = rt_param(startup, region->name, 0);
		count++;
	}
	return count;
}

void net_io_configure(struct net_io *io, struct vmm_net_end *end, struct vmm_virtio_net *net)
{
	io->net = net;
	ethernet_drop_all(&io->port->to_client);
	*end = (struct vmm_net_end){io->name, {.send = wire_send, .room = wire_room, .ctx = io}};
	ethernet_address(io->id, end->wire.mac);
}

void net_io_event(struct net_io *io)
{
	vmm_virtio_net_drain(io->net);
	receive(io);
}
