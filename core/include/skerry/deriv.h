/* SPDX-License-Identifier: Apache-2.0 */
/* Derivation tree shared by capabilities and memory mappings. */
#ifndef SKERRY_DERIV_H
#define SKERRY_DERIV_H

#include <skerry/base.h>

/** Node of a derivation tree, embedded in what is derived. An origin has no parent. */
struct deriv {
	struct deriv *parent;
	struct deriv *child;       /* first child */
	struct deriv *next, *prev; /* siblings, null-terminated; prev of the first child is null */
	uint8_t depth;             /* 0 for an origin */
	uint8_t flags;             /* DERIV_DYING */
	uint8_t rights;            /* SK_MEM_* or SK_CAP_* of the thing it is embedded in */
	uint8_t order;             /* memory: log2 of the size; capabilities: 0 */
};

#define DERIV_DYING 1 /* being revoked: nothing may be derived from it or from what is below it */

/** Makes @p d an origin. */
void deriv_origin(struct deriv *d);

/** True if @p d or anything above it is being revoked. At most SK_DERIVATION_DEPTH steps. */
bool deriv_dying(const struct deriv *d);

/**
 * Adds @p d as a child of @p parent.
 * @return SK_OK, SK_EDYING, or SK_EDEPTH.
 */
int deriv_add(struct deriv *parent, struct deriv *d);

/** Puts @p to in the place of the childless @p from (grant); @p from is left unlinked. O(1), which is why a node with
 * children cannot be granted (SK_EBUSY to the sender). */
void deriv_move(struct deriv *from, struct deriv *to);

/** Some leaf below @p d, or null if it has no children. At most SK_DERIVATION_DEPTH steps. */
struct deriv *deriv_leaf(struct deriv *d);

/** Unlinks the leaf @p d. */
void deriv_remove(struct deriv *d);

#endif
