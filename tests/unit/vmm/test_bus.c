// SPDX-License-Identifier: Apache-2.0
// The bus, the interrupt lines, the reset word and the message texts.
#include "unit.h"

#include <string.h>
#include <vmm/bus.h>
#include <vmm/cpuirq.h>
#include <vmm/random.h>
#include <vmm/syscon.h>
#include <vmm/text.h>

// A device of one 32-bit register per word that refuses bytes.
struct words {
	struct vmm_device dev;
	uint32_t word[4];
	unsigned resets;
};

static bool words_read(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value)
{
	*value = ((struct words *)dev)->word[offset / 4];
	return size != 1;
}

static bool words_write(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t value)
{
	if (size == 1)
		return false;
	((struct words *)dev)->word[offset / 4] = value;
	return true;
}

static void words_reset(struct vmm_device *dev)
{
	((struct words *)dev)->resets++;
}

static const struct vmm_device_ops words_ops = {words_read, words_write, words_reset};

static struct words a = {.dev = {.ops = &words_ops, .name = "a", .base = 0x1000, .size = 16}};
static struct words b = {.dev = {.ops = &words_ops, .name = "b", .base = 0x1010, .size = 16}};
static struct words c = {.dev = {.ops = &words_ops, .name = "c", .base = 0xfffffff0, .size = 16}};
static struct vmm_bus bus;

static void three_devices(void)
{
	ck_assert_int_eq(vmm_bus_add(&bus, &b.dev), VMM_OK);
	ck_assert_int_eq(vmm_bus_add(&bus, &c.dev), VMM_OK);
	ck_assert_int_eq(vmm_bus_add(&bus, &a.dev), VMM_OK);
}

UNIT_FIXTURE(three_devices, NULL);

UNIT_TEST(bus_finds_each_device_and_nothing_between)
{
	ck_assert_ptr_null(vmm_bus_find(&bus, 0xfff, 1));
	ck_assert_ptr_eq(vmm_bus_find(&bus, 0x1000, 4), &a.dev);
	ck_assert_ptr_eq(vmm_bus_find(&bus, 0x100f, 1), &a.dev);
	ck_assert_ptr_eq(vmm_bus_find(&bus, 0x1010, 4), &b.dev);
	ck_assert_ptr_null(vmm_bus_find(&bus, 0x1020, 1));
	ck_assert_ptr_eq(vmm_bus_find(&bus, 0xffffffff, 1), &c.dev);
	ck_assert_ptr_null(vmm_bus_find(&bus, 0x100e, 4));
}

UNIT_TEST(bus_refuses_bad_and_overlapping_ranges)
{
	struct words d = {.dev = {.ops = &words_ops, .base = 0x100c, .size = 8}};

	ck_assert_int_eq(vmm_bus_add(&bus, &d.dev), VMM_BUS_OVERLAP);
	d.dev.base = 0xff8;
	d.dev.size = 12;
	ck_assert_int_eq(vmm_bus_add(&bus, &d.dev), VMM_BUS_OVERLAP);
	d.dev.size = 0;
	ck_assert_int_eq(vmm_bus_add(&bus, &d.dev), VMM_BUS_RANGE);
	d.dev.size = 6;
	ck_assert_int_eq(vmm_bus_add(&bus, &d.dev), VMM_BUS_RANGE);
	d.dev.base = 0xfffffff8;
	d.dev.size = 12;
	ck_assert_int_eq(vmm_bus_add(&bus, &d.dev), VMM_BUS_RANGE);
	ck_assert_uint_eq(bus.count, 3);
}

UNIT_TEST(bus_is_full_at_its_limit)
{
	static struct words many[VMM_BUS_DEVICES];

	for (unsigned i = 3; i < VMM_BUS_DEVICES; i++) {
		many[i].dev = (struct vmm_device){.ops = &words_ops, .base = 0x2000 + 16 * i, .size = 16};
		ck_assert_int_eq(vmm_bus_add(&bus, &many[i].dev), VMM_OK);
	}
	many[0].dev = (struct vmm_device){.ops = &words_ops, .base = 0x8000, .size = 16};
	ck_assert_int_eq(vmm_bus_add(&bus, &many[0].dev), VMM_BUS_FULL);
	for (unsigned i = 1; i < bus.count; i++)
		ck_assert_uint_lt(bus.device[i - 1]->base, bus.device[i]->base);
}

UNIT_TEST(bus_passes_accesses_on_and_counts_them)
{
	uint32_t value = 0;

	ck_assert(vmm_bus_write(&bus, 0x1014, 4, 0x12345678));
	ck_assert(vmm_bus_read(&bus, 0x1014, 4, &value));
	ck_assert_uint_eq(value, 0x12345678);
	ck_assert(vmm_bus_write(&bus, 0x1016, 2, 0xabcd1234));
	ck_assert_uint_eq(b.word[1], 0x1234);
	ck_assert(!vmm_bus_read(&bus, 0x1014, 1, &value));
	ck_assert(!vmm_bus_write(&bus, 0x1014, 1, 0));
	ck_assert(!vmm_bus_read(&bus, 0x1012, 4, &value));
	ck_assert(!vmm_bus_write(&bus, 0x1011, 2, 0));
	ck_assert(!vmm_bus_read(&bus, 0x5000, 4, &value));
	ck_assert(!vmm_bus_write(&bus, 0x5000, 4, 0));
	ck_assert_uint_eq(b.dev.reads, 1);
	ck_assert_uint_eq(b.dev.writes, 2);
	ck_assert_uint_eq(b.dev.refused, 4);
	vmm_bus_reset(&bus);
	ck_assert_uint_eq(a.resets + b.resets + c.resets, 3);
}

UNIT_TEST(interrupt_lines_are_ored_and_told_once)
{
	struct vmm_cpuirq irq = {0};
	struct vmm_pin uart = {0}, disk = {0}, net = {0};
	uint32_t level;

	ck_assert_int_eq(vmm_cpuirq_connect(&irq, 4, &uart), VMM_OK);
	ck_assert_int_eq(vmm_cpuirq_connect(&irq, 4, &disk), VMM_OK);
	ck_assert_int_eq(vmm_cpuirq_connect(&irq, 6, &net), VMM_OK);
	ck_assert_uint_eq(vmm_cpuirq_take(&irq, &level), 0);
	vmm_pin_set(&uart, true);
	vmm_pin_set(&disk, true);
	vmm_pin_set(&net, true);
	ck_assert_uint_eq(vmm_cpuirq_take(&irq, &level), 0x50);
	ck_assert_uint_eq(level, 0x50);
	vmm_pin_set(&uart, false);
	ck_assert_uint_eq(vmm_cpuirq_take(&irq, &level), 0);
	vmm_pin_set(&disk, false);
	ck_assert_uint_eq(vmm_cpuirq_take(&irq, &level), 0x10);
	ck_assert_uint_eq(level, 0);
	vmm_cpuirq_forget(&irq);
	ck_assert_uint_eq(vmm_cpuirq_take(&irq, &level), 0x40);
	ck_assert_uint_eq(level, 0x40);
}

UNIT_TEST(interrupt_lines_that_are_not_the_vmms_are_refused)
{
	struct vmm_cpuirq irq = {0};
	struct vmm_pin pins[VMM_CPUIRQ_SHARED + 1] = {0};
	static const unsigned wrong[] = {0, 1, 7, 8, 40};

	for (unsigned i = 0; i < 5; i++)
		ck_assert_int_eq(vmm_cpuirq_connect(&irq, wrong[i], &pins[0]), VMM_DEV_IRQ);
	for (unsigned i = 0; i < VMM_CPUIRQ_SHARED; i++)
		ck_assert_int_eq(vmm_cpuirq_connect(&irq, 2, &pins[i]), VMM_OK);
	ck_assert_int_eq(vmm_cpuirq_connect(&irq, 2, &pins[VMM_CPUIRQ_SHARED]), VMM_DEV_IRQ);
}

UNIT_TEST(unconnected_pin_remembers_its_level)
{
	struct vmm_pin pin = {0};

	vmm_pin_set(&pin, true);
	ck_assert(pin.level);
}

UNIT_TEST(reset_word_takes_only_the_magic_word)
{
	struct vmm_syscon syscon;
	uint32_t value = 1;

	ck_assert_int_eq(vmm_syscon_init(&syscon, 0x100, 12), VMM_DEV_REG);
	ck_assert_int_eq(vmm_syscon_init(&syscon, 0x100, 8), VMM_OK);

	const struct vmm_device_ops *ops = syscon.dev.ops;

	ck_assert(ops->read(&syscon.dev, 0, 4, &value));
	ck_assert_uint_eq(value, 0);
	ck_assert(!ops->read(&syscon.dev, 0, 1, &value));
	ck_assert(!ops->write(&syscon.dev, 0, 1, 0x42));
	ck_assert(ops->write(&syscon.dev, 0, 4, 0x41));
	ck_assert_int_eq(vmm_syscon_take(&syscon), VMM_REQUEST_NONE);
	ck_assert(ops->write(&syscon.dev, 0, 4, 0x42));
	ck_assert_int_eq(vmm_syscon_take(&syscon), VMM_REQUEST_RESET);
	ck_assert_int_eq(vmm_syscon_take(&syscon), VMM_REQUEST_NONE);
	ck_assert(ops->write(&syscon.dev, 4, 4, 0x42));
	ck_assert_int_eq(syscon.request, VMM_REQUEST_POWEROFF);
	ops->reset(&syscon.dev);
	ck_assert_int_eq(vmm_syscon_take(&syscon), VMM_REQUEST_NONE);
	ck_assert_int_eq(vmm_syscon_init(&syscon, 0x100, 4), VMM_OK);
}

UNIT_TEST(every_status_has_its_own_text)
{
	for (int i = VMM_STATUS_LAST; i <= 0; i++) {
		ck_assert_ptr_nonnull(vmm_status_text(i));
		for (int j = VMM_STATUS_LAST; j < i; j++)
			ck_assert_str_ne(vmm_status_text(i), vmm_status_text(j));
	}
	ck_assert_str_eq(vmm_status_text(1), "unknown status");
	ck_assert_str_eq(vmm_status_text(VMM_STATUS_LAST - 1), "unknown status");
}

UNIT_TEST(text_formats_numbers_and_is_cut_when_full)
{
	struct vmm_text text;

	vmm_text_begin(&text);
	vmm_text_number(&text, 0);
	vmm_text_add(&text, " ");
	vmm_text_number(&text, UINT64_MAX);
	vmm_text_add(&text, " ");
	vmm_text_number(&text, 1234567890123);
	vmm_text_add(&text, " ");
	vmm_text_hex(&text, 0x1badcafe);
	ck_assert_str_eq(text.buf, "0 18446744073709551615 1234567890123 0x1badcafe");
	for (unsigned i = 0; i < 100; i++)
		vmm_text_add(&text, "abc");
	ck_assert_uint_eq(strlen(text.buf), sizeof(text.buf) - 1);
}

UNIT_TEST(random_bytes_are_chacha20_of_the_seed)
{
	// Block of the all-zero key, nonce and counter: a published test vector of the cipher.
	static const uint8_t second_half[] = {0xda, 0x41, 0x59, 0x7c, 0x51, 0x57, 0x48, 0x8d,
	                                      0x77, 0x24, 0xe0, 0x3f, 0xb8, 0xd8, 0x4a, 0x37};
	static const uint8_t seed[VMM_SEED_SIZE];
	uint8_t first[80], again[80];
	struct vmm_random random;

	vmm_random_init(&random, seed);
	vmm_random_bytes(&random, first, sizeof(first));
	ck_assert_mem_eq(first, second_half, sizeof(second_half));
	ck_assert_mem_ne(first, first + 32, 32);
	vmm_random_init(&random, seed);
	vmm_random_bytes(&random, again, sizeof(again));
	ck_assert_mem_eq(first, again, sizeof(first));
	vmm_random_bytes(&random, again, sizeof(again));
	ck_assert_mem_ne(first, again, sizeof(first));
}
