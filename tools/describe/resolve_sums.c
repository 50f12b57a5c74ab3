// SPDX-License-Identifier: Apache-2.0
// Adds up what a system promises, and holds it against what the board has.
#include "check_values.h"
#include "system.h"

#include <skerry/abi/boot.h>
#include <skerry/abi/cost.h>
#include <skerry/abi/syscall.h>
#include <string.h>

#define MIB           0x100000u
#define KIB           1024u
#define TABLE_SPAN    0x800000u /* address space that one second-level page table covers */
#define LARGE         0x2000000u
/* Program, stack, startup page, kernel-user memory, and two tables for the regions' ends. */
#define BASE_TABLES   6
#define BASE_MAPS     24
#define POOL_LEAST    0x400000u
/* Root's own task, the gates and notifications of links. */
#define POOL_ROOT     0x80000u
/* A program whose file is not known yet takes about this. */
#define PROGRAM_GUESS 0x10000u
#define FULL_LOAD     1000000u

static uint64_t up(uint64_t bytes, uint64_t unit)
{
	return (bytes + unit - 1) / unit * unit;
}

static uint64_t power_of_two(uint64_t bytes)
{
	uint64_t power = 1;

	while (power < bytes)
		power *= 2;
	return power;
}

static uint32_t tables(uint64_t bytes)
{
	return (uint32_t)(up(bytes, TABLE_SPAN) / TABLE_SPAN + 1);
}

/* Kernel memory for everything that root makes for a domain, and a guest's monitor for its virtual machine. */
static uint32_t quota_need(const struct system *s, const struct domain *d)
{
	uint32_t ptabs = BASE_TABLES + tables(d->memory) + tables(d->disk);
	/* A mapping is a naturally aligned power of two, so a disk takes several. */
	uint32_t maps = BASE_MAPS + (uint32_t)up(d->memory, LARGE) / LARGE + 16;
	uint32_t bytes =
	        SK_COST_FACTORY + SK_COST_TASK + d->slots * SK_COST_SLOT + SK_COST_THREAD + SK_COST_SC + SK_COST_KUMEM;

	for (unsigned i = 0; i < d->files; i++) {
		ptabs += tables(d->file[i].image->size);
		maps += 16;
	}
	for (unsigned i = 0; i < s->links; i++)
		if (s->link[i].client == d || s->link[i].server == d)
			maps += s->link[i].memory / GRANULE;
	if (d->kind == SYS_GUEST) {
		bytes += SK_COST_TASK + SK_COST_VCPU + SK_COST_KUMEM;
		ptabs += tables(d->memory);
		maps *= 2;
	}
	return bytes + ptabs * SK_COST_PTAB + maps * SK_COST_MAPPING;
}

static void kernel_memory(struct system *s)
{
	const struct prop *given = tree_prop(s->root, "kernel-pool-kib");
	uint64_t sum = POOL_ROOT;

	for (unsigned i = 0; i < s->domains; i++) {
		struct domain *d = &s->domain[i];

		d->quota_need = quota_need(s, d);
		if (!d->quota)
			d->quota = (uint32_t)power_of_two(2 * (uint64_t)d->quota_need);
		else if (d->quota < d->quota_need)
			report_hint(s->report, PROBLEM_QUOTA_SMALL, &tree_prop(d->node, "kernel-kib")->value[0].place,
			            arena_format(s->arena, "it needs at least <%u>",
			                         (unsigned)(power_of_two(d->quota_need) / KIB)),
			            "'%s' has %u KiB and needs %u KiB", d->name, d->quota / KIB,
			            (d->quota_need + KIB - 1) / KIB);
		sum += d->quota;
	}
	/* Blocks of powers of two: the next one always holds them, in whatever order they are taken. */
	s->pool = (uint32_t)power_of_two(sum > POOL_LEAST ? sum : POOL_LEAST);
	if (!given)
		return;
	s->pool = (uint32_t)given->value[0].number * KIB;
	if (s->pool % GRANULE)
		report_add(s->report, PROBLEM_GRANULE, &given->value[0].place, "'kernel-pool-kib' is %u",
		           s->pool / KIB);
	if (sum > s->pool)
		report_add(s->report, PROBLEM_POOL_FULL, &given->value[0].place,
		           "the pool has %u KiB; the quotas need %llu KiB", s->pool / KIB,
		           (unsigned long long)(sum / KIB));
}

/* Capabilities that @p d is given, behind the fixed ones. */
static unsigned caps(const struct system *s, const struct domain *d)
{
	unsigned count = SK_SLOT_FREE + d->devices + ((d->flags & SYS_DOMAIN_CONTROL) != 0);

	for (unsigned i = 0; i < s->links; i++) {
		const struct link *l = &s->link[i];

		if (l->client == d)
			count += l->kind == SYS_LINK_GATE ? 1 : l->kind != SYS_LINK_SHARED ? 2 : 0;
		else if (l->server == d)
			count += l->kind == SYS_LINK_ETHERNET ? 2 : l->kind == SYS_LINK_CONSOLE;
	}
	return count;
}

static void check_slots(struct system *s)
{
	for (unsigned i = 0; i < s->domains; i++) {
		const struct domain *d = &s->domain[i];

		/* Some are left for what it makes by itself. */
		if (caps(s, d) + 4 > d->slots)
			report_add(s->report, PROBLEM_SLOTS_SMALL, &tree_prop(d->node, "slots")->value[0].place,
			           "'%s' is given %u capabilities and has %u slots", d->name, caps(s, d), d->slots);
	}
}

static void processor_time(struct system *s)
{
	for (unsigned i = 0; i < s->domains; i++) {
		const struct domain *d = s->order[i];
		uint32_t before = s->load[d->cpu];

		/* Without a limit nothing is promised either: it takes turns with what else has its priority. */
		if (d->budget_us == d->period_us)
			continue;
		s->load[d->cpu] += (uint32_t)((uint64_t)d->budget_us * FULL_LOAD / d->period_us);
		if (before <= FULL_LOAD && s->load[d->cpu] > FULL_LOAD) {
			const struct prop *p = tree_prop(d->node, "runs-us");

			report_add(s->report, PROBLEM_CPU_FULL, p ? &p->place : &d->place,
			           "with '%s', CPU %u is promised to %u.%u %%", d->name, d->cpu,
			           s->load[d->cpu] / 10000, s->load[d->cpu] / 1000 % 10);
		}
	}
}

/* Memory is taken as root takes it: each domain's own RAM aligned so that large pages fit. */
static void memory(struct system *s)
{
	uint64_t at = s->image_bytes + (uint64_t)s->pool + up(sizeof(struct sys_form), GRANULE);
	const struct domain *largest = s->order[0];

	for (const struct image *i = s->images->first; i; i = i->next)
		at += up(i->size ? i->size : i->kind == IMAGE_PROGRAM ? PROGRAM_GUESS : GRANULE, GRANULE);
	for (unsigned i = 0; i < s->domains; i++) {
		const struct domain *d = s->order[i];
		uint64_t align = power_of_two(d->memory);

		at += GRANULE + d->stack + d->disk + (d->program->memory ? d->program->memory : PROGRAM_GUESS);
		if (d->memory)
			at = up(at, align < GRANULE ? GRANULE : align < LARGE ? align : LARGE) + d->memory;
		if (d->memory > largest->memory)
			largest = d;
	}
	for (unsigned i = 0; i < s->links; i++)
		at += s->link[i].memory;
	s->ram_used = at;
	if (at > s->ram)
		report_add(s->report, PROBLEM_RAM_FULL, &largest->place,
		           "the system needs %llu MiB, the board has %u MiB; the largest is '%s'",
		           (unsigned long long)(up(at, MIB) / MIB), s->ram / MIB, largest->name);
}

void system_sums(struct system *s)
{
	/* The compiled form itself is one of the files. */
	if (s->images->count + 1 > SK_BOOT_MODULES_MAX)
		report_add(s->report, PROBLEM_TOO_MANY_FILES, NULL, "the system has %u files with its own form",
		           s->images->count + 1);
	processor_time(s);
	if (s->report->count)
		return;
	kernel_memory(s);
	check_slots(s);
	memory(s);
}
