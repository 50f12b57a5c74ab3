// SPDX-License-Identifier: Apache-2.0
// Hostile drivers of every virtio device: any register, any queue, any request.
#include "fuzz.h"

#include "virtio_driver.h"

#include <string.h>
#include <vmm/virtio_block.h>
#include <vmm/virtio_console.h>
#include <vmm/virtio_net.h>
#include <vmm/virtio_rng.h>

#define SECTORS 64

static union {
	struct vmm_virtio_rng rng;
	struct vmm_virtio_console console;
	struct vmm_virtio_block block;
	struct vmm_virtio_net net;
} device;
static uint32_t kind;
static uint8_t disk_bytes[SECTORS * VMM_BLOCK_SECTOR];
static bool stuck;
static uint32_t sum;

// Every byte is looked at, so that the sanitizer sees a piece that does not lie in guest memory.
static void consume(const uint8_t *bytes, uint32_t count)
{
	FUZZ_CHECK(bytes >= driver.memory || kind == VMM_VIRTIO_NET);
	for (uint32_t i = 0; i < count; i++)
		sum += bytes[i];
}

static void send_bytes(void *ctx, const uint8_t *bytes, uint32_t count)
{
	(void)ctx;
	FUZZ_CHECK(bytes + count <= driver.memory + DRIVER_RAM);
	consume(bytes, count);
}

static bool send_frame(void *ctx, const uint8_t *frame, uint32_t size)
{
	(void)ctx;
	FUZZ_CHECK(size >= 14 && size <= VMM_NET_FRAME);
	consume(frame, size);
	return !stuck;
}

static bool disk_read(void *ctx, uint64_t sector, void *to, uint32_t bytes)
{
	(void)ctx;
	FUZZ_CHECK(sector < SECTORS && bytes <= (SECTORS - sector) * VMM_BLOCK_SECTOR);
	memcpy(to, disk_bytes + sector * VMM_BLOCK_SECTOR, bytes);
	return true;
}

static bool disk_write(void *ctx, uint64_t sector, const void *from, uint32_t bytes)
{
	(void)ctx;
	FUZZ_CHECK(sector < SECTORS && bytes <= (SECTORS - sector) * VMM_BLOCK_SECTOR);
	memcpy(disk_bytes + sector * VMM_BLOCK_SECTOR, from, bytes);
	return true;
}

static bool disk_flush(void *ctx)
{
	(void)ctx;
	return true;
}

static void make_device(void)
{
	static struct vmm_random random_source;
	const struct vmm_virtio_console_line line = {.send = send_bytes};
	const struct vmm_wire wire = {.mac = {2}, .send = send_frame};
	const struct vmm_disk disk = {.sectors = SECTORS, .read = disk_read, .write = disk_write, .flush = disk_flush};

	driver_prepare();
	switch (kind) {
	case VMM_VIRTIO_NET:
		vmm_virtio_net_init(&device.net, 0, &driver.ram, &wire);
		driver_attach(&device.net.virtio);
		break;
	case VMM_VIRTIO_BLOCK:
		vmm_virtio_block_init(&device.block, 0, &driver.ram, &disk);
		driver_attach(&device.block.virtio);
		break;
	case VMM_VIRTIO_CONSOLE:
		vmm_virtio_console_init(&device.console, 0, &driver.ram, &line);
		driver_attach(&device.console.virtio);
		break;
	default:
		vmm_virtio_rng_init(&device.rng, 0, &driver.ram, &random_source);
		driver_attach(&device.rng.virtio);
		break;
	}
	driver_start();
}

// A request of up to four buffers, most of them in memory, then published.
static void submit(struct fuzz_bytes *bytes)
{
	unsigned n = fuzz_u8(bytes) % driver.virtio->ops->queues;
	unsigned count = 1 + fuzz_u8(bytes) % 4;
	unsigned head = driver.desc[n] % DRIVER_NUM;
	unsigned readable = fuzz_u8(bytes) % (count + 1);

	for (unsigned i = 0; i < count; i++) {
		uint8_t shape = fuzz_u8(bytes);
		uint32_t gpa = shape < 250 ? 0x8000 + (uint32_t)shape * 0x100 : fuzz_u32(bytes);
		static const uint32_t sizes[] = {0, 1, 12, 16, 20, 60, 64, 512, 1024, 1514};
		uint32_t size = shape & 1 ? sizes[fuzz_u8(bytes) % 10] : fuzz_u8(bytes);

		if (shape == 249)
			size = fuzz_u32(bytes);
		(void)driver_add(n, gpa, size, i >= readable, i + 1 < count);
	}
	driver_publish(n, head);
}

static void scribble(struct fuzz_bytes *bytes)
{
	uint32_t at = fuzz_u8(bytes) & 1 ? 0x8000 + fuzz_u8(bytes) * 0x100u : 0x1000 + fuzz_u32(bytes) % 0x6000;

	for (unsigned i = 0; i < 16; i++)
		driver.memory[at + i] = fuzz_u8(bytes);
}

static void receive(struct fuzz_bytes *bytes)
{
	static const uint8_t frame[VMM_NET_FRAME];
	uint32_t size = fuzz_u32(bytes) % VMM_NET_FRAME;

	stuck = size & 1;
	if (kind == VMM_VIRTIO_CONSOLE)
		FUZZ_CHECK(vmm_virtio_console_receive(&device.console, frame, size) <= size);
	if (kind == VMM_VIRTIO_NET) {
		(void)vmm_virtio_net_receive(&device.net, frame, size);
		vmm_virtio_net_drain(&device.net);
	}
}

static void restart(void)
{
	memset(driver.avail, 0, sizeof(driver.avail));
	memset(driver.memory + 0x1000, 0, 0x6000);
	driver_start();
}

static void act(struct fuzz_bytes *bytes)
{
	uint8_t choice = fuzz_u8(bytes);
	uint32_t value;

	if (choice < 96) {
		submit(bytes);
	} else if (choice < 160) {
		driver_notify(fuzz_u8(bytes) & 1);
	} else if (choice < 192) {
		receive(bytes);
	} else if (choice < 208) {
		scribble(bytes);
	} else if (choice < 224) {
		(void)driver.virtio->dev.ops->write(&driver.virtio->dev, fuzz_u8(bytes) * 4u % VMM_VIRTIO_SIZE, 4,
		                                    fuzz_u32(bytes));
	} else if (choice < 240) {
		(void)driver.virtio->dev.ops->read(&driver.virtio->dev, fuzz_u8(bytes) * 2u % VMM_VIRTIO_SIZE & ~3u, 4,
		                                   &value);
	} else {
		restart();
	}
	// A broken device is of no more use until it is reset.
	if (driver_failed())
		restart();
}

size_t fuzz_virtio(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = {data, size};
	size_t actions = 0;

	kind = 1 + fuzz_u8(&bytes) % 4;
	make_device();
	while (bytes.size > 0) {
		act(&bytes);
		FUZZ_CHECK(driver.irq == (driver.virtio->interrupts != 0));
		actions++;
	}
	return actions;
}
