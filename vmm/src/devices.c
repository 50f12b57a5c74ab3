// SPDX-License-Identifier: Apache-2.0
// Builds the devices that the guest's device tree describes.
#include "machine_parts.h"

static bool console_send(void *ctx, uint8_t byte)
{
	struct vmm *vmm = ctx;

	vmm_console_put(&vmm->console, byte);
	(void)vmm_panic_watch(&vmm->panic, byte);
	return true;
}

static void console_idle(void *ctx)
{
	vmm_console_flush(&((struct vmm *)ctx)->console);
}

static void console_room(void *ctx)
{
	struct vmm *vmm = ctx;

	vmm->host.input_room(vmm->host.ctx);
}

// Further ports have no far end: what is sent there is gone, as on an unplugged line.
static bool discard(void *ctx, uint8_t byte)
{
	(void)ctx;
	(void)byte;
	return true;
}

static int read_reg(const struct vmm_fdt *tree, uint32_t node, uint32_t *base, uint32_t *size)
{
	if (vmm_fdt_cell(tree, node, "reg", 0, base) != VMM_OK || vmm_fdt_cell(tree, node, "reg", 1, size) != VMM_OK)
		return VMM_DEV_REG;
	return VMM_OK;
}

static int connect(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node, struct vmm_pin *pin)
{
	uint32_t line;

	if (vmm_fdt_cell(tree, node, "interrupts", 0, &line) != VMM_OK)
		return VMM_DEV_IRQ;
	return vmm_cpuirq_connect(&vmm->irq, line, pin);
}

static int add_device(struct vmm *vmm, struct vmm_device *dev)
{
	if (dev->base < vmm->config.ram.size)
		return VMM_BUS_RANGE;
	return vmm_bus_add(&vmm->bus, dev);
}

static int add_uart(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node)
{
	static const char *const names[VMM_UARTS] = {"uart0", "uart1"};
	const struct vmm_uart_line console = {
	        .send = console_send, .idle = console_idle, .room = console_room, .ctx = vmm};
	const struct vmm_uart_line nowhere = {.send = discard};
	uint32_t base, size;
	uint32_t shift = 0;

	if (vmm->uarts == VMM_UARTS)
		return VMM_DEV_TOO_MANY;

	struct vmm_uart *uart = &vmm->uart[vmm->uarts];
	int status = read_reg(tree, node, &base, &size);

	// Without the property the registers are adjacent.
	(void)vmm_fdt_cell(tree, node, "reg-shift", 0, &shift);
	if (status == VMM_OK)
		status = vmm_uart_init(uart, names[vmm->uarts], base, size, shift, vmm->uarts ? &nowhere : &console);
	if (status == VMM_OK)
		status = connect(vmm, tree, node, &uart->irq);
	if (status == VMM_OK)
		status = add_device(vmm, &uart->dev);
	vmm->uarts++;
	return status;
}

static int add_syscon(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node)
{
	uint32_t base, size;
	int status = read_reg(tree, node, &base, &size);

	if (vmm->syscon.dev.size)
		return VMM_DEV_TOO_MANY;
	if (status == VMM_OK)
		status = vmm_syscon_init(&vmm->syscon, base, size);
	if (status == VMM_OK)
		status = add_device(vmm, &vmm->syscon.dev);
	return status;
}

// Whether property @p name of @p node is the text @p text.
static bool is_text(const struct vmm_fdt *tree, uint32_t node, const char *name, const char *text)
{
	struct vmm_fdt_value value;
	size_t size = vmm_strlen(text) + 1;

	return vmm_fdt_prop(tree, node, name, &value) == VMM_OK && value.size == size &&
	       vmm_same(value.data, text, size);
}

static int add_rng(struct vmm *vmm, uint32_t base, struct vmm_virtio **virtio)
{
	if (vmm->rng.virtio.dev.size)
		return VMM_DEV_TOO_MANY;
	vmm_virtio_rng_init(&vmm->rng, base, &vmm->config.ram, &vmm->random);
	*virtio = &vmm->rng.virtio;
	return VMM_OK;
}

static int add_net(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node, uint32_t base,
                   struct vmm_virtio **virtio)
{
	for (unsigned i = 0; i < vmm->config.nets; i++) {
		struct vmm_virtio_net *net = &vmm->net[i];

		if (!is_text(tree, node, "skerry,end", vmm->config.net[i].name))
			continue;
		if (net->virtio.dev.size)
			return VMM_DEV_TOO_MANY;
		vmm_virtio_net_init(net, base, &vmm->config.ram, &vmm->config.net[i].wire);
		vmm_virtio_net_link(net, true);
		*virtio = &net->virtio;
		return VMM_OK;
	}
	return VMM_DEV_END;
}

static int add_block(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node, uint32_t base,
                     struct vmm_virtio **virtio)
{
	for (unsigned i = 0; i < vmm->config.blocks; i++) {
		struct vmm_virtio_block *block = &vmm->block[i];

		if (!is_text(tree, node, "skerry,end", vmm->config.block[i].name))
			continue;
		if (block->virtio.dev.size)
			return VMM_DEV_TOO_MANY;
		vmm_virtio_block_init(block, base, &vmm->config.ram, &vmm->config.block[i].disk);
		*virtio = &block->virtio;
		return VMM_OK;
	}
	return VMM_DEV_END;
}

static int add_virtio(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node)
{
	struct vmm_virtio *virtio = NULL;
	uint32_t base, size;
	int status = read_reg(tree, node, &base, &size);

	if (status == VMM_OK && size < VMM_VIRTIO_SIZE)
		status = VMM_DEV_REG;
	if (status != VMM_OK)
		return status;
	if (is_text(tree, node, "skerry,device", "rng"))
		status = add_rng(vmm, base, &virtio);
	else if (is_text(tree, node, "skerry,device", "net"))
		status = add_net(vmm, tree, node, base, &virtio);
	else if (is_text(tree, node, "skerry,device", "block"))
		status = add_block(vmm, tree, node, base, &virtio);
	else
		status = VMM_DEV_KIND;
	if (status == VMM_OK)
		status = connect(vmm, tree, node, &virtio->irq);
	if (status == VMM_OK)
		status = add_device(vmm, &virtio->dev);
	return status;
}

int vmm_devices_from_tree(struct vmm *vmm, const struct vmm_fdt *tree)
{
	static const struct {
		const char *compatible;
		int (*add)(struct vmm *vmm, const struct vmm_fdt *tree, uint32_t node);
	} kinds[] = {
	        {"ns16550a", add_uart},
	        {"syscon", add_syscon},
	        {"virtio,mmio", add_virtio},
	};

	for (size_t i = 0; i < VMM_ARRAY_SIZE(kinds); i++) {
		uint32_t node = 0;

		while (vmm_fdt_next(tree, kinds[i].compatible, &node) == VMM_OK) {
			int status = kinds[i].add(vmm, tree, node);

			if (status != VMM_OK)
				return status;
		}
	}
	return VMM_OK;
}
