// SPDX-License-Identifier: Apache-2.0
// Links between domains: gates, notifications, shared memory.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

static bool has_gate(const struct sys_link *l)
{
	return l->kind == SYS_LINK_GATE || l->kind == SYS_LINK_CONSOLE;
}

int links_serve(struct domain *d)
{
	for (unsigned i = 0; i < root.form->links; i++) {
		const struct sys_link *l = &root.form->link[i];
		sk_word_t thread = ROOT_SLOT_DOMAIN(d->index, DOMAIN_THREAD);
		sk_word_t rebind[] = {thread, l->client};
		int error;

		if (l->server != d->index || !has_gate(l))
			continue;
		if (root.link[i].made) {
			error = rt_invoke(ROOT_SLOT_LINK(i), SK_GATE_REBIND, rebind, 2, 0);
		} else {
			error = rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, ROOT_SLOT_LINK(i), thread, l->client,
			                  (l->flags & SYS_LINK_PASSIVE) ? SK_GATE_PASSIVE : 0);
			if (!error && l->kind == SYS_LINK_CONSOLE)
				error = rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, ROOT_SLOT_LINK_EVENT(i), 0, 0, 0);
			root.link[i].made = !error;
		}
		if (error)
			return error;
	}
	return SK_OK;
}

static int share(struct domain *d, struct rt_startup *page, unsigned i)
{
	const struct sys_link *l = &root.form->link[i];
	struct link_state *s = &root.link[i];

	if (s->shared == ~0u) {
		s->shared = rt_ram_take(&root.ram, l->memory_bytes, SK_PAGE_SIZE);
		if (s->shared == ~0u)
			return SK_ENOMEM;
		int error = rt_range_clear(root.ram.range, s->shared, l->memory_bytes);

		if (error)
			return error;
	}
	sk_word_t va = grant_region(d, page, l->name, l->memory_bytes, SK_PAGE_SIZE, SK_MEM_RW);

	return va ? rt_range_map(root.ram.range, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), s->shared, va,
	                         l->memory_bytes, SK_MEM_RW, SK_ATTR_CACHED)
	          : SK_ENOMEM;
}

/* The server's end of a console link: the right to wake the client, and its name. */
static int serve_console(struct domain *d, struct rt_startup *page, unsigned i)
{
	const struct sys_link *l = &root.form->link[i];
	struct rt_param *p = &page->param[page->param_count];
	char name[RT_NAME_MAX];

	if (page->param_count == RT_PARAMS_MAX)
		return SK_ENOMEM;
	page->param_count++;
	rt_strlcpy(p->name, root.form->domain[l->client].name, sizeof(p->name));
	p->value = l->client;
	rt_snprintf(name, sizeof(name), "event-%u", (unsigned)l->client);
	return grant_cap(d, page, name, ROOT_SLOT_LINK_EVENT(i), SK_CAP_USE);
}

static int connect_client(struct domain *d, struct rt_startup *page, unsigned i)
{
	const struct sys_link *l = &root.form->link[i];
	bool console = l->kind == SYS_LINK_CONSOLE;
	int error = grant_cap(d, page, console ? "console" : l->name, ROOT_SLOT_LINK(i), SK_CAP_USE | SK_CAP_XFER);

	if (!error && console)
		error = grant_cap(d, page, "console-event", ROOT_SLOT_LINK_EVENT(i), SK_CAP_USE | SK_CAP_CTRL);
	return error;
}

int links_connect(struct domain *d, struct rt_startup *page)
{
	int error = SK_OK;

	for (unsigned i = 0; i < root.form->links && !error; i++) {
		const struct sys_link *l = &root.form->link[i];

		if (l->kind == SYS_LINK_SHARED && (l->server == d->index || l->client == d->index))
			error = share(d, page, i);
		else if (l->kind == SYS_LINK_CONSOLE && l->server == d->index)
			error = serve_console(d, page, i);
		else if (has_gate(l) && l->client == d->index && root.link[i].made)
			error = connect_client(d, page, i);
	}
	return error;
}
