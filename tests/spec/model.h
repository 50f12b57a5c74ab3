/* SPDX-License-Identifier: Apache-2.0 */
/* The executable specification of objects, capabilities, memory and quotas: small, slow, and obviously right. */
#ifndef SKERRY_SPEC_MODEL_H
#define SKERRY_SPEC_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_OBJECTS  72
#define MODEL_SLOTS    64 /* slots of a task that are modelled; tasks of the test have no more */
#define MODEL_MAPPINGS 256
#define MODEL_THREADS  8
#define MODEL_WORDS    63
#define MODEL_ITEMS    2 /* items of a message that the test makes */
#define MODEL_NONE     (-1)
#define MODEL_NEVER    (~(uint64_t)0)

/* Everything is named by its index; nothing points anywhere. */

struct model_object {
	bool alive;
	unsigned type;
	int payer;            /* object, MODEL_NONE for the root factory */
	int task;             /* thread: the task it runs in */
	int caller;           /* reply right: number of the thread that it answers */
	uint32_t slots;       /* task: number of slots */
	uint32_t base, bytes; /* range; factory: bytes of its block */
	bool device;          /* range */
	uint32_t fixed;       /* factory: bytes in use that belong to no object (bookkeeping, KIP) */
	int server;           /* gate, IRQ: number of the thread it leads to, or MODEL_NONE */
	uint32_t label;       /* gate, IRQ */
	uint32_t bits, count; /* IRQ: signals that nobody has received, and times triggered */
	bool waits;           /* IRQ: it is in line at its thread, */
	uint64_t arrival;     /* since then */
	const void *kernel;   /* the kernel's object, to compare with */
};

struct model_place {
	int task, slot;
};

struct model_cap {
	int object; /* MODEL_NONE: empty */
	unsigned rights;
	struct model_place parent; /* task MODEL_NONE: root capability */
	unsigned depth;
};

struct model_mapping {
	bool used;
	int task;
	uint32_t va, pa;
	unsigned order, rights, attr;
	bool device, fixed, kumem;
	int parent; /* mapping, or MODEL_NONE */
	int range;  /* where it starts when parent is MODEL_NONE; MODEL_NONE: fixed */
	unsigned depth;
};

enum model_state { MODEL_READY, MODEL_SENDING, MODEL_RECEIVING };

/** A system call for IPC, as its caller states it. */
struct model_call {
	uint32_t slot, op, tag, timeouts;
	unsigned priority; /* of the caller at that moment: its place among senders */
};

/** A thread, by its number; object says which it is and, by being alive, whether it is. */
struct model_thread {
	int object;
	enum model_state state;
	struct model_call call;       /* the one in progress, or the last */
	bool repeat;                  /* ready, but what is left of the call has to be made again */
	uint32_t word[MODEL_WORDS];   /* message words: what it sends, then what it received */
	uint32_t window[MODEL_ITEMS]; /* where it wants items */
	uint32_t reply_slot;          /* where it wants reply rights */
	uint64_t absolute[2];         /* deadlines in its UTCB, microseconds */
	uint64_t deadline;            /* of what it waits for, ticks */
	int gate;                     /* sending: through this one */
	uint32_t label;               /* sending: the gate's, then */
	uint64_t arrival;             /* sending: who comes first among equals */
	int from, from_irq;           /* receiving: from this thread, or this IRQ object, only */
	bool awaits_reply;
	int owes;       /* whom it may answer */
	int answers_at; /* who may answer it; MODEL_NONE: whoever has its reply right in a slot */
	int reply;      /* object: that right */
	bool known;     /* v0, v1 and the register words are the result of its last call */
	int32_t v0;
	uint32_t v1;
};

struct model {
	struct model_object object[MODEL_OBJECTS];
	struct model_cap cap[MODEL_OBJECTS][MODEL_SLOTS];
	struct model_mapping mapping[MODEL_MAPPINGS];
	struct model_thread thread[MODEL_THREADS];
	uint64_t now; /* ticks */
	uint64_t ticks_per_us;
	uint64_t arrivals;
};

/** Asks whether factory @p f can allocate blocks of these sizes one after the other: the only thing the model takes from
 * outside, since it depends on the history of all allocations. */
typedef bool model_room(const struct model *m, int f, const uint32_t *bytes, unsigned n);

/* The operations, each with its exact answer (SK_*). @p t is the calling task; a caller that is destroyed by its own
 * operation has model_alive() false afterwards. */

struct model_delegation {
	uint32_t item, fpage, window, result;
	bool receiver; /* an error is the receiver's: its window, slot or quota */
};

int model_create(struct model *m, int t, uint32_t slot, uint32_t type, uint32_t to, uint32_t arg, model_room *room);
int model_create_gate(struct model *m, int t, uint32_t slot, uint32_t to, uint32_t thread, uint32_t label,
                      model_room *room);
int model_task_map(struct model *m, int t, uint32_t slot, struct model_delegation *d, model_room *room);
int model_unmap(struct model *m, int t, uint32_t slot, uint32_t fpage, bool self);
int model_kumem(struct model *m, int t, uint32_t slot, uint32_t va, model_room *room);
int model_range_map(struct model *m, int t, uint32_t slot, uint32_t to, uint32_t offset, uint32_t fpage, uint32_t attr,
                    model_room *room);
int model_range_revoke(struct model *m, int t, uint32_t slot);
int model_lookup(const struct model *m, int t, uint32_t slot, uint32_t va, uint32_t *fpage, uint32_t *attr);
int model_cap_info(const struct model *m, int t, uint32_t slot, uint32_t of, uint32_t *type, uint32_t *rights);
int model_factory_info(const struct model *m, int t, uint32_t slot, uint32_t *bytes, uint32_t *used);

/** The object that task @p t invokes in @p slot with an operation of @p type that needs @p rights. @return SK_OK or an
 * error */
int model_invoked(const struct model *m, int t, uint32_t slot, unsigned type, unsigned rights, int *object);

/** One typed item from task @p from to task @p to. @return SK_OK or an error, of either side */
int model_delegate(struct model *m, int from, int to, struct model_delegation *d, model_room *room);

/** The number of the thread that is this object. */
int model_thread_of(const struct model *m, int object);

/** Bytes that factory @p f has in use. */
uint32_t model_used(const struct model *m, int f);

/** What would go if the operation unmapped @p slots of @p task with all rights: marks it in @p gone. */
void model_would_destroy(const struct model *m, int task, uint32_t first, uint32_t slots, bool gone[MODEL_OBJECTS]);

/** True when the task capability in @p slot of @p t is derived from one of these slots of that task: interrupted between
 * its removal and the end of the operation, the caller has lost the right to go on. */
bool model_saws_off(const struct model *m, int t, uint32_t slot, uint32_t first, uint32_t slots);

/** The mapping of @p task at @p va, or MODEL_NONE. */
int model_find(const struct model *m, int task, uint32_t va);

#endif
