// SPDX-License-Identifier: Apache-2.0
// 8254: modes, latches, and the output of counter 0 as an event at each of its edges.
#include "i8254.h"

#include <string.h>

enum {
	STATUS_OUT = 0x80,
	STATUS_NULL = 0x40,
	READ_BACK = 3,
	BOTH = 3,
};

static uint64_t elapsed(const struct i8254 *pit, const struct i8254_counter *c, uint64_t tick)
{
	return vclock_periods(pit->clock, I8254_HZ, tick) - c->start;
}

static bool output(const struct i8254_counter *c, uint64_t passed)
{
	if (!c->loaded)
		return c->mode != 0;
	switch (c->mode) {
	case 0:
		return passed >= c->reload;
	case 2:
		return passed % c->reload != c->reload - 1;
	case 3:
		return passed % c->reload < (c->reload + 1) / 2;
	case 4:
		return passed != c->reload;
	default: /* Modes 1 and 5 start at a rising gate, which never comes. */
		return true;
	}
}

/* Periods from the load until the output changes next after @passed, 0 when it never will. */
static uint64_t next_edge(const struct i8254_counter *c, uint64_t passed)
{
	uint64_t cycle = passed / c->reload * c->reload;
	uint64_t half = (c->reload + 1) / 2;

	if (!c->loaded)
		return 0;
	switch (c->mode) {
	case 0:
		return passed < c->reload ? c->reload : 0;
	case 2:
		return passed < cycle + c->reload - 1 ? cycle + c->reload - 1 : cycle + c->reload;
	case 3:
		return passed < cycle + half ? cycle + half : cycle + c->reload;
	case 4:
		return passed < c->reload ? c->reload : passed == c->reload ? c->reload + 1 : 0;
	default:
		return 0;
	}
}

static uint16_t to_bcd(uint32_t value)
{
	return (uint16_t)(value % 10 | value / 10 % 10 << 4 | value / 100 % 10 << 8 | value / 1000 % 10 << 12);
}

static uint32_t from_bcd(uint32_t value)
{
	return (value & 15) + (value >> 4 & 15) * 10 + (value >> 8 & 15) * 100 + (value >> 12 & 15) * 1000;
}

static uint16_t current(const struct i8254 *pit, const struct i8254_counter *c)
{
	uint32_t modulus = c->bcd ? 10000 : 65536;
	uint64_t passed;
	uint32_t value;

	if (!c->loaded)
		return 0;
	passed = elapsed(pit, c, pit->clock->now);
	switch (c->mode) {
	case 0:
	case 4: /* After the end they go on counting through zero. */
		value = (uint32_t)((c->reload + modulus - passed % modulus) % modulus);
		break;
	case 2:
		value = (uint32_t)(c->reload - passed % c->reload);
		break;
	case 3: /* Counts by two, twice a cycle. */
		value = (uint32_t)(c->reload - (2 * passed) % c->reload) & ~1u;
		break;
	default:
		value = c->reload;
		break;
	}
	value %= modulus;
	return c->bcd ? to_bcd(value) : (uint16_t)value;
}

static void follow_output(struct i8254 *pit)
{
	const struct i8254_counter *c = &pit->counter[0];
	uint64_t passed = elapsed(pit, c, pit->clock->now);
	uint64_t edge = next_edge(c, passed);

	irq_line_set(&pit->out, output(c, passed));
	if (edge != 0)
		vclock_arm(pit->clock, &pit->edge, vclock_tick_of(pit->clock, I8254_HZ, c->start + edge));
	else
		vclock_cancel(pit->clock, &pit->edge);
}

static void edge_fired(void *ctx)
{
	follow_output(ctx);
}

static void load(struct i8254 *pit, struct i8254_counter *c, uint16_t raw)
{
	uint32_t modulus = c->bcd ? 10000 : 65536;
	uint32_t count = c->bcd ? from_bcd(raw) : raw;

	count %= modulus;
	c->reload = count != 0 ? count : modulus;
	/* A reload of 1 is not allowed in the periodic modes; two is what the chip then counts. */
	if ((c->mode == 2 || c->mode == 3) && c->reload == 1)
		c->reload = 2;
	c->start = vclock_periods(pit->clock, I8254_HZ, pit->clock->now);
	c->loaded = true;
	if (c == &pit->counter[0])
		follow_output(pit);
}

static void latch_count(const struct i8254 *pit, struct i8254_counter *c)
{
	if (c->latched)
		return;
	c->latch = current(pit, c);
	c->latched = true;
	c->second_read = false;
}

static void latch_status(const struct i8254 *pit, struct i8254_counter *c)
{
	if (c->status_latched)
		return;
	c->status_latch = (uint8_t)(c->access << 4 | c->mode << 1 | (c->bcd ? 1 : 0));
	if (output(c, c->loaded ? elapsed(pit, c, pit->clock->now) : 0))
		c->status_latch |= STATUS_OUT;
	if (!c->loaded)
		c->status_latch |= STATUS_NULL;
	c->status_latched = true;
}

static void control(struct i8254 *pit, uint8_t value)
{
	unsigned select = value >> 6;
	struct i8254_counter *c = &pit->counter[select % 3];

	if (select == READ_BACK) {
		for (unsigned i = 0; i < 3; i++) {
			if (!(value & 2u << i))
				continue;
			if (!(value & 0x20))
				latch_count(pit, &pit->counter[i]);
			if (!(value & 0x10))
				latch_status(pit, &pit->counter[i]);
		}
		return;
	}
	if ((value >> 4 & 3) == 0) {
		latch_count(pit, c);
		return;
	}
	memset(c, 0, sizeof(*c));
	c->reload = 65536;
	c->access = value >> 4 & 3;
	c->mode = value >> 1 & 7;
	if (c->mode > 5)
		c->mode &= 3; /* 6 and 7 are other names of 2 and 3 */
	c->bcd = value & 1;
	if (select == 0)
		follow_output(pit);
}

static void i8254_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct i8254 *pit = dev;
	uint8_t byte = (uint8_t)value;
	struct i8254_counter *c;

	(void)size;
	if (off == 3) {
		control(pit, byte);
		return;
	}
	c = &pit->counter[off];
	switch (c->access) {
	case 1:
		load(pit, c, byte);
		break;
	case 2:
		load(pit, c, (uint16_t)(byte << 8));
		break;
	case BOTH:
		if (c->second_write)
			load(pit, c, (uint16_t)(byte << 8 | c->low));
		c->low = byte;
		c->second_write = !c->second_write;
		break;
	default: /* no mode set yet */
		break;
	}
}

static uint32_t i8254_read(void *dev, uint32_t off, unsigned size)
{
	struct i8254 *pit = dev;
	struct i8254_counter *c;
	uint16_t value;
	bool high;

	(void)size;
	if (off == 3)
		return 0xff;
	c = &pit->counter[off];
	if (c->status_latched) {
		c->status_latched = false;
		return c->status_latch;
	}
	value = c->latched ? c->latch : current(pit, c);
	high = c->access == 2 || (c->access == BOTH && c->second_read);
	if (c->access == BOTH)
		c->second_read = !c->second_read;
	if (c->access != BOTH || !c->second_read)
		c->latched = false;
	return high ? value >> 8 : value & 0xff;
}

const struct device_ops i8254_ops = {i8254_read, i8254_write};

void i8254_init(struct i8254 *pit, struct vclock *clock, struct irq_line out)
{
	vclock_cancel(clock, &pit->edge);
	memset(pit, 0, sizeof(*pit));
	for (unsigned i = 0; i < 3; i++)
		pit->counter[i].reload = 65536;
	pit->clock = clock;
	pit->out = out;
	pit->edge = (struct vclock_event){.fire = edge_fired, .ctx = pit};
}
