// SPDX-License-Identifier: Apache-2.0
// Coherence manager: finding it and its neighbours, counting processors, reset bases.
#include "device.h"
#include "unit.h"
#include <drivers/cm.h>

static const struct mmio gcr = {.base = 0x1000};
static uint32_t revision, exists;

static uint32_t manager(unsigned reg)
{
	switch (reg) {
	case 0x0:
		return 0x00010001; /* two cores, one I/O unit */
	case 0x8:
		return 0x1fbf8002;
	case 0x20:
	case 0x120:
		return 1;
	case 0x30:
		return revision << 8 | 3;
	case 0xd0:
	case 0xf0:
		return exists;
	case 0x2010:
		return 0xc03; /* four virtual processors, both I/O unit types */
	default:
		ck_abort_msg("read of register %#x", reg);
	}
	return 0;
}

static void fresh(void)
{
	revision = CM_REVISION_3;
	exists = 1;
	device_reset32(manager);
}

UNIT_FIXTURE(fresh, NULL);

UNIT_TEST(cm_is_known_by_its_own_address)
{
	ck_assert(cm_present(gcr, 0x1fbf8000));
	ck_assert(!cm_present(gcr, 0x1fbf0000));
}

UNIT_TEST(cm_tells_its_processors)
{
	ck_assert_uint_eq(cm_revision(gcr), 8);
	ck_assert_uint_eq(cm_cores(gcr), 2);
	ck_assert_uint_eq(cm_vps(gcr), 4);
}

UNIT_TEST(cm_places_the_blocks_that_exist)
{
	ck_assert(cm_place_gic(gcr, 0x1bdc0000));
	ck_assert(cm_place_cpc(gcr, 0x1bde0000));
	device_expect((const int[]){0x80, 0x1bdc0001, 0x88, 0x1bde0001, -1});
}

UNIT_TEST(cm_places_nothing_that_does_not_exist)
{
	exists = 0;
	ck_assert(!cm_place_gic(gcr, 0x1bdc0000));
	ck_assert(!cm_place_cpc(gcr, 0x1bde0000));
	ck_assert_uint_eq(device.writes, 0);
}

UNIT_TEST(cm3_names_a_virtual_processor_of_the_same_core)
{
	cm_set_entry(gcr, (struct cm_cpu){.core = 0, .vp = 3}, 0xa0101000);
	device_expect((const int[]){0x2018, 3, 0x4020, (int)0xa0101000, -1});
}

UNIT_TEST(cm3_lets_another_core_join)
{
	cm_set_entry(gcr, (struct cm_cpu){.core = 1, .vp = 2}, 0xa0101000);
	device_expect((const int[]){0x2018, 0x102, 0x4020, (int)0xa0101000, 0x4008, 0, 0x120, 3, -1});
}

UNIT_TEST(cm2_names_cores)
{
	revision = 6;
	cm_set_entry(gcr, (struct cm_cpu){.core = 1}, 0xa0101000);
	device_expect((const int[]){0x2018, 0x10000, 0x4020, (int)0xa0101000, 0x4008, 0, 0x20, 3, -1});
}

UNIT_TEST(cm_joins_as_the_revision_wants_it)
{
	cm_join(gcr);
	revision = 7;
	cm_join(gcr);
	device_expect((const int[]){0x2008, 1, 0x2008, 0xff, -1});
}
