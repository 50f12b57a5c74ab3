// SPDX-License-Identifier: Apache-2.0
// What becomes of domains, as a state machine without system calls, so that it can be tested natively.
#ifndef ROOT_POLICY_H
#define ROOT_POLICY_H

#include <skerry/system_form.h>
#include <stdbool.h>
#include <stdint.h>

/** What a domain is doing. */
enum policy_life {
	POLICY_DOWN,    /**< it ended and stays down, or was never started */
	POLICY_RUNS,    /**< it was started and has not ended */
	POLICY_WAITS,   /**< it failed and is started again when its time comes */
	POLICY_STOPPED, /**< somebody asked for that */
};

/** What there is to say about a domain. */
enum policy_note {
	POLICY_STARTED,    /**< on request */
	POLICY_STOPPING,   /**< on request, or with the system */
	POLICY_RESTART,    /**< it waits for its next restart */
	POLICY_STAYS_DOWN, /**< it ended for good */
};

/** Waiting before a restart: so long for each failure in a row, up to the most. */
#define POLICY_BACK_OFF_US      100000u
#define POLICY_BACK_OFF_MOST_US 10000000u
/** A domain that ran for so long begins with the shortest wait again. */
#define POLICY_HEALTHY_US       10000000u

/** Nothing is due. */
#define POLICY_NEVER UINT64_MAX

/** How a domain is treated; from the description. */
struct policy_rules {
	uint32_t on_end;       /**< SYS_END_* */
	uint32_t restarts;     /**< at most so many by itself */
	int final_status;      /**< besides 0, a status after which it is not started again; 0: none */
	bool keeps_the_system; /**< the system is over when none of these is left */
};

struct policy_domain {
	struct policy_rules rules;
	enum policy_life life;
	int status;        /**< of its last end */
	unsigned restarts; /**< by itself, since somebody last started it */
	unsigned failures; /**< in a row */
	uint64_t began;    /**< when it was last started */
	uint64_t due;      /**< when it is started again, if it waits */
};

/** What the state machine does and asks; @p domain is a place in the table. Times are microseconds of one clock. */
struct policy_ops {
	/** Builds and starts a domain. @return 0 or an error, then nothing of it is left */
	int (*start)(void *ctx, unsigned domain);
	/** Takes a domain away. */
	void (*stop)(void *ctx, unsigned domain);
	/** Ends the system with @p status. */
	void (*power_off)(void *ctx, int status);
	/** Reports. */
	void (*tell)(void *ctx, unsigned domain, enum policy_note note);
	uint64_t (*now)(void *ctx);
};

struct policy {
	const struct policy_ops *ops;
	void *ctx;
	unsigned domains;
	struct policy_domain domain[SYS_DOMAINS];
};

/** Starts domain @p i for the first time. @return the error of that; it is down then, whatever its rules say */
int policy_first_start(struct policy *p, unsigned i);

/** Domain @p i ended with @p status, or a fault ended it. Nothing happens unless it runs. */
void policy_ended(struct policy *p, unsigned i, int status);

/** When policy_tick() has something to do next. */
uint64_t policy_due(const struct policy *p);
/** Does what is due. */
void policy_tick(struct policy *p);

/** Stops domain @p i on request. @return SK_ESTATE when it is down already */
int policy_stop(struct policy *p, unsigned i);
/** Starts domain @p i on request, with all its restarts. @return SK_ESTATE when it is up or about to be, or the error of the start */
int policy_start(struct policy *p, unsigned i);
/** Stops domain @p i, if it runs, and starts it. @return the error of the start */
int policy_restart(struct policy *p, unsigned i);
/** Stops all domains, the last started first, and ends the system with status 0. */
void policy_shutdown(struct policy *p);

#endif
