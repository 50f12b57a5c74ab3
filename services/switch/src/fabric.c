// SPDX-License-Identifier: Apache-2.0
// Forwarding between ports: learned addresses, a rate for each port.
#include "fabric.h"

#define HEADER         14u
/* Adding tokens for a longer pause than this makes no difference: the burst is full. */
#define PAUSE_MAX_US   100000u
/* Below this a port waits: the largest frame. */
#define TOKENS_TO_SEND 1514u
#define GROUP          0x100u /* bit of an address's first byte, in `high` */

static struct fabric_address address(const uint8_t *b)
{
	return (struct fabric_address){(uint32_t)b[0] << 8 | b[1],
	                               (uint32_t)b[2] << 24 | (uint32_t)b[3] << 16 | (uint32_t)b[4] << 8 | b[5]};
}

static bool same(struct fabric_address a, struct fabric_address b)
{
	return a.low == b.low && a.high == b.high;
}

void fabric_init(struct fabric *f, uint32_t kbit)
{
	*f = (struct fabric){.bytes_per_ms = (kbit < 8 ? 8 : kbit > FABRIC_RATE ? FABRIC_RATE : kbit) / 8};
}

bool fabric_add(struct fabric *f, unsigned index, const uint8_t mac[6], uint64_t now_us)
{
	if (index >= FABRIC_PORTS || f->port[index].used)
		return false;
	f->port[index] =
	        (struct fabric_port){.used = true, .own = address(mac), .tokens = FABRIC_BURST, .filled = now_us};
	return true;
}

static void fill(const struct fabric *f, struct fabric_port *p, uint64_t now_us)
{
	uint32_t pause = now_us - p->filled < PAUSE_MAX_US ? (uint32_t)(now_us - p->filled) : PAUSE_MAX_US;
	uint32_t more = pause * f->bytes_per_ms / 1000;

	/* What is too short for a single byte is not forgotten. */
	if (more == 0)
		return;
	p->filled = now_us;
	p->tokens = p->tokens + more < FABRIC_BURST ? p->tokens + more : FABRIC_BURST;
}

bool fabric_may_send(struct fabric *f, unsigned port, uint64_t now_us)
{
	struct fabric_port *p = &f->port[port];

	if (p->tokens < TOKENS_TO_SEND)
		fill(f, p, now_us);
	if (p->tokens >= TOKENS_TO_SEND) {
		p->waits = false;
		return true;
	}
	p->count.throttled += !p->waits;
	p->waits = true;
	return false;
}

uint32_t fabric_wait_us(const struct fabric *f)
{
	uint32_t least = 0;

	for (unsigned i = 0; i < FABRIC_PORTS; i++) {
		const struct fabric_port *p = &f->port[i];

		if (!p->used || !p->waits)
			continue;
		uint32_t us = (TOKENS_TO_SEND - p->tokens) * 1000 / f->bytes_per_ms + 1;

		if (least == 0 || us < least)
			least = us;
	}
	return least;
}

static bool has_learned(const struct fabric_port *p, struct fabric_address a, unsigned *place)
{
	for (unsigned i = 0; i < p->learned_count; i++) {
		if (same(p->learned[i], a)) {
			*place = i;
			return true;
		}
	}
	return false;
}

static void forget(struct fabric_port *p, unsigned place)
{
	p->learned[place] = p->learned[--p->learned_count];
	p->learned_next = 0;
}

static void learn(struct fabric *f, unsigned port, struct fabric_address a)
{
	struct fabric_port *p = &f->port[port];
	unsigned place;

	if (same(a, p->own) || has_learned(p, a, &place))
		return;
	for (unsigned i = 0; i < FABRIC_PORTS; i++)
		if (i != port && has_learned(&f->port[i], a, &place))
			forget(&f->port[i], place);
	if (p->learned_count < FABRIC_LEARNED) {
		p->learned[p->learned_count++] = a;
	} else {
		p->learned[p->learned_next] = a;
		p->learned_next = (p->learned_next + 1) % FABRIC_LEARNED;
	}
}

/* The port behind which @p a is, FABRIC_PORTS when nobody knows. */
static unsigned find(const struct fabric *f, struct fabric_address a)
{
	unsigned place;

	for (unsigned i = 0; i < FABRIC_PORTS; i++)
		if (f->port[i].used && same(f->port[i].own, a))
			return i;
	for (unsigned i = 0; i < FABRIC_PORTS; i++)
		if (has_learned(&f->port[i], a, &place))
			return i;
	return FABRIC_PORTS;
}

static void give(struct fabric *f, unsigned port, const uint8_t *frame, uint32_t size)
{
	struct fabric_counters *c = &f->port[port].count;

	if (!f->deliver(f->ctx, port, frame, size)) {
		c->lost++;
		return;
	}
	c->frames_out++;
	c->bytes_out += size;
}

/* Frames to 01:80:c2:00:00:0x are for the switch itself and never forwarded (IEEE 802.1Q, 8.6.3). */
static bool for_switch(struct fabric_address to)
{
	return to.high == 0x0180 && (to.low & 0xfffffff0u) == 0xc2000000u;
}

/* Whether a frame from @p from may come in at @p port. */
static bool admit(struct fabric *f, unsigned port, struct fabric_address from)
{
	struct fabric_counters *c = &f->port[port].count;

	if (from.high & GROUP || (from.high == 0 && from.low == 0)) {
		c->bad++;
		return false;
	}
	for (unsigned i = 0; i < FABRIC_PORTS; i++) {
		if (i != port && f->port[i].used && same(f->port[i].own, from)) {
			c->spoofed++;
			return false;
		}
	}
	return true;
}

void fabric_send(struct fabric *f, unsigned port, const uint8_t *frame, uint32_t size)
{
	struct fabric_port *p = &f->port[port];
	/* Also what is no frame costs its sender something. */
	uint32_t cost = size < 64 ? 64 : size;

	p->tokens = p->tokens > cost ? p->tokens - cost : 0;
	p->count.frames_in++;
	p->count.bytes_in += size;
	if (size < HEADER) {
		p->count.bad++;
		return;
	}
	struct fabric_address to = address(frame), from = address(frame + 6);

	if (!admit(f, port, from))
		return;
	learn(f, port, from);
	if (for_switch(to))
		return;
	unsigned target = to.high & GROUP ? FABRIC_PORTS : find(f, to);

	for (unsigned i = 0; i < FABRIC_PORTS; i++)
		if (f->port[i].used && i != port && (target == FABRIC_PORTS || target == i))
			give(f, i, frame, size);
}
