// SPDX-License-Identifier: Apache-2.0
// The table of problems.
#include "problems.h"

static const struct problem table[] = {
#define PROBLEM_ENTRY(name, number, title, hint) {number, title, hint},
        PROBLEM_LIST(PROBLEM_ENTRY)
#undef PROBLEM_ENTRY
};

const struct problem *problem_of(enum problem_id id)
{
	return &table[id];
}
