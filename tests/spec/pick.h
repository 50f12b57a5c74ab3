/* SPDX-License-Identifier: Apache-2.0 */
/* Random slots, addresses, flexpages and windows, chosen with an eye on the state so that most are of use. */
#ifndef SKERRY_SPEC_PICK_H
#define SKERRY_SPEC_PICK_H

#include <stdbool.h>
#include <stdint.h>

#define PICK_SLOTS 40u /* operations name slots below this */

uint32_t pick_below(uint64_t *seed, uint32_t n);
bool pick_chance(uint64_t *seed, unsigned percent);

/** A slot of task @p t, mostly one that names an object of @p type (SK_TYPE_NONE: nothing), sometimes any. */
uint32_t pick_slot(uint64_t *seed, int t, unsigned type);
/** A slot of task @p t that is not empty, mostly. */
uint32_t pick_full_slot(uint64_t *seed, int t);
/** A slot with a task or a VM, mostly. */
uint32_t pick_task(uint64_t *seed, int t);
/** Some slots, as a flexpage. */
uint32_t pick_slots(uint64_t *seed);

/** One of few places, so that mappings meet: one 8 MiB piece of small ones, a few large ones, the edges of user space. */
uint32_t pick_address(uint64_t *seed);
/** Any memory, around @p address. */
uint32_t pick_memory(uint64_t *seed, uint32_t address);
/** A mapping of task @p t, or a part of it; else any memory. */
uint32_t pick_mapped(uint64_t *seed, int t);

/** A slot with a gate, mostly, and mostly not one of thread @p but. */
uint32_t pick_gate(uint64_t *seed, int t, int but);

/** The two words of an item, memory or a capability, that task @p t delegates. */
void pick_item(uint64_t *seed, int t, bool memory, uint32_t item[2]);
/** The window of an item with this flexpage to @p task (object, MODEL_NONE: not known). */
uint32_t pick_window(uint64_t *seed, int task, uint32_t fpage);

#endif
