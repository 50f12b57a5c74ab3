// SPDX-License-Identifier: Apache-2.0
// The boards: which devices there are, where, and on which interrupts.
#include "bootrom.h"
#include "machine_impl.h"

enum {
	SUPER_IO_BAUD = 115200,
	CBUS_BAUD = 230400,
	CBUS_SHIFT = 3,
	CBUS_IP = 4,
	PIC_IP = 2,
	PIC_GIC_SOURCE = 3,
	PIIX4_SLOT = 10,
	ISA_TIMER = 0,
	ISA_TTY1 = 3,
	ISA_TTY0 = 4,
	ISA_CLOCK = 8,
	LOW_RAM_MIB = 256,
	IO_HOLE_MIB = 512,
	GIC_PIN_IP = 2, /* processor input of the GIC's pin 0 */
};

#define FLASH_BASE     0x1e000000u
#define FPGA_BASE      0x1f000000u
#define FPGA_CBUS      0x900u
#define FPGA_CBUS_SIZE 0x40u
#define FPGA_SIZE      0x100000u
#define RAM_WHOLE      0x80000000u /* the Malta shows all RAM here */
#define RAM_UPPER      0x20000000u
#define DECODED        0x20000000u /* below this the Malta's accesses always end somewhere */
#define MIB            (1u << 20)

static bool has_gic(const struct machine *machine)
{
	return machine->config.cpus > 1;
}

static void set_cpu0(void *ctx, unsigned input, bool level)
{
	struct machine *machine = ctx;

	emu_irq_set(emu_cpu_at(machine->sys, 0), input, level);
}

static void drive_pin(void *ctx, unsigned vp, unsigned pin, bool level)
{
	struct machine *machine = ctx;

	/* Pins beyond the processor's hardware interrupts are not wired. */
	if (pin + GIC_PIN_IP <= 7)
		emu_irq_set(emu_cpu_at(machine->sys, vp), pin + GIC_PIN_IP, level);
}

static void start_vp(void *ctx, unsigned vp, uint32_t pc)
{
	struct machine *machine = ctx;
	struct emu_cpu *cpu = emu_cpu_at(machine->sys, vp);

	emu_cpu_reset(cpu);
	emu_cpu_start(cpu, pc);
}

static void stop_vp(void *ctx, unsigned vp)
{
	struct machine *machine = ctx;

	emu_cpu_halt(emu_cpu_at(machine->sys, vp));
}

static const struct cm_ops cm_ops = {start_vp, stop_vp};

static void fpga_asks_reset(void *ctx)
{
	machine_request(ctx, MACHINE_RESET);
}

static void piix4_asks(void *ctx, enum piix4_request request)
{
	machine_request(ctx, request == PIIX4_RESET ? MACHINE_RESET : MACHINE_POWER_OFF);
}

static int map_malta_ram(struct machine *machine)
{
	uint32_t mib = machine->config.ram_mib;
	uint32_t low = mib < LOW_RAM_MIB ? mib : LOW_RAM_MIB;
	int error = emu_add_ram(machine->sys, 0, low * MIB, machine->ram);

	if (error == 0)
		error = emu_add_alias(machine->sys, RAM_WHOLE, low * MIB, 0);
	if (error == 0 && mib > low)
		error = emu_add_ram(machine->sys, RAM_WHOLE + low * MIB, (mib - low) * MIB, machine->ram + low * MIB);
	if (error == 0 && mib > IO_HOLE_MIB)
		error = emu_add_alias(machine->sys, RAM_UPPER, (mib - IO_HOLE_MIB) * MIB,
		                      RAM_WHOLE + IO_HOLE_MIB * MIB);
	return error;
}

static int map_generic_ram(struct machine *machine)
{
	uint32_t mib = machine->config.ram_mib;
	uint32_t low = mib < LOW_RAM_MIB ? mib : LOW_RAM_MIB;
	int error = emu_add_ram(machine->sys, 0, low * MIB, machine->ram);

	if (error == 0 && mib > low)
		error = emu_add_ram(machine->sys, RAM_UPPER, (mib - low) * MIB, machine->ram + low * MIB);
	return error;
}

static int map_common(struct machine *machine)
{
	int error = emu_add_rom(machine->sys, BOOTROM_BASE, BOOTROM_SIZE, machine->rom, NULL, NULL);

	machine->fpga.reset = fpga_asks_reset;
	machine->fpga.reset_ctx = machine;
	window_init(&machine->fpga_low, &machine->bus, &fpga_ops, &machine->fpga);
	window_init(&machine->cbus, &machine->bus, &uart16550_ops, &machine->uart[MACHINE_CBUS]);
	if (error == 0)
		error = window_map(&machine->fpga_low, FPGA_BASE, FPGA_SIZE);
	if (error == 0)
		error = window_map(&machine->cbus, FPGA_BASE + FPGA_CBUS, FPGA_CBUS_SIZE);
	return error;
}

static void create_malta_devices(struct machine *machine)
{
	struct ports *ports = &machine->ports;

	ports_claim(ports, 0x20, 2, &i8259_ops, &machine->pic.chip[0]);
	ports_claim(ports, 0xa0, 2, &i8259_ops, &machine->pic.chip[1]);
	ports_claim(ports, 0x4d0, 2, &i8259_elcr_ops, &machine->pic);
	ports_claim(ports, 0x40, 4, &i8254_ops, &machine->pit);
	ports_claim(ports, 0x70, 2, &mc146818_ops, &machine->rtc);
	ports_claim(ports, 0x3f8, 8, &uart16550_ops, &machine->uart[0]);
	ports_claim(ports, 0x2f8, 8, &uart16550_ops, &machine->uart[1]);
	gt64120_init(&machine->gt, &machine->bus, ports, &machine->pic);
	piix4_init(&machine->piix4, &machine->gt.pci, PIIX4_SLOT, ports, &machine->pic, &machine->clock);
	machine->piix4.request = piix4_asks;
	machine->piix4.request_ctx = machine;
	window_init(&machine->gic_window, &machine->bus, &gic_ops, &machine->gic);
	if (has_gic(machine))
		cm_init(&machine->cm, &machine->bus, machine->config.cpus, &machine->gic_window, GIC_SIZE, &cm_ops,
		        machine);
}

static int create_malta(struct machine *machine)
{
	int error;

	window_init(&machine->nothing, &machine->bus, &void_ops, NULL);
	error = window_map(&machine->nothing, 0, DECODED);
	if (error == 0)
		error = map_malta_ram(machine);
	if (error == 0)
		error = emu_add_rom(machine->sys, FLASH_BASE, BOOTROM_SIZE, machine->rom, NULL, NULL);
	if (error == 0)
		error = map_common(machine);
	if (error == 0)
		create_malta_devices(machine);
	return error;
}

int board_create(struct machine *machine)
{
	int error = machine->config.board == MACHINE_MALTA ? create_malta(machine) : map_generic_ram(machine);

	if (error == 0 && machine->config.board != MACHINE_MALTA)
		error = map_common(machine);
	if (error == 0)
		board_reset(machine);
	return error;
}

static void reset_malta(struct machine *machine)
{
	struct vclock *clock = &machine->clock;
	struct irq_line isa_timer = {i8259_set, &machine->pic, ISA_TIMER};
	struct irq_line isa_clock = {i8259_set, &machine->pic, ISA_CLOCK};
	struct irq_line isa_tty0 = {i8259_set, &machine->pic, ISA_TTY0};
	struct irq_line isa_tty1 = {i8259_set, &machine->pic, ISA_TTY1};
	struct irq_line interrupt = {set_cpu0, machine, PIC_IP};

	if (has_gic(machine)) {
		gic_init(&machine->gic, &machine->bus, machine->config.cpus, drive_pin, machine);
		cm_reset(&machine->cm);
		interrupt = (struct irq_line){gic_set, &machine->gic, PIC_GIC_SOURCE};
	}
	i8259_init(&machine->pic, interrupt);
	i8254_init(&machine->pit, clock, isa_timer);
	/* The real-time clock has a battery: a reset of the board leaves it alone. */
	if (machine->rtc.clock == NULL)
		mc146818_init(&machine->rtc, clock, isa_clock);
	uart16550_init(&machine->uart[0], clock, isa_tty0, 0, SUPER_IO_BAUD);
	uart16550_init(&machine->uart[1], clock, isa_tty1, 0, SUPER_IO_BAUD);
	gt64120_reset(&machine->gt);
	piix4_reset(&machine->piix4);
}

void board_reset(struct machine *machine)
{
	struct irq_line cbus = {set_cpu0, machine, CBUS_IP};

	for (unsigned i = 0; i < machine->config.cpus; i++) {
		for (unsigned ip = 2; ip <= 7; ip++)
			emu_irq_set(emu_cpu_at(machine->sys, i), ip, false);
	}
	/* With the coherence manager the CBUS interrupt goes nowhere, as in QEMU's model. */
	if (has_gic(machine))
		cbus = (struct irq_line){0};
	fpga_reset(&machine->fpga);
	uart16550_init(&machine->uart[MACHINE_CBUS], &machine->clock, cbus, CBUS_SHIFT, CBUS_BAUD);
	if (machine->config.board == MACHINE_MALTA)
		reset_malta(machine);
}
