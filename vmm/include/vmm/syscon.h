// SPDX-License-Identifier: Apache-2.0
// The reset word: where a guest asks for its own restart or end.
#ifndef VMM_SYSCON_H
#define VMM_SYSCON_H

#include <vmm/bus.h>

/** Value that acts when written; the one the Malta board's soft-reset register takes. */
#define VMM_SYSCON_MAGIC 0x42

/** What the guest asked for. */
enum vmm_request {
	VMM_REQUEST_NONE,
	VMM_REQUEST_RESET,
	VMM_REQUEST_POWEROFF,
};

/** Two words: offset 0 resets, offset 4 (if the region has it) powers off. Both read 0. */
struct vmm_syscon {
	struct vmm_device dev;
	enum vmm_request request;
};

/** Prepares the device at @p base with @p size bytes (4 or 8). @return VMM_OK, or VMM_DEV_REG for another size. */
int vmm_syscon_init(struct vmm_syscon *syscon, uint32_t base, uint32_t size);

/** Takes the guest's request; the next call returns VMM_REQUEST_NONE until it asks again. */
enum vmm_request vmm_syscon_take(struct vmm_syscon *syscon);

#endif
