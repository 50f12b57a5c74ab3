// SPDX-License-Identifier: Apache-2.0
// Finds the values of a property in its source text.
#include "source.h"

#include <ctype.h>
#include <string.h>

/* One walk over a property; entries of value[] are filled as far as they match. */
struct walk {
	struct arena *arena;
	const char *at;
	struct place here; /* of *at */
	struct value *value;
	unsigned count, found;
	bool lost; /* the text is not what was expected */
};

static void step(struct walk *w)
{
	if (!*w->at) {
		w->lost = true;
		return;
	}
	if (*w->at++ == '\n') {
		w->here.line++;
		w->here.column = 1;
	} else {
		w->here.column++;
	}
}

static void steps(struct walk *w, size_t count)
{
	while (count-- && !w->lost)
		step(w);
}

static void skip_space(struct walk *w)
{
	for (;;) {
		if (isspace((unsigned char)*w->at)) {
			step(w);
		} else if (strncmp(w->at, "//", 2) == 0) {
			steps(w, strcspn(w->at, "\n"));
		} else if (strncmp(w->at, "/*", 2) == 0) {
			const char *end = strstr(w->at + 2, "*/");

			steps(w, end ? (size_t)(end + 2 - w->at) : strlen(w->at));
		} else {
			return;
		}
	}
}

/* Enters a value that spans the next @p length characters. */
static void enter(struct walk *w, bool matches, const char *ref, size_t length)
{
	struct place place = w->here;

	steps(w, length);
	if (!matches || w->found == w->count) {
		w->lost = true;
		return;
	}
	struct value *v = &w->value[w->found++];

	place.end_line = w->here.line;
	place.end_column = w->here.column - 1;
	v->place = place;
	if (ref) {
		v->kind = VALUE_REF;
		v->text = ref;
	}
}

static enum value_kind kind_here(const struct walk *w)
{
	return w->found < w->count ? w->value[w->found].kind : VALUE_TEXT;
}

static bool is_number_here(const struct walk *w)
{
	return kind_here(w) == VALUE_NUMBER || kind_here(w) == VALUE_REF;
}

static size_t name_length(const char *p)
{
	size_t length = 0;

	while (isalnum((unsigned char)p[length]) || p[length] == '_')
		length++;
	return length;
}

static bool skip_label(struct walk *w)
{
	size_t length = name_length(w->at);

	if (length == 0 || w->at[length] != ':')
		return false;
	steps(w, length + 1);
	return true;
}

static void walk_ref(struct walk *w)
{
	const char *from = w->at + 1;
	size_t length = *from == '{' ? strcspn(from, "}") + 1 : name_length(from);

	if (length > strlen(from))
		w->lost = true;
	else
		enter(w, is_number_here(w), arena_text(w->arena, from, length), length + 1);
}

/* Characters of an expression in parentheses. */
static size_t expression(const char *p)
{
	size_t length = 0;
	int open = 0;

	do {
		open += (p[length] == '(') - (p[length] == ')');
	} while (p[length++] && open > 0);
	return length;
}

static void walk_cells(struct walk *w)
{
	step(w);
	for (skip_space(w); !w->lost && *w->at != '>'; skip_space(w)) {
		if (skip_label(w))
			continue;
		if (*w->at == '&')
			walk_ref(w);
		else if (*w->at == '(')
			enter(w, is_number_here(w), NULL, expression(w->at));
		else if (isdigit((unsigned char)*w->at))
			enter(w, is_number_here(w), NULL, name_length(w->at));
		else
			w->lost = true;
	}
	step(w);
}

static void walk_bytes(struct walk *w)
{
	step(w);
	for (skip_space(w); !w->lost && *w->at != ']'; skip_space(w)) {
		if (skip_label(w))
			continue;
		enter(w, isxdigit((unsigned char)*w->at) && kind_here(w) == VALUE_BYTE, NULL, 2);
	}
	step(w);
}

static void walk_text(struct walk *w)
{
	size_t length = 1;

	while (w->at[length] && w->at[length] != '"')
		length += w->at[length] == '\\' && w->at[length + 1] ? 2 : 1;
	enter(w, kind_here(w) == VALUE_TEXT, NULL, length + 1);
}

static void walk_values(struct walk *w)
{
	do {
		skip_space(w);
		while (skip_label(w))
			skip_space(w);
		if (strncmp(w->at, "/bits/", 6) == 0) {
			steps(w, 6);
			skip_space(w);
			steps(w, name_length(w->at));
			skip_space(w);
		}
		if (*w->at == '<')
			walk_cells(w);
		else if (*w->at == '[')
			walk_bytes(w);
		else if (*w->at == '"')
			walk_text(w);
		else
			w->lost = true;
		skip_space(w);
		while (!w->lost && skip_label(w))
			skip_space(w);
		if (*w->at != ',')
			break;
		step(w);
	} while (!w->lost);
	if (*w->at != ';' || w->found != w->count)
		w->lost = true;
}

static void annotate(struct sources *s, struct prop *p)
{
	size_t length;
	const char *line = p->place.file ? source_line(s, p->place.file, p->place.line, &length) : NULL;

	if (!line || p->place.column < 1 || p->place.column - 1 > length)
		return;
	struct walk w = {
	        .arena = s->arena,
	        .at = line + p->place.column - 1,
	        .here = {p->place.file, p->place.line, p->place.column, 0, 0},
	        .value = arena_take(s->arena, p->count, sizeof(*w.value)),
	        .count = p->count,
	};

	if (p->count)
		memcpy(w.value, p->value, p->count * sizeof(*w.value));
	if (strncmp(w.at, p->name, strlen(p->name)) != 0)
		return;
	steps(&w, strlen(p->name));
	skip_space(&w);
	if (*w.at != '=')
		return;
	/* dtc prints a reference outside angle brackets, which stands for a path, as nothing at all. */
	p->assigned = true;
	step(&w);
	skip_space(&w);
	p->bare_ref = *w.at == '&';
	walk_values(&w);
	if (!w.lost)
		p->value = w.value;
}

/* dtc's place of a node starts at its brace; messages point at its name. */
static void point_at_name(struct sources *s, const struct node *n, struct place *place)
{
	size_t length, name = strlen(n->name);
	const char *line = place->file ? source_line(s, place->file, place->line, &length) : NULL;

	if (!line || place->column < 1 || place->column - 1 > length)
		return;
	for (size_t at = place->column - 1; at-- > 0;) {
		if (at + name <= length && strncmp(line + at, n->name, name) == 0) {
			place->column = (unsigned)at + 1;
			place->end_line = place->line;
			place->end_column = (unsigned)(at + name);
			return;
		}
	}
}

void source_annotate(struct sources *s, struct node *root)
{
	for (struct node *n = root; n; n = tree_next(root, n)) {
		for (unsigned i = 0; i < n->places; i++)
			point_at_name(s, n, &n->place[i]);
		for (struct prop *p = n->props; p; p = p->next)
			annotate(s, p);
	}
}
