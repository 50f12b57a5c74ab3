// SPDX-License-Identifier: Apache-2.0
// Resolves links, and adds the services that they bring.
#include "check_values.h"
#include "system.h"
#include "words.h"

#include <skerry/ethernet_port.h>
#include <string.h>

#define SERVICE_PRIORITY 200
#define SERVICE_BUDGET   500
#define SERVICE_PERIOD   10000
/* "-event" goes behind it in names of its clients' capabilities. */
#define NETWORK_NAME_MAX 17
/* Interfaces that a monitor has for its guest. */
#define GUEST_NETWORKS   2

static struct domain *domain_of(struct system *s, const struct prop *p, unsigned i)
{
	const struct node *target = system_target(s, p, i);

	for (unsigned d = 0; d < s->domains; d++)
		if (!s->domain[d].service && s->domain[d].node == target)
			return &s->domain[d];
	report_add(s->report, PROBLEM_NOT_DOMAIN, &p->value[i].place, "'%s' is no domain", target->name);
	return NULL;
}

/* The domains that @p p names, each once. @return how many; 0 after a finding */
static unsigned ends(struct system *s, const struct prop *p, struct domain *end[SYS_DOMAINS])
{
	bool good = true;

	for (unsigned i = 0; i < p->count; i++) {
		end[i] = domain_of(s, p, i);
		good = good && end[i];
		for (unsigned j = 0; end[i] && j < i; j++) {
			if (end[j] != end[i])
				continue;
			report_add(s->report, PROBLEM_END_TWICE, &p->value[i].place, "'%s' stands twice in '%s'",
			           end[i]->name, p->name);
			good = false;
		}
	}
	return good ? p->count : 0;
}

static struct link *add_link(struct system *s, const struct node *n, const char *name, uint32_t kind,
                             struct domain *server, struct domain *client)
{
	static struct link nowhere;

	if (s->links == SYS_LINKS) {
		report_add(s->report, PROBLEM_TOO_MANY_LINKS, &n->place[0], "'%s' needs link number %u", n->name,
		           SYS_LINKS + 1);
		return &nowhere;
	}
	struct link *l = &s->link[s->links++];

	*l = (struct link){.node = n, .name = name, .kind = kind, .server = server, .client = client};
	return l;
}

/* The service @p program that link @p n brings, as a domain called @p name. NULL after a finding. */
static struct domain *service(struct system *s, const struct node *n, const char *name, const char *program)
{
	for (unsigned i = 0; i < s->domains; i++) {
		const struct domain *other = &s->domain[i];

		if (strcmp(other->name, name) != 0)
			continue;
		if (other->service)
			report_add(s->report, PROBLEM_NETWORK_NAME, &n->place[0], "there is a service '%s' already",
			           name);
		else
			report_add(s->report, PROBLEM_SERVICE_NAME, &other->place, "link '%s' brings a service '%s'",
			           n->name, name);
		return NULL;
	}
	struct domain *d = system_add_domain(s, n, name);
	const struct prop *runs = tree_prop(n, "runs-us");

	if (!d)
		return NULL;
	d->service = true;
	d->flags |= SYS_DOMAIN_BACKGROUND;
	d->program = images_take(s->images, IMAGE_PROGRAM, program, &n->place[0]);
	d->budget_us = value_number(n, "runs-us", 0, SERVICE_BUDGET);
	d->period_us = value_number(n, "runs-us", 1, SERVICE_PERIOD);
	d->priority = value_number(n, "priority", 0, SERVICE_PRIORITY);
	if (d->budget_us > d->period_us)
		report_add(s->report, PROBLEM_BUDGET_PERIOD, &runs->place, "'%s' runs %u us in every %u us", name,
		           d->budget_us, d->period_us);
	d->on_end = SYS_END_RESTART;
	d->restarts = 1000;
	return d;
}

static struct device *terminal(struct system *s, const struct node *n)
{
	const struct prop *on = tree_prop(n, "on");

	if (!on) {
		report_add(s->report, PROBLEM_NO_TERMINAL, &n->place[0], "console '%s' is on no terminal", n->name);
		return NULL;
	}
	const struct node *target = system_target(s, on, 0);
	struct device *d = system_device(s, target);

	if (!d || !tree_prop(target, "terminal"))
		report_add(s->report, PROBLEM_NOT_TERMINAL, &on->value[0].place, "'%s' is no terminal", target->name);
	else if (d->owner)
		report_add(s->report, PROBLEM_TERMINAL_TWICE, &on->value[0].place, "'%s' has a console already",
		           d->name);
	else
		return d;
	return NULL;
}

static bool on_console(const struct system *s, const struct domain *d)
{
	for (unsigned i = 0; i < s->links; i++)
		if (s->link[i].kind == SYS_LINK_CONSOLE && s->link[i].client == d)
			return true;
	return false;
}

static void console(struct system *s, const struct node *n, const struct prop *p)
{
	struct domain *end[SYS_DOMAINS] = {NULL};
	unsigned count = ends(s, p, end);
	struct device *uart = terminal(s, n);
	struct domain *d = uart ? service(s, n, CONSOLE_PROGRAM, CONSOLE_PROGRAM) : NULL;

	if (!d)
		return;
	uart->owner = d;
	d->device[d->devices++] = uart;
	if (tree_prop(n, "colour")) {
		memcpy(d->param[0].name, "colour", sizeof("colour"));
		d->param[0].value = 1;
		d->params = 1;
	}
	for (unsigned i = 0; i < count; i++) {
		if (on_console(s, end[i]))
			report_add(s->report, PROBLEM_CONSOLE_TWICE, &p->value[i].place, "'%s' has a console already",
			           end[i]->name);
		else
			add_link(s, n, n->name, SYS_LINK_CONSOLE, d, end[i]);
	}
}

static bool apps_only(struct system *s, const struct prop *p, struct domain *const end[], unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (end[i]->kind == SYS_APP)
			continue;
		report_add(s->report, PROBLEM_GUEST_CALLS, &p->value[i].place, "'%s' is a guest", end[i]->name);
		return false;
	}
	return count > 0;
}

static void calls(struct system *s, const struct node *n, const struct prop *p)
{
	struct domain *end[SYS_DOMAINS] = {NULL};

	if (apps_only(s, p, end, ends(s, p, end)))
		add_link(s, n, n->name, SYS_LINK_GATE, end[1], end[0])->flags =
		        tree_prop(n, "passive") ? SYS_LINK_PASSIVE : 0;
}

static void shared(struct system *s, const struct node *n, const struct prop *p)
{
	struct domain *end[SYS_DOMAINS] = {NULL};
	const struct prop *size = tree_prop(n, "size-kib");
	uint32_t bytes = value_number(n, "size-kib", 0, GRANULE / 1024) * 1024;

	if (size && bytes % GRANULE)
		report_add(s->report, PROBLEM_GRANULE, &size->value[0].place, "'size-kib' is %u KiB", bytes / 1024);
	if (apps_only(s, p, end, ends(s, p, end)))
		add_link(s, n, n->name, SYS_LINK_SHARED, end[0], end[1])->memory = bytes;
}

static unsigned networks(const struct system *s, const struct domain *d)
{
	unsigned count = 0;

	for (unsigned i = 0; i < s->links; i++)
		count += s->link[i].kind == SYS_LINK_ETHERNET && s->link[i].client == d;
	return count;
}

static void ethernet(struct system *s, const struct node *n, const struct prop *p)
{
	struct domain *end[SYS_DOMAINS] = {NULL};
	unsigned count = ends(s, p, end);
	struct domain *d = count ? service(s, n, n->name, SWITCH_PROGRAM) : NULL;
	uint32_t rate = value_number(n, "port-kbit", 0, 0);

	if (strlen(n->name) > NETWORK_NAME_MAX)
		report_add(s->report, PROBLEM_NAME_LONG, &n->place[0],
		           "the name of a network has at most %u characters", NETWORK_NAME_MAX);
	if (d && rate) {
		memcpy(d->param[0].name, "port-kbit", sizeof("port-kbit"));
		d->param[0].value = rate;
		d->params = 1;
	}
	for (unsigned i = 0; d && i < count; i++) {
		if (end[i]->kind == SYS_GUEST && networks(s, end[i]) == GUEST_NETWORKS)
			report_add(s->report, PROBLEM_TOO_MANY_NETWORKS, &p->value[i].place,
			           "'%s' is on %u networks already", end[i]->name, GUEST_NETWORKS);
		add_link(s, n, n->name, SYS_LINK_ETHERNET, d, end[i])->memory = ETHERNET_PORT_BYTES;
	}
}

/* Properties that only some kinds of links use. */
static void needless(struct system *s, const struct node *n, const char *kind)
{
	static const struct {
		const char *name, *kinds;
	} uses[] = {
	        {"on", "console"},
	        {"colour", "console"},
	        {"passive", "calls"},
	        {"size-kib", "shared-memory"},
	        {"port-kbit", "ethernet"},
	        {"runs-us", "console ethernet"},
	        {"priority", "console ethernet"},
	};

	for (unsigned i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
		const struct prop *p = tree_prop(n, uses[i].name);

		if (p && !strstr(uses[i].kinds, kind))
			report_add(s->report, PROBLEM_NO_EFFECT, &p->place, "'%s' has no effect on a link of kind '%s'",
			           uses[i].name, kind);
	}
}

static void one_link(struct system *s, const struct node *n)
{
	static const struct {
		const char *name;
		void (*resolve)(struct system *s, const struct node *n, const struct prop *p);
	} kinds[] = {{"console", console}, {"calls", calls}, {"shared-memory", shared}, {"ethernet", ethernet}};
	const struct prop *chosen = NULL;
	unsigned kind = 0;

	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const struct prop *p = tree_prop(n, kinds[i].name);

		if (p && chosen) {
			report_add(s->report, PROBLEM_LINK_KINDS, &p->place, "link '%s' has '%s' and '%s'", n->name,
			           kinds[kind].name, p->name);
			return;
		}
		if (p) {
			chosen = p;
			kind = i;
		}
	}
	if (!chosen) {
		report_add(s->report, PROBLEM_LINK_KIND, &n->place[0], "link '%s' does not say what it is", n->name);
		return;
	}
	needless(s, n, kinds[kind].name);
	kinds[kind].resolve(s, n, chosen);
}

/* Names under which @p d finds what it is given; entered with the place to blame. */
struct given {
	const char *name[64];
	struct place place[64];
	unsigned count;
};

static void give(struct system *s, const struct domain *d, struct given *g, const char *name, const struct place *place)
{
	for (unsigned i = 0; i < g->count; i++)
		if (strcmp(g->name[i], name) == 0)
			report_add(s->report, PROBLEM_REGION_TWICE, place, "'%s' would have two things called '%s'",
			           d->name, name);
	if (g->count < 64) {
		g->name[g->count] = name;
		g->place[g->count++] = *place;
	}
}

static void check_names(struct system *s, const struct domain *d)
{
	struct given regions = {0}, gates = {0};

	give(s, d, &regions, d->kind == SYS_GUEST ? "ram" : "memory", &d->place);
	for (unsigned i = 0; i < d->files; i++)
		give(s, d, &regions, d->file[i].region, &d->place);
	for (unsigned i = 0; i < d->devices; i++)
		give(s, d, &regions, d->device[i]->name, &d->place);
	if (d->disk)
		give(s, d, &regions, "disk", &d->place);
	if (d->flags & SYS_DOMAIN_CONTROL)
		give(s, d, &gates, "control", &d->place);
	for (unsigned i = 0; i < s->links; i++) {
		const struct link *l = &s->link[i];

		bool network = l->kind == SYS_LINK_ETHERNET && l->client == d;

		if (network || (l->kind == SYS_LINK_SHARED && (l->server == d || l->client == d)))
			give(s, d, &regions, l->name, &l->node->place[0]);
		if (l->kind != SYS_LINK_SHARED && l->client == d)
			give(s, d, &gates, l->kind == SYS_LINK_CONSOLE ? "console" : l->name, &l->node->place[0]);
	}
}

void system_links(struct system *s)
{
	const struct node *all = tree_child(s->root, "links");

	for (const struct node *n = all ? all->children : NULL; n; n = n->next)
		one_link(s, n);
	for (unsigned i = 0; i < s->domains; i++)
		check_names(s, &s->domain[i]);
}

/* Whether everything that @p d calls has a place in the order. */
static bool ready(const struct system *s, const struct domain *d, const bool *placed)
{
	for (unsigned i = 0; i < s->links; i++)
		if (s->link[i].kind != SYS_LINK_SHARED && s->link[i].client == d &&
		    !placed[s->link[i].server - s->domain])
			return false;
	return true;
}

static void report_cycle(struct system *s, const bool *placed)
{
	for (unsigned i = 0; i < s->links; i++) {
		const struct link *l = &s->link[i];

		if (l->kind == SYS_LINK_GATE && !placed[l->client - s->domain] && !placed[l->server - s->domain]) {
			report_add(s->report, PROBLEM_CALL_CYCLE, &l->node->place[0], "'%s' calls '%s' in a circle",
			           l->client->name, l->server->name);
			return;
		}
	}
}

void system_order(struct system *s)
{
	bool placed[SYS_DOMAINS] = {false};
	unsigned count = 0;

	while (count < s->domains) {
		unsigned i = 0;

		/* Services first: they stand behind the described domains. */
		for (unsigned pass = 0; pass < 2; pass++) {
			for (i = 0; i < s->domains; i++)
				if (!placed[i] && s->domain[i].service == (pass == 0) &&
				    ready(s, &s->domain[i], placed))
					break;
			if (i < s->domains)
				break;
		}
		if (i == s->domains) {
			report_cycle(s, placed);
			return;
		}
		placed[i] = true;
		s->domain[i].index = count;
		s->order[count++] = &s->domain[i];
	}
}
