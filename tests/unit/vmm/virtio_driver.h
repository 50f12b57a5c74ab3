// SPDX-License-Identifier: Apache-2.0
// A small virtio driver: what a guest does to a device, step by step.
#ifndef VMM_TEST_VIRTIO_DRIVER_H
#define VMM_TEST_VIRTIO_DRIVER_H

#include <vmm/virtio.h>

#define DRIVER_RAM 0x40000u
#define DRIVER_NUM 8u

/** The guest's memory and where it put its queues. */
struct driver {
	struct vmm_virtio *virtio;
	uint8_t memory[DRIVER_RAM];
	struct vmm_ram ram;
	bool irq;
	uint16_t avail[VMM_VIRTIO_QUEUES]; /* index that the driver has published */
	uint16_t desc[VMM_VIRTIO_QUEUES];  /* next free descriptor */
};

extern struct driver driver;

/** Clears the guest; call before the device is made with &driver.ram. */
void driver_prepare(void);
/** Takes a device over, its interrupt included. */
void driver_attach(struct vmm_virtio *virtio);

uint32_t driver_read(uint32_t reg);
void driver_write(uint32_t reg, uint32_t value);
/** Negotiates all offered features, sets up every queue and turns the device on. */
void driver_start(void);
/** Sets up queue @p n in the usual place. */
void driver_queue(unsigned n);
/** Guest-physical address of part (0 descriptors, 1 available, 2 used) of queue @p n. */
uint32_t driver_part(unsigned n, unsigned part);

/** Writes descriptor @p index of queue @p n. */
void driver_desc(unsigned n, unsigned index, uint64_t gpa, uint32_t size, uint16_t flags, uint16_t next);
/** Adds a buffer to the request under construction; @p more chains the next one to it. @return its descriptor */
unsigned driver_add(unsigned n, uint32_t gpa, uint32_t size, bool write, bool more);
/** Publishes the request that begins with descriptor @p head. */
void driver_publish(unsigned n, unsigned head);
/** Notifies queue @p n. */
void driver_notify(unsigned n);
/** Entries in the used ring of queue @p n; of entry @p i, head and size. */
uint16_t driver_used(unsigned n);
uint32_t driver_used_head(unsigned n, unsigned i);
uint32_t driver_used_size(unsigned n, unsigned i);
/** Whether the device says DEVICE_NEEDS_RESET. */
bool driver_failed(void);

#endif
