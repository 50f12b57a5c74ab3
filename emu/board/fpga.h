// SPDX-License-Identifier: Apache-2.0
// Registers of the Malta base board's FPGA: switches, display, reset.
#ifndef EMU_BOARD_FPGA_H
#define EMU_BOARD_FPGA_H

#include <stdint.h>

#include "device.h"

/** The FPGA. The CBUS UART, which sits among its registers, is a device of its own. */
struct fpga {
	uint8_t leds;
	char display[8]; /**< the eight characters shown, not terminated */
	uint32_t brkres;
	uint32_t gpout;
	uint32_t i2c_oe, i2c_out, i2c_sel;
	void (*reset)(void *ctx); /**< software asked for a board reset; may be NULL */
	void *reset_ctx;
};

/** Register values after reset; the reset callback is kept. */
void fpga_reset(struct fpga *fpga);

/** The registers from 0x1f000000 on; dev is a struct fpga. */
extern const struct device_ops fpga_ops;

#endif
