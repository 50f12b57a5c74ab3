// SPDX-License-Identifier: Apache-2.0
// Hosted processors: user mode under a foreign kernel, and guests whose physical memory is the host's map.
#include "model.h"

static int host(struct emu_cpu *cpu, const struct emu_host_ops *ops, void *ctx, int kind)
{
	if (!ops || !ops->translate)
		return EMU_EINVAL;
	cpu->host_ops = ops;
	cpu->host_ctx = ctx;
	cpu->hosted = (uint8_t)kind;
	soft_flush(cpu);
	cpu_update_mode(cpu);
	return 0;
}

int emu_host_user(struct emu_cpu *cpu, const struct emu_host_ops *ops, void *ctx)
{
	int rc = host(cpu, ops, ctx, HOST_USER);

	if (!rc)
		emu_set_status(cpu, (C0(STATUS) & ~(ST_ERL | ST_EXL | ST_BEV | ST_KSU)) | 2u << 3);
	return rc;
}

int emu_host_guest(struct emu_cpu *cpu, const struct emu_host_ops *ops, void *ctx)
{
	return host(cpu, ops, ctx, HOST_GUEST);
}

void emu_flush(struct emu_cpu *cpu, uint32_t addr, uint32_t size)
{
	/* Many virtual addresses may lead to one guest-physical page. */
	if (cpu->hosted == HOST_USER)
		soft_flush_range(cpu, addr & PAGE_MASK, (size + addr % PAGE_SIZE + PAGE_SIZE - 1) & PAGE_MASK);
	else
		soft_flush(cpu);
}

void emu_flush_all(struct emu_cpu *cpu)
{
	soft_flush(cpu);
}
