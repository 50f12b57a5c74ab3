// SPDX-License-Identifier: Apache-2.0
// The description as dtc prints it with types and places: nodes, properties, values.
#ifndef DESCRIBE_TREE_H
#define DESCRIBE_TREE_H

#include "arena.h"

#include <stdbool.h>
#include <stdint.h>

/** A stretch of a source file; lines and columns count from 1, a tab is one column. File NULL: nowhere in particular. */
struct place {
	const char *file;
	unsigned line, column, end_line, end_column;
};

enum value_kind {
	VALUE_TEXT,
	VALUE_NUMBER,
	VALUE_BYTE,
	VALUE_REF, /**< a number that stands for a node: <&label> */
};

/** One element of a property. */
struct value {
	enum value_kind kind;
	unsigned bits; /**< of a number */
	uint64_t number;
	const char *text; /**< of a text; of a reference: the label, or the path in braces */
	struct place place;
};

struct prop {
	const char *name;
	struct place place;
	struct value *value;
	unsigned count;
	bool assigned; /**< there is a "=" in the source, so it is no flag */
	bool bare_ref; /**< a reference without angle brackets, which dtc takes for a path */
	struct prop *next;
};

#define NODE_LABELS 4
#define NODE_PLACES 4

struct node {
	const char *name;
	const char *label[NODE_LABELS];
	struct place place[NODE_PLACES]; /**< the name in each of the sources' definitions that dtc merged */
	unsigned labels, places;
	struct prop *props;
	struct node *children, *parent, *next;
};

/** Deepest nesting that is read. */
#define TREE_DEPTH 32

/** What dtc printed: the root node, and whether memory was reserved by address. */
struct tree {
	struct node *root;
	bool reserves;
};

/**
 * Reads what dtc -O dts -T -T prints.
 * @param text  zero-terminated
 * @param stuck receives the line of @p text that is not understood
 * @return the tree, in @p a; false: not understood
 */
bool tree_parse(struct arena *a, const char *text, struct tree *tree, unsigned *stuck);

/** The child of @p n called @p name, or NULL. @p n may be NULL. */
struct node *tree_child(const struct node *n, const char *name);
/** The property of @p n called @p name, or NULL. @p n may be NULL. */
struct prop *tree_prop(const struct node *n, const char *name);
/** The node with label @p label, or at the path "{/a/b}", in the tree under @p root; or NULL. */
struct node *tree_labelled(struct node *root, const char *label);
/** The node after @p n in the order of the text, below @p root; NULL at the end. */
struct node *tree_next(const struct node *root, struct node *n);

#endif
