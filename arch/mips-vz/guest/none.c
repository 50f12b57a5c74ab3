// SPDX-License-Identifier: Apache-2.0
// No guest engine: VMs cannot be created, so nothing else is ever asked of it.
#include <mips/guest.h>
#include <skerry/arch/guest.h>
#include <skerry/vcpu.h>

bool arch_guest_supported(void)
{
	return false;
}

int arch_vcpu_init(struct vcpu *v)
{
	(void)v;
	return SK_ENOTSUP;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	(void)v;
}

int arch_vcpu_enter(struct vcpu *v)
{
	(void)v;
	return SK_ENOTSUP;
}

void arch_vcpu_leave(struct vcpu *v)
{
	(void)v;
}

bool arch_vcpu_lines_changed(struct vcpu *v)
{
	(void)v;
	return false;
}

int arch_vcpu_state(struct vcpu *v, bool put, unsigned groups)
{
	(void)v;
	(void)put;
	(void)groups;
	return SK_ENOTSUP;
}

int arch_vcpu_translate(struct vcpu *v, uint32_t gva, unsigned access, uint32_t *gpa, unsigned *rights, bool *uncached)
{
	(void)v;
	(void)gva;
	(void)access;
	(void)gpa;
	(void)rights;
	(void)uncached;
	return SK_ENOENT;
}

void guest_trap(struct cpu *cpu, struct vcpu *v, uint32_t cause, uint32_t badvaddr)
{
	(void)cpu;
	(void)v;
	panic("guest trap without a guest engine: cause %08x, address %08x", cause, badvaddr);
}

void guest_load(struct cpu *cpu, struct vcpu *v)
{
	(void)cpu;
	(void)v;
}

void guest_unload(struct cpu *cpu, struct vcpu *v)
{
	(void)cpu;
	(void)v;
}

void guest_space_flush(struct space *s, uint32_t va, unsigned order)
{
	(void)s;
	(void)va;
	(void)order;
}
