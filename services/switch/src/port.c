// SPDX-License-Identifier: Apache-2.0
// The rings of a port, for both of its sides.
#include <skerry/ethernet_port.h>

static uint32_t load(const uint32_t *p)
{
	return __atomic_load_n(p, __ATOMIC_ACQUIRE);
}

static void store(uint32_t *p, uint32_t value)
{
	__atomic_store_n(p, value, __ATOMIC_RELEASE);
}

/* What was stored before is seen by the other side before it answers what is loaded after. */
static void fence(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static bool full(struct ethernet_ring *ring, uint32_t head, bool wait)
{
	if (head - load(&ring->tail) < ETHERNET_SLOTS)
		return false;
	if (wait) {
		store(&ring->waiting, 1);
		fence();
	}
	/* The consumer may have made room before it could see that somebody waits. */
	return head - load(&ring->tail) >= ETHERNET_SLOTS;
}

enum ethernet_put ethernet_put(struct ethernet_ring *ring, const uint8_t *frame, uint32_t size, bool wait)
{
	uint32_t head = load(&ring->head);
	struct ethernet_slot *slot = &ring->slot[head % ETHERNET_SLOTS];

	if (size < ETHERNET_FRAME_MIN || size > ETHERNET_FRAME_MAX)
		return ETHERNET_BAD_SIZE;
	if (full(ring, head, wait))
		return ETHERNET_FULL;
	__builtin_memcpy(slot->frame, frame, size);
	slot->size = size;
	store(&ring->head, head + 1);
	fence();
	/* A consumer that has not come to this frame yet will see it by itself. */
	return load(&ring->tail) == head ? ETHERNET_PUT_WAKE : ETHERNET_PUT;
}

bool ethernet_peek(struct ethernet_ring *ring, uint8_t *frame, uint32_t *size)
{
	uint32_t tail = load(&ring->tail), count = load(&ring->head) - tail;
	const struct ethernet_slot *slot = &ring->slot[tail % ETHERNET_SLOTS];

	if (count > ETHERNET_SLOTS)
		ethernet_drop_all(ring);
	if (count == 0 || count > ETHERNET_SLOTS)
		return false;
	*size = load(&slot->size);
	if (*size < ETHERNET_FRAME_MIN || *size > ETHERNET_FRAME_MAX)
		*size = 0;
	__builtin_memcpy(frame, slot->frame, *size);
	return true;
}

bool ethernet_next(struct ethernet_ring *ring)
{
	store(&ring->tail, load(&ring->tail) + 1);
	fence();
	if (!load(&ring->waiting))
		return false;
	store(&ring->waiting, 0);
	return true;
}

void ethernet_drop_all(struct ethernet_ring *ring)
{
	store(&ring->tail, load(&ring->head));
}

void ethernet_address(uint32_t id, uint8_t mac[6])
{
	const uint8_t bytes[6] = {0x02, 's', 'k', (uint8_t)(id >> 16), (uint8_t)(id >> 8), (uint8_t)id};

	__builtin_memcpy(mac, bytes, 6);
}
