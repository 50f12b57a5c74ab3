/* SPDX-License-Identifier: Apache-2.0 */
/* A kernel without threads for the tests of the core's memory half: pool, root factory, tasks made by direct calls. */
#ifndef SKERRY_TESTS_WORLD_H
#define SKERRY_TESTS_WORLD_H

#include <skerry/kernel.h>
#include <skerry/range.h>
#include <skerry/sim/machine.h>
#include <skerry/task.h>

#define WORLD_POOL  (4u << 20)
#define WORLD_SLOTS 512

/** Slots outside of any task, for the root capabilities that a test keeps. */
extern struct cap world_slot[WORLD_SLOTS];

/** A new machine with a root factory over WORLD_POOL bytes and the KIP page. */
void world_setup(void);

/** The next of world_slot. */
struct cap *world_next_slot(void);

/** A task with @p slots slots, paid by @p f (null: the root factory); its root capability is in a world slot. */
struct task *world_task(struct factory *f, uint32_t slots);

/** A factory of 1 << @p order bytes inside the root factory. */
struct factory *world_factory(unsigned order);

/** A range of RAM; the first megabytes of it belong to the pool, so tests take what lies behind 32 MiB. */
struct range *world_range(paddr_t base, uint32_t bytes, uint32_t kind);
#define WORLD_RAM (SIM_RAM_BASE + (32u << 20) - SIM_RAM_BASE % (32u << 20))

/** Destroys @p o, however often that has to be restarted. @return the number of restarts. */
unsigned world_destroy(struct kobject *o);

#endif
