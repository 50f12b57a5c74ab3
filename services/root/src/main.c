// SPDX-License-Identifier: Apache-2.0
// The root task: owns everything at boot, builds the described system, then only supervises.
#include "root.h"

#include <skerry/rt/print.h>
#include <skerry/rt/root.h>
#include <skerry/rt/start.h>

struct root root;

int rt_main(sk_word_t arg)
{
	root.boot = (const struct sk_bootinfo *)arg;
	root.form = form_find(root.boot);
	if (!root.form)
		rt_power_off(2);
	root.ram = rt_ram_largest(root.boot);
	rt_printf("root: system %s, %u domains, %u KiB of RAM free\n", root.form->name, (unsigned)root.form->domains,
	          (unsigned)(root.ram.size >> 10));
	if (links_prepare()) {
		rt_printf("root: too little RAM for the memory of links\n");
		rt_power_off(1);
	}
	rt_must(control_prepare(), "making the control gate");
	supervise_prepare();
	for (unsigned i = 0; i < root.form->domains; i++) {
		root.domain[i].form = &root.form->domain[i];
		root.domain[i].index = i;
		if (policy_first_start(&root.policy, i))
			rt_power_off(1);
		rt_printf("root: %s started\n", root.form->domain[i].name);
	}
	supervise();
}
