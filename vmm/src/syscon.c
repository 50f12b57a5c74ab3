// SPDX-License-Identifier: Apache-2.0
// Reset and power-off words.
#include <vmm/syscon.h>

static bool syscon_read(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t *value)
{
	(void)dev;
	(void)offset;
	*value = 0;
	return size == 4;
}

static bool syscon_write(struct vmm_device *dev, uint32_t offset, unsigned size, uint32_t value)
{
	struct vmm_syscon *syscon = VMM_CONTAINER(dev, struct vmm_syscon, dev);

	if (size != 4)
		return false;
	if (value == VMM_SYSCON_MAGIC)
		syscon->request = offset == 0 ? VMM_REQUEST_RESET : VMM_REQUEST_POWEROFF;
	return true;
}

static void syscon_reset(struct vmm_device *dev)
{
	VMM_CONTAINER(dev, struct vmm_syscon, dev)->request = VMM_REQUEST_NONE;
}

static const struct vmm_device_ops syscon_ops = {
        .read = syscon_read,
        .write = syscon_write,
        .reset = syscon_reset,
};

int vmm_syscon_init(struct vmm_syscon *syscon, uint32_t base, uint32_t size)
{
	if (size != 4 && size != 8)
		return VMM_DEV_REG;
	*syscon = (struct vmm_syscon){
	        .dev = {.ops = &syscon_ops, .name = "reset", .base = base, .size = size},
	};
	return VMM_OK;
}

enum vmm_request vmm_syscon_take(struct vmm_syscon *syscon)
{
	enum vmm_request request = syscon->request;

	syscon->request = VMM_REQUEST_NONE;
	return request;
}
