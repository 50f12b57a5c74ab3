// SPDX-License-Identifier: Apache-2.0
// Building and taking away a domain.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

/** One step of building a domain, and what to say when it fails. */
struct step {
	const char *what;
	int (*run)(struct domain *d);
};

static sk_word_t slot(const struct domain *d, unsigned n)
{
	return (sk_word_t)ROOT_SLOT_DOMAIN(d->index, n);
}

static int make_task(struct domain *d)
{
	sk_word_t kumem[] = {RT_KUMEM_ADDR};
	int error = rt_create(SK_SLOT_FACTORY, SK_TYPE_FACTORY, slot(d, DOMAIN_FACTORY), d->form->quota_order, 0, 0);

	if (!error)
		error = rt_create(slot(d, DOMAIN_FACTORY), SK_TYPE_TASK, slot(d, DOMAIN_TASK), d->form->slots, 0, 0);
	if (!error)
		error = rt_invoke(slot(d, DOMAIN_TASK), SK_TASK_KUMEM, kumem, 1, 0);
	return error;
}

static int map_fresh(struct domain *d, sk_word_t va, sk_word_t bytes, sk_word_t rights)
{
	sk_word_t at = rt_ram_take(&d->ram, bytes, SK_PAGE_SIZE);

	if (at == ~0u)
		return SK_ENOMEM;
	int error = rt_range_clear(d->ram.range, at, bytes);

	if (!error)
		error = rt_range_map(d->ram.range, slot(d, DOMAIN_TASK), at, va, bytes, rights, SK_ATTR_CACHED);
	return error;
}

static int make_thread(struct domain *d)
{
	int error = map_fresh(d, RT_STACK_TOP - d->form->stack_bytes, d->form->stack_bytes, SK_MEM_RW);

	if (!error && !d->built)
		error = rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, slot(d, DOMAIN_PARENT), SK_SLOT_THREAD, d->index, 0);
	if (!error)
		error = rt_create(slot(d, DOMAIN_FACTORY), SK_TYPE_THREAD, slot(d, DOMAIN_THREAD), slot(d, DOMAIN_TASK),
		                  0, 0);
	return error;
}

static bool serves_a_console(const struct domain *d)
{
	for (unsigned i = 0; i < root.form->links; i++)
		if (root.form->link[i].kind == SYS_LINK_CONSOLE && root.form->link[i].server == d->index)
			return true;
	return false;
}

/* The capabilities in fixed slots that the kernel does not fill by itself. Only a console may take what is typed. */
static int give_fixed(struct domain *d)
{
	int error = rt_cap_map(slot(d, DOMAIN_TASK), SK_SLOT_LOG, SK_SLOT_LOG,
	                       serves_a_console(d) ? SK_CAP_USE | SK_CAP_CTRL : SK_CAP_USE);

	if (!error)
		error = rt_cap_map(slot(d, DOMAIN_TASK), slot(d, DOMAIN_PARENT), SK_SLOT_PARENT,
		                   SK_CAP_USE | SK_CAP_COPY);
	return error;
}

/* Writes the startup page while granting, through root's window, and shows it to the domain read-only. */
static int give_startup(struct domain *d)
{
	sk_word_t at = rt_ram_take(&d->ram, SK_PAGE_SIZE, SK_PAGE_SIZE);
	struct rt_startup *page = (struct rt_startup *)ROOT_WINDOW;

	if (at == ~0u)
		return SK_ENOMEM;
	int error = rt_range_clear(d->ram.range, at, SK_PAGE_SIZE);

	if (!error)
		error = rt_range_map(d->ram.range, SK_SLOT_TASK, at, ROOT_WINDOW, SK_PAGE_SIZE, SK_MEM_RW,
		                     SK_ATTR_CACHED);
	if (error)
		return error;
	page->magic = RT_STARTUP_MAGIC;
	page->size = sizeof(*page);
	rt_strlcpy(page->name, d->form->name, sizeof(page->name));
	rt_strlcpy(page->arguments, d->form->arguments, sizeof(page->arguments));
	d->next_region = RT_REGION_ADDR;
	d->next_slot = SK_SLOT_FREE;
	error = grant_all(d, page);
	page->free_slot = d->next_slot;
	page->slots = d->form->slots;
	int unmapped = rt_unmap(SK_SLOT_TASK, SK_FPAGE_MEMORY(ROOT_WINDOW, SK_PAGE_ORDER, SK_MEM_RWX), SK_UNMAP_SELF);

	if (!error)
		error = unmapped;
	if (!error)
		error = rt_range_map(d->ram.range, slot(d, DOMAIN_TASK), at, RT_STARTUP_ADDR, SK_PAGE_SIZE, SK_MEM_R,
		                     SK_ATTR_CACHED);
	return error;
}

static int load_program(struct domain *d, sk_word_t *entry)
{
	const struct sk_boot_module *m = form_module(root.boot, d->form->program);
	const char *text = "";

	if (!m) {
		rt_printf("root: %s: the image has no program '%s'\n", d->form->name, d->form->program);
		return SK_ENOENT;
	}
	sk_word_t bytes = (m->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
	int error = rt_range_map(SK_ROOT_SLOT_RANGES + m->range, SK_SLOT_TASK, m->offset, ROOT_MODULE, bytes, SK_MEM_R,
	                         SK_ATTR_CACHED);

	if (error)
		return error;
	error = rt_load_elf((const void *)ROOT_MODULE, m->size, slot(d, DOMAIN_TASK), &d->ram, ROOT_WINDOW, entry,
	                    &text);
	if (error == SK_EINVAL)
		rt_printf("root: %s: program '%s': %s\n", d->form->name, d->form->program, text);
	for (sk_word_t done = 0; done < bytes; done += SK_PAGE_SIZE)
		(void)rt_unmap(SK_SLOT_TASK, SK_FPAGE_MEMORY(ROOT_MODULE + done, SK_PAGE_ORDER, SK_MEM_RWX),
		               SK_UNMAP_SELF);
	return error;
}

static int run(struct domain *d)
{
	struct rt_thread_params p = {
	        .factory = slot(d, DOMAIN_FACTORY),
	        .task = slot(d, DOMAIN_TASK),
	        .thread = slot(d, DOMAIN_THREAD),
	        .sc = slot(d, DOMAIN_SC),
	        .cpu_cap = SK_ROOT_SLOT_CPU,
	        .utcb = RT_KUMEM_ADDR,
	        .pager = slot(d, DOMAIN_PARENT),
	        .handler = slot(d, DOMAIN_PARENT),
	        .sp = RT_STACK_TOP,
	        .a0 = RT_STARTUP_ADDR,
	        .budget_us = d->form->budget_us,
	        .period_us = d->form->period_us,
	        .priority = d->form->priority,
	        .cpu = d->form->cpu,
	};
	int error = load_program(d, &p.pc);

	return error ? error : rt_thread_run(&p);
}

int domain_start(struct domain *d)
{
	static const struct step steps[] = {
	        {"creating its task", make_task},
	        {"creating its thread", make_thread},
	        {"passing its own capabilities", give_fixed},
	        {"connecting its clients", links_serve},
	        {"granting its resources", give_startup},
	        {"starting its program", run},
	};

	if (!d->built)
		d->ram = root.ram;
	else
		d->ram.next = d->start;
	d->start = d->ram.next;
	for (unsigned i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int error = steps[i].run(d);

		if (error) {
			rt_printf("root: %s: %s failed: %d\n", d->form->name, steps[i].what, error);
			domain_destroy(d);
			return error;
		}
	}
	if (!d->built) {
		/* What it took is its own from now on; a restart uses the same memory. */
		root.ram.next = d->ram.next;
		d->ram.size = d->ram.next;
	}
	d->built = true;
	return SK_OK;
}

void domain_destroy(struct domain *d)
{
	/* Everything that it made or that was made for it was paid from its factory. */
	(void)rt_unmap(SK_SLOT_TASK, SK_FPAGE_SLOT(slot(d, DOMAIN_FACTORY), SK_CAP_ALL), SK_UNMAP_SELF);
}
