// SPDX-License-Identifier: Apache-2.0
// What generator and harness share: the record of one random case and the places in memory.
#ifndef EMU_DIFF_RECORD_H
#define EMU_DIFF_RECORD_H

#ifndef __ASSEMBLER__
#include <stdint.h>
#endif

#define DIFF_MAGIC 0x66666964 /* "diff" */
#define DIFF_CODE  24         /* instruction words of a case; the rest of the page is filled with the last of them */
#define DIFF_DATA  16         /* words that fill the data windows */
#define DIFF_END   0x000aa54d /* break: the end of a case */

/* Physical memory: vectors at 0, the harness at 1 MiB, its stack below, then: */
#define DIFF_PA_DATA   0x00200000 /* four pages, each with a window at its start */
#define DIFF_PA_CODE   0x00210000
#define DIFF_PA_RECORD 0x00400000 /* struct diff_header, then the records */
#define DIFF_WINDOW    64         /* words of a page that a case may change */

/* Virtual addresses that the first TLB entries give to these pages. */
#define DIFF_VA_CODE    0x00400000
#define DIFF_VA_PLAIN   0x00500000 /* page 0, writable */
#define DIFF_VA_CLEAN   0x00501000 /* page 1, D = 0 */
#define DIFF_VA_INVALID 0x00502000 /* V = 0 */
#define DIFF_VA_RIXI    0x00503000 /* page 3; RI and XI where there are such */
#define DIFF_VA_KSEG2   0xc0000000 /* page 0, global */
#define DIFF_VA_CLEAN2  0xc0001000 /* page 2, D = 0, global */
#define DIFF_VA_NONE    0x00600000 /* no entry */

/* Places in struct diff_case for the assembler. */
#define CASE_GPR    0
#define CASE_HI     128
#define CASE_LO     132
#define CASE_STATUS 136
#define CASE_PC     140
#define CASE_FCSR   144
#define CASE_FPR    152

#ifndef __ASSEMBLER__

/** State to start from. */
struct diff_case {
	uint32_t gpr[32]; /**< 26 and 27 (k0, k1) belong to the harness */
	uint32_t hi, lo;
	uint32_t status; /**< without EXL */
	uint32_t pc;
	uint32_t fcsr;
	uint32_t hwrena;
	uint64_t fpr[32];
	uint32_t cause, pagegrain;
	uint32_t data[DIFF_DATA];
	uint32_t code[DIFF_CODE];
};

/** At DIFF_PA_RECORD. */
struct diff_header {
	uint32_t magic;
	uint32_t count;
	uint32_t features;           /**< DIFF_R5, DIFF_FPU */
	uint32_t dump_from, dump_to; /**< cases to print in full */
	uint32_t size;               /**< of a record, as the generator sees it */
	uint32_t tlb;                /**< entries of the TLB */
	uint32_t first;              /**< number of the first record */
};
#define DIFF_R5  1 /* BadInstr, RI/XI, SegCtl, KScratch */
#define DIFF_FPU 2

/** State that the first exception leaves behind. */
struct diff_dump {
	uint32_t gpr[32];
	uint32_t hi, lo;
	uint32_t vector;
	uint32_t status, cause, epc, badvaddr, entryhi, context, index, entrylo0, entrylo1, pagemask, wired;
	uint32_t badinstr, badinstrp, pagegrain;
	uint32_t fcsr;
	uint64_t fpr[32];
	uint32_t window[4][DIFF_WINDOW];
};
#endif

#endif
