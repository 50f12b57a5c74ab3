// SPDX-License-Identifier: Apache-2.0
// The files that an image of the system carries: programs, guests' kernels and disks, data.
#ifndef DESCRIBE_IMAGES_H
#define DESCRIBE_IMAGES_H

#include "report.h"

enum image_kind {
	IMAGE_PROGRAM, /**< an app or a service, by its name */
	IMAGE_KERNEL,  /**< a guest's */
	IMAGE_FILE,
	IMAGE_TREE,      /**< a guest's device tree that is a file */
	IMAGE_MADE_TREE, /**< a guest's device tree, made with the image */
};

/** One file; domains that name the same one share it. */
struct image {
	enum image_kind kind;
	const char *module; /**< its name in the image */
	const char *source; /**< as the description has it */
	const char *path;   /**< the file; NULL: not known now, or not there yet */
	uint64_t size;      /**< bytes of the file, 0: not known */
	uint64_t memory;    /**< bytes it takes when loaded, for programs and kernels; 0: not known */
	struct image *next;
};

/** One line of the catalogue. */
struct image_known {
	enum image_kind kind; /**< IMAGE_PROGRAM, or IMAGE_FILE for guests' files */
	const char *name, *path;
	struct image_known *next;
};

/** What is known about images; set up by images_init(). */
struct images {
	struct arena *arena;
	struct report *report;
	const char *folder; /**< of the system file */
	bool catalogued;    /**< names of programs can be checked */
	struct image_known *known;
	struct image *first, **last;
	unsigned count;
};

/** @p file is the system file. */
void images_init(struct images *images, struct arena *a, struct report *r, const char *file);
/**
 * Reads a catalogue: lines "program NAME PATH" and "guest NAME PATH"; PATH is - for what can be had but is not there yet.
 * @return false: the file cannot be read, or line *line is not understood
 */
bool images_catalogue(struct images *images, const char *path, unsigned *line);
/**
 * The image that the description names @p source at @p place. Always answers one; findings tell what is wrong with it.
 */
struct image *images_take(struct images *images, enum image_kind kind, const char *source, const struct place *place);

#endif
