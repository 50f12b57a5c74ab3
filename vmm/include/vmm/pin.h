// SPDX-License-Identifier: Apache-2.0
// An interrupt output of a device model and where it leads.
#ifndef VMM_PIN_H
#define VMM_PIN_H

#include <stdbool.h>
#include <stdint.h>

/**
 * A wire from a device to an interrupt controller. The controller's model fills it in; the device calls vmm_pin_set()
 * whenever its condition may have changed.
 */
struct vmm_pin {
	void (*sink)(void *controller, unsigned input, bool level); /**< NULL: not connected */
	void *controller;                                           /**< owned by the caller */
	unsigned input;                                             /**< the controller's input */
	bool level;                                                 /**< last level driven */
};

/** Drives @p pin to @p level; the controller hears of changes only. */
static inline void vmm_pin_set(struct vmm_pin *pin, bool level)
{
	if (pin->level == level)
		return;
	pin->level = level;
	if (pin->sink)
		pin->sink(pin->controller, pin->input, level);
}

#endif
