// SPDX-License-Identifier: Apache-2.0
// A split virtqueue in guest memory, seen from the device.
#ifndef VMM_QUEUE_H
#define VMM_QUEUE_H

#include <vmm/ram.h>

/** Most entries of a queue. */
#define VMM_QUEUE_MAX 256
/** Most buffers of one request; a longer chain is an error of the driver. */
#define VMM_CHAIN_MAX 64

/** Place of a queue as the driver configured it. */
struct vmm_queue {
	uint32_t num;               /**< entries, a power of two up to VMM_QUEUE_MAX */
	uint64_t desc, avail, used; /**< guest-physical addresses of the three parts */
	bool ready;
	uint16_t next_avail; /**< next entry of the available ring to look at */
	uint16_t next_used;  /**< next entry of the used ring to fill */
};

/** A piece of guest memory, checked to lie in RAM. */
struct vmm_piece {
	uint8_t *data;
	uint32_t size;
};

/** A place inside a run of pieces. */
struct vmm_cursor {
	uint16_t piece, end;
	uint32_t offset;
};

/** A request: the buffers the device reads, then those it writes. */
struct vmm_chain {
	uint16_t head;         /**< names the request to the driver */
	uint16_t count;        /**< pieces in all */
	struct vmm_cursor in;  /**< next byte to read */
	struct vmm_cursor out; /**< next byte to write */
	uint32_t written;      /**< bytes put into writable pieces */
	struct vmm_piece pieces[VMM_CHAIN_MAX];
};

/** What looking for a request came to. */
enum vmm_pop {
	VMM_POP_NONE,
	VMM_POP_CHAIN,
	VMM_POP_BROKEN, /**< the queue contradicts the specification or itself; it is of no more use until reset */
};

/**
 * Takes the configured place into use.
 * @return false if the size is not allowed, a part is not aligned, or does not lie in RAM
 */
bool vmm_queue_start(struct vmm_queue *queue, const struct vmm_ram *ram);

/** Forgets everything about the queue. */
void vmm_queue_reset(struct vmm_queue *queue);

/** Takes the next request of a started queue. Every field of guest memory is read once. */
enum vmm_pop vmm_queue_pop(struct vmm_queue *queue, const struct vmm_ram *ram, struct vmm_chain *chain);

/** Undoes the last vmm_queue_pop(): the request is the next one again. */
void vmm_queue_unpop(struct vmm_queue *queue);

/**
 * Hands a request back with the number of bytes in chain->written.
 * @return whether the driver wants an interrupt for it
 */
bool vmm_queue_push(struct vmm_queue *queue, const struct vmm_ram *ram, const struct vmm_chain *chain);

/** Copies the next @p size bytes that the driver sends. @return bytes copied, fewer at the end */
uint32_t vmm_chain_read(struct vmm_chain *chain, void *to, uint32_t size);

/** Copies @p size bytes to where the driver wants them next. @return bytes copied, fewer at the end */
uint32_t vmm_chain_write(struct vmm_chain *chain, const void *from, uint32_t size);

/** The next contiguous bytes that the driver sends, at most @p most; moves on behind them. @return empty at the end */
struct vmm_piece vmm_chain_next_in(struct vmm_chain *chain, uint32_t most);

/** The next contiguous room to write to, at most @p most; counts it as written. @return empty at the end */
struct vmm_piece vmm_chain_next_out(struct vmm_chain *chain, uint32_t most);

/** Bytes from @p cursor to the end of its run (at most 2^38). */
uint64_t vmm_chain_left(const struct vmm_chain *chain, const struct vmm_cursor *cursor);

#endif
