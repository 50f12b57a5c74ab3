/* SPDX-License-Identifier: Apache-2.0 */
/* Derivation tree shared by capabilities and memory mappings. */
#ifndef SKERRY_DERIV_H
#define SKERRY_DERIV_H

#include <skerry/base.h>

/** Node of a derivation tree, embedded in what is derived. An origin has no parent. */
struct deriv {
	struct deriv *parent;
	struct deriv *child;       /* first child, or null */
	struct deriv *next, *prev; /* siblings, a ring; an only child or an origin points to itself */
	uint8_t depth;             /* 0 for an origin */
	uint8_t flags;             /* DERIV_* */
	uint8_t rights : 4;        /* SK_MEM_* or SK_CAP_* of the thing it is embedded in */
	uint8_t pending : 4;       /* with DERIV_DYING: rights to be taken in a further walk */
	uint8_t order;             /* memory: log2 of the size; capabilities: 0 */
};

#define DERIV_DYING        1 /* being revoked: nothing may be derived from it or from what is below it */
#define DERIV_DONE         2 /* a revocation of some rights has treated this node and all below it */
#define DERIV_TIDY         4 /* with DERIV_DYING: that revocation is over and removes the DONE marks */
/* Bits 7:4 of flags, with DERIV_DYING: the rights being taken away. */
#define DERIV_RIGHTS_SHIFT 4
/** All rights: of capabilities; of memory it is a superset. */
#define DERIV_RIGHTS_ALL   15

/** Makes @p d, of any content, an origin with @p rights. */
void deriv_origin(struct deriv *d, unsigned rights, unsigned order);

/** The topmost of @p d and what is above it that is being revoked, or null. At most SK_DERIVATION_DEPTH steps. */
struct deriv *deriv_dying(struct deriv *d);

/** Whether something may be derived from @p parent: SK_OK, SK_EDYING, or SK_EDEPTH. */
int deriv_allowed(struct deriv *parent);

/**
 * Makes @p d, of any content, a child of @p parent.
 * @return SK_OK, SK_EDYING, or SK_EDEPTH; @p d is unchanged after an error.
 */
int deriv_add(struct deriv *parent, struct deriv *d, unsigned rights, unsigned order);

/** Puts @p to, of any content, with @p rights in the place of the childless @p from (grant). O(1), which is why a node
 * with children cannot be granted (SK_EBUSY to the sender). */
void deriv_move(struct deriv *from, struct deriv *to, unsigned rights);

/** Unlinks the childless @p d, which then is an origin. */
void deriv_remove(struct deriv *d);

/**
 * One bounded run of taking @p rights from everything below @p top. Meanwhile top is marked dying; whoever asks for the
 * same again goes on where the last run stopped, and a run inside a subtree that is being revoked advances that
 * revocation first (and answers SK_RESTART).
 * @param take takes rights from one node; a node that keeps none is removed (deriv_remove) with what it is embedded in.
 *             Called with children before their parents, so that a node never has a right its parent lacks.
 * @return SK_OK when nothing below top has any of them, or SK_RESTART.
 */
int deriv_revoke(struct deriv *top, unsigned rights, void (*take)(struct deriv *d, unsigned rights));

#endif
