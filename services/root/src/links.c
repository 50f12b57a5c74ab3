// SPDX-License-Identifier: Apache-2.0
// Links between domains: gates, notifications, shared memory.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

static bool has_gate(const struct sys_link *l)
{
	return l->kind == SYS_LINK_GATE || l->kind == SYS_LINK_CONSOLE;
}

int links_prepare(void)
{
	for (unsigned i = 0; i < root.form->links; i++) {
		sk_word_t bytes = root.form->link[i].memory_bytes;
		int error = SK_OK;

		if (!bytes)
			continue;
		root.link[i].shared = rt_ram_take(&root.ram, bytes, SK_PAGE_SIZE);
		error = root.link[i].shared == ~0u ? SK_ENOMEM
		                                   : rt_range_clear(root.ram.range, root.link[i].shared, bytes);
		if (error)
			return error;
	}
	return SK_OK;
}

/* The notifications of link @p i: for the client and, of a network, for the server; they live as long as the system. */
static int make_events(unsigned i)
{
	uint32_t kind = root.form->link[i].kind;
	int error = SK_OK;

	if (kind == SYS_LINK_CONSOLE || kind == SYS_LINK_ETHERNET)
		error = rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, ROOT_SLOT_LINK_EVENT(i), 0, 0, 0);
	if (kind == SYS_LINK_ETHERNET && !error)
		error = rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, ROOT_SLOT_LINK(i), 0, 0, 0);
	return error;
}

int links_serve(struct domain *d)
{
	for (unsigned i = 0; i < root.form->links; i++) {
		const struct sys_link *l = &root.form->link[i];
		sk_word_t thread = ROOT_SLOT_DOMAIN(d->index, DOMAIN_THREAD);
		sk_word_t rebind[] = {thread, l->client};
		int error = SK_OK;

		if (l->server != d->index)
			continue;
		if (has_gate(l) && root.link[i].made)
			error = rt_invoke(ROOT_SLOT_LINK(i), SK_GATE_REBIND, rebind, 2, 0);
		else if (has_gate(l))
			error = rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, ROOT_SLOT_LINK(i), thread, l->client,
			                  (l->flags & SYS_LINK_PASSIVE) ? SK_GATE_PASSIVE : 0);
		if (!root.link[i].made && !error)
			error = make_events(i);
		if (error)
			return error;
		root.link[i].made = true;
	}
	return SK_OK;
}

/* Gives @p d the memory of link @p i as region @p name. */
static int share(struct domain *d, struct rt_startup *page, unsigned i, const char *name)
{
	const struct sys_link *l = &root.form->link[i];
	sk_word_t va = grant_region(d, page, name, l->memory_bytes, SK_PAGE_SIZE, SK_MEM_RW);

	return va ? rt_range_map(root.ram.range, ROOT_SLOT_DOMAIN(d->index, DOMAIN_TASK), root.link[i].shared, va,
	                         l->memory_bytes, SK_MEM_RW, SK_ATTR_CACHED)
	          : SK_ENOMEM;
}

/* The server's end of a console link: the right to wake the client, and its name. */
static int serve_console(struct domain *d, struct rt_startup *page, unsigned i)
{
	const struct sys_link *l = &root.form->link[i];
	char name[RT_NAME_MAX];
	int error = grant_param(page, root.form->domain[l->client].name, l->client);

	rt_snprintf(name, sizeof(name), "event-%u", (unsigned)l->client);
	if (!error)
		error = grant_cap(d, page, name, ROOT_SLOT_LINK_EVENT(i), SK_CAP_USE);
	return error;
}

static int serve_network(struct domain *d, struct rt_startup *page, unsigned i)
{
	char name[RT_NAME_MAX];
	int error = grant_param(page, root.form->domain[root.form->link[i].client].name, i);

	rt_snprintf(name, sizeof(name), "bell-%u", i);
	if (!error)
		error = grant_cap(d, page, name, ROOT_SLOT_LINK(i), SK_CAP_USE | SK_CAP_CTRL);
	rt_snprintf(name, sizeof(name), "event-%u", i);
	if (!error)
		error = grant_cap(d, page, name, ROOT_SLOT_LINK_EVENT(i), SK_CAP_USE);
	rt_snprintf(name, sizeof(name), "port-%u", i);
	if (!error)
		error = share(d, page, i, name);
	return error;
}

static int join_network(struct domain *d, struct rt_startup *page, unsigned i)
{
	const struct sys_link *l = &root.form->link[i];
	char name[RT_NAME_MAX];
	int error = grant_param(page, l->name, i);

	if (!error)
		error = grant_cap(d, page, l->name, ROOT_SLOT_LINK(i), SK_CAP_USE);
	rt_snprintf(name, sizeof(name), "%s-event", l->name);
	if (!error)
		error = grant_cap(d, page, name, ROOT_SLOT_LINK_EVENT(i), SK_CAP_USE | SK_CAP_CTRL);
	if (!error)
		error = share(d, page, i, l->name);
	return error;
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
			error = share(d, page, i, l->name);
		else if (l->kind == SYS_LINK_CONSOLE && l->server == d->index)
			error = serve_console(d, page, i);
		else if (l->kind == SYS_LINK_ETHERNET && l->server == d->index)
			error = serve_network(d, page, i);
		else if (l->kind == SYS_LINK_ETHERNET && l->client == d->index && root.link[i].made)
			error = join_network(d, page, i);
		else if (has_gate(l) && l->client == d->index && root.link[i].made)
			error = connect_client(d, page, i);
	}
	return error;
}
