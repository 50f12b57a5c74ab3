// SPDX-License-Identifier: Apache-2.0
// Driver for 16550-type UARTs: polled transmit and receive, receive interrupt.
#ifndef DRIVERS_NS16550_H
#define DRIVERS_NS16550_H

#include <drivers/mmio.h>
#include <stdbool.h>

/**
 * Sets the UART to 8N1 with FIFOs on and all its interrupts off.
 * @param divisor baud divisor (input clock / 16 / rate); 0 keeps the rate that the firmware set
 */
void ns16550_init(struct mmio uart, uint16_t divisor);

/**
 * Sends one byte, waiting for room at most a bounded number of polls.
 * @return false when the UART took nothing in that time; the byte is lost.
 */
bool ns16550_putc(struct mmio uart, uint8_t byte);

/** Waits, bounded, until everything sent has left the shift register. */
void ns16550_drain(struct mmio uart);

/** Takes a received byte, or returns -1 when none waits. */
int ns16550_getc(struct mmio uart);

/** Turns the receive interrupt on or off. */
void ns16550_rx_interrupt(struct mmio uart, bool on);

#endif
