// SPDX-License-Identifier: Apache-2.0
// Virtio devices as the guest's device tree and the domain's ends make them.
#include "guest_fixture.h"
#include "unit.h"

#define BASE 0x1f010000u

static bool net_send(void *ctx, const uint8_t *frame, uint32_t size)
{
	(void)ctx;
	(void)frame;
	return size > 0;
}

/* Starts over with a tree of virtio devices, in order of address; the domain has network "lan" and disk "disk". */
static void begin(void)
{
	guest_prepare();
	guest.config.net[0] = (struct vmm_net_end){"lan", {.mac = {2, 's', 'k', 0, 0, 7}, .send = net_send}};
	guest.config.nets = 1;
	guest.config.block[0] = (struct vmm_block_end){"disk", {.sectors = 99, .read_only = true}};
	guest.config.blocks = 1;
	guest.tree = (struct tree){0};
	tree_begin(&guest.tree, "");
}

static void virtio(uint32_t base, uint32_t size, const char *kind, const char *end)
{
	struct tree *t = &guest.tree;

	tree_begin(t, "virtio");
	tree_string(t, "compatible", "virtio,mmio");
	tree_cells(t, "reg", 2, base, size);
	tree_cells(t, "interrupts", 1, 3);
	if (kind)
		tree_string(t, "skerry,device", kind);
	if (end)
		tree_string(t, "skerry,end", end);
	tree_end(t);
}

static int finish(void)
{
	tree_end(&guest.tree);
	tree_finish(&guest.tree);
	return guest_init();
}

static uint32_t read_word(uint32_t gpa)
{
	uint32_t value = 0;

	ck_assert(vmm_bus_read(&guest.vmm.bus, gpa, 4, &value));
	return value;
}

UNIT_TEST(each_device_is_what_its_node_says)
{
	begin();
	virtio(BASE, 0x200, "rng", NULL);
	virtio(BASE + 0x200, 0x200, "net", "lan");
	virtio(BASE + 0x400, 0x200, "block", "disk");
	ck_assert_int_eq(finish(), VMM_OK);
	ck_assert_uint_eq(read_word(BASE + 8), VMM_VIRTIO_RNG);
	ck_assert_uint_eq(read_word(BASE + 0x208), VMM_VIRTIO_NET);
	ck_assert_uint_eq(read_word(BASE + 0x300), 0x006b7302);
	ck_assert_uint_eq(read_word(BASE + 0x304), 0x00010700);
	ck_assert_uint_eq(read_word(BASE + 0x408), VMM_VIRTIO_BLOCK);
	ck_assert_uint_eq(read_word(BASE + 0x500), 99);
}

UNIT_TEST(their_interrupts_share_the_line)
{
	uint32_t level;

	begin();
	virtio(BASE, 0x200, "rng", NULL);
	virtio(BASE + 0x200, 0x200, "net", "lan");
	ck_assert_int_eq(finish(), VMM_OK);
	vmm_pin_set(&guest.vmm.rng.virtio.irq, true);
	vmm_pin_set(&guest.vmm.net[0].virtio.irq, true);
	vmm_pin_set(&guest.vmm.rng.virtio.irq, false);
	ck_assert_uint_eq(vmm_cpuirq_take(&guest.vmm.irq, &level), 8);
	ck_assert_uint_eq(level, 8);
}

UNIT_TEST(the_link_is_up_after_a_restart_too)
{
	begin();
	virtio(BASE, 0x200, "net", "lan");
	ck_assert_int_eq(finish(), VMM_OK);
	vmm_bus_reset(&guest.vmm.bus);
	ck_assert_uint_eq(read_word(BASE + 0x104) >> 16, 1);
}

UNIT_TEST(nodes_without_sense_are_refused)
{
	static const struct {
		const char *kind, *end, *second;
		uint32_t size;
		int status;
	} cases[] = {
	        {"rng", NULL, NULL, 0x100, VMM_DEV_REG},        {NULL, NULL, NULL, 0x200, VMM_DEV_KIND},
	        {"sound", NULL, NULL, 0x200, VMM_DEV_KIND},     {"net", "wan", NULL, 0x200, VMM_DEV_END},
	        {"net", NULL, NULL, 0x200, VMM_DEV_END},        {"block", "lan", NULL, 0x200, VMM_DEV_END},
	        {"net", "lan", "net", 0x200, VMM_DEV_TOO_MANY}, {"block", "disk", "block", 0x200, VMM_DEV_TOO_MANY},
	        {"rng", NULL, "rng", 0x200, VMM_DEV_TOO_MANY},
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin();
		virtio(BASE, cases[i].size, cases[i].kind, cases[i].end);
		if (cases[i].second)
			virtio(BASE + 0x200, 0x200, cases[i].second, cases[i].end);
		ck_assert_int_eq(finish(), cases[i].status);
	}
}
