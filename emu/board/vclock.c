// SPDX-License-Identifier: Apache-2.0
// Event queue on virtual time: a sorted list, as a board has about a dozen events.
#include "vclock.h"

#include <stddef.h>

void vclock_init(struct vclock *clock, uint64_t hz)
{
	*clock = (struct vclock){.hz = hz};
}

void vclock_advance(struct vclock *clock, uint64_t now)
{
	if (now > clock->now)
		clock->now = now;
}

void vclock_arm(struct vclock *clock, struct vclock_event *event, uint64_t when)
{
	struct vclock_event **at = &clock->first;

	vclock_cancel(clock, event);
	while (*at != NULL && (*at)->when <= when)
		at = &(*at)->next;
	event->when = when;
	event->next = *at;
	event->armed = true;
	*at = event;
}

void vclock_cancel(struct vclock *clock, struct vclock_event *event)
{
	struct vclock_event **at = &clock->first;

	if (!event->armed)
		return;
	while (*at != event)
		at = &(*at)->next;
	*at = event->next;
	event->armed = false;
}

uint64_t vclock_next(const struct vclock *clock)
{
	return clock->first != NULL ? clock->first->when : UINT64_MAX;
}

void vclock_run(struct vclock *clock, uint64_t now)
{
	while (clock->first != NULL && clock->first->when <= now) {
		struct vclock_event *event = clock->first;

		clock->first = event->next;
		event->armed = false;
		vclock_advance(clock, event->when);
		event->fire(event->ctx);
	}
	vclock_advance(clock, now);
}

uint64_t vclock_periods(const struct vclock *clock, uint64_t rate, uint64_t tick)
{
	return (uint64_t)((unsigned __int128)tick * rate / clock->hz);
}

uint64_t vclock_tick_of(const struct vclock *clock, uint64_t rate, uint64_t periods)
{
	return (uint64_t)(((unsigned __int128)periods * clock->hz + rate - 1) / rate);
}
