// SPDX-License-Identifier: Apache-2.0
// PCI configuration space with per-bit write masks.
#include "pci.h"

#include <stddef.h>
#include <string.h>

enum {
	COMMAND = 0x04,
	CLASS_REVISION = 0x08,
	HEADER_TYPE = 0x0e,
	INTERRUPT_LINE = 0x3c,
	MULTIFUNCTION = 0x80,
	COMMAND_WRITABLE = 0x0147,
};

void pci_function_set(struct pci_function *function, unsigned reg, unsigned size, uint32_t value, uint32_t writable)
{
	for (unsigned i = 0; i < size; i++) {
		function->config[(reg + i) & 0xff] = (uint8_t)(value >> 8 * i);
		function->writable[(reg + i) & 0xff] = (uint8_t)(writable >> 8 * i);
	}
}

uint32_t pci_function_get(const struct pci_function *function, unsigned reg, unsigned size)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint32_t)function->config[(reg + i) & 0xff] << 8 * i;
	return value;
}

void pci_function_init(struct pci_function *function, const struct pci_identity *identity)
{
	memset(function, 0, sizeof(*function));
	pci_function_set(function, 0, 4, (uint32_t)identity->device << 16 | identity->vendor, 0);
	pci_function_set(function, COMMAND, 2, 0, COMMAND_WRITABLE);
	pci_function_set(function, CLASS_REVISION, 4, identity->class_revision, 0);
	pci_function_set(function, HEADER_TYPE, 1, identity->multifunction ? MULTIFUNCTION : 0, 0);
	pci_function_set(function, INTERRUPT_LINE, 1, 0, 0xff);
}

static struct pci_function *select_function(const struct pci_bus *bus, uint32_t address)
{
	if (address >> 16 & 0xff)
		return NULL;
	return bus->function[address >> 11 & 31][address >> 8 & 7];
}

bool pci_config_read(struct pci_bus *bus, uint32_t address, unsigned off, unsigned size, uint32_t *value)
{
	const struct pci_function *function = select_function(bus, address);

	*value = 0xffffffff;
	if (function == NULL)
		return false;
	*value = pci_function_get(function, (address & 0xfc) + off, size);
	return true;
}

bool pci_config_write(struct pci_bus *bus, uint32_t address, unsigned off, unsigned size, uint32_t value)
{
	struct pci_function *function = select_function(bus, address);
	unsigned reg = (address & 0xfc) + off;

	if ((address & 0xffffff) == (31u << 11 | 7u << 8)) {
		if (bus->special != NULL)
			bus->special(bus->special_ctx, value);
		return true;
	}
	if (function == NULL)
		return false;
	for (unsigned i = 0; i < size; i++) {
		uint8_t mask = function->writable[reg + i];

		function->config[reg + i] = (uint8_t)((function->config[reg + i] & ~mask) | (value >> 8 * i & mask));
	}
	if (function->written != NULL)
		function->written(function->ctx, reg, size);
	return true;
}
