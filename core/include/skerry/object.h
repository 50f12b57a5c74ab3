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
	struct factory *payer;        /* the factory that is charged; null for the objects the kernel makes at boot */
	struct list payer_link;       /* in payer->objects */
	struct cap *root;             /* its root capability */
	struct kobject *destroy_next; /* link of the destruction stack (destroy.c) */
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
	 * Takes one bounded step of the destruction. The object is marked dying and nobody can reach it any more.
	 * @return true when nothing is left but the storage itself.
	 */
	bool (*destroy_step)(struct kobject *o);
};

#define OBJECT_BLOCKED 2

/** Operations by type; each type's file defines its own (factory_ops in factory.c, ...), object.c lists them. */
const struct object_ops *object_ops(unsigned type);

/** Initializes the header of a fresh object and links it to its payer. */
void object_init(struct kobject *o, unsigned type, struct factory *payer);

/**
 * Allocates an object of @p type with quota cost @p bytes from @p f and gives it to the empty slot @p slot with all
 * rights.
 * @return null and @p *error when that fails; nothing has changed then.
 */
struct kobject *object_create(struct factory *f, unsigned type, uint32_t bytes, struct cap *slot, int *error);

/**
 * Destroys @p o in bounded steps, with everything that depends on it. Idempotent while under way.
 * @return SK_OK when it is gone, SK_RESTART when more is to do: call again (another caller may also finish it).
 */
int object_destroy(struct kobject *o);

#endif
