// SPDX-License-Identifier: Apache-2.0
// The fuzz targets, and how they take actions out of bytes.
#ifndef VMM_FUZZ_H
#define VMM_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/** Bytes not yet used; beyond the end all are zero. */
struct fuzz_bytes {
	const uint8_t *data;
	size_t size;
};

static inline uint8_t fuzz_u8(struct fuzz_bytes *bytes)
{
	if (bytes->size == 0)
		return 0;
	bytes->size--;
	return *bytes->data++;
}

static inline uint32_t fuzz_u32(struct fuzz_bytes *bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++)
		value = value << 8 | fuzz_u8(bytes);
	return value;
}

/** Checks what must hold, in every build. */
#define FUZZ_CHECK(condition)                                                                         \
	do {                                                                                          \
		if (!(condition)) {                                                                   \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
			abort();                                                                      \
		}                                                                                     \
	} while (0)

/** A guest's exits, accesses and console input, with restarts. @return actions carried out */
size_t fuzz_machine(const uint8_t *data, size_t size);

/** A virtio driver that breaks every rule, against each device. @return actions carried out */
size_t fuzz_virtio(const uint8_t *data, size_t size);

/** A damaged or invented kernel file. @return 1 */
size_t fuzz_elf(const uint8_t *data, size_t size);

/** A damaged or invented device tree: opened, walked, changed, made into devices. @return 1 */
size_t fuzz_fdt(const uint8_t *data, size_t size);

#endif
