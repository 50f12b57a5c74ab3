/* SPDX-License-Identifier: Apache-2.0 */
/* Boot information: what the root task finds at its start, and the image header the image builder writes. */
#ifndef SKERRY_ABI_BOOT_H
#define SKERRY_ABI_BOOT_H

#include <skerry/abi/types.h>

/*
 * The root task starts at the entry of its ELF image with a0 = SK_BOOTINFO_ADDR and a stack of SK_ROOT_STACK_SIZE bytes
 * that ends at SK_ROOT_STACK_TOP. Its slots: the fixed ones of syscall.h (SK_SLOT_PARENT empty), then
 */
#define SK_ROOT_SLOT_CPU    6 /* all priorities */
#define SK_ROOT_SLOT_BOARD  7
#define SK_ROOT_SLOT_SC     8 /* the scheduling context it runs on */
#define SK_ROOT_SLOT_RANGES 9 /* first range capability; one slot each, in the order of the boot information */
#define SK_ROOT_SLOTS       256

/** Boot information page, read-only in the root task. */
#define SK_BOOTINFO_ADDR    0x7fff4000
/** UTCB of the root task's first thread; UserLocal points there. */
#define SK_ROOT_UTCB_ADDR   0x7fff0000
#define SK_ROOT_STACK_TOP   0x7ffe8000
#define SK_ROOT_STACK_SIZE  0x4000
#define SK_BOOTINFO_MAGIC   0x49424b53 /* "SKBI" */
#define SK_BOOT_RANGES_MAX  32
#define SK_BOOT_MODULES_MAX 32

/* Range kinds besides SK_RANGE_RAM and SK_RANGE_DEVICE (proto.h), in sk_boot_range.use. */
#define SK_BOOT_USE_FREE   0 /* nobody's yet */
#define SK_BOOT_USE_ROOT   1 /* holds the root task's own image, already mapped to it */
#define SK_BOOT_USE_MODULE 2 /* holds a boot module */

#ifndef __ASSEMBLER__
/** One memory range the root task got a capability to. */
struct sk_boot_range {
	sk_word_t base; /* physical address, granule aligned */
	sk_word_t size; /* bytes, granules */
	sk_word_t kind; /* SK_RANGE_RAM, SK_RANGE_DEVICE */
	sk_word_t use;  /* SK_BOOT_USE_* */
};

/** One file the image carries besides kernel and root task (a program, a guest kernel, a system description). */
struct sk_boot_module {
	char name[32];    /* zero-terminated */
	sk_word_t range;  /* index of the range that holds it */
	sk_word_t offset; /* of its first byte in that range */
	sk_word_t size;   /* bytes */
	sk_word_t flags;  /* 0 */
};

/** The boot information page. */
struct sk_bootinfo {
	sk_word_t magic;
	sk_word_t abi_version;
	sk_word_t size;       /* of this structure */
	sk_word_t pool_bytes; /* kernel pool: what the root factory manages */
	sk_word_t range_count;
	sk_word_t module_count;
	sk_word_t console_irq; /* line of the console UART, for SK_BOARD_IRQ_ATTACH */
	sk_word_t board;       /* board id: 'M' Malta, 'C' Ci40, 'S' simulation */
	struct sk_boot_range range[SK_BOOT_RANGES_MAX];
	struct sk_boot_module module[SK_BOOT_MODULES_MAX];
};

/**
 * Image header: the image builder fills it in the kernel's .bootdata section; all addresses are physical. The kernel
 * checks every field against the RAM of the board and refuses to boot with a message otherwise.
 */
struct sk_image_module {
	char name[32];
	sk_word_t base; /* granule aligned */
	sk_word_t size;
};

struct sk_image_segment {
	sk_word_t vaddr;  /* where the root task wants it, granule aligned */
	sk_word_t base;   /* where the image put it, granule aligned */
	sk_word_t size;   /* bytes in granules; bss is already zero-filled */
	sk_word_t rights; /* SK_MEM_* */
};

#define SK_IMAGE_MAGIC        0x4d494b53 /* "SKIM" */
#define SK_IMAGE_SEGMENTS_MAX 8

struct sk_image_header {
	sk_word_t magic;
	sk_word_t abi_version;
	sk_word_t pool_bytes; /* kernel pool wanted, a multiple of the granule */
	sk_word_t kernel_end; /* first physical address behind the kernel image */
	sk_word_t image_end;  /* first physical address behind the last module */
	sk_word_t root_entry; /* virtual */
	sk_word_t segment_count;
	sk_word_t module_count;
	struct sk_image_segment segment[SK_IMAGE_SEGMENTS_MAX];
	struct sk_image_module module[SK_BOOT_MODULES_MAX];
};
#endif

#endif
