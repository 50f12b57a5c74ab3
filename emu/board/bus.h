// SPDX-License-Identifier: Apache-2.0
// The processor bus of a board: device windows that can be moved, on top of the model's physical address space.
#ifndef EMU_BOARD_BUS_H
#define EMU_BOARD_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "device.h"
#include "emu/cpu.h"
#include "vclock.h"

/** Sees every register access of every device; must only look. */
typedef void bus_watch_fn(void *ctx, const struct emu_cpu *cpu, bool write, uint32_t pa, unsigned size, uint32_t value);

/** What all windows of a board share. */
struct bus {
	struct emu_sys *sys;
	struct vclock *clock;
	unsigned initiator; /**< index of the processor whose access is being served */
	uint64_t accesses;
	bus_watch_fn *watch; /**< may be NULL */
	void *watch_ctx;
};

/** A device's place in the physical address space. The embedding board owns it. */
struct window {
	struct bus *bus;
	const struct device_ops *ops;
	void *dev;
	uint32_t base;
	uint32_t size; /**< 0: not mapped */
};

/** Prepares a window; it is not mapped yet. */
void window_init(struct window *window, struct bus *bus, const struct device_ops *ops, void *dev);
/** Maps the window; it takes precedence over what was mapped earlier. @return 0 or an enum emu_error */
int window_map(struct window *window, uint32_t base, uint32_t size);
/** Unmaps the window if it is mapped. */
void window_unmap(struct window *window);

/** A device that reads as zero and ignores writes. */
extern const struct device_ops void_ops;

#endif
