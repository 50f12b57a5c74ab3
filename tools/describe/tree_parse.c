// SPDX-License-Identifier: Apache-2.0
// Reads the annotated source that dtc prints. Whatever the text is, nothing outside it is touched.
#include "tree.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct arena *arena;
	const char *start, *at;
	bool failed;
};

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || (c && strchr(",._+*#?@-", c));
}

static void skip_space(struct reader *r)
{
	while (isspace((unsigned char)*r->at))
		r->at++;
}

static bool take(struct reader *r, const char *word)
{
	size_t length = strlen(word);

	skip_space(r);
	if (strncmp(r->at, word, length) != 0)
		return false;
	r->at += length;
	return true;
}

static void expect(struct reader *r, const char *word)
{
	if (!take(r, word))
		r->failed = true;
}

/* The name at the reader, of at least one character. */
static const char *take_name(struct reader *r)
{
	const char *from = r->at;

	if (*from == '/' && !is_name(from[1])) {
		r->at++;
		return "/";
	}
	while (is_name(*r->at))
		r->at++;
	if (r->at == from)
		r->failed = true;
	return arena_text(r->arena, from, (size_t)(r->at - from));
}

/* A number that ends just before @p *end, which moves to its front. */
static bool number_before(const char *start, const char **end, unsigned *number)
{
	const char *p = *end;
	unsigned long long value = 0, scale = 1;

	while (p > start && isdigit((unsigned char)p[-1]) && scale <= 100000000) {
		value += scale * (unsigned)(*--p - '0');
		scale *= 10;
	}
	if (p == *end || value > UINT32_MAX / 2)
		return false;
	*number = (unsigned)value;
	*end = p;
	return true;
}

static bool char_before(const char *start, const char **end, char c)
{
	if (*end == start || (*end)[-1] != c)
		return false;
	--*end;
	return true;
}

/* "file:1:2-3:4", read from its end, since a file name may hold anything. */
static bool parse_place(struct reader *r, const char *from, const char *end, struct place *place)
{
	if (!number_before(from, &end, &place->end_column) || !char_before(from, &end, ':') ||
	    !number_before(from, &end, &place->end_line) || !char_before(from, &end, '-') ||
	    !number_before(from, &end, &place->column) || !char_before(from, &end, ':') ||
	    !number_before(from, &end, &place->line) || !char_before(from, &end, ':') || end == from)
		return false;
	place->file = arena_text(r->arena, from, (size_t)(end - from));
	return true;
}

/* The comment with places behind a node's brace or a property. @return how many were entered in @p place */
static unsigned take_places(struct reader *r, struct place *place, unsigned room)
{
	unsigned count = 0;

	if (!take(r, "/*"))
		return 0;
	skip_space(r);
	const char *end = strstr(r->at, " */");

	if (!end) {
		r->failed = true;
		return 0;
	}
	for (const char *p = r->at; p < end && count < room;) {
		const char *comma = strstr(p, ", ");
		const char *stop = comma && comma < end ? comma : end;

		if (parse_place(r, p, stop, &place[count]))
			count++;
		p = stop + 2;
	}
	r->at = end + 3;
	return count;
}

/* Labels in front of a name or inside a value. */
static bool take_label(struct reader *r, const char **label)
{
	const char *p;

	skip_space(r);
	for (p = r->at; isalnum((unsigned char)*p) || *p == '_'; p++)
		;
	if (p == r->at || *p != ':')
		return false;
	*label = arena_text(r->arena, r->at, (size_t)(p - r->at));
	r->at = p + 1;
	skip_space(r);
	return true;
}

struct values {
	struct value *value;
	unsigned count, room;
};

static struct value *add_value(struct reader *r, struct values *v, enum value_kind kind)
{
	if (v->count == v->room) {
		struct value *more = arena_take(r->arena, v->room ? 2 * (size_t)v->room : 4, sizeof(*more));

		if (v->count)
			memcpy(more, v->value, v->count * sizeof(*more));
		v->value = more;
		v->room = v->room ? 2 * v->room : 4;
	}
	struct value *value = &v->value[v->count++];

	value->kind = kind;
	return value;
}

static int hex_digit(char c)
{
	if (isdigit((unsigned char)c))
		return c - '0';
	return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

/* One character of a text, its escape resolved. */
static char take_char(struct reader *r)
{
	static const char plain[] = "abtnvfr", meaning[] = "\a\b\t\n\v\f\r";
	char c = *r->at++;

	if (c != '\\' || !*r->at)
		return c;
	c = *r->at++;
	const char *known = strchr(plain, c);

	if (known)
		return meaning[known - plain];
	if (c != 'x')
		return c;
	int value = 0;

	for (int digits = 0; digits < 2 && hex_digit(*r->at) >= 0; digits++)
		value = 16 * value + hex_digit(*r->at++);
	return (char)value;
}

static void take_text(struct reader *r, struct values *v)
{
	const char *end = r->at;

	while (*end && *end != '"')
		end += *end == '\\' && end[1] ? 2 : 1;
	char *text = arena_take(r->arena, (size_t)(end - r->at) + 1, 1);
	unsigned length = 0;

	while (r->at < end)
		text[length++] = take_char(r);
	expect(r, "\"");
	add_value(r, v, VALUE_TEXT)->text = text;
}

/* "&label" or "&{/path}", as newer versions of dtc print references. */
static void take_ref(struct reader *r, struct values *v)
{
	const char *from = r->at;

	if (*r->at == '{') {
		r->at += strcspn(r->at, "}\n");
		r->at += *r->at == '}';
	} else {
		while (isalnum((unsigned char)*r->at) || *r->at == '_')
			r->at++;
	}
	if (r->at == from)
		r->failed = true;
	add_value(r, v, VALUE_REF)->text = arena_text(r->arena, from, (size_t)(r->at - from));
}

static void take_cells(struct reader *r, struct values *v, unsigned bits)
{
	const char *label;

	while (!r->failed && !take(r, ">")) {
		char *end;

		if (take_label(r, &label))
			continue;
		if (take(r, "&")) {
			take_ref(r, v);
			continue;
		}
		unsigned long long number = strtoull(r->at, &end, 0);

		if (end == r->at || *r->at == '-' || *r->at == '+') {
			r->failed = true;
			return;
		}
		struct value *value = add_value(r, v, VALUE_NUMBER);

		value->bits = bits;
		value->number = number;
		r->at = end;
	}
}

static void take_bytes(struct reader *r, struct values *v)
{
	const char *label;

	while (!r->failed && !take(r, "]")) {
		if (take_label(r, &label))
			continue;
		int high = hex_digit(r->at[0]), low = high < 0 ? -1 : hex_digit(r->at[1]);

		if (low < 0) {
			r->failed = true;
			return;
		}
		add_value(r, v, VALUE_BYTE)->number = (uint64_t)high << 4 | (uint64_t)low;
		r->at += 2;
	}
}

static void take_values(struct reader *r, struct values *v)
{
	const char *label;

	do {
		unsigned bits = 32;

		while (take_label(r, &label))
			;
		if (take(r, "/bits/"))
			bits = (unsigned)strtoul(r->at, (char **)&r->at, 10);
		if (take(r, "\""))
			take_text(r, v);
		else if (take(r, "<"))
			take_cells(r, v, bits);
		else if (take(r, "["))
			take_bytes(r, v);
		else if (take(r, "&"))
			take_ref(r, v);
		else
			r->failed = true;
		while (!r->failed && take_label(r, &label))
			;
	} while (!r->failed && take(r, ","));
}

static struct prop *take_prop(struct reader *r, const char *name)
{
	struct prop *p = arena_take(r->arena, 1, sizeof(*p));
	struct values v = {0};

	p->name = name;
	if (take(r, "=")) {
		p->assigned = true;
		take_values(r, &v);
	}
	expect(r, ";");
	(void)take_places(r, &p->place, 1);
	p->value = v.value;
	p->count = v.count;
	for (unsigned i = 0; i < v.count; i++)
		v.value[i].place = p->place;
	return p;
}

static struct node *take_node(struct reader *r, struct node *parent, unsigned depth);

/* A node's properties and children, in the order of the text. */
static void take_body(struct reader *r, struct node *n, unsigned depth)
{
	struct prop **prop = &n->props;
	struct node **child = &n->children;

	while (!r->failed && !take(r, "}")) {
		struct node labels = {0};
		const char *label;

		while (take_label(r, &label))
			if (labels.labels < NODE_LABELS)
				labels.label[labels.labels++] = label;
		const char *name = take_name(r);

		if (r->failed)
			return;
		if (!take(r, "{")) {
			*prop = take_prop(r, name);
			/* dtc numbers the nodes that are referred to, with properties of no place. */
			if ((*prop)->place.file || strcmp(name, "phandle") != 0)
				prop = &(*prop)->next;
			else
				*prop = NULL;
			continue;
		}
		*child = take_node(r, n, depth + 1);
		(*child)->name = name;
		memcpy((*child)->label, labels.label, sizeof(labels.label));
		(*child)->labels = labels.labels;
		child = &(*child)->next;
	}
	struct place ignored;

	expect(r, ";");
	(void)take_places(r, &ignored, 1);
}

/* What follows a node's opening brace. */
static struct node *take_node(struct reader *r, struct node *parent, unsigned depth)
{
	struct node *n = arena_take(r->arena, 1, sizeof(*n));

	n->parent = parent;
	n->places = take_places(r, n->place, NODE_PLACES);
	if (depth > TREE_DEPTH)
		r->failed = true;
	else
		take_body(r, n, depth);
	return n;
}

bool tree_parse(struct arena *a, const char *text, struct tree *tree, unsigned *stuck)
{
	struct reader r = {.arena = a, .start = text, .at = text};
	const char *label;

	*tree = (struct tree){0};
	expect(&r, "/dts-v1/;");
	while (!r.failed && take(&r, "/memreserve/")) {
		tree->reserves = true;
		r.at += strcspn(r.at, ";");
		expect(&r, ";");
	}
	while (!r.failed && take_label(&r, &label))
		;
	expect(&r, "/");
	expect(&r, "{");
	if (!r.failed) {
		tree->root = take_node(&r, NULL, 0);
		tree->root->name = "/";
	}
	skip_space(&r);
	if (*r.at)
		r.failed = true;
	*stuck = 1;
	for (const char *p = text; p < r.at; p++)
		*stuck += *p == '\n';
	return !r.failed;
}
