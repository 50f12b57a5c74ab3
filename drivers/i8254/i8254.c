// SPDX-License-Identifier: Apache-2.0
// Channel 0 of the 8254 interval timer.
#include <drivers/i8254.h>

enum { PORT_COUNT0 = 0x40, PORT_CONTROL = 0x43 };

#define CONTROL_RATE  0x34 /* channel 0, low then high byte, mode 2, binary */
#define CONTROL_LATCH 0x00 /* latch the count of channel 0 */

void i8254_start(struct mmio io)
{
	mmio_write8(io, PORT_CONTROL, CONTROL_RATE);
	mmio_write8(io, PORT_COUNT0, 0);
	mmio_write8(io, PORT_COUNT0, 0);
}

uint16_t i8254_read(struct mmio io)
{
	mmio_write8(io, PORT_CONTROL, CONTROL_LATCH);
	unsigned low = mmio_read8(io, PORT_COUNT0);
	unsigned high = mmio_read8(io, PORT_COUNT0);
	return (uint16_t)(high << 8 | low);
}
