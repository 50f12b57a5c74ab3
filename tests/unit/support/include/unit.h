// SPDX-License-Identifier: Apache-2.0
// How a unit test declares its cases: each registers itself, so a source file holds cases and nothing else.
#ifndef SKERRY_TESTS_UNIT_H
#define SKERRY_TESTS_UNIT_H

#include <check.h>
#include <signal.h>

/** One registered case; lives in static storage of the test's source file. */
struct unit_case {
	const char *name;  /**< what the case proves, as `snake_case` */
	const char *file;  /**< source file; cases of one file share its fixture */
	const TTest *test; /**< Check's description of the function */
	int signal;        /**< signal the case must die of, 0 for none */
	int first, last;   /**< loop range [first, last); 0, 1 for a plain case */
	struct unit_case *next;
};

/** Setup and teardown around every case of one source file. */
struct unit_fixture {
	const char *file;
	SFun setup;    /**< may be NULL */
	SFun teardown; /**< may be NULL */
	struct unit_fixture *next;
};

/** Adds @p c to the cases of this executable, in order of declaration. Called before main(). */
void unit_register(struct unit_case *c);

/** Adds @p f to the fixtures of this executable. Called before main(). */
void unit_register_fixture(struct unit_fixture *f);

#define UNIT_DECLARE(case_name, sig, from, to)                                                                      \
	static void case_name##_fn(int _i);                                                                         \
	static const TTest case_name##_ttest = {#case_name, case_name##_fn, __FILE__, __LINE__};                    \
	static struct unit_case case_name##_case = {#case_name, __FILE__, &case_name##_ttest, sig, from, to, NULL}; \
	__attribute__((constructor)) static void case_name##_register(void)                                         \
	{                                                                                                           \
		unit_register(&case_name##_case);                                                                   \
	}                                                                                                           \
	static void case_name##_fn(int _i __attribute__((unused)))

/** A case: `UNIT_TEST(revoke_removes_grandchildren) { ck_assert_int_eq(...); }`. */
#define UNIT_TEST(name) UNIT_DECLARE(name, 0, 0, 1)

/** A case that runs once for each `_i` in [from, to). */
#define UNIT_LOOP(name, from, to) UNIT_DECLARE(name, 0, from, to)

/** A case that must end with signal @p sig, such as the SIGABRT of a failed assertion. */
#define UNIT_SIGNAL(name, sig) UNIT_DECLARE(name, sig, 0, 1)

/** Runs @p setup_fn before and @p teardown_fn after every case of this source file; at most one a file. */
#define UNIT_FIXTURE(setup_fn, teardown_fn)                                                     \
	static struct unit_fixture unit_file_fixture = {__FILE__, setup_fn, teardown_fn, NULL}; \
	__attribute__((constructor)) static void unit_file_fixture_register(void)               \
	{                                                                                       \
		unit_register_fixture(&unit_file_fixture);                                      \
	}                                                                                       \
	struct unit_fixture

#endif
