// SPDX-License-Identifier: Apache-2.0
// The executor: runs decoded blocks by threaded dispatch; faults and events are handled between instructions.
#include "exec_ops.h"
#include "fp.h"
#include "host.h"

/* How long generated code runs before it looks up again: the latency of emu_stop(). */
#define LOOK_UP 65536

static inline void set_hilo(struct emu_cpu *cpu, uint64_t value)
{
	cpu->hi = (uint32_t)(value >> 32);
	cpu->lo = (uint32_t)value;
}

/** Takes what has become due. @return false when nothing more is to be executed now. */
static bool between_instructions(struct emu_cpu *cpu, bool first)
{
	struct emu_sys *sys = cpu->sys;

	cpu->attention = false;
	if (cpu->now >= cpu->timer_at)
		timer_poll(cpu);
	if (cpu->leave || sys->stop || cpu->now >= cpu->run_limit)
		return false;
	if (cpu->nmi)
		cpu_take_nmi(cpu);
	if (cpu_irq_pending(cpu)) {
		cpu_interrupt(cpu);
		if (cpu->leave)
			return false;
	}
	if (cpu->waiting) {
		/* An enabled interrupt wakes even where Status keeps it from being taken. */
		if (!(C0(CAUSE) & C0(STATUS) & ST_IM))
			return false;
		cpu->waiting = false;
	}
	if (sys->nbreakpoints && !first && !cpu->in_slot && block_break_at(sys, cpu->pc)) {
		cpu->exit.reason = EMU_EXIT_BREAKPOINT;
		cpu->exit.trap = (struct emu_trap){.pc = cpu->pc};
		return false;
	}
	return true;
}

/** Ticks until something is due. */
static int64_t budget_of(const struct emu_cpu *cpu)
{
	uint64_t until = cpu->timer_at < cpu->run_limit ? cpu->timer_at : cpu->run_limit;
	uint64_t left = until - cpu->now;

	return left < LOOK_UP ? (int64_t)left : LOOK_UP;
}

/** The instruction word before a delay slot that is being stepped. */
static uint32_t branch_before(struct emu_cpu *cpu)
{
	uint32_t word = 0;

	emu_virt_read(cpu, cpu->pc - 4, &word, 4);
	return word;
}

/** Turns a fault of instruction @p i of a block into an exception. */
static void raise_in_block(struct emu_cpu *cpu, const struct block *blk, unsigned i)
{
	bool stepped = blk == cpu->step;
	bool slot = stepped ? cpu->in_slot : blk->slot && i + 1u == blk->n;
	uint32_t word = 0, branch = 0;

	if ((cpu->sys->features & N_BADINSTR) || cpu->hosted == HOST_USER) {
		word = block_word(cpu, blk, i);
		if (slot)
			branch = stepped ? branch_before(cpu) : block_word(cpu, blk, i - 1);
	}
	cpu_raise(cpu, blk->va + i * 4, slot, word, branch);
}

/** Leaves before instruction @p i, which the host has to deal with; a delay slot goes back to its branch. */
static void quit_in_block(struct emu_cpu *cpu, const struct block *blk, unsigned i)
{
	bool stepped = blk == cpu->step;
	bool slot = stepped ? cpu->in_slot : blk->slot && i + 1u == blk->n;
	struct emu_trap *trap = &cpu->exit.trap;

	trap->insn = block_word(cpu, blk, i);
	trap->branch = slot ? stepped ? branch_before(cpu) : block_word(cpu, blk, i - 1) : 0;
	trap->bd = slot;
	cpu->pc = blk->va + i * 4 - (slot ? 4 : 0);
	trap->pc = cpu->pc;
	cpu->in_slot = false;
}

void exec_run(struct emu_cpu *cpu, bool first)
{
	static const void *const labels[OP_ALL] = {
#define INSN(id, ...) [OP_##id] = &&L_##id,
#include "table/alu.def"
#include "table/branch.def"
#include "table/cp0.def"
#include "table/fpu.def"
#include "table/mem.def"
#undef INSN
	        [OP_END_NEXT] = &&L_END_NEXT,         [OP_END_LEAVE] = &&L_END_LEAVE,
	        [OP_END_BRANCH] = &&L_END_BRANCH,     [OP_END_JUMP] = &&L_END_JUMP,
	        [OP_END_INDIRECT] = &&L_END_INDIRECT, [OP_END_STEP] = &&L_END_STEP,
	        [OP_END_PENDING] = &&L_END_PENDING,   [OP_STOP] = &&L_STOP,
	};
	struct uop detour[2] = {0};
	const struct uop *u = NULL, *stopped = NULL;
	struct block *blk = NULL, *from;
	const struct jump_entry *j;
	uint64_t end = cpu->now; /* tick at which left reaches zero */
	int64_t left = 0;        /* instructions until something is due, after those of the present block */
	uint32_t npc = 0, flushes;
	unsigned which;
	bool taken = false;

	detour[1].go = labels[OP_STOP];
again:
	cpu->now = end - (uint64_t)left;
	if (!between_instructions(cpu, first))
		return;
	left = budget_of(cpu);
	end = cpu->now + (uint64_t)left;
	if (first || cpu->in_slot || cpu->sys->trace.insn)
		goto single;
	blk = block_find(cpu, labels);
	if (unlikely(!blk)) {
		if (cpu->must_step)
			goto single;
		goto fetch_fault;
	}
enter:
	left -= blk->n;
	if (unlikely(left < 0)) {
		left += blk->n;
		cpu->pc = blk->va;
		if (left == 0)
			goto again;
		goto single;
	}
	u = blk->uops;
	goto * u->go;

single:
	first = false;
	blk = block_step(cpu, labels);
	if (!blk)
		goto fetch_fault;
	if (cpu->sys->trace.insn)
		cpu->sys->trace.insn(cpu->sys->trace_ctx, cpu, cpu->pc, cpu->step_word);
	left--;
	u = blk->uops;
	goto * u->go;

	/* Every meaning ends in its own dispatch, so that the host predicts each transition by itself. */
#define INSN(id, name, mask, match, form, need, flags, ...) \
	L_##id:                                             \
	{                                                   \
		__VA_ARGS__;                                \
	}                                                   \
	u++;                                                \
	goto * u->go;
#include "table/alu.def"
#include "table/branch.def"
#include "table/cp0.def"
#include "table/fpu.def"
#include "table/mem.def"
#undef INSN

L_END_BRANCH:
	which = taken;
	goto follow;
L_END_JUMP:
	which = 1;
	goto follow;
L_END_NEXT:
	which = 0;
follow:
	from = blk;
	blk = from->link[which];
	if (likely(blk))
		goto enter;
	cpu->pc = from->target[which];
	cpu->now = end - (uint64_t)left;
	flushes = cpu->sys->flushes;
	if (unlikely(cpu->sys->nbreakpoints))
		goto again;
	j = &cpu->jump[(cpu->pc >> 2) % JUMP_ENTRIES];
	if (j->va == cpu->pc && j->key == cpu->fetch_key) {
		blk = j->block;
	} else {
		blk = block_find(cpu, labels);
		if (!blk)
			goto again;
	}
	if (flushes == cpu->sys->flushes)
		block_link(from, which, blk);
	goto enter;

L_END_INDIRECT:
	cpu->pc = npc;
	j = &cpu->jump[(npc >> 2) % JUMP_ENTRIES];
	if (unlikely(j->va != npc || j->key != cpu->fetch_key))
		goto again;
	blk = j->block;
	goto enter;

L_END_LEAVE:
	cpu->pc = blk->target[0];
	goto again;

L_END_STEP:
	cpu->pc = cpu->in_slot ? cpu->slot_target : blk->va + 4;
	cpu->in_slot = false;
	goto again;

L_END_PENDING:
	cpu->slot_target = u->x ? npc : blk->target[u->s ? 1 : taken];
	cpu->pc = blk->va + blk->n * 4u;
	cpu->in_slot = true;
	goto again;

annulled: /* a branch-likely that is not taken: its slot does not run */
	if (blk->pending) {
		cpu->pc = blk->target[0];
		goto again;
	}
	left++;
	which = 0;
	goto follow;

moved: /* the instruction, the last of its block, has set the pc */
	cpu->in_slot = false;
	goto again;

L_STOP: /* something wants attention before the next instruction */
	u = stopped + 1;
	if (u - blk->uops < blk->n) {
		left += blk->n - (u - blk->uops);
		cpu->pc = blk->va + (uint32_t)(u - blk->uops) * 4;
		goto again;
	}
	end -= (uint64_t)left;
	left = 0;
	goto * u->go;

raise_plain:
	cpu->fault.ce = 0;
raise_cpu:
	cpu->fault.refill = cpu->fault.fetch = cpu->fault.has_address = cpu->fault.tlb = false;
	cpu->fault.address = 0;
raise:
	left += blk->n - (u - blk->uops) - 1;
	if (cpu->leave) {
		left++;
		quit_in_block(cpu, blk, (unsigned)(u - blk->uops));
		goto again;
	}
	cpu->now = end - (uint64_t)left;
	raise_in_block(cpu, blk, (unsigned)(u - blk->uops));
	goto again;

unimplemented:
	cpu->exit.reason = EMU_EXIT_UNIMPLEMENTED;
	cpu->exit.trap = (struct emu_trap){0};
	cpu->leave = true;
	goto raise;

fetch_fault:
	first = false;
	if (cpu->leave) {
		cpu->exit.trap.insn = cpu->exit.trap.branch = 0;
		cpu->exit.trap.bd = cpu->in_slot;
		cpu->pc -= cpu->in_slot ? 4 : 0;
		cpu->exit.trap.pc = cpu->pc;
		cpu->in_slot = false;
		goto again;
	}
	left--;
	cpu->now = end - (uint64_t)left;
	cpu_raise(cpu, cpu->pc, cpu->in_slot, 0, 0);
	goto again;
}
