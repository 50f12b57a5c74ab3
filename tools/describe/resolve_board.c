// SPDX-License-Identifier: Apache-2.0
// Resolves the board and who owns its devices.
#include "check_values.h"
#include "system.h"

#include <string.h>

struct device *system_device(struct system *s, const struct node *node)
{
	for (unsigned i = 0; i < s->devices; i++)
		if (s->device[i].node == node)
			return &s->device[i];
	return NULL;
}

static bool has(const struct node *n, const char *flag)
{
	return tree_prop(n, flag) != NULL;
}

/* Whether two stretches of memory meet, each @p unit bytes at least and cut at multiples of it. */
static bool meet(const struct device *a, const struct device *b, uint32_t unit)
{
	uint64_t a_from = a->base / unit, a_to = ((uint64_t)a->base + a->size - 1) / unit;
	uint64_t b_from = b->base / unit, b_to = ((uint64_t)b->base + b->size - 1) / unit;

	return a->size && b->size && a_from <= b_to && b_from <= a_to;
}

static void compare(struct system *s, const struct device *a, const struct device *b)
{
	const struct prop *registers = tree_prop(b->node, "registers");

	if (meet(a, b, 1))
		report_add(s->report, PROBLEM_DEVICE_OVERLAP, &registers->place, "registers of '%s' and '%s' overlap",
		           b->name, a->name);
	if (a->irq != NO_IRQ && a->irq == b->irq &&
	    !(has(a->node, "interrupt-shared") && has(b->node, "interrupt-shared")))
		report_add(s->report, PROBLEM_IRQ_TWICE, &tree_prop(b->node, "interrupt")->place,
		           "'%s' has line %u, which '%s' has as well", b->name, b->irq, a->name);
}

static void device(struct system *s, const struct node *n)
{
	struct device *d = &s->device[s->devices];
	const struct prop *registers = tree_prop(n, "registers"), *irq = tree_prop(n, "interrupt");

	if (s->devices == DEVICES_MAX) {
		report_add(s->report, PROBLEM_VALUE_COUNT, &n->place[0], "a board has at most %u devices", DEVICES_MAX);
		return;
	}
	*d = (struct device){.node = n, .name = n->name};
	d->base = value_number(n, "registers", 0, 0);
	d->size = value_number(n, "registers", 1, 0);
	d->irq = value_number(n, "interrupt", 0, NO_IRQ);
	if (!irq && !d->size)
		report_add(s->report, PROBLEM_DEVICE_EMPTY, &n->place[0], "device '%s' has nothing", n->name);
	if (d->size && d->size - 1 > UINT32_MAX - d->base)
		report_add(s->report, PROBLEM_DEVICE_WRAPS, &registers->place, "0x%x bytes from 0x%x", d->size,
		           d->base);
	if (d->size && d->base < s->ram)
		report_add(s->report, PROBLEM_DEVICE_IN_RAM, &registers->place, "RAM ends at 0x%x", s->ram);
	if (irq && d->irq >= value_number(s->board, "interrupt-lines", 0, 16))
		report_add(s->report, PROBLEM_IRQ_RANGE, &irq->place, "line %u of %u", d->irq,
		           value_number(s->board, "interrupt-lines", 0, 16));
	for (unsigned i = 0; i < s->devices; i++)
		compare(s, &s->device[i], d);
	s->devices++;
}

void system_board(struct system *s)
{
	s->board = tree_child(s->root, "board");
	if (!s->board) {
		report_add(s->report, PROBLEM_NO_BOARD, NULL, "the system has no board");
		return;
	}
	s->board_name = value_text(s->board, "board", 0, "");
	s->ram = value_number(s->board, "ram-mib", 0, 0) << 20;
	s->image_bytes = value_number(s->board, "image-kib", 0, 2048) << 10;
	s->cpus = value_number(s->board, "cpus", 0, 1);
	for (const struct node *n = s->board->children; n; n = n->next)
		device(s, n);
}

/* Another device in the same granule as @p d, or NULL. */
static const struct device *page_mate(const struct system *s, const struct device *d)
{
	for (unsigned i = 0; i < s->devices; i++)
		if (&s->device[i] != d && meet(d, &s->device[i], GRANULE))
			return &s->device[i];
	return NULL;
}

static bool may_have(struct system *s, const struct domain *d, const struct device *dev, const struct place *at)
{
	const struct device *mate = page_mate(s, dev);

	if (has(dev->node, "kernel") || has(dev->node, "terminal")) {
		report_hint(s->report, PROBLEM_DEVICE_KERNEL, at,
		            has(dev->node, "terminal")
		                    ? "let it use a console: links { NAME { console = <...>; on = <...>; }; }"
		                    : NULL,
		            "the kernel itself uses '%s'", dev->name);
		return false;
	}
	if (dev->owner) {
		report_add(s->report, PROBLEM_DEVICE_TWICE, at, "'%s' belongs to '%s' already", dev->name,
		           dev->owner->name);
		return false;
	}
	if (mate)
		report_add(s->report, PROBLEM_SHARED_PAGE, at,
		           "the registers of '%s' and '%s' lie in one page of 16 KiB", dev->name, mate->name);
	if (has(dev->node, "bus-master") && !has(d->node, "dma-trusted"))
		report_add(s->report, PROBLEM_DMA, at, "'%s' is a bus master, and '%s' is not 'dma-trusted'", dev->name,
		           d->name);
	return true;
}

static void grant(struct system *s, struct domain *d, const struct prop *p)
{
	bool master = false;

	for (unsigned i = 0; p && i < p->count; i++) {
		const struct node *target = system_target(s, p, i);
		struct device *dev = system_device(s, target);

		if (!dev) {
			report_add(s->report, PROBLEM_NOT_DEVICE, &p->value[i].place, "'%s' is no device",
			           target->name);
			continue;
		}
		master = master || has(dev->node, "bus-master");
		if (!may_have(s, d, dev, &p->value[i].place))
			continue;
		dev->owner = d;
		d->device[d->devices++] = dev;
	}
	const struct prop *trusted = tree_prop(d->node, "dma-trusted");

	if (trusted && !master)
		report_add(s->report, PROBLEM_DMA_NEEDLESS, &trusted->place, "'%s' owns no bus master", d->name);
}

void system_devices(struct system *s)
{
	for (unsigned i = 0; i < s->domains; i++)
		grant(s, &s->domain[i], tree_prop(s->domain[i].node, "devices"));
}
