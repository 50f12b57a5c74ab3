// SPDX-License-Identifier: Apache-2.0
// Finding things in the tree.
#include "tree.h"

#include <string.h>

struct node *tree_child(const struct node *n, const char *name)
{
	for (struct node *c = n ? n->children : NULL; c; c = c->next)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

struct prop *tree_prop(const struct node *n, const char *name)
{
	for (struct prop *p = n ? n->props : NULL; p; p = p->next)
		if (strcmp(p->name, name) == 0)
			return p;
	return NULL;
}

struct node *tree_next(const struct node *root, struct node *n)
{
	if (n->children)
		return n->children;
	while (n != root && !n->next)
		n = n->parent;
	return n == root ? NULL : n->next;
}

/* @p path is "{/a/b}". */
static struct node *at_path(struct node *root, const char *path)
{
	struct node *n = root;
	const char *p = path + 1;

	while (n && *p == '/') {
		size_t length = strcspn(++p, "/}");

		if (length == 0)
			break;
		struct node *c = n->children;

		while (c && (strlen(c->name) != length || strncmp(c->name, p, length) != 0))
			c = c->next;
		n = c;
		p += length;
	}
	return *p == '}' ? n : NULL;
}

struct node *tree_labelled(struct node *root, const char *label)
{
	if (label[0] == '{')
		return at_path(root, label);
	for (struct node *n = root; n; n = tree_next(root, n))
		for (unsigned i = 0; i < n->labels; i++)
			if (strcmp(n->label[i], label) == 0)
				return n;
	return NULL;
}
