/* SPDX-License-Identifier: Apache-2.0 */
/* The memory half of the specification; used by model.c alone. */
#ifndef SKERRY_SPEC_MODEL_MEMORY_H
#define SKERRY_SPEC_MODEL_MEMORY_H

#include "model.h"

/** The block that an allocation of @p bytes takes. */
uint32_t model_block(uint32_t bytes);

/** What page tables, mappings and kernel-user memory of task or VM @p o cost. */
uint32_t model_memory_used(const struct model *m, int o);

/** Removes every mapping in spaces that are gone, of ranges that are gone, and what was derived from these. */
void model_forget_memory(struct model *m, const bool gone[MODEL_OBJECTS]);

void model_map_kip(struct model *m, int task);
int model_map_memory(struct model *m, int from, int to, struct model_delegation *d, model_room *room);
int model_unmap_memory(struct model *m, int task, uint32_t fpage, bool self);
int model_add_kumem(struct model *m, int task, uint32_t va, model_room *room);
int model_start_mapping(struct model *m, int range, int task, uint32_t offset, uint32_t fpage, uint32_t attr,
                        model_room *room);
void model_revoke_range(struct model *m, int range);

#endif
