// SPDX-License-Identifier: Apache-2.0
// Forwarding, learning, rates, and clients that mean harm.
#include "fabric.h"
#include "unit.h"

#include <skerry/ethernet_port.h>
#include <string.h>

#define NOW 5000000u

static struct fabric fabric;
static unsigned delivered[FABRIC_PORTS];
static bool refuses[FABRIC_PORTS];
static const uint8_t everyone[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
static const uint8_t stranger[6] = {0x02, 0, 0, 0, 0, 0x55};

static bool deliver(void *ctx, unsigned port, const uint8_t *frame, uint32_t size)
{
	(void)ctx;
	ck_assert_uint_ge(size, 14);
	ck_assert_ptr_nonnull(frame);
	if (refuses[port])
		return false;
	delivered[port]++;
	return true;
}

/* The address of port @p n. */
static const uint8_t *of(unsigned n)
{
	static uint8_t mac[FABRIC_PORTS][6];

	ethernet_address(n, mac[n]);
	return mac[n];
}

static void three_ports(void)
{
	memset(delivered, 0, sizeof(delivered));
	memset(refuses, 0, sizeof(refuses));
	fabric_init(&fabric, FABRIC_RATE);
	fabric.deliver = deliver;
	for (unsigned i = 0; i < 3; i++)
		ck_assert(fabric_add(&fabric, i, of(i), NOW));
}

UNIT_FIXTURE(three_ports, NULL);

static void send_sized(unsigned port, const uint8_t *to, const uint8_t *from, uint32_t size)
{
	uint8_t frame[1514] = {0};

	memcpy(frame, to, 6);
	memcpy(frame + 6, from, 6);
	fabric_send(&fabric, port, frame, size);
}

static void send_frame(unsigned port, const uint8_t *to, const uint8_t *from)
{
	send_sized(port, to, from, 60);
}

static void expect(unsigned a, unsigned b, unsigned c)
{
	ck_assert_uint_eq(delivered[0], a);
	ck_assert_uint_eq(delivered[1], b);
	ck_assert_uint_eq(delivered[2], c);
	memset(delivered, 0, sizeof(delivered));
}

UNIT_TEST(ports_are_added_once)
{
	ck_assert(!fabric_add(&fabric, 1, stranger, NOW));
	ck_assert(!fabric_add(&fabric, FABRIC_PORTS, stranger, NOW));
}

UNIT_TEST(a_frame_goes_to_its_port_only)
{
	send_frame(0, of(2), of(0));
	expect(0, 0, 1);
	ck_assert_uint_eq(fabric.port[0].count.frames_in, 1);
	ck_assert_uint_eq(fabric.port[2].count.bytes_out, 60);
}

UNIT_TEST(groups_and_strangers_go_to_all_others)
{
	send_frame(1, everyone, of(1));
	expect(1, 0, 1);
	send_frame(1, stranger, of(1));
	expect(1, 0, 1);
}

UNIT_TEST(a_frame_to_its_own_port_goes_nowhere)
{
	send_frame(1, of(1), of(1));
	expect(0, 0, 0);
}

UNIT_TEST(addresses_are_learned_and_move)
{
	send_frame(0, everyone, stranger);
	expect(0, 1, 1);
	send_frame(1, stranger, of(1));
	expect(1, 0, 0);
	send_frame(2, everyone, stranger);
	expect(1, 1, 0);
	send_frame(1, stranger, of(1));
	expect(0, 0, 1);
}

UNIT_TEST(the_address_of_another_port_cannot_be_used)
{
	send_frame(0, everyone, of(1));
	expect(0, 0, 0);
	ck_assert_uint_eq(fabric.port[0].count.spoofed, 1);
	send_frame(2, of(1), of(2));
	expect(0, 1, 0);
}

UNIT_TEST(many_addresses_push_out_only_the_sender_s_own)
{
	uint8_t many[6] = {0x02, 1};

	send_frame(1, everyone, stranger);
	for (unsigned i = 0; i < 1000; i++) {
		many[4] = (uint8_t)(i >> 8);
		many[5] = (uint8_t)i;
		send_frame(0, of(0), many);
	}
	expect(1, 0, 1);
	send_frame(2, stranger, of(2));
	expect(0, 1, 0);
	send_frame(2, many, of(2));
	expect(1, 0, 0);
	ck_assert_uint_eq(fabric.port[0].learned_count, FABRIC_LEARNED);
}

UNIT_TEST(impossible_sources_and_sizes_are_counted_and_dropped)
{
	static const uint8_t nobody[6];

	send_frame(0, everyone, everyone);
	send_frame(0, everyone, nobody);
	send_sized(0, everyone, of(0), 0);
	expect(0, 0, 0);
	ck_assert_uint_eq(fabric.port[0].count.bad, 3);
}

UNIT_TEST(frames_for_the_switch_are_not_forwarded)
{
	static const uint8_t bridges[6] = {0x01, 0x80, 0xc2, 0, 0, 0x0e}, above[6] = {0x01, 0x80, 0xc2, 0, 0, 0x10};

	send_frame(0, bridges, of(0));
	expect(0, 0, 0);
	send_frame(0, above, of(0));
	expect(0, 1, 1);
}

UNIT_TEST(a_full_receiver_loses_frames_and_nobody_else)
{
	refuses[1] = true;
	send_frame(0, everyone, of(0));
	expect(0, 0, 1);
	ck_assert_uint_eq(fabric.port[1].count.lost, 1);
	ck_assert_uint_eq(fabric.port[1].count.frames_out, 0);
}

/* Frames of full size that port 0 may send from @p now on. */
static unsigned allowed(uint64_t now)
{
	unsigned n = 0;

	while (fabric_may_send(&fabric, 0, now)) {
		send_sized(0, of(1), of(0), 1514);
		n++;
	}
	return n;
}

UNIT_TEST(a_port_is_held_to_its_rate)
{
	unsigned frames;

	fabric.bytes_per_ms = 1000;
	frames = allowed(NOW);
	ck_assert_uint_ge(frames, FABRIC_BURST / 1514 - 1);
	ck_assert_uint_le(frames, FABRIC_BURST / 1514);
	frames = 0;
	/* A second in steps of a tenth of a millisecond: 1000 bytes each millisecond. */
	for (unsigned i = 1; i <= 10000; i++)
		frames += allowed(NOW + 100 * i);
	ck_assert_uint_ge(frames, 1000000 / 1514 - 2);
	ck_assert_uint_le(frames, 1000000 / 1514 + 2);
	ck_assert_uint_gt(fabric.port[0].count.throttled, 0);
	/* Others are not held up by it. */
	ck_assert(fabric_may_send(&fabric, 1, NOW));
}

UNIT_TEST(the_wait_is_as_long_as_it_takes)
{
	fabric.bytes_per_ms = 1000;
	ck_assert_uint_eq(fabric_wait_us(&fabric), 0);
	(void)allowed(NOW);
	uint32_t wait = fabric_wait_us(&fabric);

	ck_assert_uint_gt(wait, 0);
	ck_assert(!fabric_may_send(&fabric, 0, NOW + wait - 20));
	ck_assert(fabric_may_send(&fabric, 0, NOW + wait));
	ck_assert_uint_eq(fabric_wait_us(&fabric), 0);
}

UNIT_TEST(a_long_pause_gives_no_more_than_a_burst)
{
	(void)allowed(NOW);
	ck_assert_uint_le(allowed(NOW + 3600000000u), FABRIC_BURST / 1514);
}

UNIT_TEST(rates_are_kept_in_their_range)
{
	fabric_init(&fabric, 0);
	ck_assert_uint_eq(fabric.bytes_per_ms, 1);
	fabric_init(&fabric, UINT32_MAX);
	ck_assert_uint_eq(fabric.bytes_per_ms, FABRIC_RATE / 8);
}
