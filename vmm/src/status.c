// SPDX-License-Identifier: Apache-2.0
// The message of every status.
#include <vmm/base.h>
#include <vmm/status.h>

static const char *const texts[] = {
        [-VMM_OK] = "no error",
        [-VMM_ELF_SHORT] = "kernel: file is shorter than an ELF header",
        [-VMM_ELF_MAGIC] = "kernel: not an ELF file",
        [-VMM_ELF_CLASS] = "kernel: not a 32-bit ELF file",
        [-VMM_ELF_ENDIAN] = "kernel: not little endian",
        [-VMM_ELF_TYPE] = "kernel: not a statically linked executable",
        [-VMM_ELF_MACHINE] = "kernel: not for MIPS",
        [-VMM_ELF_PHDR] = "kernel: program headers lie outside the file",
        [-VMM_ELF_NO_LOAD] = "kernel: no segment to load",
        [-VMM_ELF_SEG_FILE] = "kernel: a segment lies outside the file",
        [-VMM_ELF_SEG_SIZE] = "kernel: a segment is larger in the file than in memory",
        [-VMM_ELF_SEG_RAM] = "kernel: a segment lies outside the guest's memory",
        [-VMM_ELF_SEG_OVERLAP] = "kernel: two segments overlap",
        [-VMM_ELF_ENTRY] = "kernel: entry point lies in no segment",
        [-VMM_FDT_SHORT] = "device tree: shorter than it says",
        [-VMM_FDT_MAGIC] = "device tree: not a flattened device tree",
        [-VMM_FDT_VERSION] = "device tree: version is not 17",
        [-VMM_FDT_LAYOUT] = "device tree: a block lies outside the tree",
        [-VMM_FDT_STRUCT] = "device tree: structure block is damaged",
        [-VMM_FDT_NO_NODE] = "device tree: a node is missing",
        [-VMM_FDT_NO_PROP] = "device tree: a property is missing",
        [-VMM_FDT_PROP_SIZE] = "device tree: a property has no room for its value",
        [-VMM_PLACE_RAW] = "raw image lies outside the guest's memory",
        [-VMM_PLACE_INITRD] = "initrd does not fit into the guest's memory beside the kernel",
        [-VMM_PLACE_DTB] = "device tree does not fit into the guest's memory beside kernel and initrd",
        [-VMM_RAM_SIZE] = "guest memory is not 1 MiB to 512 MiB in whole pages of 16 KiB",
        [-VMM_BUS_FULL] = "too many devices",
        [-VMM_BUS_RANGE] = "a device has an empty, wrapping or misaligned address range, or one in guest memory",
        [-VMM_BUS_OVERLAP] = "two devices overlap",
        [-VMM_DEV_REG] = "a device's reg property is missing or malformed",
        [-VMM_DEV_IRQ] = "a device's interrupt is not one of lines 2 to 6",
        [-VMM_DEV_SHIFT] = "a serial port's reg-shift is larger than 3",
        [-VMM_DEV_TOO_MANY] = "the device tree has more devices of a kind than the VMM",
        [-VMM_VCPU_STATE] = "the virtual processor's state could not be read or written",
        [-VMM_DEV_KIND] = "a virtio device whose skerry,device is none of rng, net, block",
        [-VMM_DEV_END] = "a virtio device names a network or disk that the domain does not have",
        [-VMM_RESTART_LIMIT] = "the guest was restarted too often",
};

const char *vmm_status_text(int status)
{
	if (status > 0 || status < VMM_STATUS_LAST)
		return "unknown status";
	return texts[-status];
}
