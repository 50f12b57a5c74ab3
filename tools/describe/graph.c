// SPDX-License-Identifier: Apache-2.0
// Draws: services in a row above, domains below them, devices at the bottom; links are lines between boxes.
#include "graph.h"

#define BOX_WIDTH  200
#define BOX_HEIGHT 84
#define GAP        40
#define ROW        170
#define MARGIN     30
#define TITLE      50

/* The middle of a box. */
struct spot {
	int x, y;
};

struct drawing {
	FILE *out;
	const struct system *s;
	struct spot domain[SYS_DOMAINS]; /* by index in s->domain */
	int width, height;
};

static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '>')
			fputs("&gt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else
			fputc(*text, out);
	}
}

static void label(FILE *out, struct spot at, const char *style, const char *text)
{
	fprintf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", at.x, at.y, style);
	put_text(out, text);
	fputs("</text>\n", out);
}

static void box(FILE *out, struct spot at, const char *style)
{
	fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"8\" class=\"%s\"/>\n",
	        at.x - BOX_WIDTH / 2, at.y - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT, style);
}

static struct spot below(struct spot at, int y)
{
	return (struct spot){at.x, at.y + y};
}

static void draw_domain(struct drawing *d, const struct domain *domain)
{
	struct spot at = d->domain[domain - d->s->domain];
	struct arena *a = d->s->arena;

	fputs("<g>\n", d->out);
	box(d->out, at, domain->service ? "service" : domain->kind == SYS_GUEST ? "guest" : "app");
	label(d->out, below(at, -20), "name", domain->name);
	label(d->out, below(at, -2), "fact",
	      domain->kind == SYS_GUEST ? domain->kernel->source : domain->program->source);
	label(d->out, below(at, 15), "fact",
	      arena_format(a, "%u us in %u us, priority %u", domain->budget_us, domain->period_us, domain->priority));
	label(d->out, below(at, 31), "fact", domain->memory ? arena_format(a, "%u KiB", domain->memory / 1024) : "");
	fputs("</g>\n", d->out);
}

static void line(FILE *out, struct spot from, struct spot to, const char *style)
{
	fprintf(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" class=\"%s\"/>\n", from.x, from.y, to.x, to.y,
	        style);
}

/* Links between neighbours in a row bend below the boxes, so that they are seen. */
static void draw_link(struct drawing *d, const struct link *l)
{
	static const char *const styles[] = {"", "gate", "console", "shared", "ethernet"};
	struct spot from = d->domain[l->client - d->s->domain], to = d->domain[l->server - d->s->domain];
	int bend = from.y == to.y ? BOX_HEIGHT : 0;
	struct spot middle = {(from.x + to.x) / 2, (from.y + to.y) / 2 + bend / 2 + 8};

	fprintf(d->out, "<path d=\"M %d %d Q %d %d %d %d\" class=\"%s\"/>\n", from.x, from.y, (from.x + to.x) / 2,
	        (from.y + to.y) / 2 + 2 * bend, to.x, to.y, styles[l->kind]);
	label(d->out, below(middle, bend / 2), "link", l->name);
}

static int row_width(int boxes)
{
	return 2 * MARGIN + boxes * BOX_WIDTH + (boxes - 1) * GAP;
}

static struct spot in_row(const struct drawing *d, int boxes, int n, int row)
{
	int left = (d->width - row_width(boxes)) / 2 + MARGIN;

	return (struct spot){left + n * (BOX_WIDTH + GAP) + BOX_WIDTH / 2, TITLE + MARGIN + BOX_HEIGHT / 2 + row * ROW};
}

static int owned(const struct system *s)
{
	int count = 0;

	for (unsigned i = 0; i < s->devices; i++)
		count += s->device[i].owner != NULL;
	return count;
}

static void place(struct drawing *d)
{
	const struct system *s = d->s;
	int services = 0, others, n[2] = {0, 0};

	for (unsigned i = 0; i < s->domains; i++)
		services += s->domain[i].service;
	others = (int)s->domains - services;
	d->width = row_width(services > others ? services : others);
	if (row_width(owned(s)) > d->width)
		d->width = row_width(owned(s));
	d->height = TITLE + 2 * MARGIN + 2 * ROW + BOX_HEIGHT;
	for (unsigned i = 0; i < s->domains; i++) {
		int row = !s->domain[i].service;

		d->domain[i] = in_row(d, row ? others : services, n[row]++, row);
	}
}

static void draw_devices(struct drawing *d)
{
	const struct system *s = d->s;
	int n = 0;

	for (unsigned i = 0; i < s->devices; i++) {
		const struct device *dev = &s->device[i];

		if (!dev->owner)
			continue;
		struct spot at = in_row(d, owned(s), n++, 2);

		line(d->out, d->domain[dev->owner - s->domain], at, "grant");
		box(d->out, at, "device");
		label(d->out, below(at, -4), "name", dev->name);
		label(d->out, below(at, 16), "fact",
		      dev->irq == NO_IRQ ? "" : arena_format(s->arena, "interrupt %u", dev->irq));
	}
}

void graph_write(FILE *out, const struct system *s)
{
	struct drawing d = {.out = out, .s = s};

	place(&d);
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n",
	        d.width, d.height, d.width, d.height);
	fputs("<style>text{font-family:sans-serif;text-anchor:middle}.title{font-size:20px;font-weight:bold}.name{font-"
	      "size:16px;"
	      "font-weight:bold}.fact{font-size:11px}.link{font-size:12px;fill:#444}rect{stroke:#333}.app{fill:#d9ead3}"
	      ".guest{fill:#cfe2f3}"
	      ".service{fill:#fff2cc}.device{fill:#eee}path,line{fill:none;stroke-width:2}.gate{stroke:#a61c00}."
	      "console{stroke:#7f6000}"
	      ".shared{stroke:#38761d;stroke-dasharray:6 3}.grant{stroke:#888;stroke-dasharray:2 3}</style>\n",
	      out);
	label(out, (struct spot){d.width / 2, 34}, "title",
	      arena_format(s->arena, "%s on %s: %llu of %u MiB", s->name, s->board_name,
	                   (unsigned long long)(s->ram_used >> 20), s->ram >> 20));
	for (unsigned i = 0; i < s->links; i++)
		draw_link(&d, &s->link[i]);
	draw_devices(&d);
	for (unsigned i = 0; i < s->domains; i++)
		draw_domain(&d, &s->domain[i]);
	fputs("</svg>\n", out);
}
