// SPDX-License-Identifier: Apache-2.0
// A disk in memory.
#include "disk_io.h"

#include <skerry/rt/string.h>

static bool disk_read(void *ctx, uint64_t sector, void *to, uint32_t bytes)
{
	const struct disk_io *io = ctx;

	memcpy(to, io->memory + (sk_word_t)sector * VMM_BLOCK_SECTOR, bytes);
	return true;
}

static bool disk_write(void *ctx, uint64_t sector, const void *from, uint32_t bytes)
{
	struct disk_io *io = ctx;

	memcpy(io->memory + (sk_word_t)sector * VMM_BLOCK_SECTOR, from, bytes);
	return true;
}

/* Memory has nothing behind it. */
static bool disk_flush(void *ctx)
{
	(void)ctx;
	return true;
}

bool disk_io_open(struct disk_io *io, const struct rt_startup *startup, struct vmm_disk *disk)
{
	const struct rt_region *memory = rt_region(startup, "disk"), *image = rt_region(startup, "disk-image");
	const struct rt_region *from = memory ? memory : image;

	if (!from)
		return false;
	io->memory = (uint8_t *)from->addr;
	if (memory && image)
		memcpy(io->memory, (const void *)image->addr, image->size < memory->size ? image->size : memory->size);
	*disk = (struct vmm_disk){
	        .sectors = from->size / VMM_BLOCK_SECTOR,
	        .read_only = !memory,
	        .id = "skerry-disk",
	        .read = disk_read,
	        .write = disk_write,
	        .flush = disk_flush,
	        .ctx = io,
	};
	return true;
}
