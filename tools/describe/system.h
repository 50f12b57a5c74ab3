// SPDX-License-Identifier: Apache-2.0
// The resolved system: what the description means, with every default filled in.
#ifndef DESCRIBE_SYSTEM_H
#define DESCRIBE_SYSTEM_H

#include "images.h"
#include "report.h"

#include <skerry/system_form.h>

#define GRANULE         16384u
#define DEVICES_MAX     64
#define NO_IRQ          UINT32_MAX
#define CONSOLE_PROGRAM "console"
#define SWITCH_PROGRAM  "switch"
#define VMM_PROGRAM     "vmm"
#define MONITOR_PROGRAM "monitor"

/** A device of the board. */
struct device {
	const struct node *node;
	const char *name;
	uint32_t base, size; /**< of its registers; size 0: none */
	uint32_t irq;        /**< line or NO_IRQ */
	const struct domain *owner;
};

struct file {
	const char *region;
	const struct image *image;
};

/** A domain that was described, or a service that links brought. */
struct domain {
	const struct node *node; /**< of a service: its link */
	struct place place;
	const char *name;
	uint32_t kind; /**< SYS_APP, SYS_GUEST */
	bool service;
	const struct image *program;
	const char *arguments;
	uint32_t memory, stack, disk; /**< bytes */
	uint32_t quota, quota_need;   /**< bytes of kernel memory: granted (a power of two), and computed */
	uint32_t slots, budget_us, period_us, priority, cpu, on_end, restarts;
	uint32_t flags; /**< SYS_DOMAIN_* */
	struct file file[SYS_FILES];
	const struct image *kernel, *initrd, *tree; /**< of a guest; also among its files */
	struct device *device[SYS_DEVICES];
	struct sys_param param[SYS_PARAMS];
	unsigned files, devices, params;
	unsigned index; /**< place in the order of starting */
};

/** One client's end of a link. */
struct link {
	const struct node *node;
	const char *name;
	uint32_t kind; /**< SYS_LINK_* */
	struct domain *server, *client;
	uint32_t flags, memory;
};

struct system {
	struct arena *arena;
	struct report *report;
	struct images *images;
	struct node *root;
	const char *name;

	const struct node *board;
	const char *board_name;
	uint32_t ram, image_bytes, cpus, pool;
	struct device device[DEVICES_MAX];
	unsigned devices;

	struct domain domain[SYS_DOMAINS];
	unsigned domains;
	struct link link[SYS_LINKS];
	unsigned links;

	struct domain *order[SYS_DOMAINS]; /**< servers before clients */
	uint64_t ram_used;                 /**< bytes, of everything */
	uint32_t load[8];                  /**< of each CPU, millionths */
};

/** Resolves the description below @p root, whose form was checked; findings go to the report of @p s. */
void system_resolve(struct system *s, struct node *root);

/* --- the parts of it, in their order --- */
/** The board: RAM, processors, devices. */
void system_board(struct system *s);
/** The domains that are described. */
void system_domains(struct system *s);
/** Grants of devices. */
void system_devices(struct system *s);
/** The links, and the services that they bring. */
void system_links(struct system *s);
/** Starting order: servers before clients. */
void system_order(struct system *s);
/** Sums: processor time, memory, kernel memory. */
void system_sums(struct system *s);

/** Appends a domain for what @p node describes; NULL and a finding when there are too many. */
struct domain *system_add_domain(struct system *s, const struct node *node, const char *name);
/** Priority that goes with a period when none is given. */
uint32_t system_default_priority(uint32_t period_us);
/** The device that @p node describes, or NULL. */
struct device *system_device(struct system *s, const struct node *node);
/** The node that value @p i of property @p p of the checked form refers to. */
const struct node *system_target(const struct system *s, const struct prop *p, unsigned i);

#endif
