/* SPDX-License-Identifier: Apache-2.0 */
/* Kernel objects: common header, life cycle, invocation. */
#ifndef SKERRY_OBJECT_H
#define SKERRY_OBJECT_H

#include <skerry/abi/proto.h>
#include <skerry/list.h>

struct cap;
struct cpu;
struct factory;
struct thread;

/**
 * Header of every kernel object. An object lives exactly as long as its root capability, the one its factory made: when
 * that goes, by unmap, by the end of the task that holds it, or with the factory, every derived capability goes first
 * and then the object.
 */
struct kobject {
	uint8_t type;  /* SK_TYPE_* */
	uint8_t dying; /* destruction has begun: invocations answer SK_EDELETED */
	uint16_t spare;
	struct factory *payer;    /* the factory that is charged; null: root factory, or embedded in another object */
	struct list payer_link;   /* in payer->objects */
	struct cap *root;         /* its root capability */
	struct list destroy_link; /* in kernel.dying (destroy.c) */
};

/** What the core knows about one type of object. */
struct object_ops {
	const char *name;
	uint32_t cost; /* quota bytes of the object itself */
	/**
	 * Handles an invocation by @p caller (SK_OP_CALL or SK_OP_SEND). Words and tag are read with msg.h and answered
	 * there.
	 * @return SK_OK (with the answer set), a negative error, SK_RESTART (bounded part done, the system call is
	 * repeated), or OBJECT_BLOCKED when the caller was put to sleep or switched into a guest.
	 */
	int (*invoke)(struct cpu *cpu, struct thread *caller, struct cap *cap, uint32_t tag);
	/**
	 * Takes one bounded step of the destruction. The object is marked dying, no derived capability is left and nobody
	 * can reach it any more. What has to go before it is named with destroy_first(). A thread that is some CPU's current
	 * one takes itself away from there (cpu->current = null).
	 * @return true when nothing is left but the storage itself.
	 */
	bool (*destroy_step)(struct kobject *o);
};

#define OBJECT_BLOCKED 2

/** Operations by type; each type's file defines its own (factory_ops in factory.c, ...), object.c lists them. */
const struct object_ops *object_ops(unsigned type);

/** destroy_step of objects that are nothing but their storage. */
bool object_nothing_to_destroy(struct kobject *o);

/** Initializes the header of a fresh object and links it to its payer. */
void object_init(struct kobject *o, unsigned type, struct factory *payer);

/**
 * Allocates an object of @p type with quota cost @p bytes from @p f and gives it to the empty slot @p slot with all
 * rights.
 * @return null and @p *error when that fails; nothing has changed then.
 */
struct kobject *object_create(struct factory *f, unsigned type, uint32_t bytes, struct cap *slot, int *error);

/** Takes back what object_create() did: unlinks @p o, which nobody else refers to, empties its root slot if it has one
 * and gives its storage back. */
void object_discard(struct kobject *o);

/**
 * Destroys @p o in bounded steps, with everything that depends on it. Idempotent while under way. Its root slot stays,
 * marked dying, until the object is gone, so an invoker that dies midway leaves nothing that cannot be finished. An
 * object without storage of its own (payer null: a reply) is alive again afterwards, without a root capability.
 * @return SK_OK when it is gone, SK_RESTART when more is to do: call again (another caller may also finish it). The
 * current thread may be among what was destroyed: cpu->current tells.
 */
int object_destroy(struct kobject *o);

/** For a destroy_step: @p o has to go before the object that takes the step. */
void destroy_first(struct kobject *o);

/**
 * For the destroy_step of what holds slots: one bounded step of emptying @p c. The object behind a root capability goes
 * first; if that is already being destroyed, its root capability is dropped here and whoever destroys something next
 * finishes it.
 * @return true when it is empty.
 */
bool destroy_slot(struct cap *c);

/** Finishes objects whose root slot went before them (see destroy_slot). SK_OK or SK_RESTART. */
int destroy_orphans(void);

#endif
