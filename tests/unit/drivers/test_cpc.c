// SPDX-License-Identifier: Apache-2.0
// Cluster power controller: starting processors, waiting for a core within bounds.
#include "device.h"
#include "unit.h"
#include <drivers/cpc.h>

static const struct mmio cpc = {.base = 0x1000};
static unsigned looks;

/* Powers up through its states and runs at the fifth look. */
static uint32_t controller(unsigned reg)
{
	ck_assert_uint_eq(reg, 0x4008);
	return 0x8000u | (looks < 4 ? looks++ : 7) << 19;
}

static void fresh(void)
{
	looks = 0;
	device_reset32(controller);
}

UNIT_FIXTURE(fresh, NULL);

UNIT_TEST(cpc_runs_the_virtual_processors_it_is_told)
{
	cpc_run_vps(cpc, 0xe);
	device_expect((const int[]){0x2028, 0xe, -1});
}

UNIT_TEST(cpc_resets_the_selected_core)
{
	cpc_start_core(cpc, 1);
	device_expect((const int[]){0x2010, 0x10000, 0x4000, 4, -1});
}

UNIT_TEST(cpc_waits_for_the_core)
{
	ck_assert(cpc_core_runs(cpc, 1, 5));
	ck_assert_uint_eq(device.reads, 5);
	device_expect((const int[]){0x2010, 0x10000, -1});
}

UNIT_TEST(cpc_gives_up_after_the_looks_it_was_given)
{
	ck_assert(!cpc_core_runs(cpc, 1, 4));
	ck_assert_uint_eq(device.reads, 4);
}
