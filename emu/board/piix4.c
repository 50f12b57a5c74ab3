// SPDX-License-Identifier: Apache-2.0
// PIIX4: interrupt routing, reset control register, ACPI timer and soft-off.
#include "piix4.h"

#include <string.h>

enum {
	PIRQ_ROUTE = 0x60,
	PIRQ_OFF = 0x80,
	RESET_CONTROL_PORT = 0xcf9,
	RESET_CONTROL_CPU = 0x04,
	PM_BASE = 0x40,
	PM_MISC = 0x80,
	PM_MISC_ENABLE = 0x01,
	PM_PORTS = 0x38,
	PM_STATUS = 0x00,
	PM_ENABLE = 0x02,
	PM_CONTROL = 0x04,
	PM_TIMER = 0x08,
	PM_TIMER_HZ = 3579545,
	SUSPEND_ENABLE = 1 << 13,
	SUSPEND_TYPE = 7 << 10,
	SUSPEND_SOFT_OFF = 0 << 10,
};

/* Drives the ISA inputs that any PIRQ is or was routed to. */
static void drive_inputs(struct piix4 *piix4, uint16_t inputs)
{
	uint16_t high = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint8_t route = piix4->isa.config[PIRQ_ROUTE + i];

		if (!(route & PIRQ_OFF) && piix4->pirq_levels & 1u << i)
			high |= (uint16_t)(1u << (route & 15));
	}
	for (unsigned i = 0; i < 16; i++) {
		if (inputs & 1u << i)
			i8259_set(piix4->pic, i, high >> i & 1);
	}
}

static uint16_t routed_inputs(const struct piix4 *piix4)
{
	uint16_t inputs = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint8_t route = piix4->isa.config[PIRQ_ROUTE + i];

		if (!(route & PIRQ_OFF))
			inputs |= (uint16_t)(1u << (route & 15));
	}
	return inputs;
}

void piix4_set_pirq(void *ctx, unsigned input, bool level)
{
	struct piix4 *piix4 = ctx;
	uint8_t bit = (uint8_t)(1u << (input & 3));

	piix4->pirq_levels = level ? piix4->pirq_levels | bit : piix4->pirq_levels & (uint8_t)~bit;
	drive_inputs(piix4, routed_inputs(piix4));
}

static void isa_written(void *ctx, unsigned reg, unsigned size)
{
	struct piix4 *piix4 = ctx;

	/* A route that went away leaves its old input low; only PCI routes ever reach 9 to 12, 14 and 15. */
	if (reg < PIRQ_ROUTE + 4 && reg + size > PIRQ_ROUTE && piix4->pirq_levels != 0)
		drive_inputs(piix4, (uint16_t)(routed_inputs(piix4) | 0xde00));
}

static void pm_written(void *ctx, unsigned reg, unsigned size);

static uint32_t reset_read(void *dev, uint32_t off, unsigned size)
{
	const struct piix4 *piix4 = dev;

	(void)off;
	(void)size;
	return piix4->reset_control;
}

static void reset_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct piix4 *piix4 = dev;

	(void)off;
	(void)size;
	if (value & RESET_CONTROL_CPU && piix4->request != NULL)
		piix4->request(piix4->request_ctx, PIIX4_RESET);
	piix4->reset_control = value & 2;
}

static const struct device_ops reset_ops = {reset_read, reset_write};

static uint32_t pm_read(void *dev, uint32_t off, unsigned size)
{
	const struct piix4 *piix4 = dev;
	uint32_t value;

	(void)size;
	switch (off & ~3u) {
	case PM_STATUS:
		value = (uint32_t)piix4->pm_enable << 16 | piix4->pm_status;
		break;
	case PM_CONTROL:
		value = piix4->pm_control;
		break;
	case PM_TIMER:
		value = vclock_periods(piix4->clock, PM_TIMER_HZ, piix4->clock->now) & 0xffffff;
		break;
	default:
		value = 0;
		break;
	}
	return value >> 8 * (off & 3) & 0xff;
}

static uint16_t with_byte(uint16_t word, unsigned byte, uint32_t value)
{
	return (uint16_t)((word & ~(0xffu << 8 * byte)) | (value & 0xff) << 8 * byte);
}

static void pm_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct piix4 *piix4 = dev;

	(void)size;
	switch (off & ~1u) {
	case PM_STATUS: /* ones clear */
		piix4->pm_status &= (uint16_t) ~((value & 0xff) << 8 * (off & 1));
		break;
	case PM_ENABLE:
		piix4->pm_enable = with_byte(piix4->pm_enable, off & 1, value);
		break;
	case PM_CONTROL:
		piix4->pm_control = with_byte(piix4->pm_control, off & 1, value) & (uint16_t)~SUSPEND_ENABLE;
		if (off == PM_CONTROL + 1 && value & SUSPEND_ENABLE >> 8 &&
		    (piix4->pm_control & SUSPEND_TYPE) == SUSPEND_SOFT_OFF && piix4->request != NULL)
			piix4->request(piix4->request_ctx, PIIX4_POWER_OFF);
		break;
	default:
		break;
	}
}

static const struct device_ops pm_ops = {pm_read, pm_write};

static void pm_written(void *ctx, unsigned reg, unsigned size)
{
	struct piix4 *piix4 = ctx;
	bool on = piix4->pm.config[PM_MISC] & PM_MISC_ENABLE;

	(void)reg;
	(void)size;
	ports_move(piix4->ports, &pm_ops, piix4, pci_function_get(&piix4->pm, PM_BASE, 4) & 0xffc0, on ? PM_PORTS : 0);
}

void piix4_init(struct piix4 *piix4, struct pci_bus *pci, unsigned slot, struct ports *ports, struct i8259_pair *pic,
                struct vclock *clock)
{
	memset(piix4, 0, sizeof(*piix4));
	piix4->ports = ports;
	piix4->pic = pic;
	piix4->clock = clock;
	pci->function[slot][0] = &piix4->isa;
	pci->function[slot][3] = &piix4->pm;
	ports_claim(ports, RESET_CONTROL_PORT, 1, &reset_ops, piix4);
	ports_claim(ports, 0, 0, &pm_ops, piix4);
	piix4_reset(piix4);
}

void piix4_reset(struct piix4 *piix4)
{
	static const struct pci_identity isa = {0x8086, 0x7110, 0x06010000, true};
	static const struct pci_identity pm = {0x8086, 0x7113, 0x06800003, false};

	piix4->pirq_levels = 0;
	piix4->reset_control = 0;
	piix4->pm_status = piix4->pm_enable = piix4->pm_control = 0;
	pci_function_init(&piix4->isa, &isa);
	pci_function_set(&piix4->isa, 0x04, 4, 0x02000007, 0x0148);
	for (unsigned i = 0x40; i < 0x100; i += 4)
		pci_function_set(&piix4->isa, i, 4, 0, 0xffffffff);
	pci_function_set(&piix4->isa, 0x4c, 4, 0x0003004d, 0xffffffff);
	pci_function_set(&piix4->isa, PIRQ_ROUTE, 4, 0x0b0b0a0a, 0x8f8f8f8f);
	pci_function_set(&piix4->isa, 0x69, 1, 0x02, 0xff);
	piix4->isa.written = isa_written;
	piix4->isa.ctx = piix4;
	pci_function_init(&piix4->pm, &pm);
	pci_function_set(&piix4->pm, 0x06, 2, 0x0280, 0);
	pci_function_set(&piix4->pm, 0x3d, 1, 1, 0);
	pci_function_set(&piix4->pm, PM_BASE, 4, 1, 0x0000ffc0);
	for (unsigned i = 0x44; i < 0x100; i += 4)
		pci_function_set(&piix4->pm, i, 4, 0, 0xffffffff);
	piix4->pm.written = pm_written;
	piix4->pm.ctx = piix4;
	pm_written(piix4, 0, 0);
}
