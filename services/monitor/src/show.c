// SPDX-License-Identifier: Apache-2.0
// What the monitor shows.
#include "show.h"

#include <skerry/abi/error.h>
#include <skerry/rt/print.h>

#define KIB 1024u

static const char *life(const struct control_domain *d)
{
	switch (d->life) {
	case CONTROL_DOWN:
		return "down";
	case CONTROL_RUNS:
		return "runs";
	case CONTROL_WAITS:
		return "waits";
	case CONTROL_STOPPED:
		return "stopped";
	default:
		return "?";
	}
}

static unsigned long long used(const struct control_domain *d)
{
	return (unsigned long long)d->used_high << 32 | d->used_low;
}

void show_list(char text[SHOW_MOST], const struct control_domain *d)
{
	(void)rt_snprintf(text, SHOW_MOST, "%-24s%-8s restarts %u of %u, last status %d\n", d->name, life(d),
	                  (unsigned)d->restarts, (unsigned)d->restarts_most, (int)d->status);
}

const char show_heading[] =
        "domain                  state       used us   ran out  restarts   memory KiB  kernel KiB\n";

void show_row(char text[SHOW_MOST], const struct control_domain *d)
{
	(void)rt_snprintf(text, SHOW_MOST, "%-24s%-8s%11llu%10u%10u%13u%6u of %u\n", d->name, life(d), used(d),
	                  (unsigned)d->overruns, (unsigned)d->restarts, (unsigned)(d->memory_bytes / KIB),
	                  (unsigned)(d->kernel_used / KIB), (unsigned)(d->kernel_bytes / KIB));
}

void show_domain(char text[SHOW_MOST], const struct control_domain *d)
{
	(void)rt_snprintf(text, SHOW_MOST,
	                  "%s: %s, a %s\n"
	                  "  time: %u us in every %u us, priority %u, CPU %u; used %llu us, ran out %u times\n"
	                  "  memory: %u KiB; kernel memory: %u of %u KiB\n"
	                  "  restarts: %u of %u; last status %d\n",
	                  d->name, life(d), d->kind == SYS_GUEST ? "guest" : "program", (unsigned)d->budget_us,
	                  (unsigned)d->period_us, (unsigned)d->priority, (unsigned)d->cpu, used(d),
	                  (unsigned)d->overruns, (unsigned)(d->memory_bytes / KIB), (unsigned)(d->kernel_used / KIB),
	                  (unsigned)(d->kernel_bytes / KIB), (unsigned)d->restarts, (unsigned)d->restarts_most,
	                  (int)d->status);
}

const char *show_error(int error)
{
	switch (error) {
	case SK_OK:
		return "done";
	case SK_ENOENT:
		return "no domain has this name";
	case SK_ESTATE:
		return "it is that already";
	case SK_ENOMEM:
		return "too little memory";
	default:
		return "failed; the log says why";
	}
}
