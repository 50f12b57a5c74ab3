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

/** First-level entry: pte non-zero is a large mapping, else the second-level table or nothing. The refill path, which
 * holds no lock, loads the pointer first and the pte second: so it never takes a mapping for a table. */
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
	uint8_t flags; /* SPACE_MAP_* */
};

/** A user address space or a VM's guest-physical space. */
struct space {
	struct space_arch arch; /* ASIDs and the like */
	struct factory *payer;  /* pays for tables and mappings */
	uint32_t end;           /* SK_USER_END for tasks, 0x80000000 for VMs: addresses at or beyond are out of range */
	uint32_t start;         /* SK_USER_START for tasks, 0 for VMs */
	bool guest;             /* a VM: the backend's guest engine is told about removals */
	struct l1_slot *l1;     /* SPACE_L1_ENTRIES, in the task's block */
	uint16_t *live;         /* granules in use in each second-level table: an empty table goes back to the payer */
	uint32_t scan;          /* space_destroy_step: everything below this address is gone */
};

/** Looks the mapping at @p va up; null where nothing is mapped. Two loads. */
struct mapping *space_lookup(const struct space *s, uint32_t va);

/** The pte for @p va, 0 if none: what a TLB refill uses. */
pte_t space_pte(const struct space *s, uint32_t va);

/** Sets up an empty space whose @p l1 and @p live are zeroed. */
void space_init(struct space *s, struct factory *payer, bool guest, struct l1_slot *l1, uint16_t *live);

/**
 * Enters a mapping derived from @p parent.
 * @param parent null: nobody's child yet; fixed, or for deriv_move()
 * @param va, order  place and size, aligned; order 14 to 31
 * @param flags SPACE_MAP_*
 * @return SK_OK, SK_EINVAL (alignment), SK_ERANGE, SK_EEXIST (something is mapped there), SK_ENOMEM (the space's
 * payer), SK_EDYING, SK_EDEPTH.
 */
int space_map(struct space *s, struct deriv *parent, uint32_t va, unsigned order, paddr_t pa, unsigned rights,
              unsigned attr, unsigned flags);
#define SPACE_MAP_FIXED  1 /* neither delegated nor unmapped: KIP, boot information */
#define SPACE_MAP_DEVICE 2
#define SPACE_MAP_KUMEM  4 /* fixed; the granule of the pool goes back to the payer with the mapping */

/** Takes @p rights from the mapping that @p d is embedded in; with none left it is removed, with ptes and TLB entries.
 * For deriv_revoke(). Bounded: one mapping. */
void mapping_take(struct deriv *d, unsigned rights);

/** Bounded revocation of what is derived from @p m, and with @p self of @p m itself; @p rights as in cap_revoke. SK_OK
 * or SK_RESTART. */
int mapping_revoke(struct mapping *m, unsigned rights, bool self);

/**
 * Bounded: unmaps the memory flexpage @p fpage in @p s (SK_TASK_UNMAP).
 * @param progress restart point: 0 at first, kept by the caller until the answer is not SK_RESTART
 * @return SK_OK, SK_RESTART, SK_EINVAL (malformed, no rights named), SK_ERANGE.
 */
int space_unmap(struct space *s, uint32_t fpage, bool self, uint32_t *progress);

/** Bounded: removes every mapping of @p s and its tables, fixed ones included (end of a task). True when empty. */
bool space_destroy_step(struct space *s);

#endif
