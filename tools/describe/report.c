// SPDX-License-Identifier: Apache-2.0
// Collects and prints findings.
#include "report.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

/* Whether @p a comes before @p b: the system file first, then other files by name, then by place. */
static bool before(const struct report *r, const struct place *a, const struct place *b)
{
	int file = strcmp(a->file, b->file);

	if (file)
		return strcmp(b->file, r->file) != 0 && (strcmp(a->file, r->file) == 0 || file < 0);
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

static void enter(struct report *r, enum problem_id id, const struct place *place, const char *hint, const char *format,
                  va_list args)
{
	struct finding *f = arena_take(r->arena, 1, sizeof(*f));
	struct finding **at = &r->findings;

	f->problem = problem_of(id);
	if (place && place->file)
		f->place = *place;
	else
		f->place.file = r->file;
	f->hint = hint ? hint : f->problem->hint;
	f->message = arena_vformat(r->arena, format, args);
	while (*at && !before(r, &f->place, &(*at)->place))
		at = &(*at)->next;
	f->next = *at;
	*at = f;
	r->count++;
}

void report_add(struct report *r, enum problem_id id, const struct place *place, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	enter(r, id, place, NULL, format, args);
	va_end(args);
}

void report_hint(struct report *r, enum problem_id id, const struct place *place, const char *hint, const char *format,
                 ...)
{
	va_list args;

	va_start(args, format);
	enter(r, id, place, hint, format, args);
	va_end(args);
}

/* Text of a source may hold anything; a terminal gets printable characters only. */
static void put_plain(FILE *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? ' ' : text[i], out);
}

/* The line in question, and marks under the part that is meant. */
static void print_line(struct sources *s, FILE *out, const struct place *p)
{
	size_t length;
	const char *line = p->line ? source_line(s, p->file, p->line, &length) : NULL;

	if (!line || p->column < 1 || p->column > length || length > 200)
		return;
	fprintf(out, "%6u | ", p->line);
	put_plain(out, line, length);
	fprintf(out, "\n       | %*s^", (int)p->column - 1, "");
	unsigned end = p->end_line == p->line ? p->end_column : (unsigned)length;

	for (unsigned c = p->column; c < end && c < length; c++)
		fputc('~', out);
	fputc('\n', out);
}

static void print_finding(const struct finding *f, struct sources *s, FILE *out, bool colour)
{
	const char *red = colour ? "\033[1;31m" : "", *bold = colour ? "\033[1m" : "", *off = colour ? "\033[0m" : "";

	fputs(bold, out);
	put_plain(out, f->place.file, strlen(f->place.file));
	if (f->place.line)
		fprintf(out, ":%u:%u", f->place.line, f->place.column);
	fprintf(out, ":%s %serror D%u:%s ", off, red, f->problem->number, off);
	put_plain(out, f->message, strlen(f->message));
	fputc('\n', out);
	print_line(s, out, &f->place);
	fputs("  hint: ", out);
	put_plain(out, f->hint, strlen(f->hint));
	fputc('\n', out);
}

void report_print(const struct report *r, struct sources *s, FILE *out, bool colour)
{
	for (const struct finding *f = r->findings; f; f = f->next)
		print_finding(f, s, out, colour);
	if (r->count)
		fprintf(out, "%u error%s\n", r->count, r->count == 1 ? "" : "s");
}

#define WORD_MAX 40

/* How many letters to insert, remove, replace or swap with the next to get from @p a to @p b. */
static unsigned distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	unsigned row[3][WORD_MAX + 1];

	if (n > WORD_MAX || m > WORD_MAX)
		return WORD_MAX;
	for (unsigned j = 0; j <= m; j++)
		row[0][j] = j;
	for (unsigned i = 1; i <= n; i++) {
		unsigned *now = row[i % 3], *last = row[(i + 2) % 3], *older = row[(i + 1) % 3];

		now[0] = i;
		for (unsigned j = 1; j <= m; j++) {
			unsigned best =
			        last[j - 1] + (tolower((unsigned char)a[i - 1]) != tolower((unsigned char)b[j - 1]));

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (now[j - 1] + 1 < best)
				best = now[j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && older[j - 2] + 1 < best)
				best = older[j - 2] + 1;
			now[j] = best;
		}
	}
	return row[n % 3][m];
}

const char *nearest(const char *word, const char *const *names, unsigned count)
{
	unsigned least = (unsigned)strlen(word) / 3 + 1;
	const char *found = NULL;

	for (unsigned i = 0; i < count; i++) {
		unsigned d = names[i] ? distance(word, names[i]) : WORD_MAX;

		if (d <= least && d < strlen(word)) {
			found = names[i];
			least = d ? d - 1 : 0;
		}
	}
	return found;
}

const char *nearest_hint(struct arena *a, const char *word, const char *const *names, unsigned count)
{
	const char *near = nearest(word, names, count);

	return near ? arena_format(a, "did you mean '%s'?", near) : NULL;
}
