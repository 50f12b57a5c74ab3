// SPDX-License-Identifier: Apache-2.0
// Writes a JSON schema from the table of words.
#include "reference.h"
#include "words.h"

#include <string.h>

/* The table's texts have neither backslashes nor control characters. */
static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void write_item(FILE *out, const struct word *w)
{
	if (w->type == WORD_NUMBER) {
		fprintf(out, "{\"type\": \"integer\", \"minimum\": %u, \"maximum\": %u}", w->from, w->to);
		return;
	}
	if (w->type == WORD_REFS) {
		fputs("{\"type\": \"string\", \"pattern\": \"^&\"}", out);
		return;
	}
	fputs("{\"type\": \"string\", ", out);
	if (w->choice[0]) {
		fputs("\"enum\": [", out);
		for (unsigned i = 0; i < WORD_CHOICES && w->choice[i]; i++)
			fprintf(out, "%s\"%s\"", i ? ", " : "", w->choice[i]);
		fputs("]}", out);
		return;
	}
	if (w->type == WORD_NAME)
		fputs("\"pattern\": \"^[a-z][a-z0-9-]*$\", ", out);
	fprintf(out, "\"minLength\": 1, \"maxLength\": %u}", w->to);
}

static void write_word(FILE *out, const struct word *w)
{
	fprintf(out, "\"%s\": {\"description\": ", w->name);
	put_text(out, w->about);
	if (w->type == WORD_FLAG) {
		fputs(", \"const\": true}", out);
		return;
	}
	fprintf(out, ", \"type\": \"array\", \"minItems\": %u, \"maxItems\": %u, \"items\": ", w->least, w->most);
	write_item(out, w);
	fputc('}', out);
}

/* "properties" of nodes of @p kind, with further ones in @p more; then which are required. */
static void write_node(FILE *out, enum node_kind kind, const char *more)
{
	const char *comma = "";

	fputs("\"type\": \"object\", \"additionalProperties\": false,\n  \"properties\": {", out);
	for (unsigned i = 0; i < word_count; i++) {
		if (!(words[i].where & kind))
			continue;
		fprintf(out, "%s\n   ", comma);
		write_word(out, &words[i]);
		comma = ",";
	}
	if (*more)
		fprintf(out, "%s\n   %s", comma, more);
	fputs("},\n  \"required\": [", out);
	comma = "";
	for (unsigned i = 0; i < word_count; i++) {
		if (!(words[i].where & kind) || !(words[i].flags & WORD_REQUIRED))
			continue;
		fprintf(out, "%s\"%s\"", comma, words[i].name);
		comma = ", ";
	}
	fputc(']', out);
}

static void write_definition(FILE *out, const char *name, enum node_kind kind, const char *more)
{
	fprintf(out, " \"%s\": {", name);
	write_node(out, kind, more);
	fputs("}", out);
}

void schema_write(FILE *out)
{
	static const char top[] =
	        "\"board\": {\"$ref\": \"#/$defs/board\"}, \"domains\": {\"type\": \"object\", \"minProperties\": 1, "
	        "\"additionalProperties\": {\"$ref\": \"#/$defs/domain\"}}, \"links\": {\"type\": \"object\", "
	        "\"additionalProperties\": {\"$ref\": \"#/$defs/link\"}}";
	static const char parameters[] =
	        "\"parameters\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"array\", "
	        "\"minItems\": 1, \"maxItems\": 1, \"items\": {\"type\": \"integer\"}}}";

	fputs("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n \"title\": \"Skerry system "
	      "description\", ",
	      out);
	write_node(out, NODE_TOP, top);
	fputs(",\n\"$defs\": {\n", out);
	write_definition(out, "domain", NODE_DOMAIN, parameters);
	fputs(",\n", out);
	write_definition(out, "link", NODE_LINK, "");
	fputs(",\n", out);
	write_definition(out, "device", NODE_DEVICE, "");
	fputs(",\n \"board\": {", out);
	/* Devices stand beside the board's own properties. */
	fputs("\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/device\"},\n  \"properties\": {",
	      out);
	const char *comma = "";

	for (unsigned i = 0; i < word_count; i++) {
		if (!(words[i].where & NODE_BOARD))
			continue;
		fprintf(out, "%s\n   ", comma);
		write_word(out, &words[i]);
		comma = ",";
	}
	fputs("}}}}\n", out);
}
