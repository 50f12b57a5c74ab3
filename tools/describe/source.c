// SPDX-License-Identifier: Apache-2.0
// Reads source files, once each.
#include "source.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct source_file {
	const char *name;
	char *text; /* NULL: cannot be read */
	size_t size;
	struct source_file *next;
};

static char *read_text(struct arena *a, const char *name, size_t *size)
{
	struct stat status;
	FILE *f = NULL;
	char *text = NULL;

	/* A pipe or a device could block, or never end. */
	if (stat(name, &status) == 0 && S_ISREG(status.st_mode) && status.st_size <= SOURCE_MAX)
		f = fopen(name, "rb");
	if (!f)
		return NULL;
	text = arena_take(a, (size_t)status.st_size + 1, 1);
	*size = fread(text, 1, (size_t)status.st_size, f);
	fclose(f);
	return text;
}

static struct source_file *find(struct sources *s, const char *name)
{
	struct source_file *f = s->files;

	while (f && strcmp(f->name, name) != 0)
		f = f->next;
	if (f)
		return f;
	f = arena_take(s->arena, 1, sizeof(*f));
	f->name = arena_text(s->arena, name, strlen(name));
	f->text = read_text(s->arena, name, &f->size);
	f->next = s->files;
	s->files = f;
	return f;
}

const char *source_text(struct sources *s, const char *name, size_t *size)
{
	struct source_file *f = find(s, name);

	*size = f->size;
	return f->text;
}

const char *source_line(struct sources *s, const char *name, unsigned line, size_t *length)
{
	const char *p = find(s, name)->text;

	for (unsigned n = 1; p && n < line; n++) {
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	if (p)
		*length = strcspn(p, "\r\n");
	return p;
}
