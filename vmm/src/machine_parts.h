// SPDX-License-Identifier: Apache-2.0
// What the source files of the machine call of each other.
#ifndef VMM_MACHINE_PARTS_H
#define VMM_MACHINE_PARTS_H

#include <vmm/machine.h>

/** Builds all devices that @p tree describes and puts them on the bus. @return VMM_OK or what is wrong */
int vmm_devices_from_tree(struct vmm *vmm, const struct vmm_fdt *tree);

/**
 * Gives the guest an exception as its processor would.
 * @param code Cause.ExcCode
 * @return false if the processor's state could not be read or written
 */
bool vmm_inject(struct vmm *vmm, unsigned code);

#endif
