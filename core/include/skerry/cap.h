/* SPDX-License-Identifier: Apache-2.0 */
/* Capability slots and their delegation. */
#ifndef SKERRY_CAP_H
#define SKERRY_CAP_H

#include <skerry/abi/cost.h>
#include <skerry/abi/fpage.h>
#include <skerry/deriv.h>
#include <skerry/object.h>

struct task;

/** A capability slot; empty when obj is null. Rights are in d.rights (SK_CAP_*). */
struct cap {
	struct deriv d;
	struct kobject *obj;
	struct task *task; /* whose table this slot belongs to; set once */
};

/** The slot @p slot of @p t, empty or not; null when out of range or 0. One bounds check, one load. */
struct cap *cap_slot(struct task *t, uint32_t slot);

/** The capability in @p slot of @p t if it is there, of type @p type (SK_TYPE_NONE: any), with all of @p rights, and
 * alive; else null and SK_ENOCAP, SK_EPROTO, SK_ERIGHTS or SK_EDELETED in @p *error. */
struct cap *cap_get(struct task *t, uint32_t slot, unsigned type, unsigned rights, int *error);

/** Makes @p c, empty, the root capability of @p o. */
void cap_install_root(struct cap *c, struct kobject *o);

/** Derives @p to, empty, from @p from with at most @p rights. SK_EEXIST, SK_ERIGHTS (no COPY right), SK_EDYING,
 * SK_EDEPTH. */
int cap_map(struct cap *from, struct cap *to, unsigned rights);

/** Moves @p from to @p to, empty. SK_EEXIST, SK_EDYING, SK_EBUSY (something is derived from it). */
int cap_grant(struct cap *from, struct cap *to, unsigned rights);

/**
 * Bounded revocation: removes what is derived from @p c, then, with @p self, @p c (which destroys the object if @p c is
 * its root).
 * @param rights  taken away; a derived capability that keeps a right survives with that. SK_CAP_ALL removes.
 * @return SK_OK or SK_RESTART.
 */
int cap_revoke(struct cap *c, unsigned rights, bool self);

#endif
