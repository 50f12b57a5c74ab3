// SPDX-License-Identifier: Apache-2.0
// Interrupt controllers: initialisation, priorities, cascade, EOI modes.
#include "i8259.h"
#include "unit.h"

static struct i8259_pair pic;
static bool output;

static void set_output(void *ctx, unsigned input, bool level)
{
	(void)ctx;
	(void)input;
	output = level;
}

static void out(unsigned chip, unsigned port, uint8_t value)
{
	i8259_ops.write(&pic.chip[chip], port, 1, value);
}

static uint8_t in(unsigned chip, unsigned port)
{
	return (uint8_t)i8259_ops.read(&pic.chip[chip], port, 1);
}

/* As a PC-style kernel does it: vectors 0x20 and 0x28, @icw4 1 for plain 8086 mode. */
static void initialise(uint8_t icw4)
{
	for (unsigned chip = 0; chip < 2; chip++) {
		out(chip, 0, 0x11);
		out(chip, 1, chip == 0 ? 0x20 : 0x28);
		out(chip, 1, chip == 0 ? 0x04 : 0x02);
		out(chip, 1, icw4);
		out(chip, 1, 0x00);
	}
}

static void fresh_pair(void)
{
	output = false;
	i8259_init(&pic, (struct irq_line){set_output, NULL, 0});
	initialise(1);
}

UNIT_FIXTURE(fresh_pair, NULL);

UNIT_TEST(edge_is_latched_until_acknowledged)
{
	i8259_set(&pic, 4, true);
	i8259_set(&pic, 4, false);
	ck_assert(output);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x24);
	ck_assert(!output);
	out(0, 0, 0x0b);
	ck_assert_uint_eq(in(0, 0), 0x10);
	out(0, 0, 0x20);
	ck_assert_uint_eq(in(0, 0), 0);
}

UNIT_TEST(masked_input_waits)
{
	out(0, 1, 0x10);
	ck_assert_uint_eq(in(0, 1), 0x10);
	i8259_set(&pic, 4, true);
	ck_assert(!output);
	out(0, 1, 0);
	ck_assert(output);
}

UNIT_TEST(lower_number_interrupts_higher)
{
	i8259_set(&pic, 5, true);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x25);
	i8259_set(&pic, 6, true);
	ck_assert(!output);
	i8259_set(&pic, 1, true);
	ck_assert(output);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x21);
	out(0, 0, 0x20); /* ends 1 */
	ck_assert(!output);
	out(0, 0, 0x20); /* ends 5 */
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x26);
}

UNIT_TEST(slave_comes_through_the_cascade)
{
	i8259_set(&pic, 8, true);
	ck_assert(output);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x28);
	out(0, 0, 0x0b);
	ck_assert_uint_eq(in(0, 0), 0x04);
	out(1, 0, 0x20);
	out(0, 0, 0x62); /* specific EOI of the cascade */
	ck_assert_uint_eq(in(0, 0), 0);
}

UNIT_TEST(nothing_pending_is_spurious)
{
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x27);
	out(0, 0, 0x0b);
	ck_assert_uint_eq(in(0, 0), 0);
}

UNIT_TEST(level_input_follows_its_line)
{
	i8259_elcr_ops.write(&pic, 1, 1, 0x0c); /* 10 and 11 */
	ck_assert_uint_eq(i8259_elcr_ops.read(&pic, 1, 1), 0x0c);
	i8259_set(&pic, 10, true);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x2a);
	out(1, 0, 0x20);
	out(0, 0, 0x20);
	ck_assert(output); /* still asserted: again */
	i8259_set(&pic, 10, false);
	out(0, 0, 0x0a);
	ck_assert_uint_eq(in(1, 0) & 0x04, 0);
}

UNIT_TEST(timer_input_stays_edge_triggered)
{
	i8259_elcr_ops.write(&pic, 0, 1, 0xff);
	ck_assert_uint_eq(i8259_elcr_ops.read(&pic, 0, 1), 0xf8);
}

UNIT_TEST(automatic_eoi_leaves_nothing_in_service)
{
	initialise(3);
	i8259_set(&pic, 3, true);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x23);
	out(0, 0, 0x0b);
	ck_assert_uint_eq(in(0, 0), 0);
}

UNIT_TEST(rotation_makes_the_served_input_last)
{
	i8259_set(&pic, 3, true);
	i8259_acknowledge(&pic);
	out(0, 0, 0xa0); /* rotate on non-specific EOI */
	i8259_set(&pic, 2, true);
	i8259_set(&pic, 4, true);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x24);
	out(0, 0, 0xc7); /* priority back to 0 first */
	ck_assert_uint_eq(pic.chip[0].lowest, 7);
}

UNIT_TEST(special_mask_lets_lower_inputs_in)
{
	i8259_set(&pic, 1, true);
	i8259_acknowledge(&pic);
	i8259_set(&pic, 6, true);
	ck_assert(!output);
	out(0, 1, 0x02);
	out(0, 0, 0x68);
	ck_assert(output);
	ck_assert_uint_eq(i8259_acknowledge(&pic), 0x26);
}

UNIT_TEST(poll_acknowledges)
{
	i8259_set(&pic, 6, true);
	out(0, 0, 0x0c);
	ck_assert_uint_eq(in(0, 0), 0x86);
	out(0, 0, 0x0c);
	ck_assert_uint_eq(in(0, 0), 0);
	out(0, 0, 0x0b);
	ck_assert_uint_eq(in(0, 0), 0x40);
}
