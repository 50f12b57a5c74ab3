// SPDX-License-Identifier: Apache-2.0
// A port of an Ethernet switch: two rings of frames in memory that the switch shares with one client.
#ifndef SKERRY_ETHERNET_PORT_H
#define SKERRY_ETHERNET_PORT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A client finds its port as the region called like the link, and two notifications: LINK, which it triggers when it has put frames into an empty
 * ring, and LINK-event, which the switch triggers. The number LINK tells its place in the system; its address follows from that.
 *
 * All of a port can be written by both sides at any time, so each side treats it as hostile: indices are read once and checked, a frame is copied
 * before it is looked at. Nothing else is kept about a ring, so either side can be started again and goes on.
 */
#define ETHERNET_FRAME_MIN 14
#define ETHERNET_FRAME_MAX 1514 /* without checksum */
#define ETHERNET_SLOTS     16   /* frames in a ring; a power of two */
#define ETHERNET_EVENT     2    /* bit that the switch triggers, so that one handler can tell it from others */

/** One frame. */
struct ethernet_slot {
	uint32_t size;
	uint8_t frame[ETHERNET_FRAME_MAX + 2];
};

/** Frames in one direction, from a producer to a consumer. Indices run freely. */
struct ethernet_ring {
	uint32_t head;    /**< next slot to fill; the producer's */
	uint32_t tail;    /**< next slot to empty; the consumer's */
	uint32_t waiting; /**< not 0: the producer found the ring full and wants to hear of room */
	uint32_t reserved[13];
	struct ethernet_slot slot[ETHERNET_SLOTS];
};

/** What is shared. */
struct ethernet_port {
	struct ethernet_ring to_switch, to_client;
};

/** Bytes of memory that a port takes, a multiple of the granule. */
#define ETHERNET_PORT_BYTES 0xc000
_Static_assert(sizeof(struct ethernet_port) <= ETHERNET_PORT_BYTES, "a port fits its memory");

/** What became of a frame. */
enum ethernet_put {
	ETHERNET_PUT,      /**< it is in the ring, and the consumer sees it by itself */
	ETHERNET_PUT_WAKE, /**< it is in the ring, and the consumer must be woken */
	ETHERNET_FULL,     /**< there was no room */
	ETHERNET_BAD_SIZE, /**< it is no frame */
};

/** Puts a frame into @p ring; @p wait: if there is no room, the consumer shall tell when there is. */
enum ethernet_put ethernet_put(struct ethernet_ring *ring, const uint8_t *frame, uint32_t size, bool wait);

/**
 * Copies the next frame to @p frame (ETHERNET_FRAME_MAX bytes) and its size to @p *size, 0 for one that is none (of an impossible size); it stays in the
 * ring until ethernet_next().
 * @return false: the ring is empty, or nonsense, which is emptied
 */
bool ethernet_peek(struct ethernet_ring *ring, uint8_t *frame, uint32_t *size);

/** Takes the frame out that ethernet_peek() showed. @return whether the producer must be woken, since it waits for room */
bool ethernet_next(struct ethernet_ring *ring);

/** Drops what is in @p ring; the consumer does this when it starts. */
void ethernet_drop_all(struct ethernet_ring *ring);

/** The address of the interface that the system gave the number @p id: locally administered, no other interface has it. */
void ethernet_address(uint32_t id, uint8_t mac[6]);

#endif
