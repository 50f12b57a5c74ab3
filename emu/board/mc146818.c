// SPDX-License-Identifier: Apache-2.0
// MC146818: date arithmetic, update cycle, alarm and periodic interrupt.
#include "mc146818.h"

#include <string.h>
#include <time.h>

enum {
	SECONDS = 0,
	SECONDS_ALARM = 1,
	MINUTES = 2,
	MINUTES_ALARM = 3,
	HOURS = 4,
	HOURS_ALARM = 5,
	WEEKDAY = 6,
	DAY = 7,
	MONTH = 8,
	YEAR = 9,
	REG_A = 10,
	REG_B = 11,
	REG_C = 12,
	REG_D = 13,
	CENTURY = 0x32,
	A_UIP = 0x80,
	B_SET = 0x80,
	B_PIE = 0x40,
	B_AIE = 0x20,
	B_UIE = 0x10,
	B_BINARY = 0x04,
	B_24H = 0x02,
	C_IRQF = 0x80,
	C_PF = 0x40,
	C_AF = 0x20,
	C_UF = 0x10,
	D_VALID = 0x80,
	HOUR_PM = 0x80,
	ALARM_ANY = 0xc0,
	BASE_HZ = 32768,
};

/* The update takes 1984 us and is announced 244 us before: 73 periods of the time base in all. */
#define UPDATE_PERIODS 73
/* Phase of the time base at tick 0: nine tenths of a second have passed. */
#define START_PERIODS  (BASE_HZ * 9 / 10)

static uint64_t base_periods(const struct mc146818 *rtc)
{
	return vclock_periods(rtc->clock, BASE_HZ, rtc->clock->now) + START_PERIODS;
}

static uint64_t tick_of_base(const struct mc146818 *rtc, uint64_t periods)
{
	return vclock_tick_of(rtc->clock, BASE_HZ, periods - START_PERIODS);
}

int64_t mc146818_date(const struct mc146818 *rtc)
{
	return rtc->offset + (int64_t)(base_periods(rtc) / BASE_HZ);
}

static uint8_t encode(const struct mc146818 *rtc, int value)
{
	return (uint8_t)(rtc->ram[REG_B] & B_BINARY ? value : value / 10 % 10 << 4 | value % 10);
}

static int decode(const struct mc146818 *rtc, uint8_t value)
{
	return rtc->ram[REG_B] & B_BINARY ? value : (value >> 4) * 10 + (value & 15);
}

static uint8_t encode_hour(const struct mc146818 *rtc, int hour)
{
	if (rtc->ram[REG_B] & B_24H)
		return encode(rtc, hour);
	return (uint8_t)(encode(rtc, (hour + 11) % 12 + 1) | (hour >= 12 ? HOUR_PM : 0));
}

static int decode_hour(const struct mc146818 *rtc, uint8_t value)
{
	if (rtc->ram[REG_B] & B_24H)
		return decode(rtc, value);
	return decode(rtc, value & (uint8_t)~HOUR_PM) % 12 + (value & HOUR_PM ? 12 : 0);
}

/* Copies the running date into the time registers. */
static void show_date(struct mc146818 *rtc)
{
	time_t date = (time_t)mc146818_date(rtc);
	struct tm tm;

	if (gmtime_r(&date, &tm) == NULL)
		return;
	rtc->ram[SECONDS] = encode(rtc, tm.tm_sec);
	rtc->ram[MINUTES] = encode(rtc, tm.tm_min);
	rtc->ram[HOURS] = encode_hour(rtc, tm.tm_hour);
	rtc->ram[WEEKDAY] = encode(rtc, tm.tm_wday + 1);
	rtc->ram[DAY] = encode(rtc, tm.tm_mday);
	rtc->ram[MONTH] = encode(rtc, tm.tm_mon + 1);
	rtc->ram[YEAR] = encode(rtc, (tm.tm_year + 1900) % 100);
	rtc->ram[CENTURY] = encode(rtc, (tm.tm_year + 1900) / 100);
}

/* Takes the date from the time registers; values out of range are carried over by timegm(). */
static void take_date(struct mc146818 *rtc)
{
	struct tm tm = {
	        .tm_sec = decode(rtc, rtc->ram[SECONDS]),
	        .tm_min = decode(rtc, rtc->ram[MINUTES]),
	        .tm_hour = decode_hour(rtc, rtc->ram[HOURS]),
	        .tm_mday = decode(rtc, rtc->ram[DAY]),
	        .tm_mon = decode(rtc, rtc->ram[MONTH]) - 1,
	        .tm_year = decode(rtc, rtc->ram[CENTURY]) * 100 + decode(rtc, rtc->ram[YEAR]) - 1900,
	};

	rtc->offset = (int64_t)timegm(&tm) - (int64_t)(base_periods(rtc) / BASE_HZ);
}

static bool is_setting(const struct mc146818 *rtc)
{
	return rtc->ram[REG_B] & B_SET;
}

static bool in_update(const struct mc146818 *rtc)
{
	return !is_setting(rtc) && base_periods(rtc) % BASE_HZ >= BASE_HZ - UPDATE_PERIODS;
}

static void update_irq(struct mc146818 *rtc)
{
	bool level = rtc->ram[REG_C] & rtc->ram[REG_B] & (C_PF | C_AF | C_UF);

	rtc->ram[REG_C] = (uint8_t)((rtc->ram[REG_C] & ~C_IRQF) | (level ? C_IRQF : 0));
	irq_line_set(&rtc->out, level);
}

static bool alarm_field(uint8_t alarm, uint8_t value)
{
	return (alarm & ALARM_ANY) == ALARM_ANY || alarm == value;
}

static void second_fired(void *ctx)
{
	struct mc146818 *rtc = ctx;

	vclock_arm(rtc->clock, &rtc->second, tick_of_base(rtc, (base_periods(rtc) / BASE_HZ + 1) * BASE_HZ));
	if (is_setting(rtc))
		return;
	show_date(rtc);
	rtc->ram[REG_C] |= C_UF;
	if (alarm_field(rtc->ram[SECONDS_ALARM], rtc->ram[SECONDS]) &&
	    alarm_field(rtc->ram[MINUTES_ALARM], rtc->ram[MINUTES]) &&
	    alarm_field(rtc->ram[HOURS_ALARM], rtc->ram[HOURS]))
		rtc->ram[REG_C] |= C_AF;
	update_irq(rtc);
}

/* Periods of the time base between periodic interrupts, 0 when they are off. */
static unsigned periodic_period(const struct mc146818 *rtc)
{
	unsigned rate = rtc->ram[REG_A] & 15;

	if (rate == 0)
		return 0;
	return 1u << (rate <= 2 ? rate + 6 : rate - 1);
}

/* Notes in PF whether a period has ended since it was last looked at, and arms the next end if someone waits. */
static void follow_periodic(struct mc146818 *rtc)
{
	unsigned period = periodic_period(rtc);
	uint64_t seen;

	vclock_cancel(rtc->clock, &rtc->periodic);
	if (period == 0)
		return;
	seen = base_periods(rtc) / period;
	if (seen != rtc->periods_seen)
		rtc->ram[REG_C] |= C_PF;
	rtc->periods_seen = seen;
	if (rtc->ram[REG_B] & B_PIE)
		vclock_arm(rtc->clock, &rtc->periodic, tick_of_base(rtc, (seen + 1) * period));
}

static void periodic_fired(void *ctx)
{
	struct mc146818 *rtc = ctx;

	follow_periodic(rtc);
	update_irq(rtc);
}

static bool is_time(uint8_t reg)
{
	return reg == CENTURY || (reg <= YEAR && reg != SECONDS_ALARM && reg != MINUTES_ALARM && reg != HOURS_ALARM);
}

static void write_register(struct mc146818 *rtc, uint8_t reg, uint8_t value)
{
	bool was_setting = is_setting(rtc);

	switch (reg) {
	case REG_A:
		rtc->ram[REG_A] = value & (uint8_t)~A_UIP;
		if (periodic_period(rtc) != 0)
			rtc->periods_seen = base_periods(rtc) / periodic_period(rtc);
		follow_periodic(rtc);
		break;
	case REG_B:
		if (!was_setting)
			show_date(rtc);
		/* Setting the time ends update interrupts, as the data sheet says. */
		rtc->ram[REG_B] = value & B_SET ? value & (uint8_t)~B_UIE : value;
		if (was_setting && !is_setting(rtc))
			take_date(rtc);
		follow_periodic(rtc);
		update_irq(rtc);
		break;
	case REG_C:
	case REG_D:
		break;
	default:
		if (is_time(reg) && !was_setting)
			show_date(rtc);
		rtc->ram[reg] = value;
		if (is_time(reg) && !was_setting)
			take_date(rtc);
		break;
	}
}

static uint8_t read_register(struct mc146818 *rtc, uint8_t reg)
{
	uint8_t value;

	switch (reg) {
	case REG_A:
		return (uint8_t)(rtc->ram[REG_A] | (in_update(rtc) ? A_UIP : 0));
	case REG_C:
		follow_periodic(rtc);
		update_irq(rtc);
		value = rtc->ram[REG_C];
		rtc->ram[REG_C] = 0;
		update_irq(rtc);
		return value;
	default:
		if (is_time(reg) && !is_setting(rtc))
			show_date(rtc);
		return rtc->ram[reg];
	}
}

static void mc146818_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct mc146818 *rtc = dev;

	(void)size;
	if (off == 0)
		rtc->index = value & 0x7f;
	else
		write_register(rtc, rtc->index, (uint8_t)value);
}

static uint32_t mc146818_read(void *dev, uint32_t off, unsigned size)
{
	struct mc146818 *rtc = dev;

	(void)size;
	return off == 0 ? 0xff : read_register(rtc, rtc->index);
}

const struct device_ops mc146818_ops = {mc146818_read, mc146818_write};

void mc146818_init(struct mc146818 *rtc, struct vclock *clock, struct irq_line out)
{
	vclock_cancel(clock, &rtc->second);
	vclock_cancel(clock, &rtc->periodic);
	memset(rtc, 0, sizeof(*rtc));
	rtc->clock = clock;
	rtc->out = out;
	rtc->offset = MC146818_START;
	rtc->ram[REG_A] = 0x26; /* 32.768 kHz crystal, periodic rate 1024 Hz */
	rtc->ram[REG_B] = B_24H;
	rtc->ram[REG_D] = D_VALID;
	rtc->second = (struct vclock_event){.fire = second_fired, .ctx = rtc};
	rtc->periodic = (struct vclock_event){.fire = periodic_fired, .ctx = rtc};
	vclock_arm(clock, &rtc->second, tick_of_base(rtc, (base_periods(rtc) / BASE_HZ + 1) * BASE_HZ));
}
