// SPDX-License-Identifier: Apache-2.0
// The processors besides the first: start, common time, way into the scheduler.
#include <mips/board.h>
#include <mips/smp.h>
#include <skerry/arch/smp.h>
#include <skerry/arch/timer.h>

/* How long a started processor may take to report, in counts: a second or so. */
#define START_COUNTS 0x10000000u
/* Exchanges of the clock; the quickest one counts. */
#define EXCHANGES    16u

struct cpu *smp_cpu[MIPS_CPUS] = {&cpu0};

static struct cpu secondary[MIPS_CPUS - 1];
static uint8_t stacks[MIPS_CPUS - 1][KERNEL_STACK] __attribute__((aligned(8)));

/* One exchange: the new processor asks with a number that changes, the first one answers with its time. */
static struct {
	uint32_t asked, answered;
	ticks_t time;
	uint32_t ready; /* bit n: processor n has the time */
} start;

static uint32_t reporter; /* 1 + number of the processor that reports a fatal fault */

static bool answer_until_ready(unsigned id)
{
	for (uint32_t from = cp0_count(); cp0_count() - from < START_COUNTS;) {
		uint32_t asked = __atomic_load_n(&start.asked, __ATOMIC_ACQUIRE);
		if (asked != start.answered) {
			start.time = arch_time_now();
			__atomic_store_n(&start.answered, asked, __ATOMIC_RELEASE);
		}
		if (__atomic_load_n(&start.ready, __ATOMIC_ACQUIRE) >> id & 1)
			return true;
	}
	return false;
}

unsigned percpu_start(void)
{
	unsigned there = board_find_cpus(), cpus = there < MIPS_CPUS ? there : MIPS_CPUS;
	for (unsigned id = 1; id < cpus; id++) {
		smp_cpu[id] = &secondary[id - 1];
		cpu_init(smp_cpu[id], id, stacks[id - 1]);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		board_start_cpu(id, (uint32_t)KSEG1_ADDR((uint32_t)(uintptr_t)smp_entry - KSEG0));
		if (!answer_until_ready(id))
			panic("processor %u of %u does not start", id, there);
	}
	if (there > 1) {
		board_init_cpu(0);
		irq_allow_ip(board_call_ip(), true);
	}
	return cpus;
}

void percpu_join(void)
{
	/* Each enters itself in the table, in any order, and has its place there before anybody can name it. */
	for (uint32_t left = start.ready; left != 0; left &= left - 1) {
		struct cpu *cpu = smp_cpu[__builtin_ctz(left)];
		while (!__atomic_load_n(&cpu->arch.calls.joined, __ATOMIC_ACQUIRE))
			;
	}
}

/* One question and its answer. @return counts that it took; *ahead is by how much the other's clock is ahead */
static uint32_t exchange(ticks_t *time, int32_t *ahead)
{
	uint32_t asked = start.answered + 1, before = cp0_count();
	__atomic_store_n(&start.asked, asked, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&start.answered, __ATOMIC_ACQUIRE) != asked)
		;
	uint32_t took = cp0_count() - before;
	*time = start.time;
	*ahead = (int32_t)((uint32_t)start.time - (before + took / 2));
	return took;
}

/*
 * Points in time go from one processor to another. Counts that came out of reset together agree already, and are left alone:
 * a correction within the error of the measurement would only make them differ.
 */
static void take_time(struct cpu *cpu)
{
	ticks_t time;
	int32_t ahead, best_ahead = 0;
	uint32_t best = UINT32_MAX;
	for (unsigned i = 0; i < EXCHANGES; i++) {
		uint32_t took = exchange(&time, &ahead);
		if (took < best) {
			best = took;
			best_ahead = ahead;
		}
	}
	uint32_t off = (uint32_t)(best_ahead < 0 ? -best_ahead : best_ahead);
	if (off > best)
		CP0_WRITE(9, 0, cp0_count() + (uint32_t)best_ahead);
	/* The upper half is that of the last answer, moved on to now. */
	time += (ticks_t)(int64_t)(int32_t)(cp0_count() - (uint32_t)time);
	cpu->arch.time_low = (uint32_t)time;
	cpu->arch.time_high = (uint32_t)(time >> 32);
}

_Noreturn void smp_main(struct cpu *cpu)
{
	cpu_probe();
	tlb_init();
	board_init_cpu(cpu->id);
	take_time(cpu);
	__atomic_fetch_or(&start.ready, 1u << cpu->id, __ATOMIC_SEQ_CST);

	arch_kernel_lock(); /* until the core is set up */
	timer_init(timer_hz());
	irq_allow_ip(board_call_ip(), true);
	sched_cpu_init(cpu, cpu->id);
	__atomic_store_n(&cpu->arch.calls.joined, 1, __ATOMIC_RELEASE);
	arch_kernel_unlock();
	entry_reschedule(cpu);
	trap_start(cpu);
}

void percpu_panic(void)
{
	uint32_t me = this_cpu()->id + 1, nobody = 0;
	if (__atomic_compare_exchange_n(&reporter, &nobody, me, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		return;
	while (nobody != me)
		__asm__ volatile("wait");
}
