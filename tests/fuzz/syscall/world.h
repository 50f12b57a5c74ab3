/* SPDX-License-Identifier: Apache-2.0 */
/* Two hostile tasks with everything a task can have, and a bystander that must not notice. */
#ifndef SKERRY_FUZZ_WORLD_H
#define SKERRY_FUZZ_WORLD_H

#include <skerry/sim/system.h>

#define WORLD_TASKS   2
#define WORLD_THREADS 2 /* of each hostile task */
#define WORLD_SLOTS   64
#define WORLD_UTCB    0x20000000u /* first UTCB page of each task */
#define WORLD_MEMORY  0x10000000u /* where a granule of its range is mapped */
#define WORLD_IRQ     6u          /* board line of the first task's interrupt object; the second has the next */

/* Slots of a hostile task beyond the fixed ones. */
enum {
	SLOT_CPU = SK_SLOT_FREE, /* up to priority 20 */
	SLOT_BOARD,              /* may ask, not reset */
	SLOT_SC,
	SLOT_RAM,
	SLOT_DEVICE,
	SLOT_IRQ,
	SLOT_VM,
	SLOT_VCPU,
	SLOT_SECOND,  /* its second thread */
	SLOT_PASSIVE, /* passive gate to the other task's second thread */
	SLOT_INNER,   /* gate to its own second thread */
	SLOT_FACTORY,
	SLOT_LIMITED, /* gate to the other task: no typed items, no copies */
	SLOT_EMPTY    /* first empty one */
};

/** Boots the system and starts all threads. */
void world_start(void);

/** Aborts with a message if a rule is broken or the bystander was touched. @p quiet: nothing was interrupted. */
void world_check(bool quiet);

/** Lets time pass until a hostile thread, or its guest, is current. @return it, or null when none comes. */
struct thread *world_current(void);

/** At the end: aborts unless the bystander still gets its time. */
void world_end(void);

/** Ends the program with the message @p what: the fuzzer keeps the input. */
_Noreturn void world_fail(const char *what);

#endif
