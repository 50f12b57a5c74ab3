// SPDX-License-Identifier: Apache-2.0
// What a guest is made of and which policy it runs under.
#ifndef VMM_CONFIG_H
#define VMM_CONFIG_H

#include <vmm/ram.h>
#include <vmm/random.h>
#include <vmm/virtio_block.h>
#include <vmm/virtio_net.h>

/** A file the guest starts from, readable by the VMM and outside guest memory. */
struct vmm_file {
	const uint8_t *data; /**< NULL: there is none */
	uint32_t size;
};

/** What happens on an access where no device is. */
enum vmm_stray {
	VMM_STRAY_HALT,   /**< the guest is stopped and reported */
	VMM_STRAY_INJECT, /**< the guest gets a bus error */
};

/** What happens when a guest ends. */
enum vmm_on_end {
	VMM_ON_END_STOP,
	VMM_ON_END_RESTART,
};

#define VMM_NETS   2
#define VMM_BLOCKS 2

/** A network that the domain is on; an interface in the device tree names it. */
struct vmm_net_end {
	const char *name;
	struct vmm_wire wire;
};

/** A disk that the domain has; a block device in the device tree names it. */
struct vmm_block_end {
	const char *name;
	struct vmm_disk disk;
};

/** Configuration of one guest. The VMM keeps a copy; what it points to must live as long. */
struct vmm_config {
	const char *name;       /**< of the domain, in every message */
	struct vmm_ram ram;     /**< all zero before the first start */
	struct vmm_file kernel; /**< ELF file, or raw image when raw_entry is set */
	uint32_t raw_load;      /**< guest-physical address of a raw image */
	uint32_t raw_entry;     /**< virtual entry of a raw image; 0: the kernel is an ELF file */
	struct vmm_file initrd; /**< optional */
	struct vmm_file dtb;    /**< compiled device tree: the guest's devices are those it describes */
	const char *bootargs;   /**< replaces the tree's command line; NULL: leave it */
	uint32_t clock_hz;      /**< of the processor: twice the rate of its Count register; 0: as the tree says */
	uint8_t seed[VMM_SEED_SIZE];
	struct vmm_net_end net[VMM_NETS];
	unsigned nets;
	struct vmm_block_end block[VMM_BLOCKS];
	unsigned blocks;
	enum vmm_stray on_stray;
	enum vmm_on_end on_reset; /**< the guest asked for a reset */
	enum vmm_on_end on_crash; /**< panic, stray access, or a processor that cannot go on */
	unsigned restart_limit;   /**< restarts after crashes, in all */
	bool plain_console;       /**< output without the name before each line */
};

#endif
