// SPDX-License-Identifier: Apache-2.0
// Requests of a block driver (virtio 1.2, section 5.2), carried out at once.
#include <vmm/virtio_block.h>

#define TYPE_IN     0
#define TYPE_OUT    1
#define TYPE_FLUSH  4
#define TYPE_GET_ID 8

#define DONE        0
#define FAILED      1
#define UNSUPPORTED 2

#define FEATURE_SEG_MAX   (UINT64_C(1) << 2)
#define FEATURE_READ_ONLY (UINT64_C(1) << 5)
#define FEATURE_FLUSH     (UINT64_C(1) << 9)

// Configuration space.
#define CONFIG_CAPACITY 0
#define CONFIG_SEG_MAX  12

#define HEADER_SIZE 16

struct request {
	uint32_t type;
	uint64_t sector;
};

static bool inside(const struct vmm_disk *disk, uint64_t sector, uint64_t bytes)
{
	return bytes % VMM_BLOCK_SECTOR == 0 && sector <= disk->sectors &&
	       bytes / VMM_BLOCK_SECTOR <= disk->sectors - sector;
}

// Data pieces are whole sectors with any driver that exists; one that splits sectors gets an error.
static uint8_t read_disk(struct vmm_virtio_block *block, struct vmm_chain *chain, uint64_t sector, uint64_t bytes)
{
	if (!inside(&block->disk, sector, bytes))
		return FAILED;
	while (bytes > 0) {
		struct vmm_piece piece = vmm_chain_next_out(chain, bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX);

		if (piece.size % VMM_BLOCK_SECTOR || !block->disk.read(block->disk.ctx, sector, piece.data, piece.size))
			return FAILED;
		sector += piece.size / VMM_BLOCK_SECTOR;
		bytes -= piece.size;
	}
	return DONE;
}

static uint8_t write_disk(struct vmm_virtio_block *block, struct vmm_chain *chain, uint64_t sector)
{
	uint64_t bytes = vmm_chain_left(chain, &chain->in);

	if (block->disk.read_only || !inside(&block->disk, sector, bytes))
		return FAILED;
	while (bytes > 0) {
		struct vmm_piece piece = vmm_chain_next_in(chain, UINT32_MAX);

		if (piece.size % VMM_BLOCK_SECTOR ||
		    !block->disk.write(block->disk.ctx, sector, piece.data, piece.size))
			return FAILED;
		sector += piece.size / VMM_BLOCK_SECTOR;
		bytes -= piece.size;
	}
	return DONE;
}

static uint8_t carry_out(struct vmm_virtio_block *block, struct vmm_chain *chain, const struct request *request,
                         uint64_t room)
{
	switch (request->type) {
	case TYPE_IN:
		return read_disk(block, chain, request->sector, room);
	case TYPE_OUT:
		return write_disk(block, chain, request->sector);
	case TYPE_FLUSH:
		return block->disk.flush(block->disk.ctx) ? DONE : FAILED;
	case TYPE_GET_ID:
		(void)vmm_chain_write(chain, block->disk.id, room < VMM_BLOCK_ID ? (uint32_t)room : VMM_BLOCK_ID);
		return DONE;
	default:
		return UNSUPPORTED;
	}
}

// The status is the last byte that the driver lets us write, wherever the data before it ended.
static void put_status(struct vmm_chain *chain, uint8_t status)
{
	struct vmm_piece *last = &chain->pieces[chain->count - 1];

	while (last->size == 0)
		last--;
	last->data[last->size - 1] = status;
	chain->written++;
}

static void notify(struct vmm_virtio *virtio, unsigned n)
{
	struct vmm_virtio_block *block = VMM_CONTAINER(virtio, struct vmm_virtio_block, virtio);
	struct vmm_chain chain;

	while (vmm_virtio_pop(virtio, n, &chain)) {
		uint8_t header[HEADER_SIZE];
		uint64_t room = vmm_chain_left(&chain, &chain.out);

		// Without a header to read and a byte for the status there is no way to answer.
		if (vmm_chain_read(&chain, header, HEADER_SIZE) < HEADER_SIZE || room == 0) {
			vmm_virtio_fail(virtio);
			return;
		}

		const struct request request = {
		        .type = vmm_le32(header),
		        .sector = vmm_le32(header + 8) | (uint64_t)vmm_le32(header + 12) << 32,
		};

		put_status(&chain, carry_out(block, &chain, &request, room - 1));
		vmm_virtio_push(virtio, n, &chain);
	}
}

static const struct vmm_virtio_ops block_ops = {
        .type = VMM_VIRTIO_BLOCK,
        .queues = 1,
        .features = FEATURE_SEG_MAX | FEATURE_FLUSH,
        .notify = notify,
};

void vmm_virtio_block_init(struct vmm_virtio_block *block, uint32_t base, const struct vmm_ram *ram,
                           const struct vmm_disk *disk)
{
	*block = (struct vmm_virtio_block){.disk = *disk};
	vmm_put_le32(block->config + CONFIG_CAPACITY, (uint32_t)disk->sectors);
	vmm_put_le32(block->config + CONFIG_CAPACITY + 4, (uint32_t)(disk->sectors >> 32));
	// Header and status take a piece each.
	vmm_put_le32(block->config + CONFIG_SEG_MAX, VMM_CHAIN_MAX - 2);
	vmm_virtio_init(&block->virtio, &block_ops, "block", base, ram, disk->read_only ? FEATURE_READ_ONLY : 0,
	                block->config, sizeof(block->config));
}
