// SPDX-License-Identifier: Apache-2.0
// The root task: owns everything at boot, builds the described system, then only supervises.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/start.h>

struct root root;

void root_finish(int status)
{
	sk_word_t w[] = {SK_BOARD_POWEROFF, (sk_word_t)status};

	(void)rt_invoke(SK_ROOT_SLOT_BOARD, SK_BOARD_RESET, w, 2, 0);
	rt_printf("root: the board refuses to reset\n");
	for (;;)
		rt_sleep_us(1000000);
}

/* The largest free range of RAM is what domains are built from. */
static void find_ram(void)
{
	for (unsigned i = 0; i < root.boot->range_count; i++) {
		const struct sk_boot_range *r = &root.boot->range[i];

		if (r->kind == SK_RANGE_RAM && r->use == SK_BOOT_USE_FREE && r->size > root.ram.size)
			root.ram = (struct rt_ram){SK_ROOT_SLOT_RANGES + i, r->base, 0, r->size};
	}
}

int rt_main(sk_word_t arg)
{
	root.boot = (const struct sk_bootinfo *)arg;
	root.form = form_find(root.boot);
	if (!root.form)
		root_finish(2);
	find_ram();
	rt_printf("root: system %s, %u domains, %u KiB of RAM free\n", root.form->name, (unsigned)root.form->domains,
	          (unsigned)(root.ram.size >> 10));
	if (links_prepare()) {
		rt_printf("root: too little RAM for the memory of links\n");
		root_finish(1);
	}
	for (unsigned i = 0; i < root.form->domains; i++) {
		root.domain[i].form = &root.form->domain[i];
		root.domain[i].index = i;
		if (domain_start(&root.domain[i]))
			root_finish(1);
		rt_printf("root: %s started\n", root.form->domain[i].name);
	}
	supervise();
}
