// SPDX-License-Identifier: Apache-2.0
// The kernel information page and its clock.
#include <skerry/arch/timer.h>
#include <skerry/cpu.h>
#include <skerry/divide.h>
#include <skerry/kernel.h>
#include <skerry/kip.h>

/* The base moves on long before the 32-bit counter wraps, and often enough that rounding stays below a microsecond. */
#define CLOCK_SPAN (1u << 28)

static void move_base(ticks_t now)
{
	struct sk_kip *kip = kernel.kip;

	__atomic_store_n(&kip->seq, kip->seq + 1, __ATOMIC_SEQ_CST);
	kip->base_us = arch_ticks_to_us(now);
	kip->base_count = (uint32_t)now;
	__atomic_store_n(&kip->seq, kip->seq + 1, __ATOMIC_SEQ_CST);
}

static void fire(struct cpu *cpu, struct timeout *t)
{
	ticks_t now = arch_time_now();

	move_base(now);
	timeout_set(cpu, t, now + CLOCK_SPAN);
}

/* Microseconds per count as mult / 2^shift: the largest multiplier of 32 bits that does not run ahead of the clock. */
static void set_rate(struct sk_kip *kip, uint32_t hz)
{
	uint32_t shift = 32;
	uint64_t mult = divide(1000000ull << 32, hz, NULL);

	while (mult >> 32) {
		mult >>= 1;
		shift--;
	}
	kip->us_mult = (uint32_t)mult;
	kip->us_shift = shift;
}

static void copy_text(char *to, size_t size, const char *from)
{
	size_t i = 0;

	for (; from[i] && i + 1 < size; i++)
		to[i] = from[i];
	to[i] = 0;
}

void kip_init(struct cpu *cpu, const struct boot_layout *layout)
{
	struct sk_kip *kip = kernel.kip;
	ticks_t now = arch_time_now();

	*kip = (struct sk_kip){
	        .magic = SK_KIP_MAGIC,
	        .abi_version = SK_ABI_VERSION,
	        .features = layout->features,
	        .cpus = layout->cpus,
	        .cpu_id = layout->cpu_id,
	        .page_order = SK_PAGE_ORDER,
	        .counter_hz = layout->counter_hz,
	        .priorities = SCHED_PRIORITIES,
	};
	copy_text(kip->version, sizeof(kip->version), layout->version);
	set_rate(kip, layout->counter_hz);
	move_base(now);
	timeout_init(&kernel.kip_timeout, fire);
	timeout_set(cpu, &kernel.kip_timeout, now + CLOCK_SPAN);
}
