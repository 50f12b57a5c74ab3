// SPDX-License-Identifier: Apache-2.0
// Hostile device trees: a good one with changed bytes, or bytes as they come.
#include "fuzz.h"

#include "guest_fixture.h"

#include <string.h>

static void use(uint8_t *blob, size_t size)
{
	struct vmm_fdt fdt;
	struct vmm_fdt_value value;
	uint32_t node = 0;

	if (vmm_fdt_open(&fdt, blob, size) != VMM_OK)
		return;
	FUZZ_CHECK(fdt.size <= size);
	while (vmm_fdt_next(&fdt, "ns16550a", &node) == VMM_OK) {
		FUZZ_CHECK(node >= fdt.nodes && node < fdt.nodes_end);
		if (vmm_fdt_prop(&fdt, node, "reg", &value) == VMM_OK)
			FUZZ_CHECK(value.data >= blob && value.size <= size - (size_t)(value.data - blob));
	}
	if (vmm_fdt_child(&fdt, "chosen", &node) != VMM_OK)
		return;
	(void)vmm_fdt_set_cell(&fdt, node, "linux,initrd-start", 0, 1);
	(void)vmm_fdt_remove(&fdt, node, "linux,initrd-end");
	(void)vmm_fdt_set_string(&fdt, node, "bootargs",
	                         "a command line that is longer than the place that the tree has for it by far");
	FUZZ_CHECK(fdt.size <= fdt.room);
}

size_t fuzz_fdt(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = {data, size};
	size_t room = fuzz_u8(&bytes);

	guest_prepare();
	while (bytes.size >= 3) {
		size_t at = (size_t)(fuzz_u8(&bytes) << 8 | fuzz_u8(&bytes)) % guest.tree.size;

		guest.tree.blob[at] = fuzz_u8(&bytes);
	}
	// As devices, then as a tree that is changed; the copy is exactly as large as it says.
	(void)guest_init();

	uint8_t *copy = malloc(guest.tree.size + room);

	memcpy(copy, guest.tree.blob, guest.tree.size);
	use(copy, guest.tree.size + room);
	free(copy);

	copy = malloc(size + 1);
	memcpy(copy, data, size);
	use(copy, size);
	free(copy);
	return 1;
}
