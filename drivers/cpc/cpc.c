// SPDX-License-Identifier: Apache-2.0
// Cluster power controller: starting virtual processors and cores.
#include <drivers/cpc.h>

enum {
	CL_OTHER = 0x2010,
	CL_VP_RUN = 0x2028,
	CO_CMD = 0x4000,
	CO_STAT_CONF = 0x4008,
};

#define CMD_RESET     4u
#define SEQUENCE(s)   ((s) >> 19 & 15)
#define SEQUENCE_RUNS 7u /* U6 */

void cpc_run_vps(struct mmio cpc, uint32_t mask)
{
	mmio_write32(cpc, CL_VP_RUN, mask);
}

static void select_core(struct mmio cpc, unsigned core)
{
	mmio_write32(cpc, CL_OTHER, core << 16);
}

void cpc_start_core(struct mmio cpc, unsigned core)
{
	select_core(cpc, core);
	mmio_write32(cpc, CO_CMD, CMD_RESET);
}

bool cpc_core_runs(struct mmio cpc, unsigned core, unsigned polls)
{
	select_core(cpc, core);
	for (unsigned i = 0; i < polls; i++)
		if (SEQUENCE(mmio_read32(cpc, CO_STAT_CONF)) == SEQUENCE_RUNS)
			return true;
	return false;
}
