// SPDX-License-Identifier: Apache-2.0
// The kernel lock: tickets, so that processors get it in the order in which they came.
#include <mips/smp.h>
#include <mips/trap.h>
#include <skerry/arch/smp.h>

/* Longer than this nobody holds or waits for it, in counts: a dozen seconds at the frequencies of the boards. */
#define FOR_EVER 0x80000000u

/* The boot processor begins with it. */
static struct {
	uint32_t next;            /* ticket of whoever comes next */
	uint32_t owner;           /* ticket of whoever holds it */
	const struct cpu *holder; /* who that is */
	uint32_t since;           /* count when it was taken; debug builds */
} lock = {.next = 1, .holder = &cpu0};

bool smp_locked(void)
{
	/* Only this processor ever writes its own address here, so no other's change can make this wrong. */
	return __atomic_load_n(&lock.holder, __ATOMIC_RELAXED) == this_cpu();
}

static bool note_taken(void)
{
	lock.since = cp0_count();
	return true;
}

static bool note_given(struct cpu *cpu)
{
	uint32_t held = cp0_count() - lock.since;
	if (held > cpu->arch.calls.held_max)
		cpu->arch.calls.held_max = held;
	return held < FOR_EVER;
}

static bool may_wait_on(uint32_t since)
{
	return cp0_count() - since < FOR_EVER;
}

void arch_kernel_lock(void)
{
	struct cpu *cpu = this_cpu();
	SK_ASSERT(!smp_locked());
	uint32_t ticket = __atomic_fetch_add(&lock.next, 1, __ATOMIC_RELAXED), since = cp0_count();
	while (__atomic_load_n(&lock.owner, __ATOMIC_ACQUIRE) != ticket) {
		/* The holder may be waiting for this processor. */
		smp_serve(cpu);
		SK_ASSERT(may_wait_on(since));
	}
	(void)since;
	__atomic_store_n(&lock.holder, cpu, __ATOMIC_RELAXED);
	SK_ASSERT(note_taken());
}

void arch_kernel_unlock(void)
{
	struct cpu *cpu = this_cpu();
	SK_ASSERT(smp_locked());
	trap_switch(cpu);
	SK_ASSERT(note_given(cpu));
	__atomic_store_n(&lock.holder, NULL, __ATOMIC_RELAXED);
	__atomic_store_n(&lock.owner, lock.owner + 1, __ATOMIC_RELEASE);
}

bool percpu_awaited(void)
{
	return __atomic_load_n(&lock.next, __ATOMIC_RELAXED) - lock.owner > 1;
}

bool percpu_lock(void)
{
	if (smp_locked())
		return false;
	arch_kernel_lock();
	return true;
}

void percpu_unlock(bool taken)
{
	if (taken)
		arch_kernel_unlock();
}
