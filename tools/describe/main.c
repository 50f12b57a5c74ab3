// SPDX-License-Identifier: Apache-2.0
// skerry-describe: checks a system description and compiles it to the form that the root task instantiates.
#include "describe.h"
#include "form.h"
#include "graph.h"
#include "reference.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
        "usage: skerry-describe FILE.dts [-o FORM] [--json FILE] [--svg FILE] [--catalogue FILE]\n"
        "       skerry-describe --reference | --schema\n"
        "  -o FORM           the compiled system, for the root task\n"
        "  --json FILE       problems and the resolved system; - for standard output\n"
        "  --svg FILE        a picture of the system\n"
        "  --reference       the words and errors, as Markdown\n"
        "  --schema          a JSON schema of descriptions, for editors\n"
        "  --catalogue FILE  programs and guests that there are: lines 'program NAME PATH' and 'guest NAME PATH',\n"
        "                    PATH - for what can be had but is not there yet\n"
        "Without -o, --json and --svg: only the checks. Exit codes: 0 good, 1 failed, 2 bad input, 4 dtc is not "
        "installed.\n";

struct options {
	const char *file, *form, *json, *svg, *catalogue;
};

static void failed(const char *path)
{
	fprintf(stderr, "skerry-describe: %s: %s\n", path, strerror(errno));
	exit(1);
}

static void read_options(int argc, char **argv, struct options *o)
{
	static const struct option options[] = {
	        {"json", required_argument, NULL, 'j'},
	        {"svg", required_argument, NULL, 's'},
	        {"reference", no_argument, NULL, 'r'},
	        {"schema", no_argument, NULL, 'm'},
	        {"catalogue", required_argument, NULL, 'c'},
	        {"help", no_argument, NULL, 'h'},
	        {NULL, 0, NULL, 0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "o:", options, NULL)) != -1) {
		switch (c) {
		case 'o':
			o->form = optarg;
			break;
		case 'j':
			o->json = optarg;
			break;
		case 'c':
			o->catalogue = optarg;
			break;
		case 's':
			o->svg = optarg;
			break;
		case 'r':
			reference_write(stdout);
			exit(0);
		case 'm':
			schema_write(stdout);
			exit(0);
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind != argc - 1) {
		fputs(usage, stderr);
		exit(2);
	}
	o->file = argv[optind];
}

static void write_form(const struct system *s, const char *path)
{
	static struct sys_form form;
	FILE *out = fopen(path, "wb");

	form_fill(s, &form);
	if (!out || fwrite(&form, sizeof(form), 1, out) != 1 || fclose(out) != 0)
		failed(path);
}

static void write_json(const struct describe *d, const char *path)
{
	FILE *out = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");

	if (!out)
		failed(path);
	json_write(out, &d->report, &d->system);
	if (fflush(out) != 0 || ferror(out) || (out != stdout && fclose(out) != 0))
		failed(path);
}

static void write_svg(const struct system *s, const char *path)
{
	FILE *out = fopen(path, "w");

	if (!out)
		failed(path);
	graph_write(out, s);
	if (fclose(out) != 0)
		failed(path);
}

static bool colour_wanted(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(2) && !(no && *no) && !(term && strcmp(term, "dumb") == 0);
}

int main(int argc, char **argv)
{
	static struct describe d;
	struct options o = {0};
	unsigned line;

	read_options(argc, argv, &o);
	describe_init(&d, o.file);
	if (o.catalogue && !images_catalogue(&d.images, o.catalogue, &line)) {
		fprintf(stderr, "skerry-describe: %s:%u: no catalogue of programs and guests\n", o.catalogue, line);
		return 2;
	}
	describe_compile(&d);
	report_print(&d.report, &d.sources, stderr, colour_wanted());
	int code = d.report.count ? 2 : 0;

	if (o.json)
		write_json(&d, o.json);
	if (o.form && code == 0)
		write_form(&d.system, o.form);
	if (o.svg && code == 0)
		write_svg(&d.system, o.svg);
	describe_free(&d);
	return code;
}
