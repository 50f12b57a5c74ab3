// SPDX-License-Identifier: Apache-2.0
// Addresses of the Malta board.
#ifndef MALTA_H
#define MALTA_H

#include <drivers/mmio.h>
#include <mips/kernel.h>

#define MALTA_PCI_MEMORY0      0x10000000u
#define MALTA_PCI_MEMORY0_SIZE 0x08000000u
#define MALTA_ISA_IO           0x18000000u
#define MALTA_ISA_IO_SIZE      0x00200000u
#define MALTA_GT64120          0x1be00000u
#define MALTA_GT64120_SIZE     0x00004000u
#define MALTA_FPGA             0x1f000000u
#define MALTA_FPGA_SIZE        0x00004000u
#define MALTA_UART_PORT        0x3f8u
#define MALTA_UART_IRQ         4
#define MALTA_GIC              0x1bdc0000u
#define MALTA_CPC              0x1bde0000u
#define MALTA_GCR              0x1fbf8000u
#define MALTA_RESET            (MALTA_FPGA + 0x500)
#define MALTA_RESET_MAGIC      0x42
#define MALTA_LOW_RAM_MAX      0x10000000u

/** ISA I/O space: register number = port. */
#define MALTA_ISA ((struct mmio){.base = KSEG1_ADDR(MALTA_ISA_IO), .shift = 0})

#endif
