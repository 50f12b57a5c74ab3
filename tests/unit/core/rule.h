// SPDX-License-Identifier: Apache-2.0
// How a checker of the kernel's state says which condition does not hold. Functions that use it return a text, null when all holds.
#ifndef RULE_H
#define RULE_H

/* No assertions of Check in checkers: they note every position in a file, and checkers run after each of many operations. */
#define RULE_TEXT(x) #x
#define RULE_LINE(x) RULE_TEXT(x)
#define RULE(condition)                                                                \
	do {                                                                           \
		if (!(condition))                                                      \
			return __FILE__ ", line " RULE_LINE(__LINE__) ": " #condition; \
	} while (0)
#define TRY(check)                           \
	do {                                 \
		const char *broken_ = check; \
		if (broken_)                 \
			return broken_;      \
	} while (0)

#endif
