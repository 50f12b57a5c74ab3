/* SPDX-License-Identifier: Apache-2.0 */
/* Page-table entries of one mapping; used by mapping.c alone. */
#ifndef SKERRY_PAGE_TABLE_H
#define SKERRY_PAGE_TABLE_H

#include <skerry/space.h>

/** True when nothing is mapped in 1 << @p order bytes from @p va, which are inside the space. */
bool page_table_vacant(const struct space *s, uint32_t va, unsigned order);

/** Makes sure that the second-level table for a mapping there exists. False when the payer has no room. */
bool page_table_reserve(struct space *s, uint32_t va, unsigned order);

/** Writes the entries of @p m, fresh or with changed rights. No flush. */
void page_table_fill(struct mapping *m);

/** Clears the entries of @p m, flushes the TLBs, and gives back a second-level table that became empty. */
void page_table_clear(struct mapping *m);

#endif
