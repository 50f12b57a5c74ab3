// SPDX-License-Identifier: Apache-2.0
// The kinds of problems: numbers, and what they mean.
#ifndef DESCRIBE_PROBLEMS_H
#define DESCRIBE_PROBLEMS_H

#include "problem_list.h"

enum problem_id {
#define PROBLEM_ID(name, number, title, hint) PROBLEM_##name,
	PROBLEM_LIST(PROBLEM_ID)
#undef PROBLEM_ID
	        PROBLEM_COUNT
};

/** One kind of problem. */
struct problem {
	unsigned number;   /**< stays the same from version to version; printed as D101 */
	const char *title; /**< what is wrong */
	const char *hint;  /**< what to do */
};

/** What is known about problem @p id. */
const struct problem *problem_of(enum problem_id id);

#endif
