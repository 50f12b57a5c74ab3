// SPDX-License-Identifier: Apache-2.0
// The FPU belongs to one thread at a time and changes hands when another one uses it.
#include <mips/fpu.h>
#include <mips/kernel.h>
#include <skerry/thread.h>

#define FCSR_CAUSE_SHIFT   12
#define FCSR_ENABLE_SHIFT  7
#define FCSR_UNIMPLEMENTED 0x20u /* in the cause field; always enabled */

static void fpu_open(struct cpu *cpu)
{
	cp0_set_status(cpu->arch.status_kernel | STATUS_CU1);
	cp0_hazard();
}

static void fpu_close(struct cpu *cpu)
{
	cp0_set_status(cpu->arch.status_kernel);
	cp0_hazard();
}

/* A cause bit that is enabled would trap in the kernel when FCSR is loaded. */
static uint32_t harmless(uint32_t fcsr)
{
	uint32_t enabled = (fcsr >> FCSR_ENABLE_SHIFT & 0x1f) | FCSR_UNIMPLEMENTED;
	return fcsr & ~(enabled << FCSR_CAUSE_SHIFT);
}

void fpu_release(struct cpu *cpu)
{
	struct thread *owner = cpu->arch.fpu_owner;
	if (!owner)
		return;
	fpu_open(cpu);
	fpu_store(&owner->arch.fpu);
	fpu_close(cpu);
	owner->arch.fpu.fcsr = harmless(owner->arch.fpu.fcsr);
	cpu->arch.fpu_owner = NULL;
	cpu->arch.status_user &= ~STATUS_CU1;
}

void fpu_acquire(struct cpu *cpu)
{
	if (cpu->arch.fpu_owner != cpu->current) {
		fpu_release(cpu);
		fpu_open(cpu);
		fpu_fetch(&cpu->current->arch.fpu);
		fpu_close(cpu);
		cpu->arch.fpu_owner = cpu->current;
	}
	cpu->arch.status_user |= STATUS_CU1;
}
