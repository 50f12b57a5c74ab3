// SPDX-License-Identifier: Apache-2.0
// Red-black tree: insertion and removal with the usual recolouring and rotations.
#include <skerry/rbtree.h>

void rb_node_init(struct rb_node *n, uint8_t kind)
{
	n->parent = n;
	n->kind = kind;
}

static bool is_red(const struct rb_node *n)
{
	return n != NULL && n->red;
}

/* Puts @p with, possibly null, where @p old hangs. */
static void replace(struct rb_root *root, struct rb_node *old, struct rb_node *with)
{
	struct rb_node *p = old->parent;

	if (p == NULL)
		root->top = with;
	else
		p->child[p->child[1] == old] = with;
	if (with != NULL)
		with->parent = p;
}

/* Moves @p n one level down towards side @p d; its other child takes its place. */
static void rotate(struct rb_root *root, struct rb_node *n, unsigned d)
{
	struct rb_node *up = n->child[!d];

	n->child[!d] = up->child[d];
	if (up->child[d] != NULL)
		up->child[d]->parent = n;
	replace(root, n, up);
	up->child[d] = n;
	n->parent = up;
}

void rb_insert(struct rb_root *root, struct rb_node *n, uint64_t key)
{
	struct rb_node *p = NULL;
	struct rb_node **at = &root->top;
	bool smallest = true;

	while (*at != NULL) {
		unsigned d = key >= (*at)->key;

		p = *at;
		smallest = smallest && d == 0;
		at = &p->child[d];
	}
	*at = n;
	n->parent = p;
	n->child[0] = n->child[1] = NULL;
	n->key = key;
	n->red = true;
	if (smallest)
		root->first = n;

	while (is_red(p = n->parent)) {
		struct rb_node *g = p->parent; /* there is one: the top is black */
		unsigned d = p == g->child[1];
		struct rb_node *uncle = g->child[!d];

		if (is_red(uncle)) {
			p->red = uncle->red = false;
			g->red = true;
			n = g;
			continue;
		}
		if (n == p->child[!d]) {
			rotate(root, p, d);
			n = p;
			p = n->parent;
		}
		p->red = false;
		g->red = true;
		rotate(root, g, !d);
		break;
	}
	root->top->red = false;
}

/* Paths through @p x, possibly null, below @p p lack one black node. */
static void refill_black(struct rb_root *root, struct rb_node *x, struct rb_node *p)
{
	while (x != root->top && !is_red(x)) {
		unsigned d = p->child[0] != x;
		struct rb_node *w = p->child[!d]; /* there is one: its paths have one black node more */

		if (w->red) {
			w->red = false;
			p->red = true;
			rotate(root, p, d);
			w = p->child[!d];
		}
		if (!is_red(w->child[0]) && !is_red(w->child[1])) {
			w->red = true;
			x = p;
			p = x->parent;
			continue;
		}
		if (!is_red(w->child[!d])) {
			w->child[d]->red = false;
			w->red = true;
			rotate(root, w, !d);
			w = p->child[!d];
		}
		w->red = p->red;
		p->red = false;
		w->child[!d]->red = false;
		rotate(root, p, d);
		x = root->top;
	}
	if (x != NULL)
		x->red = false;
}

void rb_remove(struct rb_root *root, struct rb_node *n)
{
	struct rb_node *x, *p;
	bool lost_red;

	if (root->first == n)
		root->first = rb_next(n);
	if (n->child[0] != NULL && n->child[1] != NULL) {
		struct rb_node *s = n->child[1];

		while (s->child[0] != NULL)
			s = s->child[0];
		x = s->child[1];
		p = s->parent;
		lost_red = s->red;
		if (p == n) {
			p = s;
		} else {
			p->child[0] = x;
			if (x != NULL)
				x->parent = p;
			s->child[1] = n->child[1];
			s->child[1]->parent = s;
		}
		s->child[0] = n->child[0];
		s->child[0]->parent = s;
		s->red = n->red;
		replace(root, n, s);
	} else {
		x = n->child[n->child[0] == NULL];
		p = n->parent;
		lost_red = n->red;
		replace(root, n, x);
	}
	if (!lost_red)
		refill_black(root, x, p);
	n->parent = n;
}

struct rb_node *rb_next(const struct rb_node *n)
{
	if (n->child[1] != NULL) {
		struct rb_node *s = n->child[1];

		while (s->child[0] != NULL)
			s = s->child[0];
		return s;
	}
	while (n->parent != NULL && n->parent->child[1] == n)
		n = n->parent;
	return n->parent;
}
