// SPDX-License-Identifier: Apache-2.0
// The guest's disk: memory of the domain, or a file of the image that cannot be written.
#ifndef VMM_MAIN_DISK_IO_H
#define VMM_MAIN_DISK_IO_H

#include <skerry/rt/startup.h>
#include <vmm/virtio_block.h>

/** Where the sectors are. */
struct disk_io {
	uint8_t *memory;
};

/**
 * Sets up the domain's disk from its regions: "disk" is memory that can be written, which begins as a copy of "disk-image" where that is given too;
 * "disk-image" alone is a disk that cannot be written. What a guest wrote is there as long as its domain is.
 * @return false: the domain has no disk
 */
bool disk_io_open(struct disk_io *io, const struct rt_startup *startup, struct vmm_disk *disk);

#endif
