// SPDX-License-Identifier: Apache-2.0
// Handles the exits of a guest.
#include "machine_parts.h"

#include <skerry/abi/proto.h>
#include <vmm/branch.h>

// Cause.ExcCode.
#define EXC_IBE 6  /* bus error on an instruction fetch */
#define EXC_DBE 7  /* bus error on a load or store */
#define EXC_RI  10 /* reserved instruction */

static void describe(struct vmm *vmm, const char *what)
{
	const struct sk_vcpu_exit *exit = &vmm->area->exit;
	struct vmm_text text;

	vmm_text_begin(&text);
	vmm_text_add(&text, what);
	if (exit->flags & SK_EXITF_FETCH)
		vmm_text_add(&text, " (fetch)");
	else
		vmm_text_add(&text, exit->flags & SK_EXITF_WRITE ? " (write)" : " (read)");
	vmm_text_add(&text, " at gpa ");
	vmm_text_hex(&text, exit->gpa);
	vmm_text_add(&text, " gva ");
	vmm_text_hex(&text, exit->gva);
	vmm_text_add(&text, " pc ");
	vmm_text_hex(&text, vmm->area->pc);
	if (exit->flags & SK_EXITF_INSN) {
		vmm_text_add(&text, " instruction ");
		vmm_text_hex(&text, exit->insn);
	}
	vmm_message(vmm, &text);
}

static enum vmm_verdict broken(struct vmm *vmm, const char *what)
{
	struct vmm_text text;

	vmm_text_begin(&text);
	vmm_text_add(&text, what);
	vmm_text_add(&text, ", reason ");
	vmm_text_number(&text, vmm->area->exit.reason);
	vmm_text_add(&text, " data ");
	vmm_text_hex(&text, vmm->area->exit.data);
	vmm_message(vmm, &text);
	return VMM_BROKEN;
}

static enum vmm_verdict inject(struct vmm *vmm, unsigned code)
{
	return vmm_inject(vmm, code) ? VMM_GO_ON : broken(vmm, vmm_status_text(VMM_VCPU_STATE));
}

// An access that nothing answers: by policy the end of the guest, or a bus error as from a real machine.
static enum vmm_verdict stray(struct vmm *vmm, const char *what)
{
	if (vmm->config.on_stray == VMM_STRAY_HALT) {
		describe(vmm, what);
		return VMM_CRASH;
	}
	return inject(vmm, vmm->area->exit.flags & SK_EXITF_FETCH ? EXC_IBE : EXC_DBE);
}

// What a device access or a line of output may have asked for.
static enum vmm_verdict requests(struct vmm *vmm)
{
	enum vmm_request request = vmm_syscon_take(&vmm->syscon);

	if (request == VMM_REQUEST_POWEROFF)
		return VMM_POWEROFF;
	// A kernel that resets the machine after a panic has crashed all the same.
	if (request == VMM_REQUEST_RESET)
		return vmm->panic.state == VMM_PANIC_NONE ? VMM_RESET : VMM_PANIC;
	return vmm->panic.state == VMM_PANIC_ENDED ? VMM_PANIC : VMM_GO_ON;
}

// The condition of a floating-point branch is in a register that exits leave behind.
static void fetch_condition(struct vmm *vmm)
{
	const struct sk_vcpu_exit *exit = &vmm->area->exit;

	if (exit->flags & SK_EXITF_BD && vmm_branch_on_fpu(exit->branch))
		(void)vmm->host.state(vmm->host.ctx, SK_VCPU_GET, SK_VCPU_GROUP_FPU);
}

static enum vmm_verdict mmio(struct vmm *vmm)
{
	fetch_condition(vmm);
	switch (vmm_access(&vmm->bus, vmm->area)) {
	case VMM_ACCESS_DONE:
		if (vmm->area->exit.flags & SK_EXITF_WRITE)
			vmm->stats.stores++;
		else
			vmm->stats.loads++;
		return requests(vmm);
	case VMM_ACCESS_STRAY:
		vmm->stats.stray++;
		return stray(vmm, "access to no device");
	case VMM_ACCESS_ATOMIC:
		vmm->stats.refused++;
		return stray(vmm, "ll or sc on a device");
	case VMM_ACCESS_BRANCH:
		vmm->stats.refused++;
		return stray(vmm, "access in the delay slot of an unknown branch");
	default:
		vmm->stats.refused++;
		return stray(vmm, "device access by an instruction that is no plain load or store");
	}
}

// Cache operations that an engine leaves to policy have nothing to do here: device models have no caches.
static enum vmm_verdict skip(struct vmm *vmm)
{
	struct vmm_next next;

	fetch_condition(vmm);
	if (!vmm_next_pc(vmm->area, &next))
		return stray(vmm, "cache operation in the delay slot of an unknown branch");
	vmm_advance(vmm->area, &next);
	return VMM_GO_ON;
}

enum vmm_verdict vmm_exit(struct vmm *vmm)
{
	uint32_t reason = vmm->area->exit.reason;

	if (reason >= SK_EXIT_REASONS) {
		vmm->stats.exits_unknown++;
		return broken(vmm, "unknown exit");
	}
	vmm->stats.exits[reason]++;
	switch (reason) {
	case SK_EXIT_MMIO:
		return mmio(vmm);
	case SK_EXIT_NONE:
		return VMM_GO_ON;
	case SK_EXIT_EVENT:
		return VMM_EVENT;
	case SK_EXIT_FAULT:
		vmm->stats.stray++;
		return stray(vmm, "forbidden access to guest memory");
	case SK_EXIT_HYPCALL:
	case SK_EXIT_INSN:
		// No hypercalls, and no registers beyond the profile: what the processor it claims to be would do.
		return inject(vmm, EXC_RI);
	case SK_EXIT_HALTED:
		return vmm->panic.state == VMM_PANIC_NONE ? VMM_HALTED : VMM_PANIC;
	case SK_EXIT_CANCELED:
		return VMM_CANCELED;
	case SK_EXIT_CACHE:
		return skip(vmm);
	default:
		return broken(vmm, "the kernel refused the processor's state");
	}
}
