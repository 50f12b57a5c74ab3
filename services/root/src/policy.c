// SPDX-License-Identifier: Apache-2.0
// The state machine of supervision.
#include "policy.h"

#include <skerry/abi/error.h>

static int begin(struct policy *p, unsigned i)
{
	struct policy_domain *d = &p->domain[i];
	int error = p->ops->start(p->ctx, i);

	d->life = error ? POLICY_DOWN : POLICY_RUNS;
	d->began = p->ops->now(p->ctx);
	return error;
}

static bool anyone_is_left(const struct policy *p)
{
	for (unsigned i = 0; i < p->domains; i++) {
		const struct policy_domain *d = &p->domain[i];

		if (d->rules.keeps_the_system && (d->life == POLICY_RUNS || d->life == POLICY_WAITS))
			return true;
	}
	return false;
}

/* A domain that reports success has ended by its own wish. */
static bool starts_again(const struct policy_domain *d)
{
	if (d->status == 0 || (d->rules.final_status && d->status == d->rules.final_status))
		return false;
	return d->rules.on_end == SYS_END_RESTART && d->restarts < d->rules.restarts;
}

static uint32_t back_off(const struct policy_domain *d)
{
	return d->failures < POLICY_BACK_OFF_MOST_US / POLICY_BACK_OFF_US ? d->failures * POLICY_BACK_OFF_US
	                                                                  : POLICY_BACK_OFF_MOST_US;
}

/* What follows for a domain of which nothing is left. */
static void settle(struct policy *p, unsigned i, int status)
{
	struct policy_domain *d = &p->domain[i];
	uint64_t now = p->ops->now(p->ctx);

	d->status = status;
	d->life = POLICY_DOWN;
	if (d->rules.on_end == SYS_END_SYSTEM) {
		p->ops->power_off(p->ctx, status);
		return;
	}
	if (starts_again(d)) {
		d->failures = now - d->began >= POLICY_HEALTHY_US ? 1 : d->failures + 1;
		d->restarts++;
		d->life = POLICY_WAITS;
		d->due = now + back_off(d);
		p->ops->tell(p->ctx, i, POLICY_RESTART);
		return;
	}
	p->ops->tell(p->ctx, i, POLICY_STAYS_DOWN);
	/* The system is over when all are gone that it is for. */
	if (!anyone_is_left(p))
		p->ops->power_off(p->ctx, status);
}

int policy_first_start(struct policy *p, unsigned i)
{
	return begin(p, i);
}

void policy_ended(struct policy *p, unsigned i, int status)
{
	if (p->domain[i].life != POLICY_RUNS)
		return;
	p->ops->stop(p->ctx, i);
	settle(p, i, status);
}

uint64_t policy_due(const struct policy *p)
{
	uint64_t due = POLICY_NEVER;

	for (unsigned i = 0; i < p->domains; i++) {
		const struct policy_domain *d = &p->domain[i];

		if (d->life == POLICY_WAITS && d->due < due)
			due = d->due;
	}
	return due;
}

void policy_tick(struct policy *p)
{
	for (unsigned i = 0; i < p->domains; i++) {
		const struct policy_domain *d = &p->domain[i];

		if (d->life == POLICY_WAITS && d->due <= p->ops->now(p->ctx) && begin(p, i))
			settle(p, i, 1);
	}
}

static void take_away(struct policy *p, unsigned i)
{
	struct policy_domain *d = &p->domain[i];

	if (d->life == POLICY_RUNS)
		p->ops->stop(p->ctx, i);
	d->life = POLICY_STOPPED;
	p->ops->tell(p->ctx, i, POLICY_STOPPING);
}

static bool is_up(const struct policy_domain *d)
{
	return d->life == POLICY_RUNS || d->life == POLICY_WAITS;
}

int policy_stop(struct policy *p, unsigned i)
{
	if (!is_up(&p->domain[i]))
		return SK_ESTATE;
	take_away(p, i);
	return SK_OK;
}

int policy_start(struct policy *p, unsigned i)
{
	struct policy_domain *d = &p->domain[i];

	if (is_up(d))
		return SK_ESTATE;
	d->restarts = d->failures = 0;
	int error = begin(p, i);

	if (!error)
		p->ops->tell(p->ctx, i, POLICY_STARTED);
	return error;
}

int policy_restart(struct policy *p, unsigned i)
{
	if (is_up(&p->domain[i]))
		take_away(p, i);
	return policy_start(p, i);
}

void policy_shutdown(struct policy *p)
{
	for (unsigned i = p->domains; i-- > 0;)
		if (is_up(&p->domain[i]))
			take_away(p, i);
	p->ops->power_off(p->ctx, 0);
}
