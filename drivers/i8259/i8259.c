// SPDX-License-Identifier: Apache-2.0
// Pair of 8259 interrupt controllers, the second on line 2 of the first.
#include <drivers/i8259.h>

enum { PORT_CMD1 = 0x20, PORT_MASK1 = 0x21, PORT_CMD2 = 0xa0, PORT_MASK2 = 0xa1, PORT_ELCR = 0x4d0 };

#define ICW1_INIT      0x11 /* edge triggered by default, cascaded, four words follow */
#define ICW4_8086      0x01
#define OCW2_SPECIFIC  0x60 /* end of interrupt of the line in bits 2:0 */
#define OCW3_READ_ISR  0x0b
#define CASCADE_BIT    (1u << I8259_CASCADE)
#define SPURIOUS_INPUT 7u

/* Lines that are edge triggered whatever the level control register says: timer, keyboard, cascade, clock, FPU. */
#define ALWAYS_EDGE 0x2107u

static void write_mask(struct i8259 *pic, unsigned line)
{
	if (line < 8)
		mmio_write8(pic->io, PORT_MASK1, (uint8_t)pic->masked);
	else
		mmio_write8(pic->io, PORT_MASK2, (uint8_t)(pic->masked >> 8));
}

static void init_chip(struct i8259 *pic, unsigned cmd, unsigned vector, unsigned cascade)
{
	mmio_write8(pic->io, cmd, ICW1_INIT);
	mmio_write8(pic->io, cmd + 1, (uint8_t)vector);
	mmio_write8(pic->io, cmd + 1, (uint8_t)cascade);
	mmio_write8(pic->io, cmd + 1, ICW4_8086);
}

void i8259_init(struct i8259 *pic)
{
	init_chip(pic, PORT_CMD1, pic->vector, CASCADE_BIT);
	init_chip(pic, PORT_CMD2, pic->vector + 8u, I8259_CASCADE);
	pic->masked = (uint16_t)~CASCADE_BIT;
	write_mask(pic, 0);
	write_mask(pic, 8);
	mmio_write8(pic->io, PORT_ELCR, 0);
	mmio_write8(pic->io, PORT_ELCR + 1, 0);
}

void i8259_mask(struct i8259 *pic, unsigned line)
{
	pic->masked |= (uint16_t)(1u << line);
	write_mask(pic, line);
}

static void set_trigger(struct i8259 *pic, unsigned line, bool edge)
{
	if (ALWAYS_EDGE >> line & 1)
		return;
	unsigned port = PORT_ELCR + line / 8, bit = 1u << (line % 8);
	unsigned old = mmio_read8(pic->io, port), now = edge ? old & ~bit : old | bit;
	if (now != old)
		mmio_write8(pic->io, port, (uint8_t)now);
}

void i8259_unmask(struct i8259 *pic, unsigned line, bool edge)
{
	set_trigger(pic, line, edge);
	pic->masked &= (uint16_t) ~(1u << line);
	write_mask(pic, line);
}

/* A chip whose request went away answers with its input 7 without having it in service. */
static bool in_service(struct i8259 *pic, unsigned cmd)
{
	mmio_write8(pic->io, cmd, OCW3_READ_ISR);
	return mmio_read8(pic->io, cmd) >> SPURIOUS_INPUT & 1;
}

int i8259_accept(struct i8259 *pic, unsigned vector)
{
	unsigned line = (vector - pic->vector) % I8259_LINES, input = line % 8;
	bool second = line >= 8;
	bool spurious = input == SPURIOUS_INPUT && !in_service(pic, second ? PORT_CMD2 : PORT_CMD1);
	if (!spurious) {
		i8259_mask(pic, line);
		if (second)
			mmio_write8(pic->io, PORT_CMD2, (uint8_t)(OCW2_SPECIFIC | input));
		else
			mmio_write8(pic->io, PORT_CMD1, (uint8_t)(OCW2_SPECIFIC | input));
	}
	/* The first chip saw a real request of the second one even when that was spurious. */
	if (second)
		mmio_write8(pic->io, PORT_CMD1, OCW2_SPECIFIC | I8259_CASCADE);
	return spurious ? -1 : (int)line;
}
