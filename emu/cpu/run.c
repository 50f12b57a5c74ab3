// SPDX-License-Identifier: Apache-2.0
// Running: one processor for a number of instructions, or all of them in turns up to a tick.
#include "model.h"

#include <string.h>

enum emu_exit_reason emu_cpu_run(struct emu_cpu *cpu, uint64_t insns, struct emu_exit *exit)
{
	struct emu_sys *sys = cpu->sys;
	uint64_t start = cpu->now - cpu->idle;

	memset(&cpu->exit, 0, sizeof(cpu->exit));
	cpu->exit.cpu = cpu;
	cpu->exit.deadline = UINT64_MAX;
	cpu->exit.reason = EMU_EXIT_BUDGET;
	cpu->leave = false;
	cpu->run_limit = insns > UINT64_MAX - cpu->now ? UINT64_MAX : cpu->now + insns;
	if (cpu->halted) {
		cpu->exit.reason = EMU_EXIT_WAIT;
	} else {
		exec_run(cpu, true);
		if (cpu->exit.reason == EMU_EXIT_BUDGET && sys->stop && cpu->now - cpu->idle - start < insns)
			cpu->exit.reason = EMU_EXIT_STOP;
		else if (cpu->exit.reason == EMU_EXIT_BUDGET && cpu->waiting) {
			cpu->exit.reason = EMU_EXIT_WAIT;
			cpu->exit.deadline = cpu->timer_at;
		}
	}
	sys->stop = false;
	if (exit)
		*exit = cpu->exit;
	return cpu->exit.reason;
}

void emu_cpu_advance(struct emu_cpu *cpu, uint64_t tick)
{
	if (tick <= cpu->now)
		return;
	cpu->idle += tick - cpu->now;
	cpu->now = tick;
	if (cpu->now >= cpu->timer_at)
		timer_poll(cpu);
}

void emu_advance(struct emu_sys *sys, uint64_t tick)
{
	for (unsigned i = 0; i < sys->ncpus; i++)
		emu_cpu_advance(sys->cpu[i], tick);
	if (tick > sys->now)
		sys->now = tick;
	if (tick > sys->round_end)
		sys->round_end = tick;
}

static bool sleeps(const struct emu_cpu *cpu)
{
	return cpu->halted || (cpu->waiting && !cpu->nmi && !(C0(CAUSE) & C0(STATUS) & ST_IM));
}

/** Lets one processor run or sleep until the end of the round. @return false when the whole run must end. */
static bool turn(struct emu_cpu *cpu, bool first)
{
	struct emu_sys *sys = cpu->sys;

	while (cpu->now < sys->round_end) {
		if (sleeps(cpu)) {
			/* Alone, it need not keep in step with others: the round ends here, and the caller decides. */
			if (sys->ncpus == 1) {
				sys->round_end = cpu->now;
				break;
			}
			bool timer = !cpu->halted && cpu->timer_at < sys->round_end;

			emu_cpu_advance(cpu, timer ? cpu->timer_at : sys->round_end);
			continue;
		}
		cpu->run_limit = sys->round_end;
		exec_run(cpu, first);
		first = false;
		if (cpu->leave || sys->stop || cpu->exit.reason != EMU_EXIT_BUDGET)
			return false;
	}
	return true;
}

/** Earliest timer of the processors that sleep, provided that all do; 0 when one is awake. */
static uint64_t all_sleep(const struct emu_sys *sys)
{
	uint64_t deadline = UINT64_MAX;

	for (unsigned i = 0; i < sys->ncpus; i++) {
		const struct emu_cpu *cpu = sys->cpu[i];

		if (!sleeps(cpu))
			return 0;
		if (!cpu->halted && cpu->timer_at < deadline)
			deadline = cpu->timer_at;
	}
	return deadline;
}

/** Starts a round: everyone has reached sys->now. @return false when the run ends instead. */
static bool begin_round(struct emu_sys *sys, struct emu_exit *exit)
{
	uint64_t deadline = all_sleep(sys), quantum = sys->ncpus > 1 ? sys->config.quantum : UINT64_MAX - sys->now;

	if (sys->now >= sys->limit) {
		exit->reason = EMU_EXIT_BUDGET;
		return false;
	}
	if (deadline) {
		exit->deadline = deadline;
		if (deadline >= sys->limit) {
			exit->reason = EMU_EXIT_WAIT;
			return false;
		}
		emu_advance(sys, deadline);
	}
	sys->round_end = quantum < sys->limit - sys->now ? sys->now + quantum : sys->limit;
	sys->next_cpu = 0;
	return true;
}

enum emu_exit_reason emu_run(struct emu_sys *sys, uint64_t until, struct emu_exit *exit)
{
	struct emu_exit result = {.deadline = UINT64_MAX};
	bool resumed[EMU_MAX_CPUS];

	sys->limit = until;
	sys->running = true;
	/* A round that an exit broke off may have been begun with a later limit. */
	if (sys->round_end > until)
		sys->round_end = until > sys->now ? until : sys->now;
	for (unsigned i = 0; i < sys->ncpus; i++) {
		const struct emu_exit *last = &sys->cpu[i]->exit;

		/* Only a processor that has just stopped at this breakpoint passes it; the start of a run is no reason. */
		resumed[i] = last->reason == EMU_EXIT_BREAKPOINT && last->trap.pc == sys->cpu[i]->pc;
		memset(&sys->cpu[i]->exit, 0, sizeof(sys->cpu[i]->exit));
		sys->cpu[i]->exit.reason = EMU_EXIT_BUDGET;
		sys->cpu[i]->leave = false;
	}
	for (;;) {
		if (sys->now >= sys->round_end || sys->next_cpu >= sys->ncpus) {
			if (sys->stop) {
				result.reason = EMU_EXIT_STOP;
				break;
			}
			if (!begin_round(sys, &result))
				break;
		}
		for (; sys->next_cpu < sys->ncpus; sys->next_cpu++) {
			struct emu_cpu *cpu = sys->cpu[sys->next_cpu];
			bool pass = resumed[sys->next_cpu];

			resumed[sys->next_cpu] = false;
			if (!turn(cpu, pass)) {
				result = cpu->exit;
				result.cpu = cpu;
				result.deadline = UINT64_MAX;
				if (result.reason == EMU_EXIT_BUDGET)
					result.reason = EMU_EXIT_STOP;
				goto out;
			}
		}
		sys->now = sys->round_end;
	}
out:
	sys->running = false;
	sys->stop = false;
	if (exit)
		*exit = result;
	return result.reason;
}

void emu_limit(struct emu_sys *sys, uint64_t until)
{
	if (!sys->running || until >= sys->limit)
		return;
	sys->limit = until;
	/* Processors that are ahead of the new limit already stay where they are; the round just ends for the others. */
	if (sys->round_end > until)
		sys->round_end = until > sys->now ? until : sys->now + 1;
	for (unsigned i = 0; i < sys->ncpus; i++) {
		sys->cpu[i]->run_limit = sys->round_end;
		sys->cpu[i]->attention = true;
	}
}

void emu_stop(struct emu_sys *sys)
{
	sys->stop = true;
	for (unsigned i = 0; i < sys->ncpus; i++)
		sys->cpu[i]->attention = true;
}

uint64_t emu_now(const struct emu_sys *sys)
{
	return sys->now;
}

uint64_t emu_cpu_now(const struct emu_cpu *cpu)
{
	return cpu->now;
}

void emu_cpu_start(struct emu_cpu *cpu, uint32_t pc)
{
	cpu->halted = false;
	cpu->waiting = false;
	cpu->in_slot = false;
	cpu->pc = pc;
	cpu->attention = true;
}

void emu_cpu_halt(struct emu_cpu *cpu)
{
	cpu->halted = true;
	cpu->attention = true;
}

bool emu_cpu_is_halted(const struct emu_cpu *cpu)
{
	return cpu->halted;
}

bool emu_cpu_is_waiting(const struct emu_cpu *cpu)
{
	return cpu->waiting;
}
