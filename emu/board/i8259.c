// SPDX-License-Identifier: Apache-2.0
// 8259A: priorities, command words, cascade and acknowledge.
#include "i8259.h"

#include <string.h>

enum {
	ICW1 = 0x10,
	ICW1_ICW4 = 0x01,
	ICW1_SINGLE = 0x02,
	ICW1_LEVEL = 0x08,
	ICW4_AUTO_EOI = 0x02,
	ICW4_FULLY_NESTED = 0x10,
	OCW3 = 0x08,
	NONE = 8, /* rank of "no input" */
};

/* Rank (0 is most urgent) of the most urgent input in @mask. */
static unsigned rank_of(const struct i8259 *pic, uint8_t mask)
{
	for (unsigned rank = 0; rank < NONE; rank++) {
		if (mask & 1u << ((pic->lowest + 1 + rank) & 7))
			return rank;
	}
	return NONE;
}

static unsigned input_of(const struct i8259 *pic, unsigned rank)
{
	return (pic->lowest + 1 + rank) & 7;
}

/* The input to deliver, or -1. */
static int pending(const struct i8259 *pic)
{
	uint8_t busy = pic->isr;
	unsigned rank = rank_of(pic, pic->irr & (uint8_t)~pic->imr);

	if (pic->special_mask)
		busy &= (uint8_t)~pic->imr;
	/* In this mode a slave may interrupt again while one of its requests is in service. */
	if (pic->fully_nested)
		busy &= (uint8_t)~pic->cascade;
	return rank < rank_of(pic, busy) ? (int)input_of(pic, rank) : -1;
}

static void update(struct i8259 *pic)
{
	irq_line_set(&pic->out, pending(pic) >= 0);
}

static bool is_level(const struct i8259 *pic, uint8_t bit)
{
	return pic->level_mode || (pic->elcr & bit) != 0;
}

static void set_input(struct i8259 *pic, unsigned input, bool level)
{
	uint8_t bit = (uint8_t)(1u << input);

	if (level && (is_level(pic, bit) || !(pic->lines & bit)))
		pic->irr |= bit;
	else if (!level && is_level(pic, bit))
		pic->irr &= (uint8_t)~bit;
	pic->lines = level ? pic->lines | bit : pic->lines & (uint8_t)~bit;
	update(pic);
}

static void start_service(struct i8259 *pic, unsigned input)
{
	uint8_t bit = (uint8_t)(1u << input);

	if (!pic->auto_eoi)
		pic->isr |= bit;
	else if (pic->rotate_auto_eoi)
		pic->lowest = (uint8_t)input;
	if (!is_level(pic, bit))
		pic->irr &= (uint8_t)~bit;
	update(pic);
}

void i8259_set(void *ctx, unsigned input, bool level)
{
	struct i8259_pair *pair = ctx;

	set_input(&pair->chip[input >> 3 & 1], input & 7, level);
}

uint8_t i8259_acknowledge(struct i8259_pair *pair)
{
	struct i8259 *pic = &pair->chip[0];
	int input = pending(pic);

	if (input >= 0 && pic->cascade & 1u << input) {
		struct i8259 *slave = &pair->chip[1];

		start_service(pic, (unsigned)input);
		pic = slave;
		input = pending(slave);
	}
	if (input < 0)
		return pic->vector_base | 7;
	start_service(pic, (unsigned)input);
	return (uint8_t)(pic->vector_base | input);
}

static void end_of_interrupt(struct i8259 *pic, uint8_t command)
{
	bool rotate = command & 0x80;
	bool specific = command & 0x40;
	unsigned input = command & 7;

	if (!specific) {
		/* Inputs that special mask mode hides are not ended by a non-specific EOI. */
		unsigned rank = rank_of(pic, pic->special_mask ? pic->isr & (uint8_t)~pic->imr : pic->isr);

		if (rank == NONE)
			return;
		input = input_of(pic, rank);
	}
	pic->isr &= (uint8_t) ~(1u << input);
	if (rotate)
		pic->lowest = (uint8_t)input;
}

static void operation_word_2(struct i8259 *pic, uint8_t value)
{
	switch (value >> 5) {
	case 0:
	case 4:
		pic->rotate_auto_eoi = value >> 7;
		break;
	case 6:
		pic->lowest = value & 7;
		break;
	case 2: /* no operation */
		break;
	default:
		end_of_interrupt(pic, value);
		break;
	}
}

static void operation_word_3(struct i8259 *pic, uint8_t value)
{
	if (value & 0x04)
		pic->poll = true;
	if (value & 0x02)
		pic->read_isr = value & 0x01;
	if (value & 0x40)
		pic->special_mask = value & 0x20;
}

static void begin_initialisation(struct i8259 *pic, uint8_t value)
{
	pic->irr = 0;
	pic->isr = 0;
	pic->imr = 0;
	pic->lowest = 7;
	pic->auto_eoi = pic->rotate_auto_eoi = pic->special_mask = pic->fully_nested = false;
	pic->read_isr = pic->poll = false;
	pic->level_mode = value & ICW1_LEVEL;
	pic->single = value & ICW1_SINGLE;
	pic->want_icw4 = value & ICW1_ICW4;
	pic->icw = 2;
	/* Level inputs that are still asserted request again. */
	for (unsigned i = 0; i < 8; i++) {
		if (is_level(pic, (uint8_t)(1u << i)))
			pic->irr |= (uint8_t)(pic->lines & 1u << i);
	}
}

static void initialisation_word(struct i8259 *pic, uint8_t value)
{
	switch (pic->icw) {
	case 2:
		pic->vector_base = value & 0xf8;
		pic->icw = !pic->single ? 3 : pic->want_icw4 ? 4 : 0;
		break;
	case 3: /* The cascade is wired on the board, so the value changes nothing. */
		pic->icw = pic->want_icw4 ? 4 : 0;
		break;
	default:
		pic->fully_nested = value & ICW4_FULLY_NESTED;
		pic->auto_eoi = value & ICW4_AUTO_EOI;
		pic->icw = 0;
		break;
	}
}

static void i8259_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct i8259 *pic = dev;
	uint8_t byte = (uint8_t)value;

	(void)size;
	if (off == 1 && pic->icw != 0)
		initialisation_word(pic, byte);
	else if (off == 1)
		pic->imr = byte;
	else if (byte & ICW1)
		begin_initialisation(pic, byte);
	else if (byte & OCW3)
		operation_word_3(pic, byte);
	else
		operation_word_2(pic, byte);
	update(pic);
}

static uint32_t i8259_read(void *dev, uint32_t off, unsigned size)
{
	struct i8259 *pic = dev;

	(void)size;
	if (pic->poll) {
		int input = pending(pic);

		pic->poll = false;
		if (input < 0)
			return 0;
		start_service(pic, (unsigned)input);
		return 0x80u | (unsigned)input;
	}
	if (off == 1)
		return pic->imr;
	return pic->read_isr ? pic->isr : pic->irr;
}

const struct device_ops i8259_ops = {i8259_read, i8259_write};

static uint32_t elcr_read(void *dev, uint32_t off, unsigned size)
{
	const struct i8259_pair *pair = dev;

	(void)size;
	return pair->chip[off & 1].elcr;
}

static void elcr_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct i8259_pair *pair = dev;
	struct i8259 *pic = &pair->chip[off & 1];

	(void)size;
	pic->elcr = (uint8_t)value & pic->elcr_mask;
	pic->irr |= pic->lines & pic->elcr;
	update(pic);
}

const struct device_ops i8259_elcr_ops = {elcr_read, elcr_write};

void i8259_init(struct i8259_pair *pair, struct irq_line out)
{
	memset(pair, 0, sizeof(*pair));
	for (unsigned i = 0; i < 2; i++) {
		pair->chip[i].lowest = 7;
		pair->chip[i].imr = 0xff;
	}
	pair->chip[0].cascade = 1u << 2;
	/* Timer, keyboard, cascade, clock and coprocessor inputs are always edge triggered. */
	pair->chip[0].elcr_mask = 0xf8;
	pair->chip[1].elcr_mask = 0xde;
	pair->chip[0].out = out;
	pair->chip[1].out = (struct irq_line){i8259_set, pair, 2};
}
