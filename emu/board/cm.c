// SPDX-License-Identifier: Apache-2.0
// GCR and CPC registers, as far as starting virtual processors needs them.
#include "cm.h"

#include <string.h>

enum {
	GCR_BASE = 0x008,
	GCR_REV = 0x030,
	GCR_GIC_BASE = 0x080,
	GCR_CPC_BASE = 0x088,
	GCR_GIC_STATUS = 0x0d0,
	GCR_CPC_STATUS = 0x0f0,
	GCR_L2_CONFIG = 0x130,
	CORE_LOCAL = 0x2000,
	CORE_OTHER = 0x4000,
	CORE_BLOCK = 0x2000,
	CL_CONFIG = 0x10,
	CL_OTHER = 0x18,
	CL_RESET_BASE = 0x20,
	CPC_STOP = 0x20,
	CPC_RUN = 0x28,
	CPC_RUNNING = 0x30,
	REV_CM3 = 0x0800,
	L2_BYPASS = 1 << 20,
	ENABLE = 1,
	OTHER_VP = 0xffff,
};

#define GIC_BASE_MASK   0xfffe0000u
#define CPC_BASE_MASK   0xffff8000u
#define RESET_BASE_MASK 0xfffff000u
#define RESET_VECTOR    0xbfc00000u

/* Index of the processor whose core-local register block an offset is in. */
static unsigned target(const struct cm *cm, uint32_t off)
{
	unsigned self = cm->gcr.bus->initiator % cm->vps;

	return off >= CORE_OTHER ? cm->other[self] : self;
}

static uint32_t read_core(const struct cm *cm, unsigned vp, uint32_t off)
{
	switch (off) {
	case CL_CONFIG:
		return cm->vps - 1;
	case CL_OTHER:
		return cm->other[vp];
	case CL_RESET_BASE:
		return cm->reset_base[vp];
	default: /* COHERENCE: caches are not modelled; ID: there is one core */
		return 0;
	}
}

static uint32_t gcr_read(void *dev, uint32_t off, unsigned size)
{
	const struct cm *cm = dev;

	(void)size;
	if (off >= CORE_LOCAL && off < CORE_OTHER + CORE_BLOCK)
		return read_core(cm, target(cm, off), off & (CORE_BLOCK - 1));
	switch (off) {
	case GCR_BASE:
		return CM_BASE;
	case GCR_REV:
		return REV_CM3;
	case GCR_GIC_BASE:
		return cm->gic_base;
	case GCR_CPC_BASE:
		return cm->cpc_base;
	case GCR_GIC_STATUS:
	case GCR_CPC_STATUS:
		return 1;
	case GCR_L2_CONFIG:
		return L2_BYPASS;
	default: /* CONFIG: one core, no regions */
		return 0;
	}
}

static void place(struct window *window, uint32_t base, uint32_t mask, uint32_t size)
{
	if (base & ENABLE)
		window_map(window, base & mask, size);
	else
		window_unmap(window);
}

static void gcr_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct cm *cm = dev;

	if (size != 4)
		return; /* The registers take whole words only. */
	if (off == GCR_GIC_BASE) {
		cm->gic_base = value & (GIC_BASE_MASK | ENABLE);
		place(cm->gic, cm->gic_base, GIC_BASE_MASK, cm->gic_size);
	} else if (off == GCR_CPC_BASE) {
		cm->cpc_base = value & (CPC_BASE_MASK | ENABLE);
		place(&cm->cpc, cm->cpc_base, CPC_BASE_MASK, CPC_SIZE);
	} else if (off >= CORE_LOCAL && off < CORE_OTHER + CORE_BLOCK) {
		unsigned vp = target(cm, off);

		if ((off & (CORE_BLOCK - 1)) == CL_OTHER && (value & OTHER_VP) < cm->vps)
			cm->other[vp] = value & OTHER_VP;
		else if ((off & (CORE_BLOCK - 1)) == CL_RESET_BASE)
			cm->reset_base[vp] = value & RESET_BASE_MASK;
	}
}

static const struct device_ops gcr_ops = {gcr_read, gcr_write};

static uint32_t cpc_read(void *dev, uint32_t off, unsigned size)
{
	const struct cm *cm = dev;

	(void)size;
	return off >= CORE_LOCAL && (off & (CORE_BLOCK - 1)) == CPC_RUNNING ? cm->running : 0;
}

static void cpc_write(void *dev, uint32_t off, unsigned size, uint32_t value)
{
	struct cm *cm = dev;
	uint32_t changed;

	(void)size;
	if (off < CORE_LOCAL)
		return;
	switch (off & (CORE_BLOCK - 1)) {
	case CPC_RUN:
		changed = value & ~cm->running & ((1u << cm->vps) - 1);
		cm->running |= changed;
		for (unsigned vp = 0; vp < cm->vps; vp++) {
			if (changed >> vp & 1)
				cm->ops->start(cm->ctx, vp, cm->reset_base[vp]);
		}
		break;
	case CPC_STOP:
		changed = value & cm->running;
		cm->running &= ~changed;
		for (unsigned vp = 0; vp < cm->vps; vp++) {
			if (changed >> vp & 1)
				cm->ops->stop(cm->ctx, vp);
		}
		break;
	default:
		break;
	}
}

static const struct device_ops cpc_ops = {cpc_read, cpc_write};

void cm_init(struct cm *cm, struct bus *bus, unsigned vps, struct window *gic, uint32_t gic_size,
             const struct cm_ops *ops, void *ctx)
{
	memset(cm, 0, sizeof(*cm));
	cm->vps = vps;
	cm->gic = gic;
	cm->gic_size = gic_size;
	cm->ops = ops;
	cm->ctx = ctx;
	window_init(&cm->gcr, bus, &gcr_ops, cm);
	window_init(&cm->cpc, bus, &cpc_ops, cm);
}

void cm_reset(struct cm *cm)
{
	cm->gic_base = cm->cpc_base = 0;
	cm->running = 1;
	for (unsigned vp = 0; vp < CM_MAX_VPS; vp++) {
		cm->reset_base[vp] = RESET_VECTOR;
		cm->other[vp] = 0;
	}
	window_unmap(cm->gic);
	window_unmap(&cm->cpc);
	window_map(&cm->gcr, CM_BASE, CM_SIZE);
}
