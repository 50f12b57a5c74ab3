/* SPDX-License-Identifier: Apache-2.0 */
/* System images for the simulated board. */
#ifndef SKERRY_SIM_IMAGE_H
#define SKERRY_SIM_IMAGE_H

#include <skerry/abi/boot.h>
#include <stdbool.h>
#include <stddef.h>

/** An image file in memory, with its header in the form that the kernel wants. */
struct image {
	unsigned char *file;
	size_t size;
	struct sk_image_header header;
};

/** Reads an image, checks that it is one and copies its header. @return false with a message on stderr. */
bool image_open(struct image *image, const char *path);

/** Copies its segments to the machine's RAM. @return false with a message on stderr when they do not fit. */
bool image_load(const struct image *image, const char *path);

/** Gives the file's memory back. */
void image_close(struct image *image);

#endif
