// SPDX-License-Identifier: Apache-2.0
// skerry-image: puts kernel, root task and files together into one ELF that a board's boot loader starts.
#include "image.h"

#include <getopt.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
        "usage: skerry-image [--kernel FILE] --root FILE [--module NAME=FILE]... [--pool KIB] --output FILE\n"
        "  --kernel FILE       kernel of the board; without one the image is for the simulated board\n"
        "  --root FILE         root task, a static program\n"
        "  --module NAME=FILE  a file that the root task finds under NAME; any number up to 32\n"
        "  --pool KIB          kernel pool: memory for all kernel objects, a multiple of 16 (default 4096)\n"
        "  --output FILE       the image\n";

void bad_input(const char *path, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "skerry-image: %s: ", path);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static noreturn void bad_usage(void)
{
	fputs(usage, stderr);
	exit(2);
}

static uint32_t parse_pool(const char *text)
{
	char *end;
	unsigned long kib = strtoul(text, &end, 10);

	if (*end || end == text || kib < 64 || kib > 0x40000 || kib % 16)
		bad_input(text, "the pool must be 64 to 262144 KiB, a multiple of 16");
	return (uint32_t)kib * 1024;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
	        {"kernel", required_argument, NULL, 'k'},
	        {"root", required_argument, NULL, 'r'},
	        {"module", required_argument, NULL, 'm'},
	        {"pool", required_argument, NULL, 'p'},
	        {"output", required_argument, NULL, 'o'},
	        {"help", no_argument, NULL, 'h'},
	        {NULL, 0, NULL, 0},
	};
	static struct image image;
	static struct elf_input kernel, root;
	const char *kernel_path = NULL, *root_path = NULL, *output = NULL;
	char *modules[SK_BOOT_MODULES_MAX + 1];
	unsigned module_count = 0;
	uint32_t pool = 4096 * 1024;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (c) {
		case 'k':
			kernel_path = optarg;
			break;
		case 'r':
			root_path = optarg;
			break;
		case 'm':
			if (module_count <= SK_BOOT_MODULES_MAX)
				modules[module_count++] = optarg;
			break;
		case 'p':
			pool = parse_pool(optarg);
			break;
		case 'o':
			output = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			bad_usage();
		}
	}
	if (!root_path || !output || optind != argc)
		bad_usage();
	elf_version(EV_CURRENT);
	elf_read(root_path, &root);
	if (kernel_path) {
		elf_read(kernel_path, &kernel);
		layout_kernel(&image, &kernel);
	} else {
		layout_no_kernel(&image);
	}
	layout_root(&image, &root);
	for (unsigned i = 0; i < module_count; i++) {
		char *path = strchr(modules[i], '=');

		if (!path)
			bad_input(modules[i], "a module is given as NAME=FILE");
		*path++ = 0;
		layout_module(&image, modules[i], path);
	}
	layout_finish(&image, kernel_path, pool);
	elf_write(output, &image);
	free(kernel.file);
	free(root.file);
	for (unsigned i = 0; i < image.pieces; i++)
		free(image.piece[i].data);
	return 0;
}
