// SPDX-License-Identifier: Apache-2.0
// Damaged descriptions: whatever the text is, the compiler ends with findings or a system, and touches nothing else.
#include <describe.h>
#include <fcntl.h>
#include <image_file.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unit.h>

static const char source[] =
        "/dts-v1/;\n"
        "/ {\tsystem = \"s\";\n"
        "board { board = \"b\"; ram-mib = <64>; u: u { interrupt = <4>; terminal; }; };\n"
        "domains { a: a { app = \"p\"; memory-kib = <64>; runs-us = <1 (2 * 5)>; files = \"x\", \"y\"; }; };\n"
        "links { t { console = <&a>; on = <&u>; }; };\n"
        "};\n";
static const char printed[] = "/dts-v1/;\n"
                              "/ { /* S:2:3-6:3 */\n"
                              "system = \"s\"; /* S:2:5-2:18 */\n"
                              "board { /* S:3:7-3:78 */\n"
                              "board = \"b\"; /* S:3:9-3:20 */\n"
                              "ram-mib = <64>; /* S:3:22-3:37 */\n"
                              "u: u { /* S:3:44-3:74 */\n"
                              "interrupt = <4>; /* S:3:46-3:62 */\n"
                              "terminal; /* S:3:63-3:72 */\n"
                              "};\n};\n"
                              "domains { /* S:4:9-4:99 */\n"
                              "a: a { /* S:4:16-4:90 */\n"
                              "app = \"p\"; /* S:4:18-4:28 */\n"
                              "memory-kib = <64>; /* S:4:29-4:47 */\n"
                              "runs-us = <1 10>; /* S:4:48-4:69 */\n"
                              "};\n};\n"
                              "links { /* S:5:7-5:44 */\n"
                              "t { /* S:5:11-5:42 */\n"
                              "console = <1>; /* S:5:13-5:28 */\n"
                              "on = <2>; /* S:5:29-5:39 */\n"
                              "};\n};\n};\n";

static char path[] = "/tmp/skerry-describe-XXXXXX";
static struct describe d;

static void write_source(const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC);

	ck_assert_int_eq((int)write(fd, text, size), (int)size);
	close(fd);
}

static void setup(void)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	write_source(source, sizeof(source) - 1);
}

static void teardown(void)
{
	unlink(path);
}

UNIT_FIXTURE(setup, teardown);

/* What dtc would print, with the source's real name for S. */
static char *named(const char *text)
{
	char *out = malloc(8192), *to = out;

	for (; *text; text++) {
		if (*text == 'S') {
			memcpy(to, path, strlen(path));
			to += strlen(path);
		} else {
			*to++ = *text;
		}
	}
	*to = 0;
	return out;
}

static unsigned compile(const char *text)
{
	FILE *nowhere = fopen("/dev/null", "w");

	describe_init(&d, path);
	describe_text(&d, text);
	report_print(&d.report, &d.sources, nowhere, true);
	fclose(nowhere);
	unsigned count = d.report.count;

	describe_free(&d);
	return count;
}

UNIT_TEST(the_undamaged_text_is_good)
{
	char *text = named(printed);

	ck_assert_uint_eq(compile(text), 0);
	free(text);
}

/* A fixed generator: a failure shows up again. */
static unsigned next(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 8;
}

static void damage(char *text, unsigned *state)
{
	static const char pieces[] = "<>{}[];&=\"\\,:/*\n\t 019azS-@\x01\xff";
	size_t length = strlen(text);

	for (unsigned n = 1 + next(state) % 4; n > 0; n--) {
		size_t at = next(state) % length;

		if (next(state) % 8 == 0) {
			text[at] = 0;
			length = at ? at : 1;
			continue;
		}
		text[at] = pieces[next(state) % (sizeof(pieces) - 1)];
	}
}

UNIT_LOOP(damaged_output_of_dtc_is_survived, 0, 20)
{
	unsigned state = (unsigned)_i;

	for (int i = 0; i < 100; i++) {
		char *text = named(printed);

		damage(text, &state);
		compile(text);
		free(text);
	}
}

UNIT_LOOP(a_source_that_changed_meanwhile_is_survived, 0, 20)
{
	unsigned state = 1000u + (unsigned)_i;
	char *text = named(printed);

	for (int i = 0; i < 100; i++) {
		char changed[sizeof(source)];

		memcpy(changed, source, sizeof(source));
		damage(changed, &state);
		write_source(changed, strlen(changed));
		compile(text);
	}
	free(text);
}

UNIT_LOOP(damaged_sources_pass_through_dtc, 0, 4)
{
	unsigned state = 2000u + (unsigned)_i;

	for (int i = 0; i < 10; i++) {
		char changed[sizeof(source)];

		memcpy(changed, source, sizeof(source));
		damage(changed, &state);
		write_source(changed, strlen(changed));
		describe_init(&d, path);
		describe_compile(&d);
		describe_free(&d);
	}
}

UNIT_LOOP(damaged_device_trees_and_programs_are_survived, 0, 4)
{
	unsigned state = 3000u + (unsigned)_i;
	static const unsigned char tree[] = {
	        0xd0, 0x0d, 0xfe, 0xed, 0, 0, 0, 0x48, 0, 0, 0, 0x38, 0, 0, 0, 0x48, 0, 0, 0, 0x28, 0, 0, 0, 17,
	        0,    0,    0,    16,   0, 0, 0, 0,    0, 0, 0, 0,    0, 0, 0, 16,   0, 0, 0, 0,    0, 0, 0, 0,
	        0,    0,    0,    0,    0, 0, 0, 0,    0, 0, 0, 1,    0, 0, 0, 0,    0, 0, 0, 2,    0, 0, 0, 9};

	write_source((const char *)tree, sizeof(tree));
	ck_assert(image_file_is_tree(path));
	for (int i = 0; i < 200; i++) {
		unsigned char changed[sizeof(tree)];

		memcpy(changed, tree, sizeof(tree));
		changed[next(&state) % sizeof(tree)] = (unsigned char)next(&state);
		write_source((const char *)changed, next(&state) % (sizeof(tree) + 1));
		(void)image_file_is_tree(path);
		ck_assert_uint_eq(image_file_memory(path, true), 0);
	}
}
