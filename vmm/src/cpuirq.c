// SPDX-License-Identifier: Apache-2.0
// Wired-OR of device pins onto the processor's interrupt lines.
#include <skerry/abi/vcpu.h>
#include <vmm/cpuirq.h>

// A pin's input number: line << 8 | the device's place on the line.
static void set_input(void *controller, unsigned input, bool level)
{
	struct vmm_cpuirq *irq = controller;
	unsigned line = input >> 8;
	uint32_t bit = UINT32_C(1) << (input & 0xff);

	if (level)
		irq->asserted[line] |= bit;
	else
		irq->asserted[line] &= ~bit;
	if (irq->asserted[line])
		irq->level |= UINT32_C(1) << line;
	else
		irq->level &= ~(UINT32_C(1) << line);
}

int vmm_cpuirq_connect(struct vmm_cpuirq *irq, unsigned line, struct vmm_pin *pin)
{
	if (line > 7 || !(SK_VCPU_LINES >> line & 1) || irq->connected[line] == VMM_CPUIRQ_SHARED)
		return VMM_DEV_IRQ;
	pin->sink = set_input;
	pin->controller = irq;
	pin->input = line << 8 | irq->connected[line]++;
	pin->level = false;
	return VMM_OK;
}

uint32_t vmm_cpuirq_take(struct vmm_cpuirq *irq, uint32_t *levels)
{
	uint32_t changed = irq->level ^ irq->told;

	*levels = irq->level & changed;
	irq->told = irq->level;
	return changed;
}
