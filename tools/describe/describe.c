// SPDX-License-Identifier: Apache-2.0
// The steps of a compilation.
#include "describe.h"
#include "check_form.h"
#include "check_values.h"
#include "dtc.h"

#include <ctype.h>
#include <string.h>

void describe_init(struct describe *d, const char *file)
{
	*d = (struct describe){0};
	d->sources.arena = &d->arena;
	d->report.arena = &d->arena;
	d->report.file = arena_text(&d->arena, file, strlen(file));
	images_init(&d->images, &d->arena, &d->report, file);
	d->system.arena = &d->arena;
	d->system.report = &d->report;
	d->system.images = &d->images;
}

/* The file's name without folder and ending, as far as it can be a system's name. */
static const char *name_of_file(struct describe *d)
{
	const char *slash = strrchr(d->report.file, '/'), *base = slash ? slash + 1 : d->report.file;
	char *name = arena_text(&d->arena, base, strcspn(base, "."));

	if (strlen(name) > NAME_LENGTH)
		name[NAME_LENGTH] = 0;
	for (char *c = name; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '-';
	return *name ? name : "system";
}

void describe_text(struct describe *d, const char *text)
{
	struct tree tree;
	unsigned stuck;

	if (!tree_parse(&d->arena, text, &tree, &stuck)) {
		report_add(&d->report, PROBLEM_DTC_OUTPUT, NULL, "line %u of what dtc prints", stuck);
		return;
	}
	source_annotate(&d->sources, tree.root);
	check_form(&d->report, &tree);
	if (d->report.count)
		return;
	d->system.name = value_text(tree.root, "system", 0, name_of_file(d));
	system_resolve(&d->system, tree.root);
}

void describe_compile(struct describe *d)
{
	const char *text = dtc_annotate(&d->report, &d->sources, d->report.file);

	if (text)
		describe_text(d, text);
}

void describe_free(struct describe *d)
{
	arena_free(&d->arena);
}
