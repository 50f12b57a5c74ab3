/* SPDX-License-Identifier: Apache-2.0 */
/* Red-black tree with 64-bit keys and a cached first node; equal keys keep the order of insertion. */
#ifndef SKERRY_RBTREE_H
#define SKERRY_RBTREE_H

#include <skerry/base.h>

/** Node, embedded. In no tree: parent points to itself. */
struct rb_node {
	struct rb_node *parent, *child[2]; /* child[0]: smaller keys */
	bool red;
	uint8_t kind; /* the owner's: what the node is embedded in, where a tree mixes kinds */
	uint64_t key;
};

/** Tree. All zero is an empty one. */
struct rb_root {
	struct rb_node *top;
	struct rb_node *first; /* smallest key */
};

/** Makes @p n a node of @p kind that is in no tree. */
void rb_node_init(struct rb_node *n, uint8_t kind);
static inline bool rb_linked(const struct rb_node *n)
{
	return n->parent != n;
}
/** Inserts @p n, which is in no tree, with @p key. O(log n). */
void rb_insert(struct rb_root *root, struct rb_node *n, uint64_t key);
/** Removes @p n from @p root, where it is. O(log n). */
void rb_remove(struct rb_root *root, struct rb_node *n);
/** The node after @p n in key order, or null. */
struct rb_node *rb_next(const struct rb_node *n);

#endif
