// SPDX-License-Identifier: Apache-2.0
// How interrupt lines are numbered.
#ifndef MIPS_IRQ_H
#define MIPS_IRQ_H

/*
 * The lines of the board's controller come first: on Malta 0 to 15 are the ISA lines of the 8259 pair (4 and 3: serial
 * ports, 8: clock, 14 and 15: IDE, 10 and 11: PCI). The processor's own lines follow: MALTA_IRQ_CPU + n is Cause.IPn.
 * Of these 0 and 1 (software), 2 (the 8259 pair) and the timer's belong to the kernel; 3 is SMI, 4 the CBUS UART,
 * 5 and 6 the core card.
 */
#define MALTA_IRQ_CPU 16

#endif
