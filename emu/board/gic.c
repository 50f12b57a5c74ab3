// SPDX-License-Identifier: Apache-2.0
// GIC: shared and local registers, routing, counter and compare.
#include "gic.h"

#include <string.h>

enum {
	SH_CONFIG = 0x000,
	SH_COUNTER_LO = 0x010,
	SH_POL = 0x100,
	SH_TRIG = 0x180,
	SH_DUAL = 0x200,
	SH_WEDGE = 0x280,
	SH_RMASK = 0x300,
	SH_SMASK = 0x380,
	SH_MASK = 0x400,
	SH_PEND = 0x480,
	SH_MAP_PIN = 0x500,
	SH_MAP_VP = 0x2000,
	SH_END = 0x8000,
	LOCAL = 0x8000,
	OTHER = 0xc000,
	USER = 0x10000,
	VP_PEND = 0x04,
	VP_MASK = 0x08,
	VP_RMASK = 0x0c,
	VP_SMASK = 0x10,
	VP_COMPARE_MAP = 0x44,
	VP_SWINT0_MAP = 0x54,
	VP_SWINT1_MAP = 0x58,
	VP_OTHER_ADDR = 0x80,
	VP_IDENT = 0x88,
	VP_COMPARE_LO = 0xa0,
	CONFIG_COUNTSTOP = 1 << 28,
	LOCAL_COMPARE = 1 << 1,
	LOCAL_SWINT0 = 1 << 4,
	LOCAL_SWINT1 = 1 << 5,
	LOCAL_ALL = 0x7f,
	MAP_PIN = 0x3f,
	PINS = 6,
};

/* MAP_TO_PIN; an unsigned constant, which an enumerator cannot be. */
#define MAP_TO_PIN 0x80000000u
#define WEDGE_SET  0x80000000u

static bool local_drives(const struct gic_vp *vp, uint32_t bit, uint32_t map, unsigned pin)
{
	return vp->pending & vp->mask & bit && map & MAP_TO_PIN && (map & MAP_PIN) == pin;
}

static bool pin_level(const struct gic *gic, unsigned index, unsigned pin)
{
	const struct gic_vp *vp = &gic->vp[index];

	for (unsigned word = 0; word < GIC_SOURCES / 32; word++) {
		for (uint32_t live = gic->pending[word] & gic->enabled[word]; live != 0; live &= live - 1) {
			unsigned source = word * 32 + (unsigned)__builtin_ctz(live);

			if (gic->map_vp[source] == (int)index && gic->map_pin[source] & MAP_TO_PIN &&
			    (gic->map_pin[source] & MAP_PIN) == pin)
				return true;
		}
	}
	return local_drives(vp, LOCAL_COMPARE, vp->compare_map, pin) ||
	       local_drives(vp, LOCAL_SWINT0, vp->swint_map[0], pin) ||
	       local_drives(vp, LOCAL_SWINT1, vp->swint_map[1], pin);
}

static void update(struct gic *gic)
{
	for (unsigned index = 0; index < gic->vps; index++) {
		uint8_t pins = 0;

		for (unsigned pin = 0; pin < PINS; pin++) {
			if (pin_level(gic, index, pin))
				pins |= (uint8_t)(1u << pin);
		}
		for (unsigned pin = 0; pin < PINS; pin++) {
			if ((pins ^ gic->vp[index].pins) & 1u << pin)
				gic->drive(gic->drive_ctx, index, pin, pins >> pin & 1);
		}
		gic->vp[index].pins = pins;
	}
}

void gic_set(void *ctx, unsigned source, bool level)
{
	struct gic *gic = ctx;
	unsigned word = source / 32 % (GIC_SOURCES / 32);
	uint32_t bit = 1u << source % 32;
	bool was = gic->lines[word] & bit;
	bool active = level == ((gic->polarity[word] & bit) != 0);

	gic->lines[word] = level ? gic->lines[word] | bit : gic->lines[word] & ~bit;
	if (!(gic->edge[word] & bit)) {
		gic->pending[word] = active ? gic->pending[word] | bit : gic->pending[word] & ~bit;
	} else if (was != level && (active || gic->dual[word] & bit)) {
		gic->pending[word] |= bit;
	}
	update(gic);
}

static uint32_t periods(const struct gic *gic)
{
	return (uint32_t)vclock_periods(gic->bus->clock, GIC_HZ, gic->bus->clock->now);
}

static uint32_t counter(const struct gic *gic)
{
	return gic->stopped ? gic->count_base : gic->count_base + periods(gic);
}

/* Arms the next match; a compare value equal to the counter matches @after that many counts. */
static void arm_match(struct gic_vp *vp, uint64_t after)
{
	struct vclock *clock = vp->gic->bus->clock;
	uint64_t now = vclock_periods(clock, GIC_HZ, clock->now);
	uint64_t wait = vp->compare - counter(vp->gic);

	if (vp->gic->stopped) {
		vclock_cancel(clock, &vp->match);
		return;
	}
	if (wait == 0)
		wait = after;
	vclock_arm(clock, &vp->match, vclock_tick_of(clock, GIC_HZ, now + wait));
}

static void match_fired(void *ctx)
{
	struct gic_vp *vp = ctx;

	vp->pending |= LOCAL_COMPARE;
	arm_match(vp, 1ull << 32);
	update(vp->gic);
}

static void set_counter(struct gic *gic, uint32_t value)
{
	gic->count_base = gic->stopped ? value : value - periods(gic);
	for (unsigned i = 0; i < gic->vps; i++)
		arm_match(&gic->vp[i], 0);
}

static void set_stopped(struct gic *gic, bool stopped)
{
	uint32_t value = counter(gic);

	if (gic->stopped == stopped)
		return;
	gic->stopped = stopped;
	set_counter(gic, value);
}

static uint32_t read_local(const struct gic *gic, unsigned index, uint32_t off)
{
	const struct gic_vp *vp = &gic->vp[index];

	switch (off) {
	case VP_PEND:
		return vp->pending;
	case VP_MASK:
		return vp->mask;
	case VP_COMPARE_MAP:
		return vp->compare_map;
	case VP_SWINT0_MAP:
	case VP_SWINT1_MAP:
		return vp->swint_map[off == VP_SWINT1_MAP];
	case VP_OTHER_ADDR:
		return vp->other;
	case VP_IDENT:
		return index;
	case VP_COMPARE_LO:
		return vp->compare;
	default: /* CTL: the local interrupts that exist are all routable; COMPARE_HI: the counter has 32 bits */
		return 0;
	}
}

/* A routing value, or the old one when it names a pin that does not exist. */
static uint32_t valid_map(uint32_t old, uint32_t value)
{
	return (value & MAP_PIN) < PINS ? value & (MAP_TO_PIN | MAP_PIN) : old;
}

static void write_local(struct gic *gic, unsigned index, uint32_t off, uint32_t value)
{
	struct gic_vp *vp = &gic->vp[index];

	switch (off) {
	case VP_RMASK:
		vp->mask &= ~value;
		break;
	case VP_SMASK:
		vp->mask |= value & LOCAL_ALL;
		break;
	case VP_COMPARE_MAP:
		vp->compare_map = valid_map(vp->compare_map, value);
		break;
	case VP_SWINT0_MAP:
	case VP_SWINT1_MAP:
		vp->swint_map[off == VP_SWINT1_MAP] = valid_map(vp->swint_map[off == VP_SWINT1_MAP], value);
		break;
	case VP_OTHER_ADDR:
		if (value < gic->vps)
			vp->other = value;
		break;
	case VP_COMPARE_LO:
		vp->pending &= ~(uint32_t)LOCAL_COMPARE;
		vp->compare = value;
		arm_match(vp, 0);
		break;
	default:
		break;
	}
	update(gic);
}

static uint32_t config(const struct gic *gic)
{
	/* PVPS counts the processors, not one less: as QEMU's model has it. */
	return (gic->stopped ? CONFIG_COUNTSTOP : 0) | (GIC_SOURCES / 8 - 1) << 16 | gic->vps;
}

/* Index of the word of a register array of one bit a source, or -1 when @off is not in the array at @start. */
static int bit_word(uint32_t off, uint32_t start)
{
	return off >= start && off - start < GIC_SOURCES / 8 ? (int)((off - start) / 4) : -1;
}

/* Number of the source whose register of @stride bytes is at @off in the array at @start, or -1. */
static int source_at(uint32_t off, uint32_t start, uint32_t stride)
{
	if (off < start || off - start >= GIC_SOURCES * stride || (off - start) % stride != 0)
		return -1;
	return (int)((off - start) / stride);
}

static uint32_t read_shared(const struct gic *gic, uint32_t off)
{
	static const struct {
		uint32_t start;
		size_t field;
	} arrays[] = {
	        {SH_POL, offsetof(struct gic, polarity)}, {SH_TRIG, offsetof(struct gic, edge)},
	        {SH_DUAL, offsetof(struct gic, dual)},    {SH_MASK, offsetof(struct gic, enabled)},
	        {SH_PEND, offsetof(struct gic, pending)},
	};
	int source;

	for (unsigned i = 0; i < sizeof(arrays) / sizeof(arrays[0]); i++) {
		int word = bit_word(off, arrays[i].start);

		if (word >= 0)
			return ((const uint32_t *)((const char *)gic + arrays[i].field))[word];
	}
	if (off == SH_CONFIG)
		return config(gic);
	if (off == SH_COUNTER_LO)
		return counter(gic);
	source = source_at(off, SH_MAP_PIN, 4);
	if (source >= 0)
		return gic->map_pin[source];
	source = source_at(off, SH_MAP_VP, 32);
	return source >= 0 && gic->map_vp[source] >= 0 ? 1u << gic->map_vp[source] : 0;
}

/* Level sources follow a change of polarity or trigger at once. */
static void retrigger(struct gic *gic, unsigned word)
{
	uint32_t level = ~gic->edge[word];
	uint32_t active = ~(gic->lines[word] ^ gic->polarity[word]);

	gic->pending[word] = (gic->pending[word] & ~level) | (active & level);
}

static void wedge(struct gic *gic, uint32_t value)
{
	uint32_t source = value & ~WEDGE_SET;
	uint32_t bit = 1u << source % 32;

	if (source >= GIC_SOURCES)
		return;
	if (value & WEDGE_SET)
		gic->pending[source / 32] |= bit;
	else
		gic->pending[source / 32] &= ~bit;
}

/* Writes to the arrays of one bit a source. @return false when @off is in none of them */
static bool write_bits(struct gic *gic, uint32_t off, uint32_t value)
{
	int word;

	if ((word = bit_word(off, SH_RMASK)) >= 0) {
		gic->enabled[word] &= ~value;
	} else if ((word = bit_word(off, SH_SMASK)) >= 0) {
		gic->enabled[word] |= value;
	} else if ((word = bit_word(off, SH_DUAL)) >= 0) {
		gic->dual[word] = value;
	} else if ((word = bit_word(off, SH_POL)) >= 0) {
		gic->polarity[word] = value;
		retrigger(gic, (unsigned)word);
	} else if ((word = bit_word(off, SH_TRIG)) >= 0) {
		gic->edge[word] = value;
		retrigger(gic, (unsigned)word);
	}
	return word >= 0;
}

static void write_map_vp(struct gic *gic, int source, uint32_t value)
{
	int vp = value != 0 ? __builtin_ctz(value) : -1;

	if (vp < (int)gic->vps)
		gic->map_vp[source] = (int8_t)vp;
}

static void write_shared(struct gic *gic, uint32_t off, uint32_t value)
{
	int pin = source_at(off, SH_MAP_PIN, 4);
	int vp = source_at(off, SH_MAP_VP, 32);

	if (off == SH_CONFIG)
		set_stopped(gic, value & CONFIG_COUNTSTOP);
	else if (off == SH_COUNTER_LO && gic->stopped)
		set_counter(gic, value);
	else if (off == SH_WEDGE)
		wedge(gic, value);
	else if (pin >= 0)
		gic->map_pin[pin] = valid_map(gic->map_pin[pin], value);
	else if (vp >= 0)
		write_map_vp(gic, vp, value);
	else if (!write_bits(gic, off, value))
		return;
	update(gic);
}

static uint32_t gic_read(void *dev, uint32_t off, unsigned size)
{
	const struct gic *gic = dev;
	unsigned self = gic->bus->initiator % gic->vps;
	uint32_t word = off & ~3u;
	uint32_t value = 0;

	(void)size;
	if (word < SH_END)
		value = read_shared(gic, word);
	else if (word - LOCAL < OTHER - LOCAL)
		value = read_local(gic, self, word - LOCAL);
	else if (word < USER)
		value = read_local(gic, gic->vp[self].other, word - OTHER);
	else if (word == USER)
		value = counter(gic);
	return value >> 8 * (off & 3);
}

static void gic_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct gic *gic = dev;
	unsigned self = gic->bus->initiator % gic->vps;

	if (size != 4)
		return; /* The registers take whole words only. */
	if (off < SH_END)
		write_shared(gic, off, value);
	else if (off < OTHER)
		write_local(gic, self, off - LOCAL, value);
	else if (off < USER)
		write_local(gic, gic->vp[self].other, off - OTHER, value);
}

const struct device_ops gic_ops = {gic_read, gic_write};

void gic_init(struct gic *gic, struct bus *bus, unsigned vps,
              void (*drive)(void *ctx, unsigned vp, unsigned pin, bool level), void *drive_ctx)
{
	for (unsigned i = 0; i < GIC_MAX_VPS; i++)
		vclock_cancel(bus->clock, &gic->vp[i].match);
	memset(gic, 0, sizeof(*gic));
	gic->bus = bus;
	gic->vps = vps;
	gic->drive = drive;
	gic->drive_ctx = drive_ctx;
	/* Active high: what software that never sets the polarity expects. */
	memset(gic->polarity, 0xff, sizeof(gic->polarity));
	memset(gic->map_vp, -1, sizeof(gic->map_vp));
	for (unsigned i = 0; i < GIC_SOURCES; i++)
		gic->map_pin[i] = MAP_TO_PIN;
	for (unsigned i = 0; i < vps; i++) {
		struct gic_vp *vp = &gic->vp[i];

		vp->gic = gic;
		vp->mask = LOCAL_COMPARE | LOCAL_SWINT0 | LOCAL_SWINT1;
		vp->compare_map = vp->swint_map[0] = vp->swint_map[1] = MAP_TO_PIN;
		vp->compare = 0xffffffff;
		vp->match = (struct vclock_event){.fire = match_fired, .ctx = vp};
	}
	set_counter(gic, 0);
	for (unsigned i = 0; i < vps; i++) {
		for (unsigned pin = 0; pin < PINS; pin++)
			drive(drive_ctx, i, pin, false);
	}
}
