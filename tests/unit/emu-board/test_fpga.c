// SPDX-License-Identifier: Apache-2.0
// Board registers of the Malta, and the registers of the coherence manager that need no processor.
#include <string.h>

#include "cm.h"
#include "fpga.h"
#include "unit.h"

static struct fpga fpga;
static unsigned resets;

static void on_reset(void *ctx)
{
	(void)ctx;
	resets++;
}

static void fresh_fpga(void)
{
	memset(&fpga, 0, sizeof(fpga));
	fpga.reset = on_reset;
	fpga_reset(&fpga);
	resets = 0;
}

UNIT_FIXTURE(fresh_fpga, NULL);

static uint32_t get(uint32_t off)
{
	return fpga_ops.read(&fpga, off, 4);
}

static void set(uint32_t off, uint32_t value)
{
	fpga_ops.write(&fpga, off, 4, value);
}

UNIT_TEST(registers_read_as_after_reset)
{
	static const uint32_t want[][2] = {{0x200, 0},    {0x208, 0x10}, {0x210, 0}, {0x408, 0},
	                                   {0x508, 0x0a}, {0xa00, 0},    {0xa08, 0}, {0xb00, 3},
	                                   {0xb08, 0},    {0xb10, 3},    {0xb18, 1}, {0x7000, 0}};

	for (unsigned i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		ck_assert_uint_eq(get(want[i][0]), want[i][1]);
}

UNIT_TEST(display_shows_hexadecimal_and_characters)
{
	set(0x410, 0xdeadbeef);
	ck_assert_mem_eq(fpga.display, "DEADBEEF", 8);
	set(0x418, 'L');
	set(0x450, '!');
	set(0x41c, 'x'); /* between two characters */
	ck_assert_mem_eq(fpga.display, "LEADBEE!", 8);
}

UNIT_TEST(latches_keep_their_bits)
{
	set(0x408, 0x1a5);
	set(0x508, 0x155);
	set(0xa00, 0x1ff);
	set(0xb08, 7);
	set(0xb10, 4);
	set(0xb18, 2);
	ck_assert_uint_eq(get(0x408), 0xa5);
	ck_assert_uint_eq(get(0x508), 0x55);
	ck_assert_uint_eq(get(0xa00), 0xff);
	ck_assert_uint_eq(get(0xb08), 3);
	ck_assert_uint_eq(get(0xb10), 0);
	ck_assert_uint_eq(get(0xb18), 0);
}

UNIT_TEST(only_the_magic_value_resets)
{
	set(0x500, 0x41);
	set(0x500, 0);
	ck_assert_uint_eq(resets, 0);
	set(0x500, 0x42);
	ck_assert_uint_eq(resets, 1);
}

static uint32_t started, stopped;

static void on_start(void *ctx, unsigned vp, uint32_t pc)
{
	(void)ctx;
	(void)pc;
	started |= 1u << vp;
}

static void on_stop(void *ctx, unsigned vp)
{
	(void)ctx;
	stopped |= 1u << vp;
}

UNIT_TEST(power_controller_starts_and_stops_each_processor_once)
{
	static const struct cm_ops ops = {on_start, on_stop};
	struct emu_config config = {.profile = EMU_P5600, .ncpus = 4};
	struct vclock clock;
	struct bus bus = {.sys = emu_create(&config), .clock = &clock};
	struct window gic;
	struct cm cm;

	vclock_init(&clock, 1000000);
	window_init(&gic, &bus, &void_ops, NULL);
	cm_init(&cm, &bus, 4, &gic, 0x20000, &ops, NULL);
	cm_reset(&cm);
	cm.cpc.ops->write(&cm, 0x2028, 4, 0xff);
	ck_assert_uint_eq(started, 0x0e); /* 0 runs already, others than 0 to 3 do not exist */
	started = 0;
	cm.cpc.ops->write(&cm, 0x4028, 4, 0x02);
	ck_assert_uint_eq(started, 0);
	cm.cpc.ops->write(&cm, 0x2020, 4, 0x06);
	ck_assert_uint_eq(stopped, 0x06);
	ck_assert_uint_eq(cm.cpc.ops->read(&cm, 0x4030, 4), 0x09);
	ck_assert_uint_eq(cm.cpc.ops->read(&cm, 0x30, 4), 0);
	cm.cpc.ops->write(&cm, 0x28, 4, 0x02); /* not in a core's block */
	cm.cpc.ops->write(&cm, 0x2000, 4, 4);
	ck_assert_uint_eq(started, 0);
	emu_destroy(bus.sys);
}

UNIT_TEST(manager_keeps_a_reset_base_for_each_processor)
{
	struct emu_config config = {.profile = EMU_P5600, .ncpus = 4};
	struct vclock clock;
	struct bus bus = {.sys = emu_create(&config), .clock = &clock};
	const struct device_ops *gcr;
	struct window gic;
	struct cm cm;

	vclock_init(&clock, 1000000);
	window_init(&gic, &bus, &void_ops, NULL);
	cm_init(&cm, &bus, 4, &gic, 0x20000, NULL, NULL);
	cm_reset(&cm);
	gcr = cm.gcr.ops;
	ck_assert_uint_eq(gcr->read(&cm, 0x2020, 4), 0xbfc00000);
	gcr->write(&cm, 0x2018, 4, 2);
	gcr->write(&cm, 0x2018, 4, 4); /* there is no such processor */
	ck_assert_uint_eq(gcr->read(&cm, 0x2018, 4), 2);
	gcr->write(&cm, 0x4020, 4, 0x80123456);
	ck_assert_uint_eq(gcr->read(&cm, 0x4020, 4), 0x80123000);
	ck_assert_uint_eq(gcr->read(&cm, 0x2020, 4), 0xbfc00000);
	bus.initiator = 2;
	ck_assert_uint_eq(gcr->read(&cm, 0x2020, 4), 0x80123000);
	gcr->write(&cm, 0x80, 4, 0x1bdc0001);
	ck_assert_uint_eq(gcr->read(&cm, 0x80, 4), 0x1bdc0001);
	ck_assert_uint_eq(gic.base, 0x1bdc0000);
	gcr->write(&cm, 0x80, 4, 0x1bdc0000);
	ck_assert_uint_eq(gic.size, 0);
	gcr->write(&cm, 0x88, 4, 0x1bde0001);
	ck_assert_uint_eq(gcr->read(&cm, 0x88, 4), 0x1bde0001);
	gcr->write(&cm, 0x88, 1, 0);
	ck_assert_uint_eq(cm.cpc.base, 0x1bde0000);
	ck_assert_uint_eq(gcr->read(&cm, 0x08, 4), CM_BASE);
	ck_assert_uint_eq(gcr->read(&cm, 0x130, 4), 1u << 20);
	ck_assert_uint_eq(gcr->read(&cm, 0xf0, 4), 1);
	ck_assert_uint_eq(gcr->read(&cm, 0x2028, 4), 0);
	emu_destroy(bus.sys);
}
