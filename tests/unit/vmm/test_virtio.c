// SPDX-License-Identifier: Apache-2.0
// The virtio transport and queues, with the entropy device behind them.
#include "unit.h"
#include "virtio_driver.h"

#include <string.h>
#include <vmm/virtio_rng.h>

static struct vmm_virtio_rng rng;
static struct vmm_random source;

static void entropy_device(void)
{
	driver_prepare();
	vmm_virtio_rng_init(&rng, 0x1f010000, &driver.ram, &source);
	driver_attach(&rng.virtio);
}

UNIT_FIXTURE(entropy_device, NULL);

static bool zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i])
			return false;
	}
	return true;
}

UNIT_TEST(virtio_identifies_itself)
{
	ck_assert_uint_eq(driver_read(0x00), 0x74726976);
	ck_assert_uint_eq(driver_read(0x04), 2);
	ck_assert_uint_eq(driver_read(0x08), VMM_VIRTIO_RNG);
	ck_assert_uint_eq(driver_read(0x0c), 0x59524b53);
	ck_assert_uint_eq(driver_read(0x34), VMM_QUEUE_MAX);
	ck_assert_uint_eq(driver_read(0xb0), UINT32_MAX);
	ck_assert_uint_eq(driver_read(0xbc), UINT32_MAX);
	ck_assert_uint_eq(driver_read(0xfc), 0);
	driver_write(0x30, 1);
	ck_assert_uint_eq(driver_read(0x34), 0);
	ck_assert_uint_eq(driver_read(0x44), 0);
	// Writes to a queue that does not exist go nowhere.
	driver_write(0x44, 1);
	driver_write(0x38, 8);
	ck_assert(!driver_failed());
}

UNIT_TEST(virtio_refuses_registers_that_do_not_exist)
{
	uint32_t value;
	const struct vmm_device_ops *ops = rng.virtio.dev.ops;

	ck_assert(!ops->read(&rng.virtio.dev, 0x28, 4, &value));
	ck_assert(!ops->read(&rng.virtio.dev, 0xc0, 4, &value));
	ck_assert(!ops->read(&rng.virtio.dev, 0x00, 2, &value));
	ck_assert(!ops->write(&rng.virtio.dev, 0x28, 4, 0));
	ck_assert(!ops->write(&rng.virtio.dev, 0x70, 1, 0));
	ck_assert(ops->write(&rng.virtio.dev, 0x100, 1, 1));
	ck_assert(ops->read(&rng.virtio.dev, 0x100, 4, &value));
	ck_assert_uint_eq(value, 0);
}

UNIT_TEST(virtio_features_are_negotiated)
{
	driver_write(0x70, 3);
	driver_write(0x14, 1);
	ck_assert_uint_eq(driver_read(0x10), 1);
	driver_write(0x14, 2);
	ck_assert_uint_eq(driver_read(0x10), 0);
	// Not without VERSION_1, and not with something that was not offered.
	driver_write(0x70, 0x0b);
	ck_assert_uint_eq(driver_read(0x70), 3);
	driver_write(0x24, 1);
	driver_write(0x20, 1);
	driver_write(0x24, 0);
	driver_write(0x20, 0x10);
	driver_write(0x70, 0x0b);
	ck_assert_uint_eq(driver_read(0x70), 3);
	driver_write(0x20, 0);
	driver_write(0x24, 2);
	driver_write(0x20, 0xffffffff);
	driver_write(0x70, 0x0b);
	ck_assert_uint_eq(driver_read(0x70), 0x0b);
	// Fixed from then on.
	driver_write(0x24, 0);
	driver_write(0x20, 0xff);
	ck_assert_uint_eq(rng.virtio.accepted, UINT64_C(1) << 32);
}

UNIT_TEST(virtio_is_not_turned_on_without_features)
{
	driver_write(0x70, 0x07);
	ck_assert_uint_eq(driver_read(0x70), 0x03);
}

UNIT_TEST(virtio_request_is_answered_with_an_interrupt)
{
	driver_start();
	driver_publish(0, driver_add(0, 0x8000, 32, true, false));
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 1);
	ck_assert_uint_eq(driver_used_head(0, 0), 0);
	ck_assert_uint_eq(driver_used_size(0, 0), 32);
	ck_assert(!zero(driver.memory + 0x8000, 32));
	ck_assert(zero(driver.memory + 0x8020, 32));
	ck_assert(driver.irq);
	ck_assert_uint_eq(driver_read(0x60), 1);
	driver_write(0x64, 1);
	ck_assert(!driver.irq);
}

UNIT_TEST(virtio_requests_from_before_the_start_are_answered)
{
	driver_write(0x70, 3);
	driver_write(0x24, 1);
	driver_write(0x20, 1);
	driver_write(0x70, 0x0b);
	driver_queue(0);
	driver_publish(0, driver_add(0, 0x8000, 32, true, false));
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 0);
	driver_write(0x70, 0x0f);
	ck_assert_uint_eq(driver_used(0), 1);
}

UNIT_TEST(virtio_driver_may_do_without_interrupts)
{
	driver_start();
	vmm_put_le16(driver.memory + driver_part(0, 1), 1);
	driver_publish(0, driver_add(0, 0x8000, 32, true, false));
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 1);
	ck_assert(!driver.irq);
}

UNIT_TEST(virtio_rings_wrap_around)
{
	driver_start();
	for (unsigned i = 0; i < 70000; i++) {
		driver_publish(0, driver_add(0, 0x8000, 1, true, false));
		driver_notify(0);
		ck_assert_uint_eq(driver_used(0), (uint16_t)(i + 1));
	}
	ck_assert(!driver_failed());
}

UNIT_TEST(virtio_reset_forgets_everything)
{
	driver_start();
	driver_publish(0, driver_add(0, 0x8000, 32, true, false));
	driver_notify(0);
	driver_write(0x70, 0);
	ck_assert_uint_eq(driver_read(0x70), 0);
	ck_assert_uint_eq(driver_read(0x60), 0);
	ck_assert_uint_eq(driver_read(0x44), 0);
	ck_assert(!driver.irq);
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 1);
	rng.virtio.dev.ops->reset(&rng.virtio.dev);
	ck_assert_uint_eq(driver_read(0x70), 0);
}

UNIT_TEST(virtio_queue_place_is_fixed_while_in_use)
{
	driver_start();
	driver_write(0x80, 0x9000);
	driver_write(0x44, 1);
	ck_assert_uint_eq(rng.virtio.queue[0].desc, driver_part(0, 0));
	driver_write(0x44, 0);
	ck_assert_uint_eq(driver_read(0x44), 0);
	driver_notify(0);
	driver_queue(0);
	ck_assert_uint_eq(driver_read(0x44), 1);
}

UNIT_TEST(virtio_notification_of_another_queue_is_nothing)
{
	driver_start();
	driver_notify(1);
	driver_notify(0xffffffff);
	ck_assert(!driver_failed());
}

// Sets up queue 0 with one register changed; returns whether the device accepted it.
static bool queue_accepted(uint32_t reg, uint32_t value)
{
	driver_start();
	driver_write(0x44, 0);
	driver_write(0x38, DRIVER_NUM);
	for (unsigned part = 0; part < 3; part++)
		driver_write(0x80 + 0x10 * part, driver_part(0, part));
	driver_write(reg, value);
	driver_write(0x44, 1);
	ck_assert(driver_failed() != (driver_read(0x44) == 1));
	return !driver_failed();
}

UNIT_TEST(virtio_queue_must_lie_in_memory)
{
	ck_assert(queue_accepted(0x38, 8));
	ck_assert(!queue_accepted(0x38, 0));
	ck_assert(!queue_accepted(0x38, 6));
	ck_assert(!queue_accepted(0x38, 512));
	ck_assert(!queue_accepted(0x80, 0x1008));
	ck_assert(!queue_accepted(0x80, DRIVER_RAM));
	ck_assert(!queue_accepted(0x80, DRIVER_RAM - 112));
	ck_assert(queue_accepted(0x80, DRIVER_RAM - 128));
	ck_assert(!queue_accepted(0x84, 1));
	ck_assert(!queue_accepted(0x90, 0x2001));
	ck_assert(!queue_accepted(0x90, DRIVER_RAM - 18));
	ck_assert(!queue_accepted(0x94, 0xffffffff));
	ck_assert(!queue_accepted(0xa0, 0x3002));
	ck_assert(!queue_accepted(0xa0, DRIVER_RAM - 64));
	ck_assert(!queue_accepted(0xa4, 0x80000000));
}

// A driver that breaks the rules with its next request.
static void broken(void)
{
	driver_notify(0);
	ck_assert(driver_failed());
	ck_assert_uint_eq(driver_read(0x60), 2);
	ck_assert(driver.irq);
	ck_assert_uint_eq(driver_used(0), 0);
	// It stays broken until reset.
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 0);
	memset(driver.memory, 0, DRIVER_RAM);
	driver.avail[0] = driver.desc[0] = 0;
	driver_start();
	ck_assert(!driver_failed());
}

UNIT_TEST(virtio_broken_requests_stop_the_device)
{
	driver_start();
	driver_desc(0, 0, DRIVER_RAM - 16, 32, 2, 0); // beyond memory
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, UINT64_C(0x100008000), 32, 2, 0);
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, 0x8000, 0xffffffff, 2, 0);
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, 0x8000, 32, 3, DRIVER_NUM); // next beyond the table
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, 0x8000, 32, 3, 0); // a loop
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, 0x8000, 32, 3, 1); // reading behind writing
	driver_desc(0, 1, 0x8000, 32, 0, 0);
	driver_publish(0, 0);
	broken();
	driver_desc(0, 0, 0x8000, 32, 6, 0); // indirect, which was not offered
	driver_publish(0, 0);
	broken();
	driver_publish(0, DRIVER_NUM); // head beyond the table
	broken();
	vmm_put_le16(driver.memory + driver_part(0, 1) + 2, DRIVER_NUM + 1); // more than fits
	broken();
}

UNIT_TEST(virtio_failure_before_the_start_raises_no_interrupt)
{
	driver_write(0x70, 3);
	driver_write(0x30, 0);
	driver_write(0x44, 1);
	ck_assert(driver_failed());
	ck_assert(!driver.irq);
}

UNIT_TEST(virtio_entropy_is_bounded_and_needs_no_room)
{
	driver_start();
	driver_publish(0, driver_add(0, 0x8000, 0x1000, true, false));
	driver_publish(0, driver_add(0, 0xa000, 16, false, false));
	driver_publish(0, driver_add(0, 0xa000, 0, true, false));
	driver_notify(0);
	ck_assert_uint_eq(driver_used(0), 3);
	ck_assert_uint_eq(driver_used_size(0, 0), 256);
	ck_assert_uint_eq(driver_used_size(0, 1), 0);
	ck_assert_uint_eq(driver_used_size(0, 2), 0);
	ck_assert(!driver_failed());
}
