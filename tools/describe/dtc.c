// SPDX-License-Identifier: Apache-2.0
// Runs dtc within limits, and translates its messages.
#include "dtc.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CPU_SECONDS  10
#define MEMORY_BYTES (1u << 30)
#define OUTPUT_MAX   (32u << 20)
#define NOT_THERE    127

static _Noreturn void child(const char *name, int output, int errors)
{
	int null = open("/dev/null", O_RDONLY);

	/* A file can include itself, or a device that never ends. */
	setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_SECONDS, CPU_SECONDS});
	setrlimit(RLIMIT_AS, &(struct rlimit){MEMORY_BYTES, MEMORY_BYTES});
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){OUTPUT_MAX, OUTPUT_MAX});
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	if (null >= 0 && dup2(null, 0) == 0 && dup2(output, 1) == 1 && dup2(errors, 2) == 2)
		/* -f: what dtc calls an error and still understands is reported by this program, with its place. */
		execlp("dtc", "dtc", "-q", "-f", "-I", "dts", "-O", "dts", "-T", "-T", name, (char *)NULL);
	_exit(errno == ENOENT ? NOT_THERE : 126);
}

static char *read_back(struct arena *a, FILE *f)
{
	long size = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;

	if (size < 0 || size > (long)OUTPUT_MAX)
		return NULL;
	rewind(f);
	char *text = arena_take(a, (size_t)size + 1, 1);

	return fread(text, 1, (size_t)size, f) == (size_t)size ? text : NULL;
}

static int run(const char *name, FILE *output, FILE *errors)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		child(name, fileno(output), fileno(errors));
	if (pid < 0)
		return -1;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* "file:1.2-3.4 text" or "file:1.2-4 text": dtc's form of a place. */
static bool message_place(struct arena *a, const char *line, struct place *place, const char **text)
{
	for (const char *p = strchr(line, ':'); p && p < strpbrk(line, "\n"); p = strchr(p + 1, ':')) {
		char *end;

		if (!isdigit((unsigned char)p[1]))
			continue;
		*place = (struct place){.file = arena_text(a, line, (size_t)(p - line))};
		place->line = place->end_line = (unsigned)strtoul(p + 1, &end, 10);
		if (*end != '.')
			continue;
		place->column = place->end_column = (unsigned)strtoul(end + 1, &end, 10);
		if (*end == '-')
			place->end_column = (unsigned)strtoul(end + 1, &end, 10);
		if (*end == '.') {
			place->end_line = place->end_column;
			place->end_column = (unsigned)strtoul(end + 1, &end, 10);
		}
		*text = end + strspn(end, ": ");
		return true;
	}
	return false;
}

/* dtc does not tell where a file is included that it cannot open: where the system file names it. */
static void complain_include(struct report *r, struct sources *s, const char *text)
{
	struct place place = {.file = r->file};
	size_t size, length = strcspn(text, "\n");
	const char *from = strchr(text, '"'), *to = from ? strchr(from + 1, '"') : NULL;
	const char *source = source_text(s, r->file, &size);
	const char *name = to ? arena_text(r->arena, from, (size_t)(to + 1 - from)) : NULL;
	const char *found = source && name ? strstr(source, name) : NULL;

	if (found) {
		place.line = place.end_line = place.column = 1;
		for (const char *p = source; p < found; p++) {
			place.column = *p == '\n' ? 1 : place.column + 1;
			place.line += *p == '\n';
		}
		place.end_line = place.line;
		place.end_column = place.column + (unsigned)strlen(name) - 1;
	}
	report_add(r, PROBLEM_INCLUDE, &place, "%.*s", (int)length, text);
}

static void complain_line(struct report *r, struct sources *s, const char *line, size_t length)
{
	struct place place;
	const char *copy = arena_format(r->arena, "%.*s\n", (int)length, line), *text = copy;

	if (strncmp(copy, "Error: ", 7) == 0)
		copy += 7;
	else if (strncmp(copy, "FATAL ERROR: ", 13) == 0 && strncmp(copy + 13, "Couldn't open", 13) != 0)
		return;
	bool placed = message_place(r->arena, copy, &place, &text);
	int visible = (int)strcspn(text, "\n");

	if (strstr(text, "Couldn't open"))
		complain_include(r, s, strstr(text, "Couldn't open"));
	else if (placed)
		report_add(r, PROBLEM_SYNTAX, &place, "%.*s", visible, text);
}

void dtc_complain(struct report *r, struct sources *s, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		complain_line(r, s, text, length);
		text += length + (text[length] == '\n');
	}
}

/* What stops dtc from even trying. */
static bool readable(struct report *r, struct sources *s, const char *name)
{
	size_t size;
	const char *text = source_text(s, name, &size);

	if (!text)
		report_add(r, PROBLEM_UNREADABLE, NULL, "cannot be read");
	else if (memchr(text, 0, size))
		report_add(r, PROBLEM_NOT_SOURCE, NULL, "has zero bytes in it: this is no source");
	return r->count == 0;
}

const char *dtc_annotate(struct report *r, struct sources *s, const char *name)
{
	const char *text = NULL;

	if (!readable(r, s, name))
		return NULL;
	FILE *output = tmpfile(), *errors = tmpfile();
	int status = output && errors ? run(name, output, errors) : -1;

	if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == NOT_THERE) {
		fputs("skerry-describe: dtc is not installed: install the package device-tree-compiler\n", stderr);
		exit(4);
	}
	if (status >= 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		text = read_back(r->arena, output);
	if (!text) {
		const char *complaints = errors ? read_back(r->arena, errors) : NULL;

		if (complaints)
			dtc_complain(r, s, complaints);
		if (r->count == 0)
			report_add(r, PROBLEM_TOO_HARD, NULL, "dtc gave up on the file");
	}
	if (output)
		fclose(output);
	if (errors)
		fclose(errors);
	return text;
}
