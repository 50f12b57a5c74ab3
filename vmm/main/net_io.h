// SPDX-License-Identifier: Apache-2.0
// The far ends of the guest's network interfaces: ports of Ethernet switches.
#ifndef VMM_MAIN_NET_IO_H
#define VMM_MAIN_NET_IO_H

#include <skerry/ethernet_port.h>
#include <skerry/rt/startup.h>
#include <vmm/machine.h>

/** One end: a port, and what to wake its switch with. */
struct net_io {
	const char *name; /**< of the link */
	struct ethernet_port *port;
	sk_word_t bell;  /**< notification that wakes the switch */
	sk_word_t event; /**< notification from the switch */
	uint32_t id;     /**< the system's number of this end */
	struct vmm_virtio_net *net;
	uint8_t frame[ETHERNET_FRAME_MAX];
};

/** Finds the domain's ports: regions with a notification of the same name. @return how many, at most VMM_NETS */
unsigned net_io_find(struct net_io io[VMM_NETS], const struct rt_startup *startup);

/** Enters the end @p io into the configuration; @p net is the interface that may be put on it. */
void net_io_configure(struct net_io *io, struct vmm_net_end *end, struct vmm_virtio_net *net);

/** The switch signalled: moves what waits in either direction. */
void net_io_event(struct net_io *io);

#endif
