/* SPDX-License-Identifier: Apache-2.0 */
/* Circular doubly linked list with a sentinel; a node that is in no list points to itself. */
#ifndef SKERRY_LIST_H
#define SKERRY_LIST_H

#include <skerry/base.h>

/** List node or list head. */
struct list {
	struct list *next, *prev;
};

static inline void list_init(struct list *l)
{
	l->next = l->prev = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

/** Puts @p n, which is in no list, in front of @p pos (at the end of the list when @p pos is the head). */
static inline void list_insert(struct list *pos, struct list *n)
{
	n->next = pos;
	n->prev = pos->prev;
	pos->prev->next = n;
	pos->prev = n;
}

/** Takes @p n out of its list; harmless when it is in none. */
static inline void list_remove(struct list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	list_init(n);
}

#define list_first(head, type, member) container_of((head)->next, type, member)

#endif
