// SPDX-License-Identifier: Apache-2.0
// Port 0 of a console without further features (virtio 1.2, section 5.3).
#include <vmm/virtio_console.h>

#define RX 0
#define TX 1

static void send_all(struct vmm_virtio_console *console)
{
	struct vmm_chain chain;

	while (vmm_virtio_pop(&console->virtio, TX, &chain)) {
		for (;;) {
			struct vmm_piece piece = vmm_chain_next_in(&chain, UINT32_MAX);

			if (piece.size == 0)
				break;
			console->line.send(console->line.ctx, piece.data, piece.size);
		}
		vmm_virtio_push(&console->virtio, TX, &chain);
	}
}

static void notify(struct vmm_virtio *virtio, unsigned n)
{
	struct vmm_virtio_console *console = VMM_CONTAINER(virtio, struct vmm_virtio_console, virtio);

	if (n == TX) {
		send_all(console);
	} else if (console->wants_room) {
		console->wants_room = false;
		if (console->line.room)
			console->line.room(console->line.ctx);
	}
}

static const struct vmm_virtio_ops console_ops = {
        .type = VMM_VIRTIO_CONSOLE,
        .queues = 2,
        .notify = notify,
};

void vmm_virtio_console_init(struct vmm_virtio_console *console, uint32_t base, const struct vmm_ram *ram,
                             const struct vmm_virtio_console_line *line)
{
	console->line = *line;
	console->wants_room = false;
	vmm_virtio_init(&console->virtio, &console_ops, "console", base, ram, 0, NULL, 0);
}

uint32_t vmm_virtio_console_receive(struct vmm_virtio_console *console, const uint8_t *bytes, uint32_t count)
{
	uint32_t done = 0;
	struct vmm_chain chain;

	while (done < count && vmm_virtio_pop(&console->virtio, RX, &chain)) {
		done += vmm_chain_write(&chain, bytes + done, count - done);
		vmm_virtio_push(&console->virtio, RX, &chain);
	}
	if (done < count)
		console->wants_room = true;
	return done;
}
