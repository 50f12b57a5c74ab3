// SPDX-License-Identifier: Apache-2.0
// The rings of a port: order, wake-ups, and what a hostile other side can do.
#include "unit.h"

#include <pthread.h>
#include <skerry/ethernet_port.h>
#include <string.h>

static struct ethernet_ring ring;
static uint8_t frame[ETHERNET_FRAME_MAX], got[ETHERNET_FRAME_MAX];

static void empty_ring(void)
{
	memset(&ring, 0, sizeof(ring));
	for (unsigned i = 0; i < sizeof(frame); i++)
		frame[i] = (uint8_t)(i * 7);
}

UNIT_FIXTURE(empty_ring, NULL);

UNIT_TEST(frames_come_out_whole_and_in_order)
{
	uint32_t size;

	ck_assert(!ethernet_peek(&ring, got, &size));
	for (uint32_t i = 0; i < ETHERNET_SLOTS; i++) {
		frame[0] = (uint8_t)i;
		ck_assert_int_ne(ethernet_put(&ring, frame, 100 + i, false), ETHERNET_FULL);
	}
	for (uint32_t i = 0; i < ETHERNET_SLOTS; i++) {
		frame[0] = (uint8_t)i;
		ck_assert(ethernet_peek(&ring, got, &size));
		ck_assert_uint_eq(size, 100 + i);
		ck_assert_mem_eq(got, frame, size);
		ck_assert(!ethernet_next(&ring));
	}
	ck_assert(!ethernet_peek(&ring, got, &size));
}

UNIT_TEST(only_the_first_frame_wakes_the_consumer)
{
	uint32_t size;

	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT_WAKE);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT);
	ck_assert(ethernet_peek(&ring, got, &size));
	(void)ethernet_next(&ring);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT);
	(void)ethernet_next(&ring);
	(void)ethernet_next(&ring);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT_WAKE);
}

UNIT_TEST(a_producer_that_waits_for_room_is_told_once)
{
	for (unsigned i = 0; i < ETHERNET_SLOTS; i++)
		(void)ethernet_put(&ring, frame, 64, false);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_FULL);
	ck_assert(!ethernet_next(&ring));
	(void)ethernet_put(&ring, frame, 64, false);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, true), ETHERNET_FULL);
	ck_assert(ethernet_next(&ring));
	ck_assert(!ethernet_next(&ring));
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, true), ETHERNET_PUT);
}

UNIT_TEST(what_is_no_frame_is_not_taken)
{
	ck_assert_int_eq(ethernet_put(&ring, frame, ETHERNET_FRAME_MIN - 1, true), ETHERNET_BAD_SIZE);
	ck_assert_int_eq(ethernet_put(&ring, frame, ETHERNET_FRAME_MAX + 1, true), ETHERNET_BAD_SIZE);
	ck_assert_int_eq(ethernet_put(&ring, frame, ETHERNET_FRAME_MAX, true), ETHERNET_PUT_WAKE);
}

UNIT_TEST(an_impossible_size_is_seen_as_no_frame)
{
	static const uint32_t sizes[] = {0, 13, 1515, 0x80000000, UINT32_MAX};

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		uint32_t size = 1;

		(void)ethernet_put(&ring, frame, 64, false);
		ring.slot[(ring.head - 1) % ETHERNET_SLOTS].size = sizes[i];
		ck_assert(ethernet_peek(&ring, got, &size));
		ck_assert_uint_eq(size, 0);
		(void)ethernet_next(&ring);
	}
}

UNIT_TEST(impossible_indices_empty_the_ring)
{
	uint32_t size;

	ring.head = 5;
	ring.tail = 6;
	ck_assert(!ethernet_peek(&ring, got, &size));
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT_WAKE);
	ck_assert(ethernet_peek(&ring, got, &size));
	ring.head = ring.tail + ETHERNET_SLOTS + 1;
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_FULL);
	ethernet_drop_all(&ring);
	ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT_WAKE);
}

UNIT_TEST(indices_run_over_their_end)
{
	uint32_t size;

	ring.head = ring.tail = UINT32_MAX - 3;
	for (unsigned i = 0; i < 8; i++) {
		ck_assert_int_eq(ethernet_put(&ring, frame, 64, false), ETHERNET_PUT_WAKE);
		ck_assert(ethernet_peek(&ring, got, &size));
		(void)ethernet_next(&ring);
	}
	ck_assert_uint_eq(ring.head, 4);
}

#define MANY 20000u

static void *produce(void *arg)
{
	uint8_t mine[64] = {0};

	(void)arg;
	for (uint32_t i = 0; i < MANY;) {
		memcpy(mine, &i, sizeof(i));
		i += ethernet_put(&ring, mine, sizeof(mine), true) != ETHERNET_FULL;
	}
	return NULL;
}

UNIT_TEST(two_sides_at_once_lose_nothing)
{
	pthread_t thread;
	uint32_t size, number;

	ck_assert_int_eq(pthread_create(&thread, NULL, produce, NULL), 0);
	for (uint32_t i = 0; i < MANY; i++) {
		while (!ethernet_peek(&ring, got, &size))
			;
		memcpy(&number, got, sizeof(number));
		ck_assert_uint_eq(number, i);
		(void)ethernet_next(&ring);
	}
	pthread_join(thread, NULL);
}

UNIT_TEST(addresses_are_local_single_and_different)
{
	uint8_t a[6], b[6];

	ethernet_address(1, a);
	ethernet_address(0x10001, b);
	ck_assert_uint_eq(a[0] & 3, 2);
	ck_assert_mem_ne(a, b, 6);
}
