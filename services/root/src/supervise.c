// SPDX-License-Identifier: Apache-2.0
// Supervision: what becomes of domains that fault, end or ask.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/root.h>

#define BACK_OFF_US  100000u
/* Status of a monitor whose guest failed: it has started the guest again itself, as often as "restarts" allows. */
#define GUEST_FAILED 5

static const char *access_name(sk_word_t access)
{
	return access == SK_FAULT_WRITE ? "write to" : access == SK_FAULT_FETCH ? "fetch from" : "read of";
}

static void report(const struct domain *d, const struct rt_msg *m)
{
	switch (SK_TAG_PROTO(m->tag)) {
	case SK_PROTO_PAGEFAULT:
		rt_printf("root: %s: %s unmapped memory at %08x, pc %08x\n", d->form->name, access_name(m->w[0] & 3),
		          (unsigned)(m->w[0] & ~3u), (unsigned)m->w[1]);
		break;
	case SK_PROTO_EXCEPTION:
		rt_printf("root: %s: exception %u, address %08x, pc %08x\n", d->form->name, (unsigned)(m->w[0] & 0x1f),
		          (unsigned)m->w[1], (unsigned)m->w[2]);
		break;
	case SK_PROTO_ERROR:
		rt_printf("root: %s ended with status %d\n", d->form->name, (int)m->w[0]);
		break;
	default:
		rt_printf("root: %s sent something unknown (protocol %x)\n", d->form->name,
		          (unsigned)SK_TAG_PROTO(m->tag));
		break;
	}
}

/* A service is there for others: it serves a terminal or a network, not calls that the description names. */
static bool is_service(unsigned domain)
{
	for (unsigned i = 0; i < root.form->links; i++) {
		const struct sys_link *l = &root.form->link[i];

		if (l->server == domain && l->kind != SYS_LINK_GATE && l->kind != SYS_LINK_SHARED)
			return true;
	}
	return false;
}

static bool anyone_runs(void)
{
	for (unsigned i = 0; i < root.form->domains; i++)
		if (root.domain[i].running && !is_service(i))
			return true;
	return false;
}

/* A domain that reports success has ended by its own wish. */
static bool to_restart(const struct domain *d, int status)
{
	if (status == 0 || (d->form->kind == SYS_GUEST && status == GUEST_FAILED))
		return false;
	return d->form->on_end == SYS_END_RESTART && d->restarts < d->form->restarts;
}

static void ended(struct domain *d, int status)
{
	domain_destroy(d);
	if (d->form->on_end == SYS_END_SYSTEM)
		rt_power_off(status);
	if (to_restart(d, status)) {
		d->restarts++;
		rt_printf("root: %s: restart %u of %u\n", d->form->name, d->restarts, (unsigned)d->form->restarts);
		rt_sleep_us(BACK_OFF_US * d->restarts);
		(void)domain_start(d);
		return;
	}
	rt_printf("root: %s stays down\n", d->form->name);
	/* The system is over when all are gone that it is for. */
	if (!anyone_runs())
		rt_power_off(status);
}

void supervise(void)
{
	struct rt_msg m;

	for (;;) {
		int error = rt_wait(&m);

		if (error || m.label >= root.form->domains) {
			rt_printf("root: unexpected message: error %d, label %u\n", error, (unsigned)m.label);
			continue;
		}
		struct domain *d = &root.domain[m.label];

		if (!d->running)
			continue;
		report(d, &m);
		ended(d, SK_TAG_PROTO(m.tag) == SK_PROTO_ERROR ? (int)m.w[0] : 1);
	}
}
