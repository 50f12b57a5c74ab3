// SPDX-License-Identifier: Apache-2.0
// Time: Count extended to 64 bits, and Compare as a one-shot timer.
#include <mips/cp0.h>
#include <mips/kernel.h>
#include <skerry/arch/timer.h>

#define INTCTL_IPTI_SHIFT 29

/* The farthest that Compare is ever set ahead, so that the time is read several times while Count wraps once. */
#define FARTHEST 0x40000000u
/* The nearest: what it takes to write Compare and come back to user mode. */
#define NEAREST  64u

/** Conversion factors, from the frequency found at boot; constant afterwards. */
static struct {
	uint32_t hz;
	unsigned ip;
} timer;

unsigned timer_ip(void)
{
	return timer.ip;
}

uint32_t timer_hz(void)
{
	return timer.hz;
}

void timer_init(uint32_t hz)
{
	timer.hz = hz;
	/* Release 1 has no IntCtl and the timer on IP7; so have those that report no routing. */
	unsigned ipti = cp0_config() >> 10 & 7 ? cp0_intctl() >> INTCTL_IPTI_SHIFT : 0;
	timer.ip = ipti >= 2 ? ipti : 7;
	arch_timer_program(UINT64_MAX);
	irq_allow_ip(timer.ip, true);
}

static ticks_t time_of(struct cpu *cpu)
{
	uint32_t count = cp0_count();
	if (count < cpu->arch.time_low)
		cpu->arch.time_high++;
	cpu->arch.time_low = count;
	return (ticks_t)cpu->arch.time_high << 32 | count;
}

ticks_t arch_time_now(void)
{
	return time_of(this_cpu());
}

/* Count and Compare meet by equality only, so a point that passed while it was being written is moved on. */
static void arm(uint32_t delta)
{
	for (uint32_t ahead = delta;; ahead = NEAREST) {
		uint32_t at = cp0_count() + ahead;
		cp0_set_compare(at);
		cp0_hazard();
		if ((int32_t)(at - cp0_count()) > 0 || cp0_cause() & 1u << (CAUSE_IP_SHIFT + timer.ip))
			return;
	}
}

static void arm_for(ticks_t when, ticks_t now)
{
	ticks_t delta = when > now ? when - now : 0;
	arm(delta < NEAREST ? NEAREST : delta > FARTHEST ? FARTHEST : (uint32_t)delta);
}

void arch_timer_program(ticks_t when)
{
	struct cpu *cpu = this_cpu();
	cpu->arch.timer_when = when;
	arm_for(when, time_of(cpu));
}

bool timer_acknowledge(struct cpu *cpu)
{
	ticks_t now = time_of(cpu), when = cpu->arch.timer_when;
	bool due = when <= now;
	if (due)
		cpu->arch.timer_when = UINT64_MAX;
	arm_for(cpu->arch.timer_when, now);
	return due;
}

ticks_t arch_us_to_ticks(uint64_t us)
{
	uint64_t limit = UINT64_MAX / timer.hz;
	if (us / 1000000 >= limit)
		return UINT64_MAX;
	return us / 1000000 * timer.hz + (us % 1000000 * timer.hz + 999999) / 1000000;
}

uint64_t arch_ticks_to_us(ticks_t t)
{
	return t / timer.hz * 1000000 + t % timer.hz * 1000000 / timer.hz;
}
