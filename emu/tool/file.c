// SPDX-License-Identifier: Apache-2.0
// Reading whole files.
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_SIZE (1l << 30)

static bool complain(const char *path, const char *what)
{
	fprintf(stderr, "skerry-emu: %s: %s\n", path, what);
	return false;
}

static bool read_open(const char *path, FILE *file, struct machine_blob *blob)
{
	struct stat status;
	void *data;

	if (fstat(fileno(file), &status) != 0)
		return complain(path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return complain(path, "not a regular file");
	if (status.st_size == 0 || status.st_size > MAX_SIZE)
		return complain(path, status.st_size == 0 ? "empty file" : "larger than 1 GiB");
	data = malloc((size_t)status.st_size);
	if (data == NULL)
		return complain(path, "not enough memory on the host");
	blob->data = data;
	blob->size = fread(data, 1, (size_t)status.st_size, file);
	return blob->size == (size_t)status.st_size || complain(path, "could not be read completely");
}

bool file_read(const char *path, struct machine_blob *blob)
{
	FILE *file;
	bool good;

	*blob = (struct machine_blob){0};
	if (path == NULL)
		return true;
	file = fopen(path, "rb");
	if (file == NULL)
		return complain(path, strerror(errno));
	good = read_open(path, file, blob);
	fclose(file);
	return good;
}
