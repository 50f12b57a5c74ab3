// SPDX-License-Identifier: Apache-2.0
// The control gate: what those may ask of root whose description says so.
#include "root.h"

#include <skerry/control_proto.h>
#include <skerry/rt/serve.h>
#include <skerry/rt/string.h>

_Static_assert((int)CONTROL_DOWN == (int)POLICY_DOWN && (int)CONTROL_RUNS == (int)POLICY_RUNS &&
                       (int)CONTROL_WAITS == (int)POLICY_WAITS && (int)CONTROL_STOPPED == (int)POLICY_STOPPED,
               "the protocol shows the states as they are");
_Static_assert(CONTROL_DOMAIN_WORDS <= SK_MSG_WORDS, "a domain fits a message");

int control_prepare(void)
{
	for (unsigned i = 0; i < root.form->domains; i++)
		if (root.form->domain[i].flags & SYS_DOMAIN_CONTROL)
			return rt_create(SK_SLOT_FACTORY, SK_TYPE_GATE, ROOT_SLOT_CONTROL, SK_SLOT_THREAD,
			                 ROOT_CONTROL_LABEL, 0);
	return SK_OK;
}

/* The domain that the request names, or the number of domains. */
static unsigned named(const struct rt_msg *m)
{
	sk_word_t words[CONTROL_NAME_WORDS];
	char name[SYS_NAME];
	unsigned i = 0;

	for (unsigned w = 0; w < CONTROL_NAME_WORDS; w++)
		words[w] = rt_word(m, w);
	memcpy(name, words, sizeof(name));
	name[SYS_NAME - 1] = 0;
	while (i < root.form->domains && strcmp(root.form->domain[i].name, name) != 0)
		i++;
	return i;
}

static void list(struct rt_msg *m)
{
	sk_word_t i = rt_word(m, 0), words[CONTROL_DOMAIN_WORDS];

	if (i >= root.form->domains) {
		rt_answer_error(m, SK_ERANGE);
		return;
	}
	const struct domain *d = &root.domain[i];
	const struct policy_domain *p = &root.policy.domain[i];
	struct control_domain c = {
	        .life = (uint32_t)p->life,
	        .kind = d->form->kind,
	        .status = (uint32_t)p->status,
	        .restarts = p->restarts,
	        .restarts_most = d->form->restarts,
	        .budget_us = d->form->budget_us,
	        .period_us = d->form->period_us,
	        .priority = d->form->priority,
	        .cpu = d->form->cpu,
	        .memory_bytes = d->built ? d->ram.size - d->start : 0,
	        .kernel_bytes = 1u << d->form->quota_order,
	};
	sk_word_t sc[4] = {0}, factory[3] = {0};

	rt_strlcpy(c.name, d->form->name, sizeof(c.name));
	if (p->life == POLICY_RUNS &&
	    rt_invoke((sk_word_t)ROOT_SLOT_DOMAIN(i, DOMAIN_SC), SK_SC_INFO, sc, 0, 4) == SK_OK &&
	    rt_invoke((sk_word_t)ROOT_SLOT_DOMAIN(i, DOMAIN_FACTORY), SK_FACTORY_INFO, factory, 0, 3) == SK_OK) {
		c.used_low = sc[0];
		c.used_high = sc[1];
		c.overruns = sc[3];
		c.kernel_used = factory[1];
	}
	memcpy(words, &c, sizeof(c));
	rt_answer(m, words, CONTROL_DOMAIN_WORDS);
}

static void change(struct rt_msg *m, int (*request)(struct policy *p, unsigned i))
{
	unsigned i = named(m);

	rt_answer_error(m, i < root.form->domains ? request(&root.policy, i) : SK_ENOENT);
}

void control_serve(struct rt_msg *m)
{
	switch (SK_TAG_PROTO(m->tag)) {
	case CONTROL_LIST:
		list(m);
		break;
	case CONTROL_STOP:
		change(m, policy_stop);
		break;
	case CONTROL_START:
		change(m, policy_start);
		break;
	case CONTROL_RESTART:
		change(m, policy_restart);
		break;
	case CONTROL_SHUTDOWN:
		policy_shutdown(&root.policy);
		break;
	default:
		rt_answer_error(m, SK_EPROTO);
		break;
	}
}
