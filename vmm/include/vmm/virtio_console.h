// SPDX-License-Identifier: Apache-2.0
// Console device with one port.
#ifndef VMM_VIRTIO_CONSOLE_H
#define VMM_VIRTIO_CONSOLE_H

#include <vmm/virtio.h>

/** The far end of the port. */
struct vmm_virtio_console_line {
	/** Takes bytes that the guest sends; all of them. */
	void (*send)(void *ctx, const uint8_t *bytes, uint32_t count);
	/** The guest takes input again after vmm_virtio_console_receive() refused some. May be NULL. */
	void (*room)(void *ctx);
	void *ctx;
};

/** A console. */
struct vmm_virtio_console {
	struct vmm_virtio virtio;
	struct vmm_virtio_console_line line;
	bool wants_room;
};

/** Prepares the device at @p base. */
void vmm_virtio_console_init(struct vmm_virtio_console *console, uint32_t base, const struct vmm_ram *ram,
                             const struct vmm_virtio_console_line *line);

/** Input for the guest. @return bytes taken; for the rest, try again after `room` */
uint32_t vmm_virtio_console_receive(struct vmm_virtio_console *console, const uint8_t *bytes, uint32_t count);

#endif
