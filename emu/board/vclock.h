// SPDX-License-Identifier: Apache-2.0
// Virtual time of a board: a tick counter and a queue of events on it.
#ifndef EMU_BOARD_VCLOCK_H
#define EMU_BOARD_VCLOCK_H

#include <stdbool.h>
#include <stdint.h>

/** Something that happens at a tick. Owned by the device that embeds it; zero-initialised means not armed. */
struct vclock_event {
	void (*fire)(void *ctx);
	void *ctx;
	uint64_t when;
	struct vclock_event *next;
	bool armed;
};

/** One tick is one executed instruction of a processor; @p hz says how many of them the board calls a second. */
struct vclock {
	uint64_t now;
	uint64_t hz;
	struct vclock_event *first;
};

/** @param hz  ticks in a second of virtual time, not 0 */
void vclock_init(struct vclock *clock, uint64_t hz);
/** Moves the clock forward; a time in the past is ignored, so that processors may report theirs in any order. */
void vclock_advance(struct vclock *clock, uint64_t now);
/** Arms @p event (again, if it is armed) for tick @p when. Events of one tick fire in the order they were armed in. */
void vclock_arm(struct vclock *clock, struct vclock_event *event, uint64_t when);
/** Disarms; harmless when the event is not armed. */
void vclock_cancel(struct vclock *clock, struct vclock_event *event);
/** @return the tick of the first event, UINT64_MAX when there is none */
uint64_t vclock_next(const struct vclock *clock);
/** Moves the clock to @p now, firing every event up to it in order; during each the clock stands at its tick. */
void vclock_run(struct vclock *clock, uint64_t now);

/** @return how many periods of a @p rate Hz signal have passed at tick @p tick (rounded down) */
uint64_t vclock_periods(const struct vclock *clock, uint64_t rate, uint64_t tick);
/** @return the first tick at which @p periods periods of a @p rate Hz signal have passed */
uint64_t vclock_tick_of(const struct vclock *clock, uint64_t rate, uint64_t periods);

#endif
