// SPDX-License-Identifier: Apache-2.0
// The system form: finding it among the boot modules, and checking what could hurt root.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/string.h>

const struct sk_boot_module *form_module(const struct sk_bootinfo *boot, const char *name)
{
	for (unsigned i = 0; i < boot->module_count; i++)
		if (strcmp(boot->module[i].name, name) == 0)
			return &boot->module[i];
	return NULL;
}

static bool terminated(const char *text, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		if (text[i] == 0)
			return true;
	return false;
}

static const char *check_domain(const struct sys_domain *d)
{
	if (!terminated(d->name, sizeof(d->name)) || !terminated(d->program, sizeof(d->program)) ||
	    !terminated(d->arguments, sizeof(d->arguments)) || d->name[0] == 0)
		return "a text of a domain is not terminated";
	if (d->kind != SYS_APP && d->kind != SYS_GUEST)
		return "a domain of unknown kind";
	if (d->files > SYS_FILES || d->params > SYS_PARAMS || d->devices > SYS_DEVICES)
		return "a domain with too many files, parameters or devices";
	if (d->memory_bytes % SK_PAGE_SIZE || d->disk_bytes % SK_PAGE_SIZE || d->stack_bytes % SK_PAGE_SIZE ||
	    d->stack_bytes == 0)
		return "memory of a domain is not a multiple of the granule";
	for (unsigned i = 0; i < d->files; i++)
		if (!terminated(d->file[i].region, SYS_NAME) || !terminated(d->file[i].module, SYS_MODULE_NAME))
			return "a file name is not terminated";
	for (unsigned i = 0; i < d->params; i++)
		if (!terminated(d->param[i].name, SYS_NAME))
			return "a parameter name is not terminated";
	for (unsigned i = 0; i < d->devices; i++)
		if (!terminated(d->device[i].region, SYS_NAME))
			return "a device name is not terminated";
	return NULL;
}

static const char *check(const struct sys_form *f, sk_word_t size)
{
	if (size < sizeof(*f) || f->magic != SYS_FORM_MAGIC || f->version != SYS_FORM_VERSION || f->size != sizeof(*f))
		return "not a system form of this version";
	if (f->domains == 0 || f->domains > SYS_DOMAINS || f->links > SYS_LINKS)
		return "too many domains or links";
	if (!terminated(f->name, sizeof(f->name)))
		return "the system's name is not terminated";
	for (unsigned i = 0; i < f->domains; i++) {
		const char *error = check_domain(&f->domain[i]);

		if (error)
			return error;
	}
	for (unsigned i = 0; i < f->links; i++) {
		const struct sys_link *l = &f->link[i];

		if (!terminated(l->name, SYS_NAME) || l->server >= f->domains || l->client >= f->domains ||
		    l->memory_bytes % SK_PAGE_SIZE || l->kind < SYS_LINK_GATE || l->kind > SYS_LINK_ETHERNET)
			return "a broken link";
	}
	return NULL;
}

const struct sys_form *form_find(const struct sk_bootinfo *boot)
{
	const struct sk_boot_module *m = form_module(boot, SYS_FORM_MODULE);

	if (!m) {
		rt_printf("root: the image has no module '%s'\n", SYS_FORM_MODULE);
		return NULL;
	}
	sk_word_t bytes = (m->size + SK_PAGE_SIZE - 1) & ~(sk_word_t)(SK_PAGE_SIZE - 1);
	int error = rt_range_map(SK_ROOT_SLOT_RANGES + m->range, SK_SLOT_TASK, m->offset, ROOT_FORM, bytes, SK_MEM_R,
	                         SK_ATTR_CACHED);
	const char *text = error ? "cannot be mapped" : check((const struct sys_form *)ROOT_FORM, m->size);

	if (text) {
		rt_printf("root: module '%s': %s\n", SYS_FORM_MODULE, text);
		return NULL;
	}
	return (const struct sys_form *)ROOT_FORM;
}
