// SPDX-License-Identifier: Apache-2.0
// Life of a guest: preparation, start, end, restart.
#include "machine_parts.h"

// Boot protocol for device trees: a0 = -2, a1 = address of the tree.
#define UHI_A0    UINT32_C(0xfffffffe)
#define KSEG0     UINT32_C(0x80000000)
#define REG_A0    4
#define REG_A1    5
#define NO_STATUS 0 /* kernel mode, interrupts off, normal vectors */

int vmm_init(struct vmm *vmm, const struct vmm_config *config, const struct vmm_host *host, struct sk_vcpu_area *area)
{
	struct vmm_fdt tree;

	*vmm = (struct vmm){.config = *config, .host = *host, .area = area};
	vmm->console.write = host->output;
	vmm->console.ctx = host->ctx;
	vmm->console.name = config->plain_console ? NULL : config->name;
	vmm_random_init(&vmm->random, config->seed);

	// The tree is only read here; the guest gets a copy that is patched.
	int status = vmm_fdt_open(&tree, (uint8_t *)(uintptr_t)config->dtb.data, config->dtb.size);

	if (status == VMM_OK)
		status = vmm_devices_from_tree(vmm, &tree);
	return status;
}

static void sync(struct vmm *vmm, uint32_t from, uint32_t to)
{
	vmm->host.sync(vmm->host.ctx, vmm->config.ram.host + from, to - from);
}

/* The first start finds cleared memory, and changes little of it. */
static int load(struct vmm *vmm)
{
	const struct vmm_ram *ram = &vmm->config.ram;
	const struct vmm_placement *placement = &vmm->placement;
	bool first = vmm->stats.starts == 0;

	if (!first)
		vmm_fill(ram->host, 0, ram->size);

	int status = vmm_place(&vmm->config, &vmm->random, &vmm->placement);

	if (status != VMM_OK)
		return status;
	if (first) {
		sync(vmm, placement->kernel.start, placement->kernel.end);
		sync(vmm, placement->dtb, placement->initrd_end);
	} else {
		sync(vmm, 0, ram->size);
	}
	return VMM_OK;
}

int vmm_start(struct vmm *vmm)
{
	if (!vmm->host.renew(vmm->host.ctx))
		return VMM_VCPU_STATE;
	vmm_bus_reset(&vmm->bus);
	vmm_cpuirq_forget(&vmm->irq);
	vmm->panic = (struct vmm_panic){0};

	int status = load(vmm);

	if (status != VMM_OK)
		return status;
	vmm->area->gpr[REG_A0] = UHI_A0;
	vmm->area->gpr[REG_A1] = KSEG0 | vmm->placement.dtb;
	vmm->area->pc = vmm->placement.kernel.entry;
	vmm->area->status = NO_STATUS;
	vmm->stats.starts++;
	return VMM_OK;
}

const char *vmm_verdict_name(enum vmm_verdict verdict)
{
	static const char *const names[VMM_VERDICTS] = {
	        [VMM_GO_ON] = "running",      [VMM_EVENT] = "event",       [VMM_RESET] = "reset",
	        [VMM_POWEROFF] = "power-off", [VMM_PANIC] = "panic",       [VMM_CRASH] = "crash",
	        [VMM_HALTED] = "halted",      [VMM_CANCELED] = "canceled", [VMM_BROKEN] = "broken",
	};

	return verdict < VMM_VERDICTS ? names[verdict] : "unknown";
}

void vmm_message(struct vmm *vmm, const struct vmm_text *text)
{
	struct vmm_text line;

	vmm_console_end_line(&vmm->console);
	vmm_text_begin(&line);
	// Behind a console that names its lines the guest's name would stand twice.
	vmm_text_add(&line, vmm->config.plain_console ? "vmm" : vmm->config.name);
	vmm_text_add(&line, ": ");
	vmm_text_add(&line, text->buf);
	vmm->host.message(vmm->host.ctx, line.buf);
}

// Returns whether policy starts the guest again; restarts after crashes are counted, resets by the guest's own wish are not.
static bool restart_wanted(struct vmm *vmm, enum vmm_verdict verdict, struct vmm_text *text)
{
	switch (verdict) {
	case VMM_RESET:
		return vmm->config.on_reset == VMM_ON_END_RESTART;
	case VMM_PANIC:
	case VMM_CRASH:
	case VMM_HALTED:
		if (vmm->config.on_crash != VMM_ON_END_RESTART)
			return false;
		if (vmm->stats.restarts == vmm->config.restart_limit) {
			vmm_text_add(text, ", ");
			vmm_text_add(text, vmm_status_text(VMM_RESTART_LIMIT));
			return false;
		}
		vmm->stats.restarts++;
		return true;
	default:
		return false;
	}
}

bool vmm_end(struct vmm *vmm, enum vmm_verdict verdict)
{
	struct vmm_text text;

	vmm->stats.ends[verdict]++;
	vmm_text_begin(&text);
	vmm_text_add(&text, "guest ended: ");
	vmm_text_add(&text, vmm_verdict_name(verdict));

	bool again = restart_wanted(vmm, verdict, &text);

	vmm_text_add(&text, again ? ", restarting" : ", stopped");
	vmm_message(vmm, &text);
	if (!again)
		return false;

	int status = vmm_start(vmm);

	if (status != VMM_OK) {
		vmm_text_begin(&text);
		vmm_text_add(&text, vmm_status_text(status));
		vmm_message(vmm, &text);
	}
	return status == VMM_OK;
}

bool vmm_input(struct vmm *vmm, uint8_t byte)
{
	return vmm->uarts > 0 && vmm_uart_receive(&vmm->uart[0], byte);
}
