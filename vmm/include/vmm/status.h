// SPDX-License-Identifier: Apache-2.0
// What can be wrong with a guest's configuration or images, each with its own message.
#ifndef VMM_STATUS_H
#define VMM_STATUS_H

/** Results of loading and configuring: VMM_OK or a negative code; vmm_status_text() words it. */
enum vmm_status {
	VMM_OK = 0,
	VMM_ELF_SHORT = -1,
	VMM_ELF_MAGIC = -2,
	VMM_ELF_CLASS = -3,
	VMM_ELF_ENDIAN = -4,
	VMM_ELF_TYPE = -5,
	VMM_ELF_MACHINE = -6,
	VMM_ELF_PHDR = -7,
	VMM_ELF_NO_LOAD = -8,
	VMM_ELF_SEG_FILE = -9,
	VMM_ELF_SEG_SIZE = -10,
	VMM_ELF_SEG_RAM = -11,
	VMM_ELF_SEG_OVERLAP = -12,
	VMM_ELF_ENTRY = -13,
	VMM_FDT_SHORT = -14,
	VMM_FDT_MAGIC = -15,
	VMM_FDT_VERSION = -16,
	VMM_FDT_LAYOUT = -17,
	VMM_FDT_STRUCT = -18,
	VMM_FDT_NO_NODE = -19,
	VMM_FDT_NO_PROP = -20,
	VMM_FDT_PROP_SIZE = -21,
	VMM_PLACE_RAW = -22,
	VMM_PLACE_INITRD = -23,
	VMM_PLACE_DTB = -24,
	VMM_RAM_SIZE = -25,
	VMM_BUS_FULL = -26,
	VMM_BUS_RANGE = -27,
	VMM_BUS_OVERLAP = -28,
	VMM_DEV_REG = -29,
	VMM_DEV_IRQ = -30,
	VMM_DEV_SHIFT = -31,
	VMM_DEV_TOO_MANY = -32,
	VMM_VCPU_STATE = -33,
	VMM_RESTART_LIMIT = -34,
	VMM_DEV_KIND = -35,
	VMM_DEV_END = -36,
	VMM_STATUS_LAST = -36,
};

/**
 * Words a status.
 * @return a sentence without full stop; for an unknown value "unknown status".
 */
const char *vmm_status_text(int status);

#endif
