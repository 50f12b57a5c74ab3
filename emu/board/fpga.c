// SPDX-License-Identifier: Apache-2.0
// Malta FPGA registers.
#include "fpga.h"

#include <stddef.h>
#include <string.h>

enum {
	SWITCH = 0x200,
	STATUS = 0x208,
	JMPRS = 0x210,
	LEDBAR = 0x408,
	ASCIIWORD = 0x410,
	ASCIIPOS0 = 0x418,
	ASCIIPOS7 = 0x450,
	SOFTRES = 0x500,
	BRKRES = 0x508,
	GPOUT = 0xa00,
	GPINP = 0xa08,
	I2CINP = 0xb00,
	I2COE = 0xb08,
	I2COUT = 0xb10,
	I2CSEL = 0xb18,
	STATUS_LITTLE_ENDIAN = 0x10,
	SOFTRES_GO = 0x42,
};

static uint32_t fpga_read(void *dev, uint32_t off, unsigned size)
{
	const struct fpga *fpga = dev;

	(void)size;
	switch (off) {
	case STATUS:
		return STATUS_LITTLE_ENDIAN;
	case LEDBAR:
		return fpga->leds;
	case BRKRES:
		return fpga->brkres;
	case GPOUT:
		return fpga->gpout;
	case I2CINP:
		return 3; /* no chip on the bus: both lines are pulled up */
	case I2COE:
		return fpga->i2c_oe;
	case I2COUT:
		return fpga->i2c_out;
	case I2CSEL:
		return fpga->i2c_sel;
	default: /* SWITCH, JMPRS and GPINP: everything off */
		return 0;
	}
}

static void show_hex(struct fpga *fpga, uint32_t value)
{
	for (unsigned i = 0; i < 8; i++)
		fpga->display[i] = "0123456789ABCDEF"[value >> 4 * (7 - i) & 15];
}

static void fpga_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct fpga *fpga = dev;

	(void)size;
	switch (off) {
	case LEDBAR:
		fpga->leds = (uint8_t)value;
		break;
	case ASCIIWORD:
		show_hex(fpga, value);
		break;
	case SOFTRES:
		if (value == SOFTRES_GO && fpga->reset != NULL)
			fpga->reset(fpga->reset_ctx);
		break;
	case BRKRES:
		fpga->brkres = value & 0xff;
		break;
	case GPOUT:
		fpga->gpout = value & 0xff;
		break;
	case I2COE:
		fpga->i2c_oe = value & 3;
		break;
	case I2COUT:
		fpga->i2c_out = value & 3;
		break;
	case I2CSEL:
		fpga->i2c_sel = value & 1;
		break;
	default:
		if (off >= ASCIIPOS0 && off <= ASCIIPOS7 && off % 8 == 0)
			fpga->display[(off - ASCIIPOS0) / 8] = (char)value;
		break;
	}
}

const struct device_ops fpga_ops = {fpga_read, fpga_write};

void fpga_reset(struct fpga *fpga)
{
	fpga->leds = 0;
	memset(fpga->display, ' ', sizeof(fpga->display));
	fpga->brkres = 0x0a;
	fpga->gpout = 0;
	fpga->i2c_oe = 0;
	fpga->i2c_out = 3;
	fpga->i2c_sel = 1;
}
