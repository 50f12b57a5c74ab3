// SPDX-License-Identifier: Apache-2.0
// The words of a description: every property, where it may stand, and what it takes. The checks, the reference page and the
// schema for editors are all made from this table.
#ifndef DESCRIBE_WORDS_H
#define DESCRIBE_WORDS_H

#include "tree.h"

/** Kinds of nodes; a word's `where` is a set of them. */
enum node_kind {
	NODE_TOP = 1,
	NODE_BOARD = 2,
	NODE_DEVICE = 4,
	NODE_DOMAIN = 8,
	NODE_LINK = 16,
	NODE_DOMAINS = 32,
	NODE_LINKS = 64,
	NODE_PARAMETERS = 128,
};

enum word_type {
	WORD_FLAG,
	WORD_NAME, /**< a text that is a name */
	WORD_TEXT,
	WORD_NUMBER,
	WORD_REFS,
};

#define WORD_CHOICES  4
#define WORD_KIND     1 /* it makes a link what it is */
#define WORD_REQUIRED 2

struct word {
	const char *name;
	unsigned where; /**< set of enum node_kind */
	enum word_type type;
	unsigned least, most;             /**< how many values */
	uint32_t from, to;                /**< of numbers; of texts: most characters in `to` */
	const char *choice[WORD_CHOICES]; /**< of texts, when it has any */
	unsigned flags;                   /**< WORD_* */
	const char *unit;                 /**< what the values are: "KiB", "domains", ... or NULL */
	const char *otherwise;            /**< what holds without it, for readers */
	const char *about;
};

extern const struct word words[];
extern const unsigned word_count;

/** The word @p name for nodes of @p kind, or NULL. */
const struct word *word_find(const char *name, enum node_kind kind);
/** "a domain", "the board", ... for messages. */
const char *node_kind_name(enum node_kind kind);

#endif
