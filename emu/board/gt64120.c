// SPDX-License-Identifier: Apache-2.0
// GT-64120: registers, address windows and PCI configuration cycles.
#include "gt64120.h"

#include <string.h>

enum {
	CPU = 0x000,
	MULTI = 0x120,
	PCI0_IO_LOW = 0x048,
	PCI0_IO_HIGH = 0x050,
	PCI0_M0_LOW = 0x058,
	PCI0_M0_HIGH = 0x060,
	ISD = 0x068,
	PCI0_M1_LOW = 0x080,
	PCI0_M1_HIGH = 0x088,
	PCI0_IO_REMAP = 0x0f0,
	PCI0_M0_REMAP = 0x0f8,
	PCI0_M1_REMAP = 0x110,
	PCI0_CMD = 0xc00,
	INTR_CAUSE = 0xc18,
	PCI0_IACK = 0xc34,
	PCI0_CFG_ADDR = 0xcf8,
	PCI0_CFG_DATA = 0xcfc,
	CAUSE_MASTER_ABORT = 1u << 18,
	CFG_ENABLE = 1u << 31,
	WINDOW_SHIFT = 21,
	LOW_MASK = 0x7fff,
	HIGH_MASK = 0x7f,
};

static uint32_t *reg(struct gt64120 *gt, uint32_t off)
{
	return &gt->reg[off / 4];
}

/* Maps the range that a pair of decoder registers selects: LOW holds address bits 35:21, HIGH bits 27:21 of its end. */
static void map_range(struct gt64120 *gt, struct window *window, uint32_t low_off, uint32_t high_off)
{
	uint32_t low = *reg(gt, low_off) & LOW_MASK;
	uint32_t high = *reg(gt, high_off) & HIGH_MASK;

	/* Above 4 GiB, or ending below its start: the range is off. */
	if (low >> (32 - WINDOW_SHIFT) != 0 || high < (low & HIGH_MASK))
		return;
	window_map(window, low << WINDOW_SHIFT, (high + 1 - (low & HIGH_MASK)) << WINDOW_SHIFT);
}

/* Two windows can have the same place, so all are taken down before any is put up again. */
static void map_windows(struct gt64120 *gt)
{
	window_unmap(&gt->io);
	window_unmap(&gt->mem[0]);
	window_unmap(&gt->mem[1]);
	window_unmap(&gt->own);
	map_range(gt, &gt->mem[0], PCI0_M0_LOW, PCI0_M0_HIGH);
	map_range(gt, &gt->mem[1], PCI0_M1_LOW, PCI0_M1_HIGH);
	map_range(gt, &gt->io, PCI0_IO_LOW, PCI0_IO_HIGH);
	if (*reg(gt, ISD) >> (32 - WINDOW_SHIFT) == 0)
		window_map(&gt->own, *reg(gt, ISD) << WINDOW_SHIFT, GT64120_REGS);
}

static void set_decoder(struct gt64120 *gt, uint32_t off, uint32_t value)
{
	/* A change of the map costs the processors all that they derived from it, so an idle one is not made. */
	if (*reg(gt, off) == value)
		return;
	*reg(gt, off) = value;
	map_windows(gt);
}

static void config_access(struct gt64120 *gt, bool answered)
{
	if (!answered)
		*reg(gt, INTR_CAUSE) |= CAUSE_MASTER_ABORT;
}

static void gt_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct gt64120 *gt = dev;
	uint32_t word = off & ~3u;

	if (word == PCI0_CFG_DATA) {
		uint32_t address = *reg(gt, PCI0_CFG_ADDR);

		if (address & CFG_ENABLE)
			config_access(gt, pci_config_write(&gt->pci, address, off & 3, size, value));
		return;
	}
	if (size != 4)
		return; /* The registers take whole words only. */
	switch (word) {
	case PCI0_IO_LOW:
		*reg(gt, PCI0_IO_REMAP) = value & 0x7ff;
		set_decoder(gt, word, value & LOW_MASK);
		break;
	case PCI0_M0_LOW:
		*reg(gt, PCI0_M0_REMAP) = value & 0x7ff;
		set_decoder(gt, word, value & LOW_MASK);
		break;
	case PCI0_M1_LOW:
		*reg(gt, PCI0_M1_REMAP) = value & 0x7ff;
		set_decoder(gt, word, value & LOW_MASK);
		break;
	case ISD:
		set_decoder(gt, word, value & LOW_MASK);
		break;
	case PCI0_IO_HIGH:
	case PCI0_M0_HIGH:
	case PCI0_M1_HIGH:
		set_decoder(gt, word, value & HIGH_MASK);
		break;
	case INTR_CAUSE: /* Zeros clear; bits 0, 30 and 31 are summaries of others, which are never set here. */
		*reg(gt, word) &= value;
		break;
	case PCI0_IACK:
	case MULTI:
		break;
	default:
		*reg(gt, word) = value;
		break;
	}
}

static uint32_t gt_read(void *dev, uint32_t off, unsigned size)
{
	struct gt64120 *gt = dev;
	uint32_t word = off & ~3u;
	uint32_t value = 0xffffffff;

	switch (word) {
	case PCI0_IACK:
		return i8259_acknowledge(gt->pic);
	case PCI0_CFG_DATA:
		if (*reg(gt, PCI0_CFG_ADDR) & CFG_ENABLE)
			config_access(gt, pci_config_read(&gt->pci, *reg(gt, PCI0_CFG_ADDR), off & 3, size, &value));
		return value;
	default:
		return *reg(gt, word) >> 8 * (off & 3);
	}
}

static const struct device_ops gt_ops = {gt_read, gt_write};

/* PCI memory without devices: reads end in a master abort. */
static uint32_t abort_read(void *dev, uint32_t off, unsigned size)
{
	struct gt64120 *gt = dev;

	(void)off;
	(void)size;
	*reg(gt, INTR_CAUSE) |= CAUSE_MASTER_ABORT;
	return 0xffffffff;
}

static void abort_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	(void)value;
	(void)abort_read(dev, off, size);
}

static const struct device_ops abort_ops = {abort_read, abort_write};

static void reset_bridge(struct gt64120 *gt)
{
	static const struct pci_identity identity = {0x11ab, 0x4620, 0x06000010, false};
	static const uint32_t bar[6] = {0x00000008, 0x01000008, 0x1c000000, 0x1f000000, 0x14000000, 0x14000001};

	pci_function_init(&gt->bridge, &identity);
	pci_function_set(&gt->bridge, 0x06, 2, 0x0280, 0);
	for (unsigned i = 0; i < 6; i++)
		pci_function_set(&gt->bridge, 0x10 + 4 * i, 4, bar[i], 0);
	pci_function_set(&gt->bridge, 0x3d, 1, 1, 0);
}

void gt64120_reset(struct gt64120 *gt)
{
	/* Offset and reset value of the registers that software reads back before it writes them. */
	static const uint32_t values[][2] = {
	        {CPU, 0x1000 /* little endian */},
	        {0x008, 0x000}, /* SDRAM banks 1:0, low and high */
	        {0x010, 0x007},
	        {0x018, 0x008}, /* SDRAM banks 3:2 */
	        {0x020, 0x00f},
	        {0x028, 0x0e0}, /* device chip selects 2:0 */
	        {0x030, 0x070},
	        {0x038, 0x0f8}, /* device chip select 3 and boot */
	        {0x040, 0x07f},
	        {PCI0_IO_LOW, 0x080},
	        {PCI0_IO_HIGH, 0x00f},
	        {PCI0_M0_LOW, 0x090},
	        {PCI0_M0_HIGH, 0x01f},
	        {ISD, 0x0a0},
	        {PCI0_M1_LOW, 0x790},
	        {PCI0_M1_HIGH, 0x01f},
	        {PCI0_IO_REMAP, 0x080},
	        {PCI0_M0_REMAP, 0x090},
	        {PCI0_M1_REMAP, 0x790},
	        {0x400, 0x000}, /* SDRAM bank addresses */
	        {0x404, 0x007},
	        {0x408, 0x008},
	        {0x40c, 0x00f},
	        {MULTI, 0x003},
	        {PCI0_CMD, 0x00010001 /* no byte swapping */},
	};

	memset(gt->reg, 0, sizeof(gt->reg));
	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		*reg(gt, values[i][0]) = values[i][1];
	reset_bridge(gt);
	map_windows(gt);
}

void gt64120_init(struct gt64120 *gt, struct bus *bus, struct ports *ports, struct i8259_pair *pic)
{
	memset(gt, 0, sizeof(*gt));
	gt->ports = ports;
	gt->pic = pic;
	gt->pci.function[0][0] = &gt->bridge;
	window_init(&gt->own, bus, &gt_ops, gt);
	window_init(&gt->io, bus, &ports_ops, ports);
	window_init(&gt->mem[0], bus, &abort_ops, gt);
	window_init(&gt->mem[1], bus, &abort_ops, gt);
}
