// SPDX-License-Identifier: Apache-2.0
// Global interrupt controller: shared lines by number, local ones of the processor that accesses them.
#include <drivers/gic.h>

enum {
	CONFIG = 0x0,
	POLARITY = 0x100,
	TRIGGER = 0x180,
	DUAL = 0x200,
	WEDGE = 0x280,
	RMASK = 0x300,
	SMASK = 0x380,
	MAP_PIN = 0x500,
	MAP_VP = 0x2000,
	LOCAL_CTL = 0x8000,
	LOCAL_RMASK = 0x800c,
	LOCAL_SMASK = 0x8010,
	LOCAL_TIMER_MAP = 0x8048,
};

#define COUNTSTOP      0x10000000u
#define MAP_TO_PIN     0x80000000u
#define WEDGE_SET      0x80000000u
#define LOCAL_ALL      0x7fu
#define LOCAL_TIMER    4u
#define TIMER_ROUTABLE 2u

/* Word of a register that has one bit for each line. */
static unsigned word(unsigned reg, unsigned line)
{
	return reg + line / 32 * 4;
}

static uint32_t bit(unsigned line)
{
	return 1u << line % 32;
}

static void set_bit(struct mmio gic, unsigned reg, unsigned line, bool on)
{
	uint32_t old = mmio_read32(gic, word(reg, line));

	mmio_write32(gic, word(reg, line), on ? old | bit(line) : old & ~bit(line));
}

unsigned gic_lines(struct mmio gic)
{
	return ((mmio_read32(gic, CONFIG) >> 16 & 0xff) + 1) * 8;
}

void gic_init(struct mmio gic)
{
	unsigned lines = gic_lines(gic);

	for (unsigned line = 0; line < lines; line += 32)
		mmio_write32(gic, word(RMASK, line), ~0u);
	mmio_write32(gic, CONFIG, mmio_read32(gic, CONFIG) & ~COUNTSTOP);
}

void gic_route(struct mmio gic, unsigned line, unsigned vp, unsigned pin, bool edge)
{
	gic_mask(gic, line);
	set_bit(gic, POLARITY, line, true);
	set_bit(gic, TRIGGER, line, edge);
	set_bit(gic, DUAL, line, false);
	mmio_write32(gic, MAP_PIN + 4 * line, MAP_TO_PIN | pin);
	mmio_write32(gic, MAP_VP + 32 * line + vp / 32 * 4, bit(vp));
}

void gic_mask(struct mmio gic, unsigned line)
{
	mmio_write32(gic, word(RMASK, line), bit(line));
}

void gic_unmask(struct mmio gic, unsigned line)
{
	mmio_write32(gic, word(SMASK, line), bit(line));
}

void gic_raise(struct mmio gic, unsigned line)
{
	mmio_write32(gic, WEDGE, WEDGE_SET | line);
}

void gic_clear(struct mmio gic, unsigned line)
{
	mmio_write32(gic, WEDGE, line);
}

void gic_init_local(struct mmio gic, unsigned timer_pin)
{
	mmio_write32(gic, LOCAL_RMASK, LOCAL_ALL);
	if (!(mmio_read32(gic, LOCAL_CTL) & TIMER_ROUTABLE))
		return;
	mmio_write32(gic, LOCAL_TIMER_MAP, MAP_TO_PIN | timer_pin);
	mmio_write32(gic, LOCAL_SMASK, LOCAL_TIMER);
}
