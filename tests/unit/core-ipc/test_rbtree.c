// SPDX-License-Identifier: Apache-2.0
// The red-black tree against a sorted list, with its invariants checked after every step.
#include <skerry/rbtree.h>
#include <stdlib.h>

#include "unit.h"

#define NODES 200

static struct rb_node node[NODES];
static struct rb_root root;

/* Black height of the subtree at @p n; checks colours, parents and order. */
static unsigned black_height(const struct rb_node *n, const struct rb_node *parent)
{
	unsigned left, right;

	if (n == NULL)
		return 1;
	ck_assert_ptr_eq(n->parent, parent);
	if (n->red) {
		ck_assert(n->child[0] == NULL || !n->child[0]->red);
		ck_assert(n->child[1] == NULL || !n->child[1]->red);
	}
	left = black_height(n->child[0], n);
	right = black_height(n->child[1], n);
	ck_assert_uint_eq(left, right);
	return left + !n->red;
}

static unsigned check_tree(void)
{
	const struct rb_node *n = root.top;
	unsigned count = 0;
	uint64_t last = 0;

	ck_assert(n == NULL || !n->red);
	black_height(n, NULL);
	while (n != NULL && n->child[0] != NULL)
		n = n->child[0];
	ck_assert_ptr_eq(root.first, n);
	for (; n != NULL; n = rb_next(n)) {
		ck_assert_uint_ge(n->key, last);
		last = n->key;
		count++;
	}
	return count;
}

static void setup(void)
{
	root = (struct rb_root){0};
	for (unsigned i = 0; i < NODES; i++)
		rb_node_init(&node[i], (uint8_t)i);
}

UNIT_FIXTURE(setup, NULL);

UNIT_LOOP(rbtree_random_insertions_and_removals_keep_the_invariants, 0, 20)
{
	unsigned present = 0;

	srand((unsigned)_i + 1);
	for (unsigned step = 0; step < 2000; step++) {
		struct rb_node *n = &node[rand() % NODES];

		if (rb_linked(n)) {
			rb_remove(&root, n);
			present--;
		} else {
			rb_insert(&root, n, (uint64_t)(rand() % 64));
			present++;
		}
		ck_assert_uint_eq(check_tree(), present);
	}
	while (root.first != NULL)
		rb_remove(&root, root.first);
	ck_assert_ptr_null(root.top);
}

UNIT_TEST(rbtree_equal_keys_keep_the_order_of_insertion)
{
	for (unsigned i = 0; i < NODES; i++)
		rb_insert(&root, &node[(i * 7) % NODES], i % 3 == 0 ? 5 : 9);
	const struct rb_node *n = root.first;

	for (unsigned key = 5; key <= 9; key += 4) {
		for (unsigned i = 0; i < NODES; i++) {
			if ((i % 3 == 0) != (key == 5))
				continue;
			ck_assert_ptr_eq(n, &node[(i * 7) % NODES]);
			n = rb_next(n);
		}
	}
	ck_assert_ptr_null(n);
}

UNIT_TEST(rbtree_keeps_the_kind_of_a_node)
{
	rb_insert(&root, &node[3], 1);
	ck_assert_uint_eq(root.first->kind, 3);
	ck_assert(rb_linked(&node[3]));
	rb_remove(&root, &node[3]);
	ck_assert(!rb_linked(&node[3]));
	ck_assert_uint_eq(node[3].kind, 3);
}
