// SPDX-License-Identifier: Apache-2.0
// Coherence manager, revisions 2 to 3.5.
#include <drivers/cm.h>

enum {
	CONFIG = 0x0,
	BASE = 0x8,
	ACCESS = 0x20,
	REV = 0x30,
	GIC_BASE = 0x80,
	CPC_BASE = 0x88,
	GIC_STATUS = 0xd0,
	CPC_STATUS = 0xf0,
	ACCESS_CM3 = 0x120,
	CL_COHERENCE = 0x2008,
	CL_CONFIG = 0x2010,
	CL_OTHER = 0x2018,
	CO_COHERENCE = 0x4008,
	CO_RESET_BASE = 0x4020,
};

#define BASE_MASK 0xffff8000u
#define ENABLE    1u
#define EXISTS    1u

/* CM2 wants a bit for each domain, CM3 has one bit. */
#define COHERENT_CM2 0xffu
#define COHERENT_CM3 1u

bool cm_present(struct mmio gcr, uint32_t base)
{
	return (mmio_read32(gcr, BASE) & BASE_MASK) == base;
}

unsigned cm_revision(struct mmio gcr)
{
	return mmio_read32(gcr, REV) >> 8 & 0xff;
}

unsigned cm_cores(struct mmio gcr)
{
	return (mmio_read32(gcr, CONFIG) & 0xff) + 1;
}

unsigned cm_vps(struct mmio gcr)
{
	return (mmio_read32(gcr, CL_CONFIG) & 0x3ff) + 1;
}

static bool place(struct mmio gcr, unsigned status, unsigned reg, uint32_t base)
{
	if (!(mmio_read32(gcr, status) & EXISTS))
		return false;
	mmio_write32(gcr, reg, base | ENABLE);
	return true;
}

bool cm_place_gic(struct mmio gcr, uint32_t base)
{
	return place(gcr, GIC_STATUS, GIC_BASE, base);
}

bool cm_place_cpc(struct mmio gcr, uint32_t base)
{
	return place(gcr, CPC_STATUS, CPC_BASE, base);
}

static bool has_vps(struct mmio gcr)
{
	return cm_revision(gcr) >= CM_REVISION_3;
}

void cm_join(struct mmio gcr)
{
	mmio_write32(gcr, CL_COHERENCE, has_vps(gcr) ? COHERENT_CM3 : COHERENT_CM2);
}

void cm_set_entry(struct mmio gcr, struct cm_cpu cpu, uint32_t entry)
{
	bool vps = has_vps(gcr);
	unsigned access = vps ? ACCESS_CM3 : ACCESS;

	mmio_write32(gcr, CL_OTHER, vps ? cpu.core << 8 | cpu.vp : cpu.core << 16);
	mmio_write32(gcr, CO_RESET_BASE, entry);
	if (cpu.core == 0)
		return;
	/* Another core begins outside coherence and joins by itself, which it must be allowed to. */
	mmio_write32(gcr, CO_COHERENCE, 0);
	mmio_write32(gcr, access, mmio_read32(gcr, access) | 1u << cpu.core);
}
