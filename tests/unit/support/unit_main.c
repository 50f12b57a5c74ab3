// SPDX-License-Identifier: Apache-2.0
// main() of every unit test: runs the registered cases, or those named as arguments, and prints TAP.
#include "unit.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct unit_case *cases;
static struct unit_case **cases_end = &cases;
static struct unit_fixture *fixtures;

void unit_register(struct unit_case *c)
{
	*cases_end = c;
	cases_end = &c->next;
}

void unit_register_fixture(struct unit_fixture *f)
{
	f->next = fixtures;
	fixtures = f;
}

static const struct unit_fixture *fixture_of(const char *file)
{
	for (const struct unit_fixture *f = fixtures; f; f = f->next) {
		if (strcmp(f->file, file) == 0)
			return f;
	}
	return NULL;
}

static bool wanted(const struct unit_case *c, int argc, char **argv)
{
	if (argc < 2)
		return true;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], c->name) == 0)
			return true;
	}
	return false;
}

/* One TCase a case, so that the TAP line carries the case's name and a loop's repetitions share it. */
static void add_case(Suite *suite, const struct unit_case *c)
{
	TCase *tcase = tcase_create(c->name);
	const struct unit_fixture *f = fixture_of(c->file);

	if (f)
		tcase_add_checked_fixture(tcase, f->setup, f->teardown);
	_tcase_add_test(tcase, c->test, c->signal, 0, c->first, c->last);
	suite_add_tcase(suite, tcase);
}

static int list_cases(void)
{
	for (const struct unit_case *c = cases; c; c = c->next)
		printf("%s\n", c->name);
	return EXIT_SUCCESS;
}

static const struct unit_case *find_case(const char *name)
{
	for (const struct unit_case *c = cases; c; c = c->next) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list_cases();
	for (int i = 1; i < argc; i++) {
		if (!find_case(argv[i])) {
			fprintf(stderr, "%s: no case '%s' (--list names them)\n", argv[0], argv[i]);
			return 2;
		}
	}

	Suite *suite = suite_create("unit");

	for (const struct unit_case *c = cases; c; c = c->next) {
		if (wanted(c, argc, argv))
			add_case(suite, c);
	}

	SRunner *runner = srunner_create(suite);

	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);

	int failed = srunner_ntests_failed(runner);

	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
