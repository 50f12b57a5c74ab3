// SPDX-License-Identifier: Apache-2.0
// Prints the statistics of a guest.
#include "machine_parts.h"

static void count(struct vmm *vmm, const char *kind, const char *name, uint64_t value)
{
	struct vmm_text text;

	if (value == 0)
		return;
	vmm_text_begin(&text);
	vmm_text_add(&text, kind);
	vmm_text_add(&text, " ");
	vmm_text_add(&text, name);
	vmm_text_add(&text, " ");
	vmm_text_number(&text, value);
	vmm_message(vmm, &text);
}

static void device(struct vmm *vmm, const struct vmm_device *dev)
{
	struct vmm_text text;

	vmm_text_begin(&text);
	vmm_text_add(&text, "device ");
	vmm_text_add(&text, dev->name);
	vmm_text_add(&text, " reads ");
	vmm_text_number(&text, dev->reads);
	vmm_text_add(&text, " writes ");
	vmm_text_number(&text, dev->writes);
	vmm_text_add(&text, " refused ");
	vmm_text_number(&text, dev->refused);
	vmm_message(vmm, &text);
}

void vmm_report(struct vmm *vmm)
{
	static const char *const reasons[SK_EXIT_REASONS] = {
	        [SK_EXIT_NONE] = "none",     [SK_EXIT_EVENT] = "event",     [SK_EXIT_MMIO] = "mmio",
	        [SK_EXIT_FAULT] = "fault",   [SK_EXIT_HYPCALL] = "hypcall", [SK_EXIT_INSN] = "insn",
	        [SK_EXIT_HALTED] = "halted", [SK_EXIT_STATE] = "state",     [SK_EXIT_CANCELED] = "canceled",
	        [SK_EXIT_CACHE] = "cache",
	};
	const struct vmm_stats *stats = &vmm->stats;

	for (unsigned i = 0; i < SK_EXIT_REASONS; i++)
		count(vmm, "exit", reasons[i], stats->exits[i]);
	count(vmm, "exit", "unknown", stats->exits_unknown);
	count(vmm, "mmio", "loads", stats->loads);
	count(vmm, "mmio", "stores", stats->stores);
	count(vmm, "mmio", "stray", stats->stray);
	count(vmm, "mmio", "refused", stats->refused);
	count(vmm, "guest", "exceptions", stats->injected);
	count(vmm, "guest", "starts", stats->starts);
	for (unsigned i = 0; i < VMM_VERDICTS; i++)
		count(vmm, "end", vmm_verdict_name((enum vmm_verdict)i), stats->ends[i]);
	for (unsigned i = 0; i < vmm->bus.count; i++)
		device(vmm, vmm->bus.device[i]);
}
