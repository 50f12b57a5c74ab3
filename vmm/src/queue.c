// SPDX-License-Identifier: Apache-2.0
// Split virtqueues (virtio 1.2, section 2.7). The guest is hostile: it may put anything into its memory at any time.
#include <vmm/queue.h>

#define DESC_SIZE    16
#define FLAG_NEXT    1
#define FLAG_WRITE   2
// Bit of the available ring's flags: the driver polls.
#define NO_INTERRUPT 1

#define AVAIL_RING 4
#define USED_RING  4
#define USED_ENTRY 8

/*
 * Loads and stores that the compiler neither repeats nor leaves out. The parts of a started queue are aligned and lie in
 * RAM, so these take plain host pointers.
 */
static uint16_t load16(const uint8_t *p)
{
	uint16_t raw = *(const volatile uint16_t *)(const void *)p;

	return vmm_le16(&raw);
}

static uint32_t load32(const uint8_t *p)
{
	uint32_t raw = *(const volatile uint32_t *)(const void *)p;

	return vmm_le32(&raw);
}

static void store16(uint8_t *p, uint16_t value)
{
	uint16_t raw;

	vmm_put_le16(&raw, value);
	*(volatile uint16_t *)(void *)p = raw;
}

static void store32(uint8_t *p, uint32_t value)
{
	uint32_t raw;

	vmm_put_le32(&raw, value);
	*(volatile uint32_t *)(void *)p = raw;
}

static bool part_ok(const struct vmm_ram *ram, uint64_t gpa, uint64_t size, uint32_t align)
{
	return (gpa & (align - 1)) == 0 && vmm_ram_has(ram, gpa, size);
}

bool vmm_queue_start(struct vmm_queue *queue, const struct vmm_ram *ram)
{
	uint64_t num = queue->num;

	if (num == 0 || num > VMM_QUEUE_MAX || (num & (num - 1)))
		return false;
	if (!part_ok(ram, queue->desc, DESC_SIZE * num, 16) || !part_ok(ram, queue->avail, AVAIL_RING + 2 * num, 2) ||
	    !part_ok(ram, queue->used, USED_RING + USED_ENTRY * num, 4))
		return false;
	queue->ready = true;
	queue->next_avail = queue->next_used = 0;
	return true;
}

void vmm_queue_reset(struct vmm_queue *queue)
{
	*queue = (struct vmm_queue){0};
}

// Adds the buffer of descriptor @p index. Sets @p next to the one that follows, or beyond the queue at the end.
static bool add_piece(const struct vmm_queue *queue, const struct vmm_ram *ram, struct vmm_chain *chain, uint32_t index,
                      uint32_t *next)
{
	const uint8_t *desc = ram->host + queue->desc + DESC_SIZE * (size_t)index;
	uint64_t gpa = load32(desc) | (uint64_t)load32(desc + 4) << 32;
	uint32_t size = load32(desc + 8);
	uint32_t tail = load32(desc + 12);
	uint32_t flags = tail & 0xffff;
	uint8_t *data = vmm_ram_at(ram, gpa, size);

	if (!data || chain->count == VMM_CHAIN_MAX || (flags & ~(uint32_t)(FLAG_NEXT | FLAG_WRITE)))
		return false;
	if (!(flags & FLAG_WRITE)) {
		// What the device reads stands before what it writes.
		if (chain->in.end != chain->count)
			return false;
		chain->in.end++;
	}
	chain->pieces[chain->count++] = (struct vmm_piece){data, size};
	*next = flags & FLAG_NEXT ? tail >> 16 : VMM_QUEUE_MAX;
	return !(flags & FLAG_NEXT) || *next < queue->num;
}

enum vmm_pop vmm_queue_pop(struct vmm_queue *queue, const struct vmm_ram *ram, struct vmm_chain *chain)
{
	const uint8_t *avail = ram->host + queue->avail;
	uint16_t waiting = (uint16_t)(load16(avail + 2) - queue->next_avail);

	if (waiting == 0)
		return VMM_POP_NONE;
	if (waiting > queue->num)
		return VMM_POP_BROKEN;
	// The index was read before the entries that it covers.
	__atomic_thread_fence(__ATOMIC_ACQUIRE);

	uint32_t next = load16(avail + AVAIL_RING + 2 * (queue->next_avail & (queue->num - 1)));

	if (next >= queue->num)
		return VMM_POP_BROKEN;
	chain->head = (uint16_t)next;
	chain->count = 0;
	chain->written = 0;
	chain->in = (struct vmm_cursor){0};
	// A loop of descriptors ends at VMM_CHAIN_MAX.
	while (next < queue->num) {
		if (!add_piece(queue, ram, chain, next, &next))
			return VMM_POP_BROKEN;
	}
	chain->out = (struct vmm_cursor){.piece = chain->in.end, .end = chain->count};
	queue->next_avail++;
	return VMM_POP_CHAIN;
}

void vmm_queue_unpop(struct vmm_queue *queue)
{
	queue->next_avail--;
}

bool vmm_queue_push(struct vmm_queue *queue, const struct vmm_ram *ram, const struct vmm_chain *chain)
{
	uint8_t *used = ram->host + queue->used;
	uint8_t *entry = used + USED_RING + USED_ENTRY * (size_t)(queue->next_used & (queue->num - 1));

	store32(entry, chain->head);
	store32(entry + 4, chain->written);
	// Data and entry are there before the index says so.
	__atomic_thread_fence(__ATOMIC_RELEASE);
	store16(used + 2, ++queue->next_used);
	// The index is out before the driver's wish is read, or an interrupt could be missed.
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return !(load16(ram->host + queue->avail) & NO_INTERRUPT);
}

static struct vmm_piece advance(const struct vmm_chain *chain, struct vmm_cursor *cursor, uint32_t most)
{
	while (cursor->piece < cursor->end) {
		const struct vmm_piece *piece = &chain->pieces[cursor->piece];
		uint32_t left = piece->size - cursor->offset;
		uint32_t size = left < most ? left : most;
		uint8_t *data = piece->data + cursor->offset;

		if (left > 0) {
			cursor->offset += size;
			return (struct vmm_piece){data, size};
		}
		cursor->piece++;
		cursor->offset = 0;
	}
	return (struct vmm_piece){NULL, 0};
}

struct vmm_piece vmm_chain_next_in(struct vmm_chain *chain, uint32_t most)
{
	return advance(chain, &chain->in, most);
}

struct vmm_piece vmm_chain_next_out(struct vmm_chain *chain, uint32_t most)
{
	struct vmm_piece piece = advance(chain, &chain->out, most);

	chain->written += piece.size;
	return piece;
}

uint32_t vmm_chain_read(struct vmm_chain *chain, void *to, uint32_t size)
{
	uint8_t *bytes = to;
	uint32_t done = 0;

	while (done < size) {
		struct vmm_piece piece = vmm_chain_next_in(chain, size - done);

		if (piece.size == 0)
			break;
		vmm_copy(bytes + done, piece.data, piece.size);
		done += piece.size;
	}
	return done;
}

uint32_t vmm_chain_write(struct vmm_chain *chain, const void *from, uint32_t size)
{
	const uint8_t *bytes = from;
	uint32_t done = 0;

	while (done < size) {
		struct vmm_piece piece = vmm_chain_next_out(chain, size - done);

		if (piece.size == 0)
			break;
		vmm_copy(piece.data, bytes + done, piece.size);
		done += piece.size;
	}
	return done;
}

uint64_t vmm_chain_left(const struct vmm_chain *chain, const struct vmm_cursor *cursor)
{
	uint64_t bytes = 0;

	for (unsigned i = cursor->piece; i < cursor->end; i++)
		bytes += chain->pieces[i].size;
	return bytes - cursor->offset;
}
