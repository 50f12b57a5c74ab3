// SPDX-License-Identifier: Apache-2.0
// Runs the command skerry-emu inside a test, with its output in files.
#include "tool.h"

#include "session.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATHS 16

static char folder[64];
static char path[PATHS][96];
static unsigned paths;

void tool_setup(void)
{
	snprintf(folder, sizeof(folder), "/tmp/skerry-emu-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	paths = 0;
}

void tool_teardown(void)
{
	for (unsigned i = 0; i < paths; i++)
		unlink(path[i]);
	ck_assert_int_eq(rmdir(folder), 0);
}

const char *tool_path(const char *name)
{
	char whole[sizeof(path[0])];

	snprintf(whole, sizeof(whole), "%.64s/%.30s", folder, name);
	for (unsigned i = 0; i < paths; i++)
		if (!strcmp(path[i], whole))
			return path[i];
	ck_assert_uint_lt(paths, PATHS);
	snprintf(path[paths], sizeof(path[0]), "%s", whole);
	return path[paths++];
}

const char *tool_write(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(tool_path(name), "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
	return tool_path(name);
}

size_t tool_read(const char *name, char *text, size_t size)
{
	FILE *file = fopen(tool_path(name), "rb");
	size_t got;

	ck_assert_ptr_nonnull(file);
	got = fread(text, 1, size - 1, file);
	text[got] = '\0';
	fclose(file);
	return got;
}

const char *tool_kernel(const struct program *p)
{
	return tool_write("kernel", p->word, 4 * (size_t)p->count);
}

const char *tool_echo(void)
{
	struct program p = {.count = 0};

	prog_li(&p, T1, KSEG1 | 0x180003f8);
	prog_emit(&p, 0x91280005); /* 2: lbu t0, 5(t1) */
	prog_emit(&p, 0x31080001); /* andi t0, t0, 1 */
	prog_emit(&p, 0x1100fffd); /* beqz t0, 2 */
	prog_emit(&p, 0);
	prog_emit(&p, 0x912a0000); /* lbu t2, 0(t1) */
	prog_emit(&p, 0xa12a0000); /* sb t2, 0(t1) */
	prog_emit(&p, 0x24080071); /* li t0, 'q' */
	prog_bne(&p, T2, T0, 2);
	prog_reset(&p);
	return tool_kernel(&p);
}

/* Sends a stream to a file of the folder. @return its old descriptor */
static int divert(FILE *stream, const char *name)
{
	int saved, file = open(tool_path(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(file, 0);
	fflush(stream);
	saved = dup(fileno(stream));
	dup2(file, fileno(stream));
	close(file);
	return saved;
}

static void undo(FILE *stream, int saved)
{
	fflush(stream);
	dup2(saved, fileno(stream));
	close(saved);
	clearerr(stream);
}

void tool_run(struct outcome *o, const char *const *args)
{
	char *argv[32] = {(char *)(uintptr_t) "skerry-emu"};
	struct options options;
	int argc = 1, out = divert(stdout, "stdout"), err = divert(stderr, "stderr");

	for (; *args; args++)
		argv[argc++] = (char *)(uintptr_t)*args;
	o->code = options_parse(&options, argc, argv);
	if (o->code < 0)
		o->code = session_run(&options);
	undo(stdout, out);
	undo(stderr, err);
	tool_read("stdout", o->out, sizeof(o->out));
	tool_read("stderr", o->err, sizeof(o->err));
}

void tool_input(int fd)
{
	ck_assert_int_ge(fd, 0);
	dup2(fd, STDIN_FILENO);
	close(fd);
}
