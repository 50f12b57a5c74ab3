// SPDX-License-Identifier: Apache-2.0
// The switch without its system calls, so that it can be tested natively: addresses, rates, forwarding, statistics.
#ifndef SWITCH_FABRIC_H
#define SWITCH_FABRIC_H

#include <stdbool.h>
#include <stdint.h>

#define FABRIC_PORTS   16
#define FABRIC_LEARNED 16      /* addresses learned at one port; a newer one replaces the oldest of the same port */
#define FABRIC_BURST   32768   /* bytes that a port may send at once after a pause */
#define FABRIC_RATE    100000u /* kbit/s of a port, when nothing else is said; also the most */

/** What happened at one port. */
struct fabric_counters {
	uint32_t frames_in, bytes_in;   /**< taken from the client */
	uint32_t frames_out, bytes_out; /**< given to the client */
	uint32_t lost;                  /**< not given to the client: its ring was full */
	uint32_t bad;                   /**< no frames, or with an impossible source */
	uint32_t spoofed;               /**< sent under the address of another port */
	uint32_t throttled;             /**< times it was made to wait */
};

/** An Ethernet address in words. */
struct fabric_address {
	uint32_t high, low; /**< first two, last four bytes */
};

struct fabric_port {
	bool used;
	struct fabric_address own; /**< the address that the system gave it; nobody else can use it */
	struct fabric_address learned[FABRIC_LEARNED];
	unsigned learned_count, learned_next;
	uint32_t tokens; /**< bytes it may send now */
	uint64_t filled; /**< when tokens were last added, microseconds */
	bool waits;      /**< it has used up its tokens */
	struct fabric_counters count;
};

struct fabric {
	struct fabric_port port[FABRIC_PORTS];
	uint32_t bytes_per_ms; /**< of each port */
	/** Gives a frame to a port. @return false: it has no room */
	bool (*deliver)(void *ctx, unsigned port, const uint8_t *frame, uint32_t size);
	void *ctx;
};

/** Empty switch whose ports may each send @p kbit per second (8 to FABRIC_RATE); deliver and ctx are the caller's to fill. */
void fabric_init(struct fabric *f, uint32_t kbit);

/** Adds port @p index, whose client has the address @p mac. False when the index is out of range or taken. */
bool fabric_add(struct fabric *f, unsigned index, const uint8_t mac[6], uint64_t now_us);

/** Whether @p port may send a frame at @p now_us. If not, fabric_wait_us() tells when it may. */
bool fabric_may_send(struct fabric *f, unsigned port, uint64_t now_us);

/** A frame of @p size bytes (0: no frame) that @p port sends; @p frame is the switch's own copy. */
void fabric_send(struct fabric *f, unsigned port, const uint8_t *frame, uint32_t size);

/** Microseconds until a port that waits may send again; 0: none waits. */
uint32_t fabric_wait_us(const struct fabric *f);

#endif
