// SPDX-License-Identifier: Apache-2.0
// What the parts of the root task share.
#ifndef ROOT_H
#define ROOT_H

#include "policy.h"

#include <skerry/abi/boot.h>
#include <skerry/rt/load.h>
#include <skerry/rt/object.h>
#include <skerry/rt/startup.h>
#include <skerry/system_form.h>
#include <stdbool.h>

/* Addresses in root's own space. */
#define ROOT_WINDOW 0x20000000 /* where RAM of domains is filled, one piece at a time */
#define ROOT_FORM   0x30000000 /* the system form */
#define ROOT_MODULE 0x38000000 /* the program being loaded */

/* Root's slots behind the fixed ones and the ranges: a block for each domain, then two for each link and one for each device. */
enum { DOMAIN_FACTORY, DOMAIN_TASK, DOMAIN_THREAD, DOMAIN_SC, DOMAIN_PARENT, DOMAIN_SLOTS };
#define ROOT_SLOT_DOMAIN(d, n)     (SK_ROOT_SLOT_RANGES + SK_BOOT_RANGES_MAX + DOMAIN_SLOTS * (d) + (n))
#define ROOT_SLOT_LINK(l)          (ROOT_SLOT_DOMAIN(SYS_DOMAINS, 0) + 2 * (l)) /* its gate */
#define ROOT_SLOT_LINK_EVENT(l)    (ROOT_SLOT_LINK(l) + 1)                      /* its notification */
#define ROOT_SLOT_DEVICE_IRQ(d, n) (ROOT_SLOT_LINK(SYS_LINKS) + SYS_DEVICES * (d) + (n))
#define ROOT_SLOT_CONTROL          ROOT_SLOT_DEVICE_IRQ(SYS_DOMAINS, 0)
_Static_assert(ROOT_SLOT_CONTROL < SK_ROOT_SLOTS, "root has a slot for everything a form can describe");

/** Label of the control gate; those of domains' parent gates are their places in the form. */
#define ROOT_CONTROL_LABEL 0x6c727463 /* "ctrl" */

/** What root knows about a domain, besides what becomes of it. */
struct domain {
	const struct sys_domain *form;
	unsigned index;
	bool built;            /* it has had its RAM once */
	struct rt_ram ram;     /* its own part of the free RAM: the same at every start */
	sk_word_t start;       /* offset where that part begins */
	sk_word_t next_region; /* where the next region goes in its space */
	sk_word_t next_slot;   /* where the next capability goes */
};

/** What root made for a link, once. */
struct link_state {
	sk_word_t shared; /* offset in the free range of the memory it has, if any */
	bool made;        /* its gate and notification exist */
};

struct root {
	const struct sk_bootinfo *boot;
	const struct sys_form *form;
	struct rt_ram ram; /* the free range */
	struct domain domain[SYS_DOMAINS];
	struct link_state link[SYS_LINKS];
	struct policy policy;
};

extern struct root root;

/* --- form.c --- */
/** Finds and checks the system form. Null with a message when there is none or it is broken. */
const struct sys_form *form_find(const struct sk_bootinfo *boot);
/** The boot module called @p name, or null. */
const struct sk_boot_module *form_module(const struct sk_bootinfo *boot, const char *name);

/* --- domain.c --- */
/** Builds and starts @p d with what its description grants. On an error everything of it is taken away again, reported. */
int domain_start(struct domain *d);
/** Takes a domain away, with everything it made or was given. */
void domain_destroy(struct domain *d);

/* --- grant.c --- */
/** Grants of @p d, entered into its startup page @p page: files, RAM, devices, links. */
int grant_all(struct domain *d, struct rt_startup *page);

/* --- links.c --- */
/** Takes the memory of links, before any domain takes its own. */
int links_prepare(void);
/** Makes or renews the gates of links in which @p d is the server; its thread exists. */
int links_serve(struct domain *d);
/** Gives @p d its ends of its links. */
int links_connect(struct domain *d, struct rt_startup *page);

/** Adds a region to @p page and reserves its place in the domain's space; @p align is a power of two. @return its address, 0 when the page is full. */
sk_word_t grant_region(struct domain *d, struct rt_startup *page, const char *name, sk_word_t bytes, sk_word_t align,
                       sk_word_t rights);
/** Delegates root's capability @p slot to @p d under @p name. */
int grant_cap(struct domain *d, struct rt_startup *page, const char *name, sk_word_t slot, sk_word_t rights);

/** Enters the number @p value under @p name. */
int grant_param(struct rt_startup *page, const char *name, sk_word_t value);

/* --- supervise.c --- */
/** Fills in how each domain is treated. */
void supervise_prepare(void);
/** Handles what domains report and ask, and what is due, for ever. */
_Noreturn void supervise(void);

/* --- control.c --- */
/** Makes the control gate, when any domain may have it. */
int control_prepare(void);
/** Does what the request in @p m asks, and makes it the answer. */
void control_serve(struct rt_msg *m);

#endif
