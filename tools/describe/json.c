// SPDX-License-Identifier: Apache-2.0
// Writes findings and the resolved system as JSON.
#include "form.h"

#include <string.h>

/* Bytes that are no UTF-8 would make the whole file unreadable, so everything beyond ASCII is escaped by its byte. */
static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; text && *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void member(FILE *out, const char *name, const char *text)
{
	put_text(out, name);
	fputs(": ", out);
	if (text)
		put_text(out, text);
	else
		fputs("null", out);
}

static void number(FILE *out, const char *name, uint64_t value)
{
	fprintf(out, "\"%s\": %llu", name, (unsigned long long)value);
}

static void put_finding(FILE *out, const struct finding *f)
{
	fprintf(out, "{\"number\": \"D%u\", ", f->problem->number);
	member(out, "file", f->place.file);
	fprintf(out, ", \"line\": %u, \"column\": %u, \"end_line\": %u, \"end_column\": %u, ", f->place.line,
	        f->place.column, f->place.end_line, f->place.end_column);
	member(out, "message", f->message);
	fputs(", ", out);
	member(out, "hint", f->hint);
	fputc('}', out);
}

static const char *kind_name(const struct domain *d)
{
	return d->kind == SYS_GUEST ? "guest" : d->service ? "service" : "app";
}

static const char *end_name(uint32_t on_end)
{
	return on_end == SYS_END_RESTART ? "restart" : on_end == SYS_END_SYSTEM ? "end-system" : "stop";
}

static void put_lists(FILE *out, const struct domain *d)
{
	fputs(", \"files\": {", out);
	for (unsigned i = 0; i < d->files; i++) {
		fputs(i ? ", " : "", out);
		member(out, d->file[i].region, d->file[i].image->module);
	}
	fputs("}, \"devices\": [", out);
	for (unsigned i = 0; i < d->devices; i++) {
		fputs(i ? ", " : "", out);
		put_text(out, d->device[i]->name);
	}
	fputs("], \"parameters\": {", out);
	for (unsigned i = 0; i < d->params; i++) {
		fputs(i ? ", " : "", out);
		number(out, d->param[i].name, d->param[i].value);
	}
	fputc('}', out);
}

static void put_domain(FILE *out, const struct domain *d)
{
	fputc('{', out);
	member(out, "name", d->name);
	fputs(", ", out);
	member(out, "kind", kind_name(d));
	fputs(", ", out);
	member(out, "program", d->program->module);
	fputs(", ", out);
	member(out, "arguments", d->arguments);
	fprintf(out,
	        ", \"memory_bytes\": %u, \"disk_bytes\": %u, \"stack_bytes\": %u, \"quota_bytes\": %u, "
	        "\"quota_need_bytes\": %u, "
	        "\"slots\": %u, "
	        "\"budget_us\": %u, \"period_us\": %u, \"priority\": %u, \"cpu\": %u, ",
	        d->memory, d->disk, d->stack, d->quota, d->quota_need, d->slots, d->budget_us, d->period_us,
	        d->priority, d->cpu);
	member(out, "on_end", end_name(d->on_end));
	fprintf(out, ", \"restarts\": %u, \"controls_system\": %s, \"background\": %s", d->restarts,
	        d->flags & SYS_DOMAIN_CONTROL ? "true" : "false", d->flags & SYS_DOMAIN_BACKGROUND ? "true" : "false");
	put_lists(out, d);
	fputc('}', out);
}

static void put_link(FILE *out, const struct link *l)
{
	static const char *const kinds[] = {"", "gate", "console", "shared-memory", "ethernet"};

	fputc('{', out);
	member(out, "name", l->name);
	fputs(", ", out);
	member(out, "kind", kinds[l->kind]);
	fputs(", ", out);
	member(out, "server", l->server->name);
	fputs(", ", out);
	member(out, "client", l->client->name);
	fprintf(out, ", \"passive\": %s, \"memory_bytes\": %u}", l->flags & SYS_LINK_PASSIVE ? "true" : "false",
	        l->memory);
}

static void put_image(FILE *out, const struct image *i)
{
	static const char *const kinds[] = {"program", "kernel", "file", "tree", "made-tree"};

	fputc('{', out);
	member(out, "name", i->module);
	fputs(", ", out);
	member(out, "kind", kinds[i->kind]);
	fputs(", ", out);
	member(out, "source", i->source);
	fputs(", ", out);
	member(out, "path", i->path);
	fprintf(out, ", \"bytes\": %llu}", (unsigned long long)i->size);
}

static void put_system(FILE *out, const struct system *s)
{
	const char *comma = "";

	fputc('{', out);
	member(out, "name", s->name);
	fputs(", ", out);
	member(out, "board", s->board_name);
	fprintf(out, ", \"ram_bytes\": %u, \"ram_used_bytes\": %llu, \"kernel_pool_bytes\": %u, \"cpu_load_ppm\": [",
	        s->ram, (unsigned long long)s->ram_used, s->pool);
	for (unsigned i = 0; i < s->cpus; i++)
		fprintf(out, "%s%u", i ? ", " : "", s->load[i]);
	fputs("],\n \"domains\": [", out);
	for (unsigned i = 0; i < s->domains; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		put_domain(out, s->order[i]);
	}
	fputs("],\n \"links\": [", out);
	for (unsigned i = 0; i < s->links; i++) {
		fputs(i ? ",\n  " : "\n  ", out);
		put_link(out, &s->link[i]);
	}
	fputs("],\n \"modules\": [", out);
	for (const struct image *i = s->images->first; i; i = i->next) {
		fprintf(out, "%s\n  ", comma);
		put_image(out, i);
		comma = ",";
	}
	fputs("]}", out);
}

void json_write(FILE *out, const struct report *r, const struct system *s)
{
	fputs("{\"problems\": [", out);
	for (const struct finding *f = r->findings; f; f = f->next) {
		fputs(f == r->findings ? "\n  " : ",\n  ", out);
		put_finding(out, f);
	}
	fputs("],\n \"system\": ", out);
	if (r->count == 0 && s)
		put_system(out, s);
	else
		fputs("null", out);
	fputs("}\n", out);
}
