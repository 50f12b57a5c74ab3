// SPDX-License-Identifier: Apache-2.0
// The compact form of a system description: what the host compiles and the root task instantiates.
#ifndef SKERRY_SYSTEM_FORM_H
#define SKERRY_SYSTEM_FORM_H

#include <stdint.h>

/*
 * A boot module named "system": one struct sys_form, little endian, every string zero-terminated inside its field. Names refer to domains and
 * boot modules by their names in the description. Everything was checked by the compiler; the root task checks again what could hurt it (counts,
 * indices, terminators) and refuses the whole form with a message.
 */
#define SYS_FORM_MODULE  "system"
#define SYS_FORM_MAGIC   0x59534b53 /* "SKSY" */
#define SYS_FORM_VERSION 3

#define SYS_NAME        24
#define SYS_MODULE_NAME 32
#define SYS_ARGUMENTS   256
#define SYS_DOMAINS     16
#define SYS_LINKS       32
#define SYS_FILES       9
#define SYS_PARAMS      8
#define SYS_DEVICES     4

/* sys_domain.kind */
#define SYS_APP   1 /* a native program */
#define SYS_GUEST 2 /* a virtual machine: program is the VMM, memory is the guest's RAM */

/* sys_domain.on_end */
#define SYS_END_STOP    0 /* it stays down; the others go on */
#define SYS_END_RESTART 1 /* scrubbed and started again, with back-off, unless it ended with status 0 */
#define SYS_END_SYSTEM  2 /* the whole system ends with the domain's status */

/** A file a domain can read: region NAME of its startup page. */
struct sys_file {
	char region[SYS_NAME];
	char module[SYS_MODULE_NAME];
};

/** A number for its startup page. */
struct sys_param {
	char name[SYS_NAME];
	uint32_t value;
};

/** Device registers, region NAME of its startup page. */
struct sys_device {
	char region[SYS_NAME];
	uint32_t base, size; /* physical, granules */
	uint32_t irq;        /* line, or ~0: capability "NAME-irq" */
	uint32_t flags;      /* SYS_DEVICE_* */
};
#define SYS_DEVICE_EDGE 1

struct sys_domain {
	char name[SYS_NAME];
	char program[SYS_MODULE_NAME];
	char arguments[SYS_ARGUMENTS];
	uint32_t kind;
	uint32_t memory_bytes; /* guest RAM, or of an app: region "memory"; 0: none */
	uint32_t disk_bytes;   /* cleared memory, region "disk"; 0: none */
	uint32_t quota_order;  /* log2 of its kernel quota in bytes */
	uint32_t slots;        /* size of its capability table */
	uint32_t stack_bytes;
	uint32_t budget_us, period_us, priority, cpu;
	uint32_t on_end;
	uint32_t restarts; /* at most so many */
	uint32_t flags;    /* SYS_DOMAIN_* */
	uint32_t files, params, devices;
	struct sys_file file[SYS_FILES];
	struct sys_param param[SYS_PARAMS];
	struct sys_device device[SYS_DEVICES];
};

#define SYS_DOMAIN_CONTROL    1 /* it has the control gate of the root task: capability "control" */
#define SYS_DOMAIN_BACKGROUND 2 /* the system does not go on for its sake */

/* sys_link.kind */
#define SYS_LINK_GATE     1 /* client calls server through capability NAME; the label is the client's index */
#define SYS_LINK_CONSOLE  2 /* server is a console: gate "console", notification "console-event" for the client */
#define SYS_LINK_SHARED   3 /* region NAME of memory_bytes, readable and writable by both */
/*
 * Server is a switch; ID is the link's place in the form. The client has region and parameter NAME (memory_bytes, ID) and the notifications NAME, which
 * wakes the switch, and "NAME-event". The server has the region "port-ID", the notifications "bell-ID" and "event-ID", and ID under the client's name.
 */
#define SYS_LINK_ETHERNET 4

struct sys_link {
	char name[SYS_NAME];
	uint32_t kind;
	uint32_t server, client; /* indices of domains */
	uint32_t flags;          /* SYS_LINK_PASSIVE */
	uint32_t memory_bytes;
};
#define SYS_LINK_PASSIVE 1 /* the gate donates the client's time */

struct sys_form {
	uint32_t magic, version, size; /* size of this structure */
	char name[SYS_NAME];
	uint32_t domains, links;
	struct sys_domain domain[SYS_DOMAINS];
	struct sys_link link[SYS_LINKS];
};

#endif
