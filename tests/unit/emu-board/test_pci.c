// SPDX-License-Identifier: Apache-2.0
// GT-64120 and PIIX4: configuration cycles, windows, interrupt routing, soft-off.
#include <string.h>

#include "gt64120.h"
#include "piix4.h"
#include "unit.h"

static struct vclock clock_;
static struct bus bus;
static struct ports ports;
static struct i8259_pair pic;
static struct gt64120 gt;
static struct piix4 piix4;
static int requests[2];

static void on_request(void *ctx, enum piix4_request request)
{
	(void)ctx;
	requests[request]++;
}

static void fresh_bridges(void)
{
	struct emu_config config = {.profile = EMU_24KF};

	memset(&ports, 0, sizeof(ports));
	memset(requests, 0, sizeof(requests));
	vclock_init(&clock_, 3579545);
	bus = (struct bus){.sys = emu_create(&config), .clock = &clock_};
	ck_assert_ptr_nonnull(bus.sys);
	i8259_init(&pic, (struct irq_line){0});
	gt64120_init(&gt, &bus, &ports, &pic);
	piix4_init(&piix4, &gt.pci, 10, &ports, &pic, &clock_);
	piix4.request = on_request;
	gt64120_reset(&gt);
}

static void drop_bridges(void)
{
	emu_destroy(bus.sys);
}

UNIT_FIXTURE(fresh_bridges, drop_bridges);

static uint32_t get(uint32_t off)
{
	return gt.own.ops->read(gt.own.dev, off, 4);
}

static void set(uint32_t off, uint32_t value)
{
	gt.own.ops->write(gt.own.dev, off, 4, value);
}

static uint32_t config_get(unsigned slot, unsigned function, unsigned reg)
{
	set(0xcf8, 0x80000000u | slot << 11 | function << 8 | reg);
	return get(0xcfc);
}

static void config_set(unsigned slot, unsigned function, unsigned reg, uint32_t value)
{
	set(0xcf8, 0x80000000u | slot << 11 | function << 8 | reg);
	set(0xcfc, value);
}

static uint8_t port_in(uint32_t port)
{
	return (uint8_t)ports_ops.read(&ports, port, 1);
}

static void port_out(uint32_t port, unsigned size, uint32_t value)
{
	ports_ops.write(&ports, port, size, value);
}

UNIT_TEST(functions_answer_with_their_identity)
{
	ck_assert_uint_eq(config_get(0, 0, 0), 0x462011ab);
	ck_assert_uint_eq(config_get(10, 0, 0), 0x71108086);
	ck_assert_uint_eq(config_get(10, 3, 0), 0x71138086);
	ck_assert_uint_eq(config_get(10, 0, 0x0c) >> 16, 0x80);
	ck_assert_uint_eq(get(0xc18), 0);
}

UNIT_TEST(nobody_home_is_a_master_abort)
{
	ck_assert_uint_eq(config_get(11, 0, 0), 0xffffffff);
	ck_assert_uint_eq(get(0xc18), 1u << 18);
	set(0xc18, ~(1u << 18));
	ck_assert_uint_eq(get(0xc18), 0);
	set(0xcf8, 0x80010000u); /* another bus */
	ck_assert_uint_eq(get(0xcfc), 0xffffffff);
	set(0xcf8, 0x00005000u); /* not enabled */
	ck_assert_uint_eq(get(0xcfc), 0xffffffff);
}

UNIT_TEST(configuration_bytes_and_masks)
{
	set(0xcf8, 0x80000000u | 10u << 11 | 0x60);
	ck_assert_uint_eq(get(0xcfc), 0x0b0b0a0a);
	gt.own.ops->write(gt.own.dev, 0xcfd, 1, 0x7f);
	ck_assert_uint_eq(gt.own.ops->read(gt.own.dev, 0xcfd, 1) & 0xff, 0x0f);
	config_set(10, 0, 0, 0xffffffff);
	ck_assert_uint_eq(config_get(10, 0, 0), 0x71108086);
	config_set(0, 0, 0x3c, 0x5a);
	ck_assert_uint_eq(config_get(0, 0, 0x3c), 0x15a);
}

UNIT_TEST(windows_follow_the_decoders)
{
	ck_assert_uint_eq(gt.own.base, 0x14000000);
	set(0x068, 0xdf);
	ck_assert_uint_eq(gt.own.base, 0x1be00000);
	set(0x048, 0xc0);
	set(0x050, 0x40);
	ck_assert_uint_eq(gt.io.base, 0x18000000);
	ck_assert_uint_eq(gt.io.size, 0x200000);
	ck_assert_uint_eq(get(0x0f0), 0xc0);
	set(0x058, 0x80);
	set(0x060, 0x3f);
	ck_assert_uint_eq(gt.mem[0].base, 0x10000000);
	ck_assert_uint_eq(gt.mem[0].size, 0x8000000);
	set(0x058, 0x85);
	set(0x060, 0x04); /* ends before it starts */
	ck_assert_uint_eq(gt.mem[0].size, 0);
	set(0x058, 0x7fff); /* above 4 GiB */
	set(0x060, 0x7f);
	ck_assert_uint_eq(gt.mem[0].size, 0);
}

UNIT_TEST(two_windows_at_one_place_can_part_again)
{
	set(0x080, 0x80);
	set(0x088, 0x00);
	set(0x048, 0x80);
	set(0x050, 0x00);
	set(0x080, 0x90);
	set(0x088, 0x10);
	ck_assert_uint_eq(gt.io.base, 0x10000000);
	ck_assert_uint_eq(gt.mem[1].base, 0x12000000);
	ck_assert_int_eq(emu_remove(bus.sys, 0x10000000, 0x200000), 0);
	gt.io.size = 0;
	ck_assert_int_ne(emu_remove(bus.sys, 0x10000000, 0x200000), 0);
}

UNIT_TEST(acknowledge_reads_the_vector)
{
	for (unsigned chip = 0; chip < 2; chip++) {
		i8259_ops.write(&pic.chip[chip], 0, 1, 0x11);
		i8259_ops.write(&pic.chip[chip], 1, 1, chip * 8);
		i8259_ops.write(&pic.chip[chip], 1, 1, 4);
		i8259_ops.write(&pic.chip[chip], 1, 1, 1);
	}
	piix4_set_pirq(&piix4, 0, true);
	ck_assert_uint_eq(get(0xc34), 10);
	piix4_set_pirq(&piix4, 2, true);
	i8259_ops.write(&pic.chip[1], 0, 1, 0x20);
	i8259_ops.write(&pic.chip[0], 0, 1, 0x20);
	ck_assert_uint_eq(get(0xc34), 11);
}

UNIT_TEST(changed_route_moves_the_level)
{
	piix4_set_pirq(&piix4, 1, true);
	ck_assert_uint_eq(pic.chip[1].lines, 0x04);
	config_set(10, 0, 0x60, 0x80800980);
	ck_assert_uint_eq(pic.chip[1].lines, 0x02);
	config_set(10, 0, 0x60, 0x80808080);
	ck_assert_uint_eq(pic.chip[1].lines, 0x00);
}

UNIT_TEST(registers_take_whole_words_only)
{
	gt.own.ops->write(gt.own.dev, 0x068, 1, 0);
	ck_assert_uint_eq(get(0x068), 0xa0);
	ck_assert_uint_eq(gt.own.ops->read(gt.own.dev, 0x001, 1) & 0xff, 0x10);
	set(0x120, 7);
	ck_assert_uint_eq(get(0x120), 3);
	set(0x450, 0x1234);
	ck_assert_uint_eq(get(0x450), 0x1234);
}

UNIT_TEST(power_management_moves_with_its_base)
{
	ck_assert_uint_eq(port_in(0x1008), 0xff);
	config_set(10, 3, 0x40, 0x1000);
	config_set(10, 3, 0x80, 1);
	vclock_advance(&clock_, 0x123456);
	ck_assert_uint_eq(ports_ops.read(&ports, 0x1008, 4), 0x123456);
	port_out(0x1002, 2, 0x0120);
	ck_assert_uint_eq(ports_ops.read(&ports, 0x1000, 4), 0x01200000);
	port_out(0x1000, 2, 0xffff);
	config_set(10, 3, 0x80, 0);
	ck_assert_uint_eq(port_in(0x1008), 0xff);
}

UNIT_TEST(soft_off_and_reset_reach_the_board)
{
	config_set(10, 3, 0x40, 0x1000);
	config_set(10, 3, 0x80, 1);
	port_out(0x1004, 2, 1 << 10 | 1 << 13); /* another sleep state */
	ck_assert_int_eq(requests[PIIX4_POWER_OFF], 0);
	port_out(0x1004, 2, 1 << 13);
	ck_assert_int_eq(requests[PIIX4_POWER_OFF], 1);
	ck_assert_uint_eq(ports_ops.read(&ports, 0x1004, 2), 0);
	port_out(0xcf9, 1, 2);
	ck_assert_int_eq(requests[PIIX4_RESET], 0);
	ck_assert_uint_eq(port_in(0xcf9), 2);
	port_out(0xcf9, 1, 6);
	ck_assert_int_eq(requests[PIIX4_RESET], 1);
}

UNIT_TEST(pci_memory_is_empty)
{
	ck_assert_uint_eq(gt.mem[0].ops->read(gt.mem[0].dev, 0, 4), 0xffffffff);
	ck_assert_uint_eq(get(0xc18), 1u << 18);
	set(0xc18, 0);
	gt.mem[1].ops->write(gt.mem[1].dev, 0, 4, 0);
	ck_assert_uint_eq(get(0xc18), 1u << 18);
}
