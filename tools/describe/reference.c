// SPDX-License-Identifier: Apache-2.0
// Writes the reference page from the tables.
#include "reference.h"
#include "problems.h"
#include "words.h"

static const struct {
	enum node_kind kind;
	const char *title, *about;
} sections[] = {
        {NODE_TOP, "The top", "The node `/`: what concerns the whole system."},
        {NODE_DOMAIN, "Domains",
         "Each node in `domains` is a domain, called by its name. A node `parameters` inside holds numbers for the "
         "program's startup page, "
         "by names that are free."},
        {NODE_LINK, "Links",
         "Each node in `links` joins domains; exactly one of its properties says what kind of link it is."},
        {NODE_BOARD, "The board", "The node `board`, in a board file that the system file includes."},
        {NODE_DEVICE, "Devices", "Each node in `board` is a device."},
};

static void write_values(FILE *out, const struct word *w)
{
	static const char *const types[] = {"flag", "name", "text", "number", "reference"};

	fprintf(out, "%s", types[w->type]);
	if (w->most > 1 && w->least == w->most)
		fprintf(out, ", %u of them", w->most);
	else if (w->most > 1)
		fprintf(out, ", %u to %u of them", w->least, w->most);
	if (w->choice[0]) {
		fputs(": ", out);
		for (unsigned i = 0; i < WORD_CHOICES && w->choice[i]; i++)
			fprintf(out, "%s`\"%s\"`", i ? ", " : "", w->choice[i]);
	} else if (w->type == WORD_NUMBER && w->to != UINT32_MAX) {
		fprintf(out, ", %u to %u", w->from, w->to);
	}
	if (w->type == WORD_NUMBER && w->unit)
		fprintf(out, " %s", w->unit);
}

static const char *without(const struct word *w)
{
	if (w->flags & WORD_REQUIRED)
		return "required";
	if (w->otherwise)
		return w->otherwise;
	return w->type == WORD_FLAG ? "no" : "";
}

static void write_section(FILE *out, unsigned n)
{
	fprintf(out, "\n### %s\n\n%s\n\n| property | values | without it | meaning |\n|---|---|---|---|\n",
	        sections[n].title, sections[n].about);
	for (unsigned i = 0; i < word_count; i++) {
		if (!(words[i].where & sections[n].kind))
			continue;
		fprintf(out, "| `%s` | ", words[i].name);
		write_values(out, &words[i]);
		fprintf(out, " | %s | %s |\n", without(&words[i]), words[i].about);
	}
}

void reference_write(FILE *out)
{
	fputs("## Words\n", out);
	for (unsigned i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		write_section(out, i);
	fputs("\n## Errors\n\n| number | what is wrong | what to do |\n|---|---|---|\n", out);
	for (unsigned i = 0; i < PROBLEM_COUNT; i++) {
		const struct problem *p = problem_of((enum problem_id)i);

		fprintf(out, "| D%u | %s | %s |\n", p->number, p->title, p->hint);
	}
}
