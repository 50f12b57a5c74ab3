// SPDX-License-Identifier: Apache-2.0
// Device windows: brings the board's clock up to date before each access, and keeps the run's end after it.
#include "bus.h"

static void begin_access(struct bus *bus, struct emu_cpu *cpu)
{
	bus->initiator = emu_cpu_index(cpu);
	bus->accesses++;
	vclock_advance(bus->clock, emu_cpu_now(cpu));
}

static void end_access(struct bus *bus)
{
	uint64_t next = vclock_next(bus->clock);

	/* The access may have armed an event that comes before the end of the run in progress. */
	if (next != UINT64_MAX)
		emu_limit(bus->sys, next);
}

static bool window_read(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value)
{
	static const uint32_t cut[5] = {0, 0xff, 0xffff, 0, 0xffffffff};
	struct window *window = ctx;

	begin_access(window->bus, cpu);
	*value = window->ops->read(window->dev, pa - window->base, size) & cut[size];
	if (window->bus->watch != NULL)
		window->bus->watch(window->bus->watch_ctx, cpu, false, pa, size, *value);
	end_access(window->bus);
	return true;
}

static bool window_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	struct window *window = ctx;

	begin_access(window->bus, cpu);
	if (window->bus->watch != NULL)
		window->bus->watch(window->bus->watch_ctx, cpu, true, pa, size, value);
	window->ops->write(window->dev, pa - window->base, size, value);
	end_access(window->bus);
	return true;
}

static const struct emu_mmio_ops window_ops = {window_read, window_write};

void window_init(struct window *window, struct bus *bus, const struct device_ops *ops, void *dev)
{
	*window = (struct window){.bus = bus, .ops = ops, .dev = dev};
}

int window_map(struct window *window, uint32_t base, uint32_t size)
{
	int error;

	window_unmap(window);
	error = emu_add_mmio(window->bus->sys, base, size, &window_ops, window);
	if (error == 0) {
		window->base = base;
		window->size = size;
	}
	return error;
}

void window_unmap(struct window *window)
{
	if (window->size != 0)
		emu_remove(window->bus->sys, window->base, window->size);
	window->size = 0;
}

static uint32_t void_read(void *dev, uint32_t off, unsigned size)
{
	(void)dev;
	(void)off;
	(void)size;
	return 0;
}

static void void_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	(void)dev;
	(void)off;
	(void)size;
	(void)value;
}

const struct device_ops void_ops = {void_read, void_write};
