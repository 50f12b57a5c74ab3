// SPDX-License-Identifier: Apache-2.0
// The guest engine `emulated`: a processor of the model for each vCPU, whose physical memory is the VM's map.
#include "model.h"

#include <skerry/arch/guest.h>
#include <skerry/arch/timer.h>
#include <skerry/factory.h>

#define RESET_PC   0xbfc00000u
/* What the state area may set in Cause: BD, CE and ExcCode of an exception that the VMM injects, IV, the software interrupts. */
#define CAUSE_HELD 0xb080037cu
#define ST_KSU     0x00000018u
#define ST_EXL_ERL 0x00000006u
/* What it may set in Status: CU0, RP, BEV, IM, user mode, ERL, EXL, IE. The profile that guests see has no FPU. */
#define ST_HELD    0x1840ff17u

SK_STATIC_ASSERT(sizeof(struct vcpu) <= SK_COST_VCPU * ARCH_POOL_SCALE, "a vCPU must fit its charge");

static void translate(void *ctx, const struct emu_cpu *cpu, uint32_t gpa, enum emu_access access, struct emu_mapping *m)
{
	const struct vcpu *v = ctx;
	unsigned rights = sim_walk(&v->vm->space, gpa, &m->pa);

	(void)cpu;
	(void)access;
	m->perms = (uint8_t)((rights & SK_MEM_R ? EMU_PERM_R : 0) | (rights & SK_MEM_W ? EMU_PERM_W : 0) |
	                     (rights & SK_MEM_X ? EMU_PERM_X : 0));
}

static const struct emu_host_ops guest_ops = {.translate = translate};

bool arch_guest_supported(void)
{
	return true;
}

static void copy_out(struct vcpu *v)
{
	for (unsigned i = 1; i < 32; i++)
		v->area->gpr[i] = (uint32_t)emu_reg_get(v->arch.model, i);
	v->area->hi = (uint32_t)emu_reg_get(v->arch.model, EMU_REG_HI);
	v->area->lo = (uint32_t)emu_reg_get(v->arch.model, EMU_REG_LO);
	v->area->pc = (uint32_t)emu_reg_get(v->arch.model, EMU_REG_PC);
	v->area->status = emu_cp0_get(v->arch.model, 12, 0);
	v->area->cause = emu_cp0_get(v->arch.model, 13, 0);
}

int arch_vcpu_init(struct vcpu *v)
{
	unsigned i = 0;

	while (i < MODEL_GUESTS && model.guest[i])
		i++;
	if (i == MODEL_GUESTS)
		return SK_ENOMEM;
	struct emu_cpu *cpu = emu_cpu_at(model.sys, 1 + i);

	if (emu_host_guest(cpu, &guest_ops, v))
		return SK_ENOTSUP;
	emu_cpu_advance(cpu, sim.now);
	emu_cpu_reset(cpu);
	emu_cpu_start(cpu, RESET_PC);
	emu_cp0_set(cpu, 16, 1, emu_cp0_get(cpu, 16, 1) & ~CONFIG1_FP);
	for (unsigned ip = 2; ip < 8; ip++)
		emu_irq_set(cpu, ip, false);
	model.guest[i] = v;
	v->arch = (struct vcpu_arch){.model = cpu, .live = true};
	copy_out(v);
	return SK_OK;
}

void arch_vcpu_destroy(struct vcpu *v)
{
	timeout_cancel(&v->timer);
	emu_cpu_halt(v->arch.model);
	model.guest[emu_cpu_index(v->arch.model) - 1] = NULL;
	v->arch.live = false;
}

static void apply_lines(struct vcpu *v)
{
	for (unsigned ip = 2; ip < 7; ip++)
		emu_irq_set(v->arch.model, ip, v->lines >> ip & 1);
}

int arch_vcpu_enter(struct vcpu *v)
{
	struct emu_cpu *cpu = v->arch.model;

	for (unsigned i = 1; i < 32; i++)
		emu_reg_set(cpu, i, v->area->gpr[i]);
	emu_reg_set(cpu, EMU_REG_HI, v->area->hi);
	emu_reg_set(cpu, EMU_REG_LO, v->area->lo);
	emu_cpu_start(cpu, v->area->pc);
	emu_cp0_set(cpu, 12, 0, v->area->status & ST_HELD);
	emu_cp0_set(cpu, 13, 0, (emu_cp0_get(cpu, 13, 0) & ~CAUSE_HELD) | (v->area->cause & CAUSE_HELD));
	emu_cpu_advance(cpu, sim.now);
	apply_lines(v);
	v->arch.running = true;
	return SK_OK;
}

void arch_vcpu_leave(struct vcpu *v)
{
	v->arch.running = false;
	copy_out(v);
}

bool arch_vcpu_lines_changed(struct vcpu *v)
{
	struct emu_cpu *cpu = v->arch.model;

	emu_cpu_advance(cpu, sim.now);
	apply_lines(v);
	return emu_cp0_get(cpu, 13, 0) & emu_cp0_get(cpu, 12, 0) & ST_IM;
}

/* The guest has the processor's own Compare; the core only has to wake it from WAIT. */
static void handle_wait(struct cpu *cpu, struct vcpu *v)
{
	uint64_t deadline = emu_timer_deadline(v->arch.model);

	v->stats[SK_VCPU_STAT_WAIT]++;
	if (!(emu_cp0_get(v->arch.model, 12, 0) & ST_IM)) {
		vcpu_exit(cpu, v, SK_EXIT_HALTED);
		return;
	}
	if (deadline == UINT64_MAX)
		timeout_cancel(&v->timer);
	else
		timeout_set(cpu, &v->timer, deadline);
	if (!arch_vcpu_lines_changed(v))
		vcpu_wait(cpu, v);
}

static void handle_exit(struct cpu *cpu, struct vcpu *v)
{
	vcpu_exit(cpu, v, v->area->exit.reason);
}

static bool user_mode(const struct emu_cpu *cpu)
{
	uint32_t status = emu_cp0_get(cpu, 12, 0);

	return (status & ST_KSU) && !(status & ST_EXL_ERL);
}

/* An access that the VM has no memory for, or not with this right. */
static void describe_access(struct vcpu *v, const struct emu_trap *t)
{
	bool fetch = t->access == EMU_FETCH;
	bool forbidden = fetch || space_lookup(&v->vm->space, t->gpa) != NULL;

	v->area->exit.reason = forbidden ? SK_EXIT_FAULT : t->size == 0 ? SK_EXIT_CACHE : SK_EXIT_MMIO;
	v->area->exit.flags |= (t->access == EMU_WRITE ? SK_EXITF_WRITE : 0u) | (fetch ? SK_EXITF_FETCH : 0u);
	v->area->exit.gva = t->va;
	v->area->exit.gpa = t->gpa;
}

/* A cache operation where there is no memory does nothing; only behind a branch the VMM has to find where it goes on. */
static bool nothing_to_do(const struct emu_exit *exit)
{
	return exit->reason == EMU_EXIT_GPA && exit->trap.size == 0 && !exit->trap.bd;
}

static void leave(struct vcpu *v, const struct emu_exit *exit)
{
	const struct emu_trap *t = &exit->trap;

	emu_reg_set(v->arch.model, EMU_REG_PC, t->pc); /* a hypercall has moved it on */
	v->area->exit = (struct sk_vcpu_exit){
	        .reason = exit->reason == EMU_EXIT_HYPCALL ? SK_EXIT_HYPCALL : SK_EXIT_INSN,
	        .flags = (t->insn ? SK_EXITF_INSN : 0u) | (t->bd ? SK_EXITF_BD : 0u) |
	                 (user_mode(v->arch.model) ? SK_EXITF_USER : 0u),
	        .insn = t->insn,
	        .branch = t->branch,
	};
	if (exit->reason == EMU_EXIT_GPA)
		describe_access(v, t);
	entry_guest(sim.on, handle_exit);
}

void guest_run(struct vcpu *v, uint64_t ticks)
{
	struct emu_exit exit;
	enum emu_exit_reason reason = model_run(v->arch.model, ticks, &exit);

	if (reason == EMU_EXIT_BUDGET)
		return;
	if (nothing_to_do(&exit)) {
		sim.now++; /* the model has not counted it */
		emu_reg_set(v->arch.model, EMU_REG_PC, exit.trap.pc + 4);
		return;
	}
	model_charge();
	if (reason == EMU_EXIT_WAIT)
		entry_guest(sim.on, handle_wait);
	else
		leave(v, &exit);
}
