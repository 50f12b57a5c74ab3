// SPDX-License-Identifier: Apache-2.0
// Protocol of the root task's control gate: look at domains, stop and start them, end the system.
#ifndef SKERRY_CONTROL_PROTO_H
#define SKERRY_CONTROL_PROTO_H

#include <skerry/system_form.h>

/*
 * A domain whose description says `controls-system` has the gate "control" (startup page). Operations are requests (rt/serve.h). Domains are named, never
 * numbered: a name takes CONTROL_NAME_WORDS words, zero-terminated, little endian.
 */
#define CONTROL_NAME_WORDS (SYS_NAME / 4)

/** w0 place in the order of starting -> struct control_domain. SK_ERANGE: there are no more. */
#define CONTROL_LIST     1
/** w0.. name: stops a domain. SK_ENOENT: no domain has this name; SK_ESTATE: it is down already. */
#define CONTROL_STOP     2
/** w0.. name: starts a domain that is down. SK_ENOENT; SK_ESTATE: it is up, or about to be; other errors: it could not be built. */
#define CONTROL_START    3
/** w0.. name: stops a domain if it is up, and starts it with cleared memory. Errors as of CONTROL_START. */
#define CONTROL_RESTART  4
/** Stops all domains, the last started first, and switches the board off. There is no answer. */
#define CONTROL_SHUTDOWN 5

/* control_domain.life */
#define CONTROL_DOWN    0
#define CONTROL_RUNS    1
#define CONTROL_WAITS   2 /* for its next restart */
#define CONTROL_STOPPED 3 /* on request */

/** What root tells of a domain. */
struct control_domain {
	char name[SYS_NAME];
	uint32_t life;                    /**< CONTROL_* */
	uint32_t kind;                    /**< SYS_APP, SYS_GUEST */
	uint32_t status;                  /**< of its last end */
	uint32_t restarts, restarts_most; /**< by itself */
	uint32_t budget_us, period_us, priority, cpu;
	uint32_t used_low, used_high; /**< microseconds of processor time since it was started */
	uint32_t overruns;            /**< times its budget ran out */
	uint32_t memory_bytes;        /**< RAM that is its own, program and stack included */
	uint32_t kernel_bytes;        /**< its quota of kernel memory */
	uint32_t kernel_used;         /**< of that */
};
#define CONTROL_DOMAIN_WORDS (sizeof(struct control_domain) / 4)

#endif
