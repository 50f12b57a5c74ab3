// SPDX-License-Identifier: Apache-2.0
// The switch service: takes frames from its clients' rings, in turns, and copies them to others'.
#include "fabric.h"

#include <skerry/ethernet_port.h>
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/start.h>
#include <skerry/rt/startup.h>
#include <skerry/rt/time.h>

/* Frames that one client may send before it is the next one's turn. */
#define TURN 8

struct client {
	struct ethernet_port *port;
	sk_word_t event; /* notification that wakes it */
	bool wake;       /* it has something new */
};

static struct fabric fabric;
static struct client clients[FABRIC_PORTS];

static bool deliver(void *ctx, unsigned port, const uint8_t *frame, uint32_t size)
{
	enum ethernet_put put = ethernet_put(&clients[port].port->to_client, frame, size, false);

	(void)ctx;
	clients[port].wake |= put == ETHERNET_PUT_WAKE;
	return put == ETHERNET_PUT || put == ETHERNET_PUT_WAKE;
}

static sk_word_t numbered_cap(const struct rt_startup *s, const char *what, unsigned n)
{
	char name[RT_NAME_MAX];

	(void)rt_snprintf(name, sizeof(name), "%s-%u", what, n);
	return rt_cap(s, name);
}

/* Clients are listed as parameters: name of the domain, its number of the end (ethernet_address()). */
static void find_clients(const struct rt_startup *s)
{
	unsigned index = 0;

	for (sk_word_t i = 0; i < s->param_count && index < FABRIC_PORTS; i++) {
		char name[RT_NAME_MAX];
		sk_word_t id = s->param[i].value, bell = numbered_cap(s, "bell", id);

		(void)rt_snprintf(name, sizeof(name), "port-%u", (unsigned)id);
		const struct rt_region *region = rt_region(s, name);
		sk_word_t bind[] = {SK_SLOT_THREAD, index};
		uint8_t mac[6];

		if (!bell || !region || rt_invoke(bell, SK_IRQ_BIND, bind, 2, 0) != SK_OK)
			continue;
		clients[index].port = (struct ethernet_port *)region->addr;
		clients[index].event = numbered_cap(s, "event", id);
		ethernet_address(id, mac);
		(void)fabric_add(&fabric, index, mac, rt_time_us());
		index++;
	}
}

/* @return whether there was anything to do */
static bool turn(unsigned index, uint64_t now)
{
	static uint8_t frame[ETHERNET_FRAME_MAX];
	struct client *c = &clients[index];
	unsigned done = 0;
	uint32_t size;

	while (done < TURN && fabric_may_send(&fabric, index, now) &&
	       ethernet_peek(&c->port->to_switch, frame, &size)) {
		fabric_send(&fabric, index, frame, size);
		c->wake |= ethernet_next(&c->port->to_switch);
		done++;
	}
	return done > 0;
}

static void wake_all(void)
{
	for (unsigned i = 0; i < FABRIC_PORTS; i++) {
		sk_word_t words[] = {ETHERNET_EVENT};

		if (!clients[i].wake)
			continue;
		clients[i].wake = false;
		(void)rt_invoke(clients[i].event, SK_IRQ_TRIGGER, words, 1, 0);
	}
}

int rt_main(sk_word_t arg)
{
	const struct rt_startup *s = (const struct rt_startup *)arg;
	struct rt_msg m;

	fabric_init(&fabric, rt_param(s, "port-kbit", FABRIC_RATE));
	fabric.deliver = deliver;
	find_clients(s);
	for (;;) {
		uint64_t now = rt_time_us();
		bool busy = false;

		for (unsigned i = 0; i < FABRIC_PORTS; i++)
			if (clients[i].port)
				busy |= turn(i, now);
		wake_all();
		if (busy)
			continue;
		sk_word_t wait = fabric_wait_us(&fabric);

		m = (struct rt_msg){0};
		(void)rt_ipc(SK_SEL(0, SK_OP_WAIT),
		             SK_TIMEOUTS(SK_TIMEOUT_NEVER, wait ? rt_timeout_us(wait) : SK_TIMEOUT_NEVER), &m);
	}
}
