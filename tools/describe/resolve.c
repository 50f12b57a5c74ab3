// SPDX-License-Identifier: Apache-2.0
// Resolves a description: the order of the steps, and the domains.
#include "check_values.h"
#include "system.h"
#include "words.h"

#include <string.h>

#define GUEST_ARGUMENTS "console=ttyS0,115200 panic=-1"
#define KIB             1024u
#define MIB             0x100000u
/* What a guest needs besides its kernel and disk: exception vectors, device tree, room to start. */
#define GUEST_SPARE     MIB

struct domain *system_add_domain(struct system *s, const struct node *node, const char *name)
{
	if (s->domains == SYS_DOMAINS) {
		report_add(s->report, PROBLEM_TOO_MANY_DOMAINS, &node->place[0], "'%s' is domain number %u", name,
		           SYS_DOMAINS + 1);
		return NULL;
	}
	struct domain *d = &s->domain[s->domains++];

	d->node = node;
	d->place = node->place[0];
	d->name = name;
	d->kind = SYS_APP;
	d->arguments = "";
	d->stack = GRANULE;
	d->slots = 64;
	return d;
}

uint32_t system_default_priority(uint32_t period_us)
{
	uint32_t priority = 150;

	for (uint32_t p = period_us; p >= 200 && priority > 8; p /= 2)
		priority -= 8;
	return priority;
}

const struct node *system_target(const struct system *s, const struct prop *p, unsigned i)
{
	return tree_labelled(s->root, p->value[i].text);
}

static void conflict(struct system *s, const struct node *n, const char *a, const char *b)
{
	const struct prop *first = tree_prop(n, a), *second = tree_prop(n, b);

	if (first && second)
		report_add(s->report, PROBLEM_CONFLICT, &second->place, "'%s' and '%s' in '%s'", a, b, n->name);
}

static void needless(struct system *s, const struct node *n, const char *name, const char *why)
{
	const struct prop *p = tree_prop(n, name);

	if (p)
		report_add(s->report, PROBLEM_NO_EFFECT, &p->place, "'%s' has no effect %s", name, why);
}

static void granule(struct system *s, const struct node *n, const char *name, uint32_t bytes)
{
	const struct prop *p = tree_prop(n, name);

	if (p && bytes % GRANULE)
		report_hint(s->report, PROBLEM_GRANULE, &p->value[0].place,
		            arena_format(s->arena, "write <%u>", (bytes + GRANULE - 1) / GRANULE * (GRANULE / KIB)),
		            "'%s' is %u KiB", name, bytes / KIB);
}

static void memory(struct system *s, struct domain *d)
{
	const struct node *n = d->node;

	conflict(s, n, "memory-kib", "memory-mib");
	if (!tree_prop(n, "memory-kib") && !tree_prop(n, "memory-mib"))
		report_add(s->report, PROBLEM_MISSING, &d->place, "domain '%s' needs 'memory-kib' or 'memory-mib'",
		           d->name);
	d->memory = tree_prop(n, "memory-mib") ? value_number(n, "memory-mib", 0, 0) * MIB
	                                       : value_number(n, "memory-kib", 0, 0) * KIB;
	granule(s, n, "memory-kib", d->memory);
	d->stack = value_number(n, "stack-kib", 0, d->kind == SYS_GUEST ? 64 : 16) * KIB;
	granule(s, n, "stack-kib", d->stack);
}

static void run_time(struct system *s, struct domain *d)
{
	const struct prop *p = tree_prop(d->node, "runs-us");

	if (!p)
		report_add(s->report, PROBLEM_MISSING, &d->place, "domain '%s' needs 'runs-us'", d->name);
	d->budget_us = value_number(d->node, "runs-us", 0, 1);
	d->period_us = value_number(d->node, "runs-us", 1, 1000);
	if (p && d->budget_us > d->period_us)
		report_add(s->report, PROBLEM_BUDGET_PERIOD, &p->place, "'%s' runs %u us in every %u us", d->name,
		           d->budget_us, d->period_us);
	d->priority = value_number(d->node, "priority", 0, system_default_priority(d->period_us));
	d->cpu = value_number(d->node, "cpu", 0, 0);
	if (d->cpu >= s->cpus)
		report_add(s->report, PROBLEM_NO_CPU, &tree_prop(d->node, "cpu")->value[0].place, "CPU %u of %u",
		           d->cpu, s->cpus);
}

/* A power of two in KiB, in bytes. */
static void quota(struct system *s, struct domain *d)
{
	const struct prop *p = tree_prop(d->node, "kernel-kib");

	d->quota = value_number(d->node, "kernel-kib", 0, 0) * KIB;
	if (p && (d->quota & (d->quota - 1)))
		report_add(s->report, PROBLEM_POWER_OF_TWO, &p->value[0].place, "'kernel-kib' is %u", d->quota / KIB);
	d->slots = value_number(d->node, "slots", 0, d->slots);
}

static void add_file(struct domain *d, const char *region, const struct image *image)
{
	d->file[d->files++] = (struct file){region, image};
}

static bool has_file(const struct domain *d, const char *region)
{
	for (unsigned i = 0; i < d->files; i++)
		if (strcmp(d->file[i].region, region) == 0)
			return true;
	return false;
}

/* Data files, called by their last names. */
static void files(struct system *s, struct domain *d)
{
	const struct prop *p = tree_prop(d->node, "files");

	for (unsigned i = 0; p && i < p->count; i++) {
		const char *source = p->value[i].text, *slash = strrchr(source, '/');
		const char *region = slash ? slash + 1 : source;

		if (strlen(region) >= SYS_NAME || !*region) {
			report_add(s->report, PROBLEM_NAME_LONG, &p->value[i].place,
			           "the file's last name '%s' has %zu characters", region, strlen(region));
			continue;
		}
		if (has_file(d, region)) {
			report_add(s->report, PROBLEM_FILE_TWICE, &p->value[i].place, "'%s' has a file '%s' already",
			           d->name, region);
			continue;
		}
		add_file(d, region, images_take(s->images, IMAGE_FILE, source, &p->value[i].place));
	}
}

static void parameter(struct domain *d, const char *name, uint32_t value)
{
	struct sys_param *p = &d->param[d->params++];

	memcpy(p->name, name, strlen(name) + 1);
	p->value = value;
}

static void parameters(struct system *s, struct domain *d)
{
	const struct node *n = tree_child(d->node, "parameters");

	for (const struct prop *p = n ? n->props : NULL; p; p = p->next) {
		if (d->params == SYS_PARAMS) {
			report_add(s->report, PROBLEM_VALUE_COUNT, &p->place, "'%s' has more than %u parameters",
			           d->name, SYS_PARAMS);
			return;
		}
		parameter(d, p->name, (uint32_t)p->value[0].number);
	}
}

static bool chosen(const struct node *n, const char *name, const char *choice)
{
	return strcmp(value_text(n, name, 0, ""), choice) == 0;
}

static void policy(struct system *s, struct domain *d)
{
	const struct node *n = d->node;

	d->on_end = chosen(n, "on-crash", "restart")      ? SYS_END_RESTART
	            : chosen(n, "on-crash", "end-system") ? SYS_END_SYSTEM
	                                                  : SYS_END_STOP;
	d->restarts = d->on_end == SYS_END_RESTART ? value_number(n, "restarts", 0, 3) : 0;
	if (d->on_end != SYS_END_RESTART)
		needless(s, n, "restarts", "without on-crash = \"restart\"");
	if (tree_prop(n, "controls-system"))
		d->flags |= SYS_DOMAIN_CONTROL;
	if (tree_prop(n, "background"))
		d->flags |= SYS_DOMAIN_BACKGROUND;
}

static void app(struct system *s, struct domain *d, const struct prop *name)
{
	static const char *const guest_only[] = {"on-reset", "on-stray", "device-tree", "disk", "disk-kib", "report"};

	d->kind = SYS_APP;
	d->program = images_take(s->images, IMAGE_PROGRAM, name->value[0].text, &name->value[0].place);
	d->arguments = value_text(d->node, "arguments", 0, "");
	if (strcmp(name->value[0].text, MONITOR_PROGRAM) == 0 && !(d->flags & SYS_DOMAIN_CONTROL))
		report_add(s->report, PROBLEM_CONTROL_MISSING, &d->place, "'%s' could do nothing", d->name);
	for (unsigned i = 0; i < sizeof(guest_only) / sizeof(guest_only[0]); i++)
		needless(s, d->node, guest_only[i], "on an app");
	memory(s, d);
}

/* The monitor restarts a guest that crashed by itself; root restarts the monitor. */
static void guest_policy(struct domain *d)
{
	parameter(d, "restarts", d->restarts);
	if (chosen(d->node, "on-reset", "restart"))
		parameter(d, "reset-restarts", 1);
	if (chosen(d->node, "on-stray", "inject"))
		parameter(d, "stray-inject", 1);
	if (tree_prop(d->node, "report"))
		parameter(d, "report", 1);
}

static void guest_fits(struct system *s, const struct domain *d)
{
	uint64_t disk = d->initrd ? d->initrd->size : 0, need = d->kernel->memory + disk + GUEST_SPARE;
	const struct prop *p = tree_prop(d->node, tree_prop(d->node, "memory-mib") ? "memory-mib" : "memory-kib");

	if (p && d->memory && (d->kernel->memory || disk) && need > d->memory)
		report_hint(s->report, PROBLEM_GUEST_TIGHT, &p->value[0].place,
		            arena_format(s->arena, "it needs at least %llu MiB just to start",
		                         (unsigned long long)((need + MIB - 1) / MIB)),
		            "'%s' has %u KiB; its kernel ends at %llu KiB, its disk has %llu KiB", d->name,
		            d->memory / KIB, (unsigned long long)(d->kernel->memory / KIB),
		            (unsigned long long)(disk / KIB));
	if (p && d->memory < MIB)
		report_add(s->report, PROBLEM_GUEST_TIGHT, &p->value[0].place, "a guest needs at least 1 MiB");
}

/* The monitor finds its guest's disk by the names of these regions. */
static void disk(struct system *s, struct domain *d)
{
	const struct prop *image = tree_prop(d->node, "disk"), *size = tree_prop(d->node, "disk-kib");

	d->disk = value_number(d->node, "disk-kib", 0, 0) * KIB;
	granule(s, d->node, "disk-kib", d->disk);
	if (!image)
		return;
	const struct image *file = images_take(s->images, IMAGE_FILE, image->value[0].text, &image->value[0].place);

	add_file(d, "disk-image", file);
	if (size && file->size > d->disk)
		report_hint(s->report, PROBLEM_DISK_SMALL, &size->value[0].place,
		            arena_format(s->arena, "write <%u>",
		                         (unsigned)((file->size + GRANULE - 1) / GRANULE * (GRANULE / KIB))),
		            "'%s' has %llu KiB", file->source, (unsigned long long)((file->size + KIB - 1) / KIB));
}

static void guest(struct system *s, struct domain *d, const struct prop *images)
{
	const struct prop *tree = tree_prop(d->node, "device-tree");
	const struct value *v = images->value;
	const char *extra = value_text(d->node, "arguments", 0, NULL);

	if (d->flags & SYS_DOMAIN_CONTROL)
		report_add(s->report, PROBLEM_CONTROL_GUEST, &tree_prop(d->node, "controls-system")->place,
		           "'%s' is a guest", d->name);
	d->kind = SYS_GUEST;
	d->program = images_take(s->images, IMAGE_PROGRAM, VMM_PROGRAM, &images->place);
	d->kernel = images_take(s->images, IMAGE_KERNEL, v[0].text, &v[0].place);
	add_file(d, "kernel", d->kernel);
	if (images->count > 1) {
		d->initrd = images_take(s->images, IMAGE_FILE, v[1].text, &v[1].place);
		add_file(d, "initrd", d->initrd);
	}
	d->tree = tree ? images_take(s->images, IMAGE_TREE, tree->value[0].text, &tree->value[0].place)
	               : images_take(s->images, IMAGE_MADE_TREE, arena_format(s->arena, "%s.dtb", d->name), &d->place);
	add_file(d, "dtb", d->tree);
	d->arguments = extra ? arena_format(s->arena, "%s %s", GUEST_ARGUMENTS, extra) : GUEST_ARGUMENTS;
	if (strlen(d->arguments) >= SYS_ARGUMENTS)
		report_add(s->report, PROBLEM_TEXT_LONG, &tree_prop(d->node, "arguments")->value[0].place,
		           "with '%s ' in front the command line has %zu characters; there may be %u", GUEST_ARGUMENTS,
		           strlen(d->arguments), SYS_ARGUMENTS - 1);
	memory(s, d);
	guest_fits(s, d);
	disk(s, d);
	guest_policy(d);
}

static void domain(struct system *s, const struct node *n)
{
	const struct prop *name = tree_prop(n, "app"), *images = tree_prop(n, "linux");
	struct domain *d = system_add_domain(s, n, n->name);

	if (!d)
		return;
	conflict(s, n, "app", "linux");
	policy(s, d);
	if (images)
		guest(s, d, images);
	else if (name)
		app(s, d, name);
	else
		report_add(s->report, PROBLEM_MISSING, &d->place, "domain '%s' needs 'app' or 'linux'", n->name);
	run_time(s, d);
	quota(s, d);
	files(s, d);
	parameters(s, d);
}

static bool all_in_background(const struct system *s)
{
	for (unsigned i = 0; i < s->domains; i++)
		if (!(s->domain[i].flags & SYS_DOMAIN_BACKGROUND))
			return false;
	return true;
}

void system_domains(struct system *s)
{
	const struct node *all = tree_child(s->root, "domains");

	for (const struct node *n = all ? all->children : NULL; n; n = n->next)
		domain(s, n);
	if (s->domains == 0)
		report_add(s->report, PROBLEM_NO_DOMAINS, all ? &all->place[0] : NULL, "the system has no domain");
	else if (all_in_background(s))
		report_add(s->report, PROBLEM_ALL_BACKGROUND, &all->place[0], "the system would be over at once");
}

void system_resolve(struct system *s, struct node *root)
{
	s->root = root;
	system_board(s);
	if (!s->board)
		return;
	system_domains(s);
	system_devices(s);
	system_links(s);
	if (s->report->count)
		return;
	system_order(s);
	if (s->report->count == 0)
		system_sums(s);
}
