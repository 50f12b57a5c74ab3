// SPDX-License-Identifier: Apache-2.0
// Checks nodes: which there are, how they are called, what stands twice.
#include "check_form.h"
#include "check_values.h"
#include "words.h"

#include <ctype.h>
#include <string.h>

/* Words of devicetrees that describe addresses or link them; a system file has none of them. */
static const char *const address_words[] = {
        "reg",           "ranges",     "#address-cells", "#size-cells",   "#interrupt-cells",
        "dma-ranges",    "interrupts", "phandle",        "linux,phandle", "interrupt-parent",
        "interrupt-map", "compatible", "registers",      "virtual-reg"};

static bool is_address_word(const char *name)
{
	for (unsigned i = 0; i < sizeof(address_words) / sizeof(address_words[0]); i++)
		if (strcmp(address_words[i], name) == 0)
			return true;
	return false;
}

static void unknown_prop(struct report *r, const struct prop *p, enum node_kind kind)
{
	const char *names[64];
	unsigned count = 0;

	if (is_address_word(p->name)) {
		report_add(r, PROBLEM_ADDRESS, &p->place, "'%s' in %s: descriptions have no addresses and no cells",
		           p->name, node_kind_name(kind));
		return;
	}
	for (unsigned i = 0; i < word_count; i++) {
		if (strcmp(words[i].name, p->name) == 0) {
			enum node_kind right = (enum node_kind)(words[i].where & -words[i].where);

			report_add(r, PROBLEM_PROP_ELSEWHERE, &p->place, "'%s' belongs to %s, not to %s", p->name,
			           node_kind_name(right), node_kind_name(kind));
			return;
		}
		if ((words[i].where & kind) && count < 64)
			names[count++] = words[i].name;
	}
	report_hint(r, PROBLEM_PROP_UNKNOWN, &p->place, nearest_hint(r->arena, p->name, names, count),
	            "%s has no property '%s'", node_kind_name(kind), p->name);
}

static void check_props(struct report *r, struct node *root, const struct node *n, enum node_kind kind)
{
	for (const struct prop *p = n->props; p; p = p->next) {
		const struct word *w = word_find(p->name, kind);
		const struct prop *first = tree_prop(n, p->name);

		if (first != p)
			report_add(r, PROBLEM_PROP_TWICE, &p->place, "'%s' is already given in line %u", p->name,
			           first->place.line);
		else if (!w)
			unknown_prop(r, p, kind);
		else
			check_values(r, root, p, w);
	}
	for (unsigned i = 0; i < word_count; i++)
		if ((words[i].where & kind) && (words[i].flags & WORD_REQUIRED) && !tree_prop(n, words[i].name))
			report_add(r, PROBLEM_MISSING, &n->place[0], "%s '%s' needs '%s'", node_kind_name(kind),
			           n->name, words[i].name);
}

static void check_name(struct report *r, const struct node *n)
{
	const char *at = strchr(n->name, '@');

	if (at) {
		report_add(r, PROBLEM_ADDRESS, &n->place[0], "the name '%s' has a unit address", n->name);
		return;
	}
	for (const char *c = n->name; *c; c++) {
		if (islower((unsigned char)*c) || (c > n->name && (isdigit((unsigned char)*c) || *c == '-')))
			continue;
		report_add(r, PROBLEM_NAME_FORM, &n->place[0], "'%s' is no name: '%c'", n->name, *c);
		return;
	}
	if (strlen(n->name) > NAME_LENGTH)
		report_add(r, PROBLEM_NAME_LONG, &n->place[0], "'%s' has %zu characters", n->name, strlen(n->name));
}

/* dtc merges nodes of one name across blocks, and with -f keeps both inside a block. */
static void check_twice(struct report *r, const struct node *n, bool may_merge, enum problem_id again)
{
	if (n->places > 1 && !may_merge)
		report_add(r, again, &n->place[1], "'%s' is already given in %s, line %u", n->name, n->place[0].file,
		           n->place[0].line);
	const struct node *first = tree_child(n->parent, n->name);

	if (first != n)
		report_add(r, PROBLEM_NODE_TWICE, &n->place[0], "'%s' is already given in %s, line %u", n->name,
		           first->place[0].file, first->place[0].line);
}

static void no_children(struct report *r, const struct node *n, enum node_kind kind)
{
	for (const struct node *c = n->children; c; c = c->next)
		report_add(r, PROBLEM_NODE_UNKNOWN, &c->place[0], "%s has no node '%s' inside", node_kind_name(kind),
		           c->name);
}

static void check_parameters(struct report *r, struct node *root, const struct node *n)
{
	static const struct word number = {.type = WORD_NUMBER, .least = 1, .most = 1, .to = UINT32_MAX};

	check_twice(r, n, false, PROBLEM_NODE_TWICE);
	no_children(r, n, NODE_PARAMETERS);
	for (const struct prop *p = n->props; p; p = p->next) {
		const struct prop *first = tree_prop(n, p->name);

		if (first != p)
			report_add(r, PROBLEM_PROP_TWICE, &p->place, "'%s' is already given in line %u", p->name,
			           first->place.line);
		else if (strlen(p->name) > NAME_LENGTH)
			report_add(r, PROBLEM_NAME_LONG, &p->place, "'%s' has %zu characters", p->name,
			           strlen(p->name));
		else
			check_values(r, root, p, &number);
	}
}

static void check_inside(struct report *r, struct node *root, const struct node *n, enum node_kind kind)
{
	check_name(r, n);
	check_twice(r, n, false, PROBLEM_NODE_TWICE);
	check_props(r, root, n, kind);
	for (const struct node *c = n->children; c; c = c->next) {
		if (kind == NODE_DOMAIN && strcmp(c->name, "parameters") == 0)
			check_parameters(r, root, c);
		else
			report_hint(r, PROBLEM_NODE_UNKNOWN, &c->place[0],
			            kind == NODE_DOMAIN ? "a domain has at most one node inside: 'parameters'"
			                                : "write its properties into the node itself",
			            "%s has no node '%s' inside", node_kind_name(kind), c->name);
	}
}

static void check_section(struct report *r, struct node *root, const struct node *n, enum node_kind kind,
                          enum node_kind inside)
{
	check_twice(r, n, kind != NODE_BOARD, PROBLEM_TWO_BOARDS);
	check_props(r, root, n, kind);
	for (const struct node *c = n->children; c; c = c->next)
		check_inside(r, root, c, inside);
}

static void check_labels(struct report *r, struct node *root)
{
	for (struct node *n = root; n; n = tree_next(root, n)) {
		for (unsigned i = 0; i < n->labels; i++) {
			const struct node *first = tree_labelled(root, n->label[i]);

			if (first != n)
				report_add(r, PROBLEM_LABEL_TWICE, &n->place[0],
				           "the label '%s' already stands at '%s', line %u", n->label[i], first->name,
				           first->place[0].line);
		}
	}
}

void check_form(struct report *r, const struct tree *tree)
{
	static const struct {
		const char *name;
		enum node_kind kind, inside;
	} sections[] = {
	        {"board", NODE_BOARD, NODE_DEVICE},
	        {"domains", NODE_DOMAINS, NODE_DOMAIN},
	        {"links", NODE_LINKS, NODE_LINK},
	};
	static const char *const names[] = {"board", "domains", "links"};

	if (tree->reserves)
		report_add(r, PROBLEM_MEMRESERVE, NULL, "'/memreserve/' in a description");
	check_labels(r, tree->root);
	check_props(r, tree->root, tree->root, NODE_TOP);
	for (const struct node *n = tree->root->children; n; n = n->next) {
		unsigned i = 0;

		while (i < 3 && strcmp(n->name, names[i]) != 0)
			i++;
		if (i == 3)
			report_hint(r, PROBLEM_NODE_UNKNOWN, &n->place[0], nearest_hint(r->arena, n->name, names, 3),
			            "the top has no node '%s'", n->name);
		else
			check_section(r, tree->root, n, sections[i].kind, sections[i].inside);
	}
}
