// SPDX-License-Identifier: Apache-2.0
// The board's serial port as a source of interrupts (port.h).
#include <skerry/rt/object.h>
#include <skerry/rt/root.h>

#include "port.h"

#define ISA 0x18000000

int port_open(const struct sk_bootinfo *boot, sk_word_t irq)
{
	sk_word_t range = 0;

	while (range < boot->range_count && ISA - boot->range[range].base >= boot->range[range].size)
		range++;
	if (range == boot->range_count)
		return SK_ENOENT;
	rt_must(rt_range_map(SK_ROOT_SLOT_RANGES + range, SK_SLOT_TASK, ISA - boot->range[range].base, PORT,
	                     SK_PAGE_SIZE, SK_MEM_RW, SK_ATTR_UNCACHED),
	        "mapping the port");
	rt_must(rt_create(SK_SLOT_FACTORY, SK_TYPE_IRQ, irq, 0, 0, 0), "creating an interrupt");
	return SK_OK;
}

void port_attach(const struct sk_bootinfo *boot, sk_word_t irq, sk_word_t thread)
{
	sk_word_t attach[] = {boot->console_irq, irq, 0}, bind[] = {thread, 0};

	rt_must(rt_invoke(irq, SK_IRQ_BIND, bind, 2, 0), "binding an interrupt");
	rt_must(rt_invoke(SK_ROOT_SLOT_BOARD, SK_BOARD_IRQ_ATTACH, attach, 3, 0), "attaching a line");
}
