// SPDX-License-Identifier: Apache-2.0
// Notices from a guest's console output that its kernel panicked.
#ifndef VMM_PANIC_H
#define VMM_PANIC_H

#include <stdbool.h>
#include <stdint.h>

/** What the output up to now tells. */
enum vmm_panic_state {
	VMM_PANIC_NONE,
	VMM_PANIC_BEGUN, /**< the kernel announced a panic; it may still print its state, and may reset by itself */
	VMM_PANIC_ENDED, /**< the kernel said that it stops here */
};

/** The watcher. All zero is its start. Only text at the beginning of a line (after a kernel time stamp) counts. */
struct vmm_panic {
	enum vmm_panic_state state;
	uint8_t place; /**< part of the line that the next byte belongs to */
	uint8_t matched
	        [2]; /**< characters of each phrase found at the line's beginning; 0xff: the line does not match */
};

/** Looks at the next byte of output. @return the state; it changes at the end of a line */
enum vmm_panic_state vmm_panic_watch(struct vmm_panic *panic, uint8_t byte);

#endif
