// SPDX-License-Identifier: Apache-2.0
// Modes, exceptions and interrupts.
#include "model.h"

#include <string.h>

/* ---- Modes ------------------------------------------------------------------------------------------------------- */

static uint64_t *counter_of_mode(struct emu_cpu *cpu)
{
	if (cpu->debug)
		return &cpu->counts.debug;
	return cpu->mode == MODE_USER    ? &cpu->counts.user
	       : cpu->mode == MODE_SUPER ? &cpu->counts.supervisor
	                                 : &cpu->counts.kernel;
}

/** Books the instructions executed since the last call on the present mode. */
static void account(struct emu_cpu *cpu)
{
	uint64_t executed = cpu->now - cpu->idle;

	*counter_of_mode(cpu) += executed - cpu->mode_start;
	cpu->mode_start = executed;
}

void emu_counts_get(const struct emu_cpu *cpu, struct emu_counts *counts)
{
	account((struct emu_cpu *)(uintptr_t)cpu);
	*counts = cpu->counts;
}

static enum mode mode_of(const struct emu_cpu *cpu)
{
	uint32_t status = C0(STATUS);

	if (status & ST_ERL)
		return MODE_ERL;
	if ((status & ST_EXL) || cpu->debug || (status & ST_KSU) == 0)
		return MODE_KERNEL;
	return (status & ST_KSU) == 1u << 3 ? MODE_SUPER : MODE_USER;
}

void cpu_update_mode(struct emu_cpu *cpu)
{
	enum mode mode = cpu->hosted == HOST_USER ? MODE_USER : mode_of(cpu);
	bool debug = C0(DEBUG) & DEBUG_DM;

	if (mode != cpu->mode || debug != cpu->debug)
		account(cpu);
	cpu->debug = debug;
	if (debug && mode != MODE_ERL)
		mode = MODE_KERNEL;
	cpu->mode = (uint8_t)mode;
	cpu->soft = cpu->soft_tlb[mode];
	cpu->fetch_key = cpu->jump_generation | (uint32_t)mode;
	cpu->cp0_ok = cpu->hosted != HOST_USER && (mode == MODE_KERNEL || mode == MODE_ERL || (C0(STATUS) & ST_CU0));
	cpu->cp1_ok = C0(STATUS) & ST_CU1;
	cpu->fr = C0(STATUS) & ST_FR;
	cpu_update_irq(cpu);
}

void emu_set_status(struct emu_cpu *cpu, uint32_t value)
{
	C0(STATUS) = value;
	cpu_update_mode(cpu);
}

void cpu_move_to_status(struct emu_cpu *cpu, uint32_t value)
{
	uint64_t *counter = counter_of_mode(cpu);

	emu_set_status(cpu, value);
	if (counter_of_mode(cpu) != counter) {
		++*counter;
		cpu->mode_start++;
	}
}

/* ---- Interrupts -------------------------------------------------------------------------------------------------- */

/** Rebuilds Cause.IP7:2 from the lines and the timer; asks for attention when one is to be taken. */
void cpu_update_irq(struct emu_cpu *cpu)
{
	uint32_t ip = (uint32_t)cpu->lines << 8;

	if (C0(CAUSE) & CA_TI)
		ip |= 0x100u << (C0(INTCTL) >> 29);
	C0(CAUSE) = (C0(CAUSE) & ~0xfc00u) | (ip & 0xfc00);
	if (cpu_irq_pending(cpu) || cpu->waiting)
		cpu->attention = true;
}

bool cpu_irq_pending(const struct emu_cpu *cpu)
{
	return (C0(CAUSE) & C0(STATUS) & ST_IM) && (C0(STATUS) & (ST_IE | ST_EXL | ST_ERL)) == ST_IE && !cpu->debug;
}

void emu_irq_set(struct emu_cpu *cpu, unsigned ip, bool level)
{
	if (ip < 2 || ip > 7)
		return;
	cpu->lines = (uint8_t)((cpu->lines & ~(1u << ip)) | (unsigned)level << ip);
	cpu_update_irq(cpu);
}

void emu_wait(struct emu_cpu *cpu)
{
	cpu->waiting = true;
	cpu->attention = true;
	cpu->exit.trap.pc = cpu->cur_pc;
}

/* ---- Exceptions -------------------------------------------------------------------------------------------------- */

static uint32_t vector_base(const struct emu_cpu *cpu)
{
	return C0(STATUS) & ST_BEV ? VECTOR_BEV : C0(EBASE) & 0xfffff000;
}

static void note(struct emu_cpu *cpu, unsigned code, uint32_t pc)
{
	const struct emu_sys *sys = cpu->sys;

	cpu->counts.exceptions[code % 32]++;
	cpu->waiting = false;
	cpu->in_slot = false;
	if (sys->trace.exception)
		sys->trace.exception(sys->trace_ctx, cpu, code, pc, cpu->pc);
}

/** EPC and BD, unless an exception level already holds them. @p pc is the slot's own address when slot. */
static void save_pc(struct emu_cpu *cpu, uint32_t pc, bool slot)
{
	if (C0(STATUS) & ST_EXL)
		return;
	C0(EPC) = slot ? pc - 4 : pc;
	C0(CAUSE) = (C0(CAUSE) & ~CA_BD) | (slot ? CA_BD : 0);
}

static void set_address(struct emu_cpu *cpu, const struct fault *f)
{
	C0(BADVADDR) = f->address;
	if (!f->tlb)
		return;
	C0(CONTEXT) = (C0(CONTEXT) & ~0x007ffff0u) | (f->address >> 9 & 0x007ffff0);
	C0(ENTRYHI) = (C0(ENTRYHI) & (HI_ASID | HI_EHINV)) | (f->address & HI_VPN2);
}

/** Debug exceptions enter debug mode, which hides interrupts and gives kernel rights. */
static void enter_debug(struct emu_cpu *cpu, uint32_t pc, bool slot)
{
	C0(DEPC) = slot ? pc - 4 : pc;
	C0(DEBUG) = (C0(DEBUG) & ~(DEBUG_DBD | 0x3fu)) | DEBUG_DM | DEBUG_DBP | (slot ? DEBUG_DBD : 0);
	cpu->pc = VECTOR_DEBUG;
	cpu_update_mode(cpu);
	note(cpu, EXC_BP, pc);
}

/** Hosted user mode: the exception is the host's to handle. The branch runs again when its slot trapped. */
static void exit_with_fault(struct emu_cpu *cpu, uint32_t pc, bool slot, uint32_t word, uint32_t branch)
{
	const struct fault *f = &cpu->fault;

	cpu->pc = slot ? pc - 4 : pc;
	cpu->in_slot = false;
	cpu->exit.reason = EMU_EXIT_TRAP;
	cpu->exit.trap = (struct emu_trap){
	        .pc = cpu->pc,
	        .insn = word,
	        .branch = branch,
	        .bd = slot,
	        .code = f->code == EXC_SDBBP ? EXC_BP : f->code,
	        .ce = f->ce,
	        .va = f->address,
	        .refill = f->refill,
	};
	if (f->has_address)
		cpu->exit.trap.access = f->fetch                                                           ? EMU_FETCH
		                        : f->code == EXC_TLBS || f->code == EXC_MOD || f->code == EXC_ADES ? EMU_WRITE
		                                                                                           : EMU_READ;
	cpu->counts.exceptions[cpu->exit.trap.code]++;
	cpu->waiting = false;
	cpu->leave = true;
}

void cpu_raise(struct emu_cpu *cpu, uint32_t pc, bool slot, uint32_t word, uint32_t branch)
{
	const struct fault f = cpu->fault;
	uint32_t offset = 0x180;
	bool nested = C0(STATUS) & ST_EXL;

	if (cpu->hosted == HOST_USER) {
		exit_with_fault(cpu, pc, slot, word, branch);
		return;
	}
	if (f.code == EXC_SDBBP) {
		enter_debug(cpu, pc, slot);
		return;
	}
	if (f.refill) {
		cpu->counts.refills++;
		if (!nested)
			offset = 0;
	}
	save_pc(cpu, pc, slot);
	if (f.has_address)
		set_address(cpu, &f);
	C0(CAUSE) = (C0(CAUSE) & ~CA_CODE) | (uint32_t)f.code << 2;
	if (f.code == EXC_CPU)
		C0(CAUSE) = (C0(CAUSE) & ~CA_CE) | (uint32_t)f.ce << 28;
	if ((cpu->sys->features & N_BADINSTR) && !nested && !f.fetch && f.code != EXC_MCHECK) {
		C0(BADINSTR) = word;
		if (slot)
			C0(BADINSTRP) = branch;
	}
	if (f.code == EXC_MCHECK)
		C0(STATUS) |= ST_TS;
	cpu->pc = vector_base(cpu) + offset;
	emu_set_status(cpu, C0(STATUS) | ST_EXL);
	note(cpu, f.code, pc);
}

void cpu_interrupt(struct emu_cpu *cpu)
{
	uint32_t pending = C0(CAUSE) & C0(STATUS) & ST_IM, pc = cpu->pc, offset = 0x180;
	uint32_t spacing = C0(INTCTL) & 0x3e0;

	if (cpu->hosted == HOST_USER) {
		cpu->fault = (struct fault){.code = EXC_INT};
		exit_with_fault(cpu, pc, cpu->in_slot, 0, 0);
		return;
	}
	if (C0(CAUSE) & CA_IV) {
		offset = 0x200;
		if (spacing && (C0(CONFIG3) & CF3_VINT) && !(C0(STATUS) & ST_BEV))
			offset += spacing * (31 - (uint32_t)__builtin_clz(pending) - 8);
	}
	save_pc(cpu, pc, cpu->in_slot);
	C0(CAUSE) &= ~CA_CODE;
	cpu->pc = vector_base(cpu) + offset;
	emu_set_status(cpu, C0(STATUS) | ST_EXL);
	note(cpu, EXC_INT, pc);
}

void cpu_take_nmi(struct emu_cpu *cpu)
{
	cpu->nmi = false;
	C0(ERROREPC) = cpu->in_slot ? cpu->pc - 4 : cpu->pc;
	cpu->in_slot = false;
	cpu->waiting = false;
	cpu->pc = VECTOR_RESET;
	emu_set_status(cpu, (C0(STATUS) & ~(ST_SR | ST_TS)) | ST_ERL | ST_BEV | ST_NMI);
}

void emu_cpu_nmi(struct emu_cpu *cpu)
{
	cpu->nmi = true;
	cpu->attention = true;
}

void emu_eret(struct emu_cpu *cpu, bool clear_ll)
{
	bool error = C0(STATUS) & ST_ERL;

	cpu->pc = error ? C0(ERROREPC) : C0(EPC);
	if (clear_ll)
		cpu->ll_bit = false;
	emu_set_status(cpu, C0(STATUS) & ~(error ? ST_ERL : ST_EXL));
}

void emu_deret(struct emu_cpu *cpu)
{
	cpu->pc = C0(DEPC);
	C0(DEBUG) &= ~DEBUG_DM;
	cpu_update_mode(cpu);
}

/** A guest calls its host: the run ends behind the instruction. */
void emu_hypcall(struct emu_cpu *cpu, uint32_t code)
{
	cpu->exit.reason = EMU_EXIT_HYPCALL;
	cpu->exit.trap = (struct emu_trap){.pc = cpu->cur_pc, .insn = insn_table[OP_HYPCALL].match | code << 11};
	cpu->leave = true;
	cpu->attention = true;
}

/* ---- Reset ------------------------------------------------------------------------------------------------------- */

void cpu_reset(struct emu_cpu *cpu)
{
	cpu->ctx = &cpu->root;
	memset(cpu->r, 0, sizeof(cpu->r));
	memset(cpu->fpr, 0, sizeof(cpu->fpr));
	for (unsigned i = 0; i < TLB_MAX; i++)
		cpu->ctx->tlb[i] = (struct tlb_entry){.mask = 0x1fff};
	cpu->hi = cpu->lo = 0;
	cpu->in_slot = cpu->waiting = cpu->nmi = cpu->ll_bit = false;
	cpu->ll_pa = cpu->ll_value = cpu->msacsr = 0;
	cpu->pc = VECTOR_RESET;
	profile_reset(cpu);
	timer_set_count(cpu, 0);
	mmu_update_segments(cpu);
	soft_flush(cpu);
	cpu_update_mode(cpu);
}

void emu_cpu_reset(struct emu_cpu *cpu)
{
	cpu_reset(cpu);
	cpu->attention = true;
}
