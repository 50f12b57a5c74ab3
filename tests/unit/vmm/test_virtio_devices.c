// SPDX-License-Identifier: Apache-2.0
// Console, block and network devices on the virtio transport.
#include "unit.h"
#include "virtio_driver.h"

#include <string.h>
#include <vmm/virtio_block.h>
#include <vmm/virtio_console.h>
#include <vmm/virtio_net.h>

static struct vmm_virtio_console console;
static struct vmm_virtio_block block;
static struct vmm_virtio_net net;
static uint8_t log_bytes[4096];
static uint32_t log_size;
static unsigned rooms, flushes;
static bool stuck, disk_fails;
static uint8_t disk_bytes[16 * VMM_BLOCK_SECTOR];

static void send_bytes(void *ctx, const uint8_t *bytes, uint32_t count)
{
	(void)ctx;
	memcpy(log_bytes + log_size, bytes, count);
	log_size += count;
}

static bool send_frame(void *ctx, const uint8_t *frame, uint32_t size)
{
	if (stuck)
		return false;
	send_bytes(ctx, frame, size);
	return true;
}

static void room(void *ctx)
{
	(void)ctx;
	rooms++;
}

static bool disk_read(void *ctx, uint64_t sector, void *to, uint32_t bytes)
{
	(void)ctx;
	ck_assert_uint_le(sector * VMM_BLOCK_SECTOR + bytes, sizeof(disk_bytes));
	memcpy(to, disk_bytes + sector * VMM_BLOCK_SECTOR, bytes);
	return !disk_fails;
}

static bool disk_write(void *ctx, uint64_t sector, const void *from, uint32_t bytes)
{
	(void)ctx;
	ck_assert_uint_le(sector * VMM_BLOCK_SECTOR + bytes, sizeof(disk_bytes));
	memcpy(disk_bytes + sector * VMM_BLOCK_SECTOR, from, bytes);
	return !disk_fails;
}

static bool disk_flush(void *ctx)
{
	(void)ctx;
	flushes++;
	return !disk_fails;
}

static void console_device(bool with_room)
{
	const struct vmm_virtio_console_line line = {.send = send_bytes, .room = with_room ? room : NULL};

	driver_prepare();
	vmm_virtio_console_init(&console, 0, &driver.ram, &line);
	driver_attach(&console.virtio);
	driver_start();
}

static void block_device(bool read_only)
{
	const struct vmm_disk disk = {
	        .sectors = 16,
	        .read_only = read_only,
	        .id = "disk of the tests",
	        .read = disk_read,
	        .write = disk_write,
	        .flush = disk_flush,
	};

	driver_prepare();
	vmm_virtio_block_init(&block, 0, &driver.ram, &disk);
	driver_attach(&block.virtio);
	driver_start();
}

static void net_device(bool with_room)
{
	const struct vmm_wire wire = {.mac = {2, 0, 0, 0, 0, 7}, .send = send_frame, .room = with_room ? room : NULL};

	driver_prepare();
	vmm_virtio_net_init(&net, 0, &driver.ram, &wire);
	driver_attach(&net.virtio);
	driver_start();
}

UNIT_TEST(console_sends_all_pieces_of_all_requests)
{
	console_device(true);
	memcpy(driver.memory + 0x8000, "hello world", 11);

	unsigned head = driver_add(1, 0x8000, 5, false, true);

	(void)driver_add(1, 0x8000, 0, false, true);
	(void)driver_add(1, 0x8005, 6, false, false);
	driver_publish(1, head);
	driver_publish(1, driver_add(1, 0x8000, 5, false, false));
	driver_notify(1);
	ck_assert_uint_eq(log_size, 16);
	ck_assert_mem_eq(log_bytes, "hello worldhello", 16);
	ck_assert_uint_eq(driver_used(1), 2);
}

UNIT_TEST(console_gives_input_to_waiting_buffers)
{
	console_device(true);
	ck_assert_uint_eq(vmm_virtio_console_receive(&console, (const uint8_t *)"abc", 3), 0);
	driver_publish(0, driver_add(0, 0x8000, 2, true, false));
	driver_notify(0);
	ck_assert_uint_eq(rooms, 1);
	driver_notify(0);
	ck_assert_uint_eq(rooms, 1);
	ck_assert_uint_eq(vmm_virtio_console_receive(&console, (const uint8_t *)"abc", 3), 2);
	ck_assert_mem_eq(driver.memory + 0x8000, "ab\0", 3);
	ck_assert_uint_eq(driver_used_size(0, 0), 2);
	ck_assert(driver.irq);
	driver_publish(0, driver_add(0, 0x8000, 64, true, false));
	ck_assert_uint_eq(vmm_virtio_console_receive(&console, (const uint8_t *)"c", 1), 1);
	ck_assert_uint_eq(driver.memory[0x8000], 'c');
}

UNIT_TEST(console_without_room_callback)
{
	console_device(false);
	ck_assert_uint_eq(vmm_virtio_console_receive(&console, (const uint8_t *)"a", 1), 0);
	driver_notify(0);
	ck_assert(!driver_failed());
}

// One block request of @p bytes of data; returns its status byte.
static uint8_t request(uint32_t type, uint64_t sector, uint32_t bytes, bool write_data)
{
	uint8_t *header = driver.memory + 0x8000;
	uint16_t before = driver_used(0);

	vmm_put_le32(header, type);
	vmm_put_le32(header + 8, (uint32_t)sector);
	vmm_put_le32(header + 12, (uint32_t)(sector >> 32));
	driver.memory[0x8010] = 0xee;

	unsigned head = driver_add(0, 0x8000, 16, false, true);

	if (bytes)
		(void)driver_add(0, 0x9000, bytes, write_data, true);
	(void)driver_add(0, 0x8010, 1, true, false);
	driver_publish(0, head);
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), before + 1);
	return driver.memory[0x8010];
}

UNIT_TEST(block_tells_its_size)
{
	uint32_t value;

	block_device(false);
	ck_assert_uint_eq(driver_read(0x100), 16);
	ck_assert_uint_eq(driver_read(0x104), 0);
	ck_assert_uint_eq(driver_read(0x10c), VMM_CHAIN_MAX - 2);
	ck_assert(block.virtio.dev.ops->read(&block.virtio.dev, 0x100, 1, &value));
	ck_assert_uint_eq(value, 16);
	ck_assert_uint_eq(block.virtio.accepted & 1u << 5, 0);
	block_device(true);
	ck_assert_uint_ne(block.virtio.accepted & 1u << 5, 0);
}

UNIT_TEST(block_writes_and_reads_back)
{
	block_device(false);
	memset(driver.memory + 0x9000, 0x5a, 1024);
	ck_assert_uint_eq(request(1, 3, 1024, false), 0);
	ck_assert_uint_eq(driver_used_size(0, 0), 1);
	ck_assert_uint_eq(disk_bytes[3 * 512 - 1], 0);
	ck_assert_uint_eq(disk_bytes[3 * 512], 0x5a);
	ck_assert_uint_eq(disk_bytes[5 * 512 - 1], 0x5a);
	ck_assert_uint_eq(disk_bytes[5 * 512], 0);
	memset(driver.memory + 0x9000, 0, 2048);
	ck_assert_uint_eq(request(0, 4, 1024, true), 0);
	ck_assert_uint_eq(driver_used_size(0, 1), 1025);
	ck_assert_uint_eq(driver.memory[0x9000], 0x5a);
	ck_assert_uint_eq(driver.memory[0x9200], 0);
}

UNIT_TEST(block_refuses_what_is_not_on_the_disk)
{
	block_device(false);
	ck_assert_uint_eq(request(0, 16, 512, true), 1);
	ck_assert_uint_eq(request(0, 15, 1024, true), 1);
	ck_assert_uint_eq(request(1, 15, 1024, false), 1);
	ck_assert_uint_eq(request(0, UINT64_MAX, 512, true), 1);
	ck_assert_uint_eq(request(0, 0, 500, true), 1);
	ck_assert_uint_eq(request(1, 0, 500, false), 1);
	ck_assert_uint_eq(request(0, 15, 512, true), 0);
	ck_assert_uint_eq(request(0, 16, 0, true), 0);
}

UNIT_TEST(block_reports_errors_of_the_medium)
{
	block_device(false);
	disk_fails = true;
	ck_assert_uint_eq(request(0, 0, 512, true), 1);
	ck_assert_uint_eq(request(1, 0, 512, false), 1);
	ck_assert_uint_eq(request(4, 0, 0, false), 1);
}

UNIT_TEST(block_read_only_disk_takes_no_writes)
{
	block_device(true);
	ck_assert_uint_eq(request(1, 0, 512, false), 1);
	ck_assert_uint_eq(request(0, 0, 512, true), 0);
}

UNIT_TEST(block_other_requests)
{
	block_device(false);
	ck_assert_uint_eq(request(4, 0, 0, false), 0);
	ck_assert_uint_eq(flushes, 1);
	ck_assert_uint_eq(request(8, 0, 20, true), 0);
	ck_assert_str_eq((char *)driver.memory + 0x9000, "disk of the tests");
	memset(driver.memory + 0x9000, 0xee, 20);
	ck_assert_uint_eq(request(8, 0, 4, true), 0);
	ck_assert_mem_eq(driver.memory + 0x9000, "disk\xee", 5);
	ck_assert_uint_eq(request(11, 0, 512, true), 2);
}

UNIT_TEST(block_pieces_that_split_a_sector_are_an_error)
{
	block_device(false);
	for (unsigned type = 0; type < 2; type++) {
		vmm_put_le32(driver.memory + 0x8000, type);

		unsigned head = driver_add(0, 0x8000, 16, false, true);

		(void)driver_add(0, 0x9000, 256, type == 0, true);
		(void)driver_add(0, 0x9100, 256, type == 0, true);
		(void)driver_add(0, 0x8010, 1, true, false);
		driver_publish(0, head);
		driver_notify(0);
		ck_assert_uint_eq(driver.memory[0x8010], 1);
	}
}

UNIT_TEST(block_status_goes_to_the_last_byte)
{
	block_device(false);
	driver.memory[0x9200] = 0xee;

	unsigned head = driver_add(0, 0x8000, 16, false, true);

	(void)driver_add(0, 0x9000, 513, true, true);
	(void)driver_add(0, 0x9400, 0, true, false);
	driver_publish(0, head);
	driver_notify(0);
	ck_assert_uint_eq(driver.memory[0x9200], 0);
	ck_assert(!driver_failed());
}

UNIT_TEST(block_request_without_header_or_status_stops_the_device)
{
	block_device(false);
	driver_publish(0, driver_add(0, 0x8000, 15, false, false));
	driver_notify(0);
	ck_assert(driver_failed());
	block_device(false);
	driver_publish(0, driver_add(0, 0x8000, 16, false, false));
	driver_notify(0);
	ck_assert(driver_failed());
}

UNIT_TEST(net_has_its_address_and_link)
{
	net_device(true);
	ck_assert_uint_eq(driver_read(0x100), 0x00000002);
	ck_assert_uint_eq(driver_read(0x104), 0x00000700);
	ck_assert_uint_eq(driver_read(0xfc), 0);
	vmm_virtio_net_link(&net, true);
	ck_assert_uint_eq(driver_read(0x104), 0x00010700);
	ck_assert_uint_eq(driver_read(0xfc), 1);
	ck_assert_uint_eq(driver_read(0x60), 2);
	vmm_virtio_net_link(&net, false);
	ck_assert_uint_eq(driver_read(0x104), 0x00000700);
	driver_write(0x70, 0);
	vmm_virtio_net_link(&net, true);
	ck_assert(!driver.irq);
}

UNIT_TEST(net_sends_frames_without_their_header)
{
	net_device(true);
	memset(driver.memory + 0x8000, 0xff, 12);
	memset(driver.memory + 0x800c, 0x77, 60);

	unsigned head = driver_add(1, 0x8000, 12, false, true);

	(void)driver_add(1, 0x800c, 60, false, false);
	driver_publish(1, head);
	driver_notify(1);
	ck_assert_uint_eq(log_size, 60);
	ck_assert_uint_eq(log_bytes[0], 0x77);
	ck_assert_uint_eq(net.sent, 1);
}

UNIT_TEST(net_frames_wait_for_the_wire)
{
	net_device(true);
	stuck = true;
	driver_publish(1, driver_add(1, 0x8000, 72, false, false));
	driver_notify(1);
	ck_assert_uint_eq(driver_used(1), 0);
	stuck = false;
	vmm_virtio_net_drain(&net);
	ck_assert_uint_eq(driver_used(1), 1);
	ck_assert_uint_eq(log_size, 60);
}

UNIT_TEST(net_drops_what_is_no_frame)
{
	net_device(true);
	driver_publish(1, driver_add(1, 0x8000, 25, false, false));
	driver_publish(1, driver_add(1, 0x8000, 12 + VMM_NET_FRAME + 1, false, false));
	driver_publish(1, driver_add(1, 0x8000, 12 + VMM_NET_FRAME, false, false));
	driver_publish(1, driver_add(1, 0x8000, 26, false, false));
	driver_notify(1);
	ck_assert_uint_eq(driver_used(1), 4);
	ck_assert_uint_eq(net.dropped, 2);
	ck_assert_uint_eq(log_size, VMM_NET_FRAME + 14);
}

UNIT_TEST(net_receives_into_waiting_buffers)
{
	static const uint8_t frame[60] = {1, 2, 3};

	net_device(true);
	ck_assert(!vmm_virtio_net_receive(&net, frame, 60));
	driver_publish(0, driver_add(0, 0x8000, 2048, true, false));
	driver_notify(0);
	driver_notify(0);
	ck_assert_uint_eq(rooms, 1);
	ck_assert(vmm_virtio_net_receive(&net, frame, 60));
	ck_assert_uint_eq(driver_used_size(0, 0), 72);
	ck_assert_mem_eq(driver.memory + 0x8000, "\0\0\0\0\0\0\0\0\0\0\1\0\1\2\3", 15);
	ck_assert_uint_eq(net.received, 1);
}

UNIT_TEST(net_frame_too_large_for_the_buffer_is_dropped)
{
	static const uint8_t frame[60];

	net_device(true);
	driver_publish(0, driver_add(0, 0x8000, 71, true, false));
	ck_assert(vmm_virtio_net_receive(&net, frame, 60));
	ck_assert_uint_eq(net.dropped, 1);
	ck_assert_uint_eq(driver_used(0), 0);
	ck_assert(vmm_virtio_net_receive(&net, frame, 59));
	ck_assert_uint_eq(driver_used(0), 1);
}

UNIT_TEST(net_without_room_callback)
{
	static const uint8_t frame[60];

	net_device(false);
	ck_assert(!vmm_virtio_net_receive(&net, frame, 60));
	driver_notify(0);
	ck_assert(!driver_failed());
}
