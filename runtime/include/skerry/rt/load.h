// SPDX-License-Identifier: Apache-2.0
// Loading ELF programs into a new task.
#ifndef SKERRY_RT_LOAD_H
#define SKERRY_RT_LOAD_H

#include <skerry/abi/types.h>

/** RAM to build tasks from: a range capability, given out from the front in granules. */
struct rt_ram {
	sk_word_t range; /* slot of the range capability */
	sk_word_t base;  /* physical address of its first byte */
	sk_word_t next;  /* offset of the first free byte */
	sk_word_t size;
};

/** Takes @p bytes (rounded up to granules), physically aligned to @p align, a power of two. @return offset in the range, or ~0 when too little is left. */
sk_word_t rt_ram_take(struct rt_ram *ram, sk_word_t bytes, sk_word_t align);

/**
 * Loads the static MIPS32 program at @p image into @p task: RAM from @p ram, cleared, filled through the caller's window.
 * @param window free address range in the caller's own space, as large as the largest segment
 * @param error  text of what is wrong with the image, for SK_EINVAL
 * @return SK_OK and the entry address in @p *entry, SK_EINVAL, SK_ENOMEM, or the error of a mapping.
 */
int rt_load_elf(const void *image, sk_word_t size, sk_word_t task, struct rt_ram *ram, sk_word_t window,
                sk_word_t *entry, const char **error);

#endif
