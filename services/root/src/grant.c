// SPDX-License-Identifier: Apache-2.0
// What a domain is given: regions and capabilities, entered into its startup page.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

#define LARGE_ALIGN 0x02000000u /* 32 MiB: enough for the largest TLB pages in use */

sk_word_t grant_region(struct domain *d, struct rt_startup *page, const char *name, sk_word_t bytes, sk_word_t align,
                       sk_word_t rights)
{
	struct rt_region *r = &page->region[page->region_count];

	if (page->region_count == RT_REGIONS_MAX)
		return 0;
	r->addr = (d->next_region + align - 1) & ~(align - 1);
	r->size = bytes;
	r->rights = rights;
	rt_strlcpy(r->name, name, sizeof(r->name));
	page->region_count++;
	/* A free granule behind each region: running over its end faults. */
	d->next_region = (r->addr + bytes + 2 * SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
	return r->addr;
}

int grant_cap(struct domain *d, struct rt_startup *page, const char *name, sk_word_t slot, sk_word_t rights)
{
	struct rt_cap *c = &page->cap[page->cap_count];

	if (page->cap_count == RT_CAPS_MAX || d->next_slot >= d->form->slots)
		return SK_ENOMEM;
	int error = rt_cap_map(ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), slot, d->next_slot, rights);

	if (error)
		return error;
	rt_strlcpy(c->name, name, sizeof(c->name));
	c->slot = d->next_slot++;
	page->cap_count++;
	return SK_OK;
}

int grant_param(struct rt_startup *page, const char *name, sk_word_t value)
{
	struct rt_param *p = &page->param[page->param_count];

	if (page->param_count == RT_PARAMS_MAX)
		return SK_ENOMEM;
	page->param_count++;
	rt_strlcpy(p->name, name, sizeof(p->name));
	p->value = value;
	return SK_OK;
}

static sk_word_t alignment(sk_word_t bytes)
{
	sk_word_t align = SK_PAGE_SIZE;

	while (align < LARGE_ALIGN && align < bytes)
		align <<= 1;
	return align;
}

/* RAM of its own: a guest's memory, or an app's. */
static int grant_ram(struct domain *d, struct rt_startup *page)
{
	sk_word_t bytes = d->form->memory_bytes, align = alignment(bytes);

	if (!bytes)
		return SK_OK;
	sk_word_t at = rt_ram_take(&d->ram, bytes, align);
	sk_word_t va = grant_region(d, page, d->form->kind == SYS_GUEST ? "ram" : "memory", bytes, align, SK_MEM_RW);

	if (at == ~0u || !va)
		return SK_ENOMEM;
	int error = rt_range_clear(d->ram.range, at, bytes);

	/* A guest's RAM holds its code: the VMM passes on the right to execute. */
	if (!error)
		error = rt_range_map(d->ram.range, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), at, va, bytes,
		                     d->form->kind == SYS_GUEST ? SK_MEM_RWX : SK_MEM_RW, SK_ATTR_CACHED);
	return error;
}

/* A disk of its own, empty at every start. */
static int grant_disk(struct domain *d, struct rt_startup *page)
{
	sk_word_t bytes = d->form->disk_bytes;

	if (!bytes)
		return SK_OK;
	sk_word_t at = rt_ram_take(&d->ram, bytes, SK_PAGE_SIZE);
	sk_word_t va = grant_region(d, page, "disk", bytes, SK_PAGE_SIZE, SK_MEM_RW);

	if (at == ~0u || !va)
		return SK_ENOMEM;
	int error = rt_range_clear(d->ram.range, at, bytes);

	if (!error)
		error = rt_range_map(d->ram.range, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), at, va, bytes, SK_MEM_RW,
		                     SK_ATTR_CACHED);
	return error;
}

static int grant_file(struct domain *d, struct rt_startup *page, const struct sys_file *f)
{
	const struct sk_boot_module *m = form_module(root.boot, f->module);

	if (!m) {
		rt_printf("root: %s: the image has no file '%s'\n", d->form->name, f->module);
		return SK_ENOENT;
	}
	sk_word_t bytes = (m->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
	sk_word_t va = grant_region(d, page, f->region, m->size, SK_PAGE_SIZE, SK_MEM_R);

	if (!va)
		return SK_ENOMEM;
	return rt_range_map(SK_ROOT_SLOT_RANGES + m->range, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), m->offset, va,
	                    bytes, SK_MEM_R, SK_ATTR_CACHED);
}

static int grant_registers(struct domain *d, struct rt_startup *page, const struct sys_device *dev)
{
	for (unsigned i = 0; i < root.boot->range_count; i++) {
		const struct sk_boot_range *r = &root.boot->range[i];

		if (r->kind != SK_RANGE_DEVICE || dev->base < r->base || dev->base - r->base >= r->size ||
		    dev->size > r->size - (dev->base - r->base))
			continue;
		sk_word_t va = grant_region(d, page, dev->region, dev->size, SK_PAGE_SIZE, SK_MEM_RW);

		if (!va)
			return SK_ENOMEM;
		return rt_range_map(SK_ROOT_SLOT_RANGES + i, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK),
		                    dev->base - r->base, va, dev->size, SK_MEM_RW, SK_ATTR_UNCACHED);
	}
	rt_printf("root: %s: the board has no device at %08x\n", d->form->name, (unsigned)dev->base);
	return SK_ENOENT;
}

static int grant_device(struct domain *d, struct rt_startup *page, unsigned n)
{
	const struct sys_device *dev = &d->form->device[n];
	sk_word_t slot = ROOT_SLOT_DEVICE_IRQ(d->index, n);
	char name[RT_NAME_MAX];
	int error = dev->size ? grant_registers(d, page, dev) : SK_OK;

	if (error || dev->irq == ~0u)
		return error;
	if (!d->built) {
		sk_word_t w[] = {dev->irq, slot, (dev->flags & SYS_DEVICE_EDGE) ? SK_IRQ_EDGE : 0};

		error = rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, slot, 0, 0, 0);
		if (!error)
			error = rt_invoke(SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, w, 3, 0);
		if (error)
			return error;
	}
	rt_snprintf(name, sizeof(name), "%s-irq", dev->region);
	return grant_cap(d, page, name, slot, SK_CAP_USE | SK_CAP_CTRL);
}

int grant_all(struct domain *d, struct rt_startup *page)
{
	int error = grant_ram(d, page);

	if (!error)
		error = grant_disk(d, page);
	for (unsigned i = 0; i < d->form->files && !error; i++)
		error = grant_file(d, page, &d->form->file[i]);
	for (unsigned i = 0; i < d->form->devices && !error; i++)
		error = grant_device(d, page, i);
	for (unsigned i = 0; i < d->form->params && !error; i++)
		error = grant_param(page, d->form->param[i].name, d->form->param[i].value);
	if (!error && (d->form->flags & SYS_DOMAIN_CONTROL))
		error = grant_cap(d, page, "control", ROOT_SLOT_CONTROL, SK_CAP_USE);
	if (!error)
		error = links_connect(d, page);
	return error;
}
