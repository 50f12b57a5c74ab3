// SPDX-License-Identifier: Apache-2.0
// Registers of the virtio memory-mapped transport, version 2.
#include <vmm/virtio.h>

#define MAGIC         0x000
#define VERSION       0x004
#define DEVICE_ID     0x008
#define VENDOR_ID     0x00c
#define FEATURES      0x010
#define FEATURES_SEL  0x014
#define ACCEPTED      0x020
#define ACCEPTED_SEL  0x024
#define QUEUE_SEL     0x030
#define QUEUE_NUM_MAX 0x034
#define QUEUE_NUM     0x038
#define QUEUE_READY   0x044
#define QUEUE_NOTIFY  0x050
#define INT_STATUS    0x060
#define INT_ACK       0x064
#define STATUS        0x070
#define DESC_LOW      0x080
#define DESC_HIGH     0x084
#define AVAIL_LOW     0x090
#define AVAIL_HIGH    0x094
#define USED_LOW      0x0a0
#define USED_HIGH     0x0a4
#define SHM_LEN_LOW   0x0b0
#define SHM_BASE_HIGH 0x0bc
#define GENERATION    0x0fc
#define CONFIG        0x100

#define MAGIC_VALUE  0x74726976 /* "virt" */
#define VENDOR_VALUE 0x59524b53 /* "SKRY" */

#define STATUS_DRIVER_OK   0x04
#define STATUS_FEATURES_OK 0x08
#define STATUS_NEEDS_RESET 0x40
#define STATUS_DRIVER_BITS 0x8f /* what the driver may set; FAILED is 0x80 */

#define INT_QUEUE  1
#define INT_CONFIG 2

#define FEATURE_VERSION_1 (UINT64_C(1) << 32)

static void raise_irq(struct vmm_virtio *virtio, uint32_t bits)
{
	virtio->interrupts |= bits;
	vmm_pin_set(&virtio->irq, virtio->interrupts != 0);
}

void vmm_virtio_config_changed(struct vmm_virtio *virtio)
{
	virtio->generation++;
	if (virtio->status & STATUS_DRIVER_OK)
		raise_irq(virtio, INT_CONFIG);
}

void vmm_virtio_fail(struct vmm_virtio *virtio)
{
	virtio->status |= STATUS_NEEDS_RESET;
	if (virtio->status & STATUS_DRIVER_OK)
		raise_irq(virtio, INT_CONFIG);
}

bool vmm_virtio_live(const struct vmm_virtio *virtio, unsigned n)
{
	return (virtio->status & (STATUS_DRIVER_OK | STATUS_NEEDS_RESET)) == STATUS_DRIVER_OK && virtio->queue[n].ready;
}

bool vmm_virtio_pop(struct vmm_virtio *virtio, unsigned n, struct vmm_chain *chain)
{
	if (!vmm_virtio_live(virtio, n))
		return false;

	enum vmm_pop result = vmm_queue_pop(&virtio->queue[n], virtio->ram, chain);

	if (result == VMM_POP_BROKEN)
		vmm_virtio_fail(virtio);
	return result == VMM_POP_CHAIN;
}

void vmm_virtio_push(struct vmm_virtio *virtio, unsigned n, const struct vmm_chain *chain)
{
	if (vmm_queue_push(&virtio->queue[n], virtio->ram, chain))
		raise_irq(virtio, INT_QUEUE);
}

static void reset(struct vmm_virtio *virtio)
{
	virtio->accepted = 0;
	virtio->features_sel = virtio->accepted_sel = virtio->queue_sel = 0;
	virtio->status = 0;
	virtio->interrupts = 0;
	for (unsigned i = 0; i < VMM_VIRTIO_QUEUES; i++)
		vmm_queue_reset(&virtio->queue[i]);
	vmm_pin_set(&virtio->irq, false);
}

static void write_status(struct vmm_virtio *virtio, uint32_t value)
{
	uint32_t added = value & ~virtio->status & STATUS_DRIVER_BITS;

	if (value == 0) {
		reset(virtio);
		return;
	}
	// The driver learns that its choice does not do by reading the bit back as 0.
	if ((virtio->accepted & ~virtio->features) || !(virtio->accepted & FEATURE_VERSION_1))
		added &= ~(uint32_t)STATUS_FEATURES_OK;
	if (!((virtio->status | added) & STATUS_FEATURES_OK))
		added &= ~(uint32_t)STATUS_DRIVER_OK;
	virtio->status |= added;
	if (!(added & STATUS_DRIVER_OK))
		return;
	// What the driver put into its queues before it turned the device on needs no notification.
	for (unsigned i = 0; i < virtio->ops->queues; i++) {
		if (vmm_virtio_live(virtio, i))
			virtio->ops->notify(virtio, i);
	}
}

// The queue that the driver has selected, NULL if the device has no such queue.
static struct vmm_queue *selected(struct vmm_virtio *virtio)
{
	return virtio->queue_sel < virtio->ops->queues ? &virtio->queue[virtio->queue_sel] : NULL;
}

static void write_ready(struct vmm_virtio *virtio, struct vmm_queue *queue, uint32_t value)
{
	if (!(value & 1))
		vmm_queue_reset(queue);
	else if (!queue->ready && !vmm_queue_start(queue, virtio->ram))
		vmm_virtio_fail(virtio);
}

static void set_half(uint64_t *word, bool high, uint32_t value)
{
	if (high)
		*word = (*word & UINT32_MAX) | (uint64_t)value << 32;
	else
		*word = (*word & ~(uint64_t)UINT32_MAX) | value;
}

// Where a queue is: fixed while it is in use.
static void write_place(struct vmm_queue *queue, uint32_t offset, uint32_t value)
{
	if (queue->ready)
		return;
	switch (offset) {
	case QUEUE_NUM:
		queue->num = value;
		break;
	case DESC_LOW:
	case DESC_HIGH:
		set_half(&queue->desc, offset == DESC_HIGH, value);
		break;
	case AVAIL_LOW:
	case AVAIL_HIGH:
		set_half(&queue->avail, offset == AVAIL_HIGH, value);
		break;
	default:
		set_half(&queue->used, offset == USED_HIGH, value);
		break;
	}
}

static void write_queue(struct vmm_virtio *virtio, uint32_t offset, uint32_t value)
{
	struct vmm_queue *queue = selected(virtio);

	if (!queue)
		return;
	if (offset == QUEUE_READY)
		write_ready(virtio, queue, value);
	else
		write_place(queue, offset, value);
}

static uint32_t read_features(const struct vmm_virtio *virtio)
{
	if (virtio->features_sel > 1)
		return 0;
	return (uint32_t)(virtio->features >> 32 * virtio->features_sel);
}

static bool read_config(const struct vmm_virtio *virtio, uint32_t offset, unsigned size, uint32_t *value)
{
	*value = 0;
	for (unsigned i = 0; i < size; i++) {
		if (offset + i < virtio->config_size)
			*value |= (uint32_t)virtio->config[offset + i] << 8 * i;
	}
	return true;
}

static bool virtio_read(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value)
{
	struct vmm_virtio *virtio = VMM_CONTAINER(dev, struct vmm_virtio, dev);
	const struct vmm_queue *queue = selected(virtio);

	if (offset >= CONFIG)
		return read_config(virtio, offset - CONFIG, size, value);
	if (size != 4)
		return false;
	switch (offset) {
	case MAGIC:
		*value = MAGIC_VALUE;
		return true;
	case VERSION:
		*value = 2;
		return true;
	case DEVICE_ID:
		*value = virtio->ops->type;
		return true;
	case VENDOR_ID:
		*value = VENDOR_VALUE;
		return true;
	case FEATURES:
		*value = read_features(virtio);
		return true;
	case QUEUE_NUM_MAX:
		*value = queue ? VMM_QUEUE_MAX : 0;
		return true;
	case QUEUE_READY:
		*value = queue && queue->ready;
		return true;
	case INT_STATUS:
		*value = virtio->interrupts;
		return true;
	case STATUS:
		*value = virtio->status;
		return true;
	case GENERATION:
		*value = virtio->generation;
		return true;
	default:
		// There are no shared-memory regions, which a length and base of all ones says.
		*value = UINT32_MAX;
		return offset >= SHM_LEN_LOW && offset <= SHM_BASE_HIGH;
	}
}

static bool virtio_write(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t value)
{
	struct vmm_virtio *virtio = VMM_CONTAINER(dev, struct vmm_virtio, dev);

	// No kind of device has configuration that the driver may change; it may try.
	if (offset >= CONFIG)
		return true;
	if (size != 4)
		return false;
	switch (offset) {
	case FEATURES_SEL:
		virtio->features_sel = value;
		return true;
	case ACCEPTED:
		if (!(virtio->status & STATUS_FEATURES_OK) && virtio->accepted_sel <= 1)
			set_half(&virtio->accepted, virtio->accepted_sel == 1, value);
		return true;
	case ACCEPTED_SEL:
		virtio->accepted_sel = value;
		return true;
	case QUEUE_SEL:
		virtio->queue_sel = value;
		return true;
	case QUEUE_NUM:
	case QUEUE_READY:
	case DESC_LOW:
	case DESC_HIGH:
	case AVAIL_LOW:
	case AVAIL_HIGH:
	case USED_LOW:
	case USED_HIGH:
		write_queue(virtio, offset, value);
		return true;
	case QUEUE_NOTIFY:
		if (value < virtio->ops->queues && vmm_virtio_live(virtio, value))
			virtio->ops->notify(virtio, value);
		return true;
	case INT_ACK:
		virtio->interrupts &= ~value;
		vmm_pin_set(&virtio->irq, virtio->interrupts != 0);
		return true;
	case STATUS:
		write_status(virtio, value);
		return true;
	default:
		return false;
	}
}

static void virtio_reset(struct vmm_device *dev)
{
	reset(VMM_CONTAINER(dev, struct vmm_virtio, dev));
}

static const struct vmm_device_ops transport_ops = {
        .read = virtio_read,
        .write = virtio_write,
        .reset = virtio_reset,
};

void vmm_virtio_init(struct vmm_virtio *virtio, const struct vmm_virtio_ops *ops, const char *name, uint32_t base,
                     const struct vmm_ram *ram, uint64_t features, const uint8_t *config, uint32_t config_size)
{
	*virtio = (struct vmm_virtio){
	        .dev = {.ops = &transport_ops, .name = name, .base = base, .size = VMM_VIRTIO_SIZE},
	        .ops = ops,
	        .ram = ram,
	        .config = config,
	        .config_size = config_size,
	        .features = FEATURE_VERSION_1 | ops->features | features,
	};
}
