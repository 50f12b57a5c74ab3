// SPDX-License-Identifier: Apache-2.0
// Finds the files of a system, and gives them names in the image.
#include "images.h"
#include "image_file.h"

#include <skerry/system_form.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void images_init(struct images *images, struct arena *a, struct report *r, const char *file)
{
	const char *slash = strrchr(file, '/');

	*images = (struct images){.arena = a, .report = r, .last = &images->first};
	images->folder = slash ? arena_text(a, file, (size_t)(slash - file)) : ".";
}

bool images_catalogue(struct images *images, const char *path, unsigned *line)
{
	FILE *f = fopen(path, "r");
	char kind[16], name[256], file[1024];
	int got = 0;

	*line = 0;
	if (!f)
		return false;
	while ((got = fscanf(f, "%15s %255s %1023[^\n]", kind, name, file)) == 3) {
		struct image_known *k = arena_take(images->arena, 1, sizeof(*k));

		++*line;
		if (strcmp(kind, "program") != 0 && strcmp(kind, "guest") != 0)
			break;
		k->kind = kind[0] == 'p' ? IMAGE_PROGRAM : IMAGE_FILE;
		k->name = arena_text(images->arena, name, strlen(name));
		k->path = strcmp(file, "-") == 0 ? NULL : arena_text(images->arena, file, strlen(file));
		k->next = images->known;
		images->known = k;
	}
	fclose(f);
	images->catalogued = true;
	return got == EOF;
}

static const struct image_known *lookup(const struct images *images, enum image_kind kind, const char *name)
{
	const struct image_known *k = images->known;

	while (k && (k->kind != kind || strcmp(k->name, name) != 0))
		k = k->next;
	return k;
}

static const char *similar(const struct images *images, enum image_kind kind, const char *name)
{
	const char *names[256];
	unsigned count = 0;

	for (const struct image_known *k = images->known; k && count < 256; k = k->next)
		if (k->kind == kind)
			names[count++] = k->name;
	return nearest_hint(images->arena, name, names, count);
}

static void find_program(struct images *images, struct image *i, const struct place *place)
{
	const struct image_known *k = lookup(images, IMAGE_PROGRAM, i->source);

	if (k)
		i->path = k->path;
	else if (images->catalogued)
		report_hint(images->report, PROBLEM_NO_PROGRAM, place, similar(images, IMAGE_PROGRAM, i->source),
		            "there is no program '%s'", i->source);
}

/* A file next to the system file goes before a guest of the same name. */
static void find_file(struct images *images, struct image *i, const struct place *place)
{
	const char *path =
	        i->source[0] == '/' ? i->source : arena_format(images->arena, "%s/%s", images->folder, i->source);
	const struct image_known *k = i->kind == IMAGE_TREE ? NULL : lookup(images, IMAGE_FILE, i->source);
	struct stat status;

	if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
		i->path = path;
	else if (k)
		i->path = k->path;
	else
		report_hint(images->report, PROBLEM_NO_IMAGE, place, similar(images, IMAGE_FILE, i->source),
		            "there is no image '%s'", i->source);
}

/* A file's size and what is inside, if it is there. */
static void look_inside(struct images *images, struct image *i, const struct place *place)
{
	struct stat status;

	if (!i->path || stat(i->path, &status) != 0)
		return;
	i->size = (uint64_t)status.st_size;
	if (i->size == 0)
		report_add(images->report, PROBLEM_EMPTY_IMAGE, place, "the image '%s' is empty", i->source);
	else if (i->kind == IMAGE_PROGRAM || i->kind == IMAGE_KERNEL)
		i->memory = image_file_memory(i->path, i->kind == IMAGE_KERNEL);
	if (i->kind == IMAGE_KERNEL && i->size && !i->memory)
		report_add(images->report, PROBLEM_BAD_KERNEL, place,
		           "'%s' is no ELF file for little-endian 32-bit MIPS", i->source);
	if (i->kind == IMAGE_TREE && i->size && !image_file_is_tree(i->path))
		report_add(images->report, PROBLEM_BAD_TREE, place, "'%s' is no whole device tree", i->source);
}

static bool module_taken(const struct images *images, const char *name)
{
	for (const struct image *i = images->first; i; i = i->next)
		if (strcmp(i->module, name) == 0)
			return true;
	return strcmp(name, SYS_FORM_MODULE) == 0;
}

/* The source's name when it fits, else the end of it; a number makes it the only one. */
static const char *module_name(struct images *images, const char *source)
{
	size_t room = SYS_MODULE_NAME - 4, length = strlen(source);
	const char *base = length > room ? source + length - room : source, *name = base;

	for (unsigned n = 2; module_taken(images, name); n++)
		name = arena_format(images->arena, "%s.%u", base, n);
	return name;
}

struct image *images_take(struct images *images, enum image_kind kind, const char *source, const struct place *place)
{
	struct image *i = images->first;

	while (i && (strcmp(i->source, source) != 0 || i->kind != kind))
		i = i->next;
	if (i)
		return i;
	i = arena_take(images->arena, 1, sizeof(*i));
	i->kind = kind;
	i->source = source;
	i->module = module_name(images, source);
	if (kind == IMAGE_PROGRAM)
		find_program(images, i, place);
	else if (kind != IMAGE_MADE_TREE)
		find_file(images, i, place);
	look_inside(images, i, place);
	*images->last = i;
	images->last = &i->next;
	images->count++;
	return i;
}
