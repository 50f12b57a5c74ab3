/* SPDX-License-Identifier: Apache-2.0 */
/* Memory at boot: checks of the image header, and the ranges the root task receives. */
#ifndef SKERRY_BOOT_MEMORY_H
#define SKERRY_BOOT_MEMORY_H

#include <skerry/entry.h>

/** Ends in panic() with an exact message unless every field of the image header fits itself and the machine. */
void boot_check_image(const struct boot_layout *layout);

/**
 * Lists what the root task gets: ranges and modules; kernel, pool and what they share granules with are left out. Panics
 * when pieces overlap or there are too many.
 * @param granules physical address of two cleared granules inside a SK_BOOT_USE_ROOT range: the boot information page,
 *                 then the root task's stack
 * @return the kernel's alias of the boot information, all zero but ranges and modules
 */
struct sk_bootinfo *boot_list_ranges(const struct boot_layout *layout, paddr_t *granules);

#endif
