// SPDX-License-Identifier: Apache-2.0
// The interrupt lines of a MIPS processor (Cause.IP2 to IP6) as the words that SK_VCPU_RUN takes.
#ifndef VMM_CPUIRQ_H
#define VMM_CPUIRQ_H

#include <vmm/pin.h>
#include <vmm/status.h>

/** Most devices that share one line. */
#define VMM_CPUIRQ_SHARED 32

/** Interrupt inputs of the virtual processor. All zero is a valid state: nothing connected, all lines low. */
struct vmm_cpuirq {
	uint32_t asserted[8]; /**< per line: one bit for each connected device that asserts it */
	uint8_t connected[8]; /**< per line: number of devices connected */
	uint32_t level;       /**< bit n: line n is high */
	uint32_t told;        /**< the levels the vCPU was last given */
};

/**
 * Connects @p pin to line @p line (2 to 6). Devices on one line are ORed.
 * @return VMM_OK, or VMM_DEV_IRQ for another line or when the line has VMM_CPUIRQ_SHARED devices.
 */
int vmm_cpuirq_connect(struct vmm_cpuirq *irq, unsigned line, struct vmm_pin *pin);

/**
 * Takes what changed since the last call, for SK_VCPU_RUN's first two words.
 * @param levels new levels of the lines in the mask
 * @return mask of lines that changed
 */
uint32_t vmm_cpuirq_take(struct vmm_cpuirq *irq, uint32_t *levels);

/** Makes the next vmm_cpuirq_take() name every line: the vCPU is a new one, all of its lines are low. */
static inline void vmm_cpuirq_forget(struct vmm_cpuirq *irq)
{
	irq->told = 0;
}

#endif
