// SPDX-License-Identifier: Apache-2.0
// Checks values: types, counts, ranges, references.
#include "check_values.h"
#include "check_form.h"

#include <ctype.h>
#include <string.h>

static const char *plural(unsigned count)
{
	return count == 1 ? "" : "s";
}

static void check_flag(struct report *r, const struct prop *p)
{
	if (p->assigned)
		report_add(r, PROBLEM_FLAG_VALUE, &p->place, "'%s' is a flag and takes no value", p->name);
}

/* Whether everything in @p p could be a value of some property. */
static bool check_plain(struct report *r, const struct prop *p)
{
	if (!p->assigned) {
		report_add(r, PROBLEM_VALUE_MISSING, &p->place, "'%s' needs a value", p->name);
		return false;
	}
	if (p->bare_ref) {
		report_add(r, PROBLEM_PATH_REF, &p->place, "'%s' has a reference outside < >", p->name);
		return false;
	}
	if (p->count == 0) {
		report_add(r, PROBLEM_VALUE_MISSING, &p->place, "'%s' has nothing between its brackets", p->name);
		return false;
	}
	for (unsigned i = 0; i < p->count; i++) {
		const struct value *v = &p->value[i];

		if (v->kind == VALUE_BYTE) {
			report_add(r, PROBLEM_BYTES, &v->place, "'%s' does not take bytes", p->name);
			return false;
		}
		if (v->kind == VALUE_NUMBER && v->bits != 32) {
			report_add(r, PROBLEM_BITS, &v->place, "'%s' does not take numbers of %u bits", p->name,
			           v->bits);
			return false;
		}
	}
	return true;
}

static bool all_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == 0;
}

static bool check_number(struct report *r, const struct prop *p, const struct value *v, const struct word *w)
{
	if (v->kind == VALUE_TEXT) {
		const char *hint = all_digits(v->text) ? arena_format(r->arena, "write <%s>", v->text) : NULL;

		report_hint(r, PROBLEM_WANT_NUMBER, &v->place, hint, "'%s' takes a number, not the text \"%s\"",
		            p->name, v->text);
		return false;
	}
	if (v->kind == VALUE_REF) {
		report_add(r, PROBLEM_WANT_NUMBER, &v->place, "'%s' takes a number, not a reference to '%s'", p->name,
		           v->text);
		return false;
	}
	if (v->number < w->from || v->number > w->to) {
		const char *unit = w->unit ? w->unit : "";

		report_add(r, PROBLEM_RANGE, &v->place, "'%s' is %llu; it can be %u to %u%s%s", p->name,
		           (unsigned long long)v->number, w->from, w->to, *unit ? " " : "", unit);
		return false;
	}
	return true;
}

static bool is_choice(const struct word *w, const char *text)
{
	for (unsigned i = 0; i < WORD_CHOICES && w->choice[i]; i++)
		if (strcmp(w->choice[i], text) == 0)
			return true;
	return false;
}

static void check_choice(struct report *r, const struct prop *p, const struct value *v, const struct word *w)
{
	const char *all = "";

	if (is_choice(w, v->text))
		return;
	for (unsigned i = 0; i < WORD_CHOICES && w->choice[i]; i++)
		all = arena_format(r->arena, "%s%s\"%s\"", all, i ? ", " : "", w->choice[i]);
	report_hint(r, PROBLEM_CHOICE, &v->place, nearest_hint(r->arena, v->text, w->choice, WORD_CHOICES),
	            "'%s' is one of %s, not \"%s\"", p->name, all, v->text);
}

/* The first character of @p text that a text of this type may not have; 0 when there is none. */
static char bad_char(const char *text, enum word_type type)
{
	for (const char *c = text; *c; c++) {
		bool name = islower((unsigned char)*c) || (c > text && (isdigit((unsigned char)*c) || *c == '-'));

		if (type == WORD_NAME ? !name : (*c < 0x20 || *c == 0x7f || *c == '"' || *c == '\\'))
			return *c;
	}
	return 0;
}

static bool check_text(struct report *r, const struct prop *p, const struct value *v, const struct word *w)
{
	char bad;

	if (v->kind != VALUE_TEXT) {
		report_add(r, PROBLEM_WANT_TEXT, &v->place, "'%s' takes a text, not %s", p->name,
		           v->kind == VALUE_REF ? "a reference" : "a number");
		return false;
	}
	if (!*v->text)
		report_add(r, PROBLEM_TEXT_EMPTY, &v->place, "'%s' is empty", p->name);
	else if (w->choice[0])
		check_choice(r, p, v, w);
	else if (strlen(v->text) > w->to)
		report_add(r, w->type == WORD_NAME ? PROBLEM_NAME_LONG : PROBLEM_TEXT_LONG, &v->place,
		           "'%s' has %zu characters; there may be %u", p->name, strlen(v->text), w->to);
	else if ((bad = bad_char(v->text, w->type)) != 0)
		report_add(r, w->type == WORD_NAME ? PROBLEM_NAME_FORM : PROBLEM_TEXT_CHARS, &v->place,
		           "'%s' has the character 0x%02x", p->name, (unsigned)(unsigned char)bad);
	return true;
}

static bool check_ref(struct report *r, struct node *root, const struct prop *p, const struct value *v)
{
	const char *names[256];
	unsigned count = 0;

	if (v->kind != VALUE_REF) {
		const char *hint = v->kind == VALUE_TEXT
		                           ? arena_format(r->arena, "write <&%s>, with the node's label", v->text)
		                           : NULL;

		report_hint(r, PROBLEM_WANT_REF, &v->place, hint, "'%s' takes references like <&label>, not a %s",
		            p->name, v->kind == VALUE_TEXT ? "text" : "number");
		return false;
	}
	if (tree_labelled(root, v->text))
		return true;
	for (struct node *n = root; n; n = tree_next(root, n))
		for (unsigned i = 0; i < n->labels && count < 256; i++)
			names[count++] = n->label[i];
	report_hint(r, PROBLEM_LABEL_UNKNOWN, &v->place, nearest_hint(r->arena, v->text, names, count),
	            "no node has the label '%s'", v->text);
	return true;
}

void check_values(struct report *r, struct node *root, const struct prop *p, const struct word *w)
{
	bool good = true;

	if (w->type == WORD_FLAG) {
		check_flag(r, p);
		return;
	}
	if (!check_plain(r, p))
		return;
	for (unsigned i = 0; i < p->count && good; i++) {
		if (w->type == WORD_NUMBER)
			good = check_number(r, p, &p->value[i], w);
		else if (w->type == WORD_REFS)
			good = check_ref(r, root, p, &p->value[i]);
		else
			good = check_text(r, p, &p->value[i], w);
	}
	if (!good || (p->count >= w->least && p->count <= w->most))
		return;
	/* One domain of several is not a miscount but a link that leads nowhere. */
	if (w->type == WORD_REFS && (w->flags & WORD_KIND) && p->count == 1)
		report_add(r, PROBLEM_DANGLING, &p->place, "'%s' names only '%s'", p->name, p->value[0].text);
	else if (w->least == w->most)
		report_add(r, PROBLEM_VALUE_COUNT, &p->place, "'%s' takes %u value%s, not %u", p->name, w->least,
		           plural(w->least), p->count);
	else
		report_add(r, PROBLEM_VALUE_COUNT, &p->place, "'%s' takes %u to %u values, not %u", p->name, w->least,
		           w->most, p->count);
}

uint32_t value_number(const struct node *n, const char *name, unsigned i, uint32_t otherwise)
{
	const struct prop *p = tree_prop(n, name);

	return p && i < p->count && p->value[i].kind == VALUE_NUMBER ? (uint32_t)p->value[i].number : otherwise;
}

const char *value_text(const struct node *n, const char *name, unsigned i, const char *otherwise)
{
	const struct prop *p = tree_prop(n, name);

	return p && i < p->count && p->value[i].kind == VALUE_TEXT ? p->value[i].text : otherwise;
}
