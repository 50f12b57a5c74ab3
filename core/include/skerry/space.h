/* SPDX-License-Identifier: Apache-2.0 */
/* Address spaces: page table, mappings, delegation and revocation of memory. */
#ifndef SKERRY_SPACE_H
#define SKERRY_SPACE_H

#include <skerry/abi/fpage.h>
#include <skerry/arch/types.h>
#include <skerry/deriv.h>

struct factory;

/*
 * Page table, the same on every backend and read by the assembly refill path: 256 first-level entries of 8 MiB; each is
 * empty, or a second-level table of 512 granules, or (large mapping, order >= 23) a pte with its mapping.
 */
#define SPACE_L1_ENTRIES 256
#define SPACE_L1_SHIFT   23
#define SPACE_L2_ENTRIES 512

/** One granule, or one 8 MiB piece of a large mapping. pte 0 is empty; its encoding is the backend's (arch/mmu.h). */
struct pte_slot {
	pte_t pte;
	struct mapping *mapping;
};

struct ptab {
	struct pte_slot slot[SPACE_L2_ENTRIES];
};

/** First-level entry: pte non-zero is a large mapping, else the second-level table or nothing. */
struct l1_slot {
	pte_t pte;
	union {
		struct ptab *table;
		struct mapping *mapping;
	};
};

/** One delegated flexpage. Rights and order are in d. */
struct mapping {
	struct deriv d;
	struct space *space;
	uint32_t va; /* start; aligned to the size */
	paddr_t pa;
	uint8_t attr;  /* SK_ATTR_CACHED or SK_ATTR_UNCACHED */
	uint8_t fixed; /* kernel-user memory, KIP: neither delegated nor unmapped */
	uint8_t device;
};

/** A user address space or a VM's guest-physical space. */
struct space {
	struct space_arch arch; /* ASIDs and the like */
	struct factory *payer;  /* pays for tables and mappings */
	uint32_t end;           /* SK_USER_END for tasks, 0x80000000 for VMs: addresses at or beyond are out of range */
	uint32_t start;         /* SK_USER_START for tasks, 0 for VMs */
	bool guest;             /* a VM: the backend's guest engine is told about removals */
	struct l1_slot *l1;     /* SPACE_L1_ENTRIES, in the task's block */
};

/** Looks the mapping at @p va up; null where nothing is mapped. Two loads. */
struct mapping *space_lookup(const struct space *s, uint32_t va);

/** The pte for @p va, 0 if none: what a TLB refill uses. */
pte_t space_pte(const struct space *s, uint32_t va);

/**
 * Enters a mapping derived from @p parent (null: an origin that the caller links itself with deriv_add).
 * @param va, order  place and size, aligned; order 14 to 31
 * @return SK_OK, SK_ERANGE, SK_EEXIST (something is mapped there), SK_ENOMEM (the space's payer), SK_EDYING, SK_EDEPTH,
 * SK_RESTART.
 */
int space_map(struct space *s, struct deriv *parent, uint32_t va, unsigned order, paddr_t pa, unsigned rights,
              unsigned attr, unsigned flags);
#define SPACE_MAP_FIXED  1
#define SPACE_MAP_DEVICE 2

/** Bounded: removes @p m (childless) with its ptes and TLB entries. */
int mapping_remove(struct mapping *m);

/** Bounded revocation of what is derived from @p m, and of @p m itself with @p self; @p rights as in cap_revoke. SK_OK
 * or SK_RESTART. */
int mapping_revoke(struct mapping *m, unsigned rights, bool self);

/** Bounded: unmaps the flexpage @p fpage in @p s (SK_TASK_UNMAP). SK_OK, SK_RESTART, SK_EINVAL. */
int space_unmap(struct space *s, uint32_t fpage, unsigned flags);

/** Bounded: removes every mapping of @p s and its tables, fixed ones included (end of a task). True when empty. */
bool space_destroy_step(struct space *s);

/**
 * Delegates one typed item from @p from to @p to (memory or capability): the common part of IPC items and SK_TASK_MAP.
 * @param window        receiver's flexpage (memory window or slot)
 * @param result        the flexpage as the receiver got it
 * @param receiver_side set when the error is the receiver's (window, slot, quota)
 * @return SK_OK, an error, or SK_RESTART.
 */
struct task;
int delegate_item(struct task *from, struct task *to, uint32_t item, uint32_t fpage, uint32_t window, uint32_t *result,
                  bool *receiver_side);

#endif
