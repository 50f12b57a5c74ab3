// SPDX-License-Identifier: Apache-2.0
// Malta: memory size, device ranges, console, reset.
#include "malta.h"
#include "yamon.h"
#include <drivers/ns16550.h>
#include <mips/board.h>
#include <skerry/arch/console.h>

#define UART ((struct mmio){.base = KSEG1_ADDR(MALTA_ISA_IO) + MALTA_UART_PORT, .shift = 0})

/* Less than this is taken for nonsense. */
#define RAM_MIN 0x00800000u

const char *board_name(void)
{
	return "Malta";
}

void board_init_console(void)
{
	ns16550_init(UART, 0);
}

void arch_console_putc(char c)
{
	if (c == '\n')
		ns16550_putc(UART, '\r');
	ns16550_putc(UART, (uint8_t)c);
}

int arch_console_getc(void)
{
	return ns16550_getc(UART);
}

static void add_device(struct boot_layout *layout, paddr_t base, uint32_t bytes)
{
	layout->device[layout->devices].base = base;
	layout->device[layout->devices].bytes = bytes;
	layout->devices++;
}

static bool sane_ram(uint32_t bytes)
{
	return bytes >= RAM_MIN && bytes <= MALTA_LOW_RAM_MAX && bytes % SK_PAGE_SIZE == 0;
}

void board_describe(struct boot_layout *layout, uint32_t env, uint32_t memsize)
{
	uint32_t ram = yamon_number(env, "memsize");
	if (!sane_ram(ram))
		ram = memsize;
	if (!sane_ram(ram))
		panic("no usable memory size: environment %u, register a3 %u", yamon_number(env, "memsize"), memsize);
	layout->ram_base = 0;
	layout->ram_bytes = ram;
	layout->console_irq = MALTA_UART_IRQ;
	layout->board = 'M';
	add_device(layout, MALTA_PCI_MEMORY0, MALTA_PCI_MEMORY0_SIZE);
	add_device(layout, MALTA_ISA_IO, MALTA_ISA_IO_SIZE);
	add_device(layout, MALTA_GT64120, MALTA_GT64120_SIZE);
	add_device(layout, MALTA_FPGA, MALTA_FPGA_SIZE);
}

void board_reset(void)
{
	ns16550_drain(UART);
	*(volatile uint32_t *)KSEG1_ADDR(MALTA_RESET) = MALTA_RESET_MAGIC;
}
