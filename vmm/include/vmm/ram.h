// SPDX-License-Identifier: Apache-2.0
// The guest's memory as the VMM sees it; every access by address goes through a bounds check.
#ifndef VMM_RAM_H
#define VMM_RAM_H

#include <vmm/base.h>

/** Guest RAM: guest-physical 0 to size - 1, mapped in one piece at @p host. */
struct vmm_ram {
	uint8_t *host; /**< owned by the caller */
	uint32_t size; /**< bytes */
};

/** Whether the @p size bytes at @p gpa all lie in guest RAM. An empty range does wherever it begins inside or at the end. */
static inline bool vmm_ram_has(const struct vmm_ram *ram, uint64_t gpa, uint64_t size)
{
	return gpa <= ram->size && size <= ram->size - gpa;
}

/**
 * The @p size bytes of guest memory at @p gpa. The guest may change them at any time: read each value once.
 * @return NULL if they do not all lie in guest RAM
 */
static inline void *vmm_ram_at(const struct vmm_ram *ram, uint64_t gpa, uint64_t size)
{
	return vmm_ram_has(ram, gpa, size) ? ram->host + gpa : NULL;
}

#endif
