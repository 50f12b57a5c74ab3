// SPDX-License-Identifier: Apache-2.0
// Malta's interrupt controllers: a pair of 8259s, acknowledged through the GT-64120.
#include "malta.h"
#include <drivers/i8259.h>
#include <mips/board.h>

#define GT_PCI0_IACK 0xc34

/* The acknowledge cycle gives the line in its low bits. */
static struct i8259 pic;

void board_init_irq(void)
{
	pic.io = MALTA_ISA;
	pic.vector = 0;
	i8259_init(&pic);
}

unsigned board_irq_lines(void)
{
	return I8259_LINES;
}

unsigned board_irq_ip(void)
{
	return 2;
}

int board_irq_accept(void)
{
	return i8259_accept(&pic, *(volatile uint32_t *)KSEG1_ADDR(MALTA_GT64120 + GT_PCI0_IACK) & 0xff);
}

bool board_irq_reserved(unsigned line)
{
	return line == I8259_CASCADE;
}

void board_irq_mask(unsigned line)
{
	i8259_mask(&pic, line);
}

void board_irq_unmask(unsigned line, bool edge)
{
	i8259_unmask(&pic, line, edge);
}
