// SPDX-License-Identifier: Apache-2.0
// Malta with a coherent processing system: several processors, and the global interrupt controller between them and the 8259s.
#include "malta.h"
#include <drivers/cm.h>
#include <drivers/cpc.h>
#include <drivers/gic.h>
#include <mips/board.h>
#include <mips/smp.h>

#define BLOCK(pa) ((struct mmio){.base = KSEG1_ADDR(pa), .shift = 0})
#define GCR       BLOCK(MALTA_GCR)
#define GIC       BLOCK(MALTA_GIC)
#define CPC       BLOCK(MALTA_CPC)

/* Shared line that the 8259 pair is wired to. */
#define PIC_LINE  3
/* Output pins: pin n is Cause.IP(n + 2). */
#define PIC_PIN   0
#define CALL_PIN  1
#define TIMER_PIN 5

/* The last lines of the controller have no source and are used for calls, one for each processor. */
static struct {
	unsigned call_line;
	unsigned vps; /* in a core */
	bool cm3;
} cps;

unsigned board_find_cpus(void)
{
	if (!cm_present(GCR, MALTA_GCR) || !cm_place_cpc(GCR, MALTA_CPC) || !cm_place_gic(GCR, MALTA_GIC))
		return 1;
	cm_join(GCR);
	cps.cm3 = cm_revision(GCR) >= CM_REVISION_3;
	cps.vps = cps.cm3 ? cm_vps(GCR) : 1;
	gic_init(GIC);
	cps.call_line = gic_lines(GIC) - MIPS_CPUS;
	gic_route(GIC, PIC_LINE, 0, PIC_PIN, false);
	gic_unmask(GIC, PIC_LINE);
	return cm_cores(GCR) * cps.vps;
}

void board_start_cpu(unsigned id, uint32_t entry)
{
	struct cm_cpu cpu = {.core = id / cps.vps, .vp = id % cps.vps};

	cm_set_entry(GCR, cpu, entry);
	if (cpu.core == 0)
		cpc_run_vps(CPC, 1u << cpu.vp);
	else
		cpc_start_core(CPC, cpu.core);
}

void board_init_cpu(unsigned id)
{
	cm_join(GCR);
	gic_init_local(GIC, TIMER_PIN);
	gic_route(GIC, cps.call_line + id, id, CALL_PIN, true);
	gic_unmask(GIC, cps.call_line + id);
}

unsigned board_call_ip(void)
{
	return CALL_PIN + 2;
}

void board_call(unsigned id)
{
	gic_raise(GIC, cps.call_line + id);
}

void board_call_end(unsigned id)
{
	gic_clear(GIC, cps.call_line + id);
}
