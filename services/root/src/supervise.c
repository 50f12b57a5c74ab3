// SPDX-License-Identifier: Apache-2.0
// Supervision: what becomes of domains that fault, end or ask.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/time.h>

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

static int start(void *ctx, unsigned domain)
{
	(void)ctx;
	return domain_start(&root.domain[domain]);
}

static void stop(void *ctx, unsigned domain)
{
	(void)ctx;
	domain_destroy(&root.domain[domain]);
}

static void power_off(void *ctx, int status)
{
	(void)ctx;
	rt_power_off(status);
}

static uint64_t now(void *ctx)
{
	(void)ctx;
	return rt_time_us();
}

static void tell(void *ctx, unsigned domain, enum policy_note note)
{
	const struct policy_domain *d = &root.policy.domain[domain];
	const char *name = root.form->domain[domain].name;

	(void)ctx;
	switch (note) {
	case POLICY_STARTED:
		rt_printf("root: %s started\n", name);
		break;
	case POLICY_STOPPING:
		rt_printf("root: %s stopped\n", name);
		break;
	case POLICY_RESTART:
		rt_printf("root: %s: restart %u of %u\n", name, d->restarts, (unsigned)d->rules.restarts);
		break;
	case POLICY_STAYS_DOWN:
		rt_printf("root: %s stays down\n", name);
		break;
	}
}

void supervise_prepare(void)
{
	static const struct policy_ops ops = {start, stop, power_off, tell, now};

	root.policy.ops = &ops;
	root.policy.domains = root.form->domains;
	for (unsigned i = 0; i < root.form->domains; i++) {
		const struct sys_domain *form = &root.form->domain[i];

		root.policy.domain[i].rules = (struct policy_rules){
		        .on_end = form->on_end,
		        .restarts = form->restarts,
		        .final_status = form->kind == SYS_GUEST ? GUEST_FAILED : 0,
		        .keeps_the_system = !(form->flags & SYS_DOMAIN_BACKGROUND),
		};
	}
}

/* @return whether somebody waits for the answer that is in @p m then */
static bool handle(struct rt_msg *m)
{
	if (m->label == ROOT_CONTROL_LABEL) {
		bool call = m->tag & SK_TAG_CALL;

		control_serve(m);
		return call;
	}
	if (m->label >= root.form->domains) {
		rt_printf("root: unexpected message: label %u\n", (unsigned)m->label);
	} else if (root.policy.domain[m->label].life == POLICY_RUNS) {
		report(&root.domain[m->label], m);
		policy_ended(&root.policy, m->label, SK_TAG_PROTO(m->tag) == SK_PROTO_ERROR ? (int)m->w[0] : 1);
	}
	return false;
}

void supervise(void)
{
	struct rt_msg m = {0};
	bool answer = false;

	for (;;) {
		uint64_t due = policy_due(&root.policy);
		sk_word_t timeout = due == POLICY_NEVER ? SK_TIMEOUT_NEVER : SK_TIMEOUT_ABSOLUTE;

		rt_utcb()->deadline[1] = due;
		int error = rt_ipc(SK_SEL(0, answer ? SK_OP_REPLY_WAIT : SK_OP_WAIT),
		                   SK_TIMEOUTS(SK_TIMEOUT_NEVER, timeout), &m);

		/* A caller that is gone is no error, and messages must not keep off what is due. */
		answer = error == SK_OK && handle(&m);
		if (policy_due(&root.policy) <= rt_time_us())
			policy_tick(&root.policy);
		if (!answer)
			m = (struct rt_msg){0};
	}
}
