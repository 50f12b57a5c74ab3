// SPDX-License-Identifier: Apache-2.0
// Block device.
#ifndef VMM_VIRTIO_BLOCK_H
#define VMM_VIRTIO_BLOCK_H

#include <vmm/virtio.h>

#define VMM_BLOCK_SECTOR 512
#define VMM_BLOCK_ID     20

/** What holds the blocks. Transfers are whole sectors inside the disk; the memory is the guest's. */
struct vmm_disk {
	uint64_t sectors;
	bool read_only;
	char id[VMM_BLOCK_ID + 1]; /**< name shown to the guest */
	bool (*read)(void *ctx, uint64_t sector, void *to, uint32_t bytes);
	bool (*write)(void *ctx, uint64_t sector, const void *from, uint32_t bytes);
	bool (*flush)(void *ctx); /**< what was written is on the medium afterwards */
	void *ctx;
};

/** A block device. */
struct vmm_virtio_block {
	struct vmm_virtio virtio;
	struct vmm_disk disk;
	uint8_t config[36];
};

/** Prepares the device at @p base. */
void vmm_virtio_block_init(struct vmm_virtio_block *block, uint32_t base, const struct vmm_ram *ram,
                           const struct vmm_disk *disk);

#endif
