// SPDX-License-Identifier: Apache-2.0
// The root task's own: memory of the board, the end of the run.
#include <skerry/rt/object.h>
#include <skerry/rt/print.h>
#include <skerry/rt/root.h>

struct rt_ram rt_ram_largest(const struct sk_bootinfo *info)
{
	struct rt_ram ram = {0};

	for (unsigned i = 0; i < info->range_count; i++) {
		const struct sk_boot_range *r = &info->range[i];

		if (r->kind == SK_RANGE_RAM && r->use == SK_BOOT_USE_FREE && r->size > ram.size)
			ram = (struct rt_ram){SK_ROOT_SLOT_RANGES + i, r->base, 0, r->size};
	}
	return ram;
}

void rt_power_off(int status)
{
	sk_word_t w[] = {SK_BOARD_POWEROFF, (sk_word_t)status};

	(void)rt_invoke(SK_ROOT_SLOT_BOARD, SK_BOARD_RESET, w, 2, 0);
	rt_printf("root: the board does not switch off\n");
	for (;;)
		rt_sleep_us(1000000);
}

void rt_must(int error, const char *what)
{
	if (!error)
		return;
	rt_printf("root: %s failed: %d\n", what, error);
	rt_power_off(1);
}
