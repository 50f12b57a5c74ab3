// SPDX-License-Identifier: Apache-2.0
// Writes the compact form. Both ends are little endian.
#include "form.h"

#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the form is written as this machine stores it, and must be little endian"
#endif

/* Every text was checked to fit; the form was cleared. */
static void put(char *field, size_t size, const char *text)
{
	size_t length = strlen(text);

	memcpy(field, text, length < size ? length : size - 1);
}

static uint32_t order(uint32_t power_of_two)
{
	return (uint32_t)__builtin_ctz(power_of_two);
}

/* The console's UART is driven by the kernel: only its interrupt is granted. */
static void fill_device(struct sys_device *out, const struct device *d)
{
	bool terminal = tree_prop(d->node, "terminal") != NULL;

	put(out->region, sizeof(out->region), terminal ? "uart" : d->name);
	if (d->size && !terminal) {
		uint32_t last = (d->base + (d->size - 1)) | (GRANULE - 1);

		out->base = d->base & ~(GRANULE - 1);
		out->size = last - out->base + 1;
	}
	out->irq = d->irq;
	out->flags = tree_prop(d->node, "interrupt-edge") ? SYS_DEVICE_EDGE : 0;
}

static void fill_domain(struct sys_domain *out, const struct domain *d)
{
	put(out->name, sizeof(out->name), d->name);
	put(out->program, sizeof(out->program), d->program->module);
	put(out->arguments, sizeof(out->arguments), d->arguments);
	out->kind = d->kind;
	out->memory_bytes = d->memory;
	out->disk_bytes = d->disk;
	out->quota_order = order(d->quota);
	out->slots = d->slots;
	out->stack_bytes = d->stack;
	out->budget_us = d->budget_us;
	out->period_us = d->period_us;
	out->priority = d->priority;
	out->cpu = d->cpu;
	out->on_end = d->on_end;
	out->restarts = d->restarts;
	out->flags = d->flags;
	out->files = d->files;
	out->params = d->params;
	out->devices = d->devices;
	for (unsigned i = 0; i < d->files; i++) {
		put(out->file[i].region, sizeof(out->file[i].region), d->file[i].region);
		put(out->file[i].module, sizeof(out->file[i].module), d->file[i].image->module);
	}
	memcpy(out->param, d->param, sizeof(out->param));
	for (unsigned i = 0; i < d->devices; i++)
		fill_device(&out->device[i], d->device[i]);
}

void form_fill(const struct system *s, struct sys_form *form)
{
	*form = (struct sys_form){
	        .magic = SYS_FORM_MAGIC,
	        .version = SYS_FORM_VERSION,
	        .size = sizeof(*form),
	        .domains = s->domains,
	        .links = s->links,
	};
	put(form->name, sizeof(form->name), s->name);
	for (unsigned i = 0; i < s->domains; i++)
		fill_domain(&form->domain[i], s->order[i]);
	for (unsigned i = 0; i < s->links; i++) {
		const struct link *l = &s->link[i];
		struct sys_link *out = &form->link[i];

		put(out->name, sizeof(out->name), l->name);
		out->kind = l->kind;
		out->server = l->server->index;
		out->client = l->client->index;
		out->flags = l->flags;
		out->memory_bytes = l->memory;
	}
}
