/* SPDX-License-Identifier: Apache-2.0 */
/* Memory ranges: where every memory mapping starts. */
#ifndef SKERRY_RANGE_H
#define SKERRY_RANGE_H

#include <skerry/cap.h>

/** Contiguous physical memory, RAM or device registers. */
struct range {
	struct kobject obj;
	struct deriv origin; /* of all mappings that started here */
	paddr_t base;
	uint32_t bytes;
	uint32_t kind; /* SK_RANGE_RAM, SK_RANGE_DEVICE */
};

/** Creates the range of @p bytes from @p base (granules) in the empty slot @p slot; boot only. */
struct range *range_create(struct factory *f, paddr_t base, uint32_t bytes, uint32_t kind, struct cap *slot,
                           int *error);

struct space;

/** Maps 1 << @p order bytes at @p offset of @p r into @p s, as SK_RANGE_MAP; errors of space_map(), SK_ERANGE, SK_EINVAL.
 * @param attr SK_ATTR_INHERIT: cached for RAM, uncached for devices */
int range_map(struct range *r, uint32_t offset, struct space *s, uint32_t va, unsigned order, unsigned rights,
              unsigned attr);

#endif
