// SPDX-License-Identifier: Apache-2.0
// Puts kernel, initrd and device tree into guest memory.
#ifndef VMM_PLACE_H
#define VMM_PLACE_H

#include <vmm/config.h>
#include <vmm/elf.h>
#include <vmm/fdt.h>

/** Where everything is, in guest-physical addresses. */
struct vmm_placement {
	struct vmm_kernel kernel;
	uint32_t initrd_start, initrd_end; /**< equal: no initrd */
	uint32_t dtb;
	struct vmm_fdt tree; /**< the guest's copy; only to be used before the guest runs */
};

/**
 * Fills cleared guest memory: the kernel where it wants to be, the initrd at the end of memory, the device tree below
 * it. The copy of the tree is told the memory size, where the initrd is, the command line and, if it has room for one
 * (`rng-seed` in /chosen), a seed from @p random.
 * @return VMM_OK or what is wrong
 */
int vmm_place(const struct vmm_config *config, struct vmm_random *random, struct vmm_placement *placement);

#endif
