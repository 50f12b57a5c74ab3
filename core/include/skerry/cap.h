/* SPDX-License-Identifier: Apache-2.0 */
/* Capability slots and their delegation. */
#ifndef SKERRY_CAP_H
#define SKERRY_CAP_H

#include <skerry/abi/cost.h>
#include <skerry/abi/fpage.h>
#include <skerry/abi/syscall.h>
#include <skerry/deriv.h>
#include <skerry/object.h>

struct task;

/** A capability slot; empty when obj is null, and then d has no meaning: a table of zeroes is a table of empty slots.
 * Rights are in d.rights (SK_CAP_*). */
struct cap {
	struct deriv d;
	struct kobject *obj;
	uintptr_t spare[2]; /* 32 bytes where pointers are 32 bits: the fast path shifts instead of multiplying */
};

/** The slot @p slot of @p t, empty or not; null when out of range or 0. One bounds check, one load. */
struct cap *cap_slot(struct task *t, uint32_t slot);

/** The capability in @p slot of @p t if it is there, of type @p type (SK_TYPE_NONE: any), with all of @p rights, and
 * alive; else null and SK_ENOCAP, SK_EPROTO, SK_ERIGHTS or SK_EDELETED in @p *error. */
struct cap *cap_get(struct task *t, uint32_t slot, unsigned type, unsigned rights, int *error);

/** The empty slot @p slot of @p t; else null and SK_ERANGE or SK_EEXIST in @p *error. */
struct cap *cap_empty(struct task *t, uint32_t slot, int *error);

/** Makes @p c, empty, the root capability of @p o with all of @p rights. */
void cap_install_root(struct cap *c, struct kobject *o, unsigned rights);

/** Derives @p to from @p from, not empty, with at most @p rights. SK_EEXIST, SK_ERIGHTS (no COPY right, or no right would
 * remain), SK_EDYING, SK_EDEPTH. */
int cap_map(struct cap *from, struct cap *to, unsigned rights);

/** Moves @p from, not empty, to @p to with at most @p rights. SK_EEXIST, SK_ERIGHTS (no right would remain), SK_EDYING,
 * SK_EBUSY (something is derived from it). */
int cap_grant(struct cap *from, struct cap *to, unsigned rights);

/** Empties @p c, which has no derived capabilities; of a root capability the object stays, without one. */
void cap_remove(struct cap *c);

/** Takes @p rights from the capability @p d is embedded in; a derived one that keeps none is removed. For
 * deriv_revoke(). */
void cap_take(struct deriv *d, unsigned rights);

/**
 * Bounded revocation: takes @p rights from what is derived from @p c, then, with @p self, from @p c (a root capability
 * that loses its last right takes the object with it). An empty slot is already done.
 * @param rights  taken away; a capability that keeps a right survives with that. SK_CAP_ALL removes.
 * @return SK_OK or SK_RESTART. The current thread may be gone afterwards (cpu->current tells).
 */
int cap_revoke(struct cap *c, unsigned rights, bool self);

#endif
