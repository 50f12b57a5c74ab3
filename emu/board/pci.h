// SPDX-License-Identifier: Apache-2.0
// One PCI bus: configuration spaces and configuration cycles.
#ifndef EMU_BOARD_PCI_H
#define EMU_BOARD_PCI_H

#include <stdbool.h>
#include <stdint.h>

/** One function's configuration space. */
struct pci_function {
	uint8_t config[256];
	uint8_t writable[256]; /**< bits that software can change */
	/** After a write that touched bytes @p reg to @p reg + @p size - 1; may be NULL. */
	void (*written)(void *ctx, unsigned reg, unsigned size);
	void *ctx;
};

/** The bus; zero-initialised it is empty. */
struct pci_bus {
	struct pci_function *function[32][8];
	/** Special cycle with this message; may be NULL. */
	void (*special)(void *ctx, uint32_t message);
	void *special_ctx;
};

/** Identity of a function, for pci_function_init(). */
struct pci_identity {
	uint16_t vendor;
	uint16_t device;
	uint32_t class_revision; /**< class, subclass, interface, revision, as register 8 shows them */
	bool multifunction;
};

/** Sets identity, and the command and interrupt line registers writable; everything else reads as zero. */
void pci_function_init(struct pci_function *function, const struct pci_identity *identity);
/** Sets a configuration register of @p size bytes and which of its bits software can change. */
void pci_function_set(struct pci_function *function, unsigned reg, unsigned size, uint32_t value, uint32_t writable);
/** @return a little-endian configuration register of @p size bytes */
uint32_t pci_function_get(const struct pci_function *function, unsigned reg, unsigned size);

/**
 * Configuration read as a host bridge's address register selects it.
 * @param address  bus 23:16, device 15:11, function 10:8, register 7:2
 * @param off,size bytes within the register
 * @return false when nobody answers (master abort); *value is then all ones
 */
bool pci_config_read(struct pci_bus *bus, uint32_t address, unsigned off, unsigned size, uint32_t *value);
/** As pci_config_read(). Device 31, function 7, register 0 makes a special cycle, which nobody has to answer. */
bool pci_config_write(struct pci_bus *bus, uint32_t address, unsigned off, unsigned size, uint32_t value);

#endif
