// SPDX-License-Identifier: Apache-2.0
// CP0 registers by name, with their fields, for C and assembly.
#ifndef MIPS_CP0_H
#define MIPS_CP0_H

#ifdef __ASSEMBLER__
#define CP0_INDEX    $0
#define CP0_ENTRYLO0 $2
#define CP0_ENTRYLO1 $3
#define CP0_PAGEMASK $5
#define CP0_WIRED    $6
#define CP0_BADVADDR $8
#define CP0_BADINSTR $8, 1
#define CP0_COUNT    $9
#define CP0_ENTRYHI  $10
#define CP0_COMPARE  $11
#define CP0_STATUS   $12
#define CP0_CAUSE    $13
#define CP0_EPC      $14
#define CP0_EBASE    $15, 1
#define CP0_CONFIG   $16
#define CP0_CONFIG1  $16, 1
#define CP0_WATCHHI  $19
#define CP0_DEBUG    $23
#define CP0_DEPC     $24
#define CP0_ERROREPC $30
#else
#include <stdint.h>

#define CP0_READ(reg, sel)                                                        \
	({                                                                        \
		uint32_t cp0_value_;                                              \
		__asm__ volatile("mfc0 %0, $" #reg ", " #sel : "=r"(cp0_value_)); \
		cp0_value_;                                                       \
	})
#define CP0_WRITE(reg, sel, value)                                                       \
	__asm__ volatile(".set push\n.set noat\nmtc0 %z0, $" #reg ", " #sel "\n.set pop" \
	                 :                                                               \
	                 : "Jr"((uint32_t)(value))                                       \
	                 : "memory")

/** Lets CP0 writes take effect before what follows. */
static inline void cp0_hazard(void)
{
	__asm__ volatile("ehb" : : : "memory");
}

#define CP0_ACCESSORS(name, reg, sel)                     \
	static inline uint32_t cp0_##name(void)           \
	{                                                 \
		return CP0_READ(reg, sel);                \
	}                                                 \
	static inline void cp0_set_##name(uint32_t value) \
	{                                                 \
		CP0_WRITE(reg, sel, value);               \
	}

CP0_ACCESSORS(index, 0, 0)
CP0_ACCESSORS(entrylo0, 2, 0)
CP0_ACCESSORS(entrylo1, 3, 0)
CP0_ACCESSORS(context, 4, 0)
CP0_ACCESSORS(userlocal, 4, 2)
CP0_ACCESSORS(pagemask, 5, 0)
CP0_ACCESSORS(pagegrain, 5, 1)
CP0_ACCESSORS(wired, 6, 0)
CP0_ACCESSORS(hwrena, 7, 0)
CP0_ACCESSORS(badvaddr, 8, 0)
CP0_ACCESSORS(badinstr, 8, 1)
CP0_ACCESSORS(count, 9, 0)
CP0_ACCESSORS(entryhi, 10, 0)
CP0_ACCESSORS(compare, 11, 0)
CP0_ACCESSORS(status, 12, 0)
CP0_ACCESSORS(intctl, 12, 1)
CP0_ACCESSORS(cause, 13, 0)
CP0_ACCESSORS(epc, 14, 0)
CP0_ACCESSORS(prid, 15, 0)
CP0_ACCESSORS(ebase, 15, 1)
CP0_ACCESSORS(config, 16, 0)
CP0_ACCESSORS(config1, 16, 1)
CP0_ACCESSORS(config2, 16, 2)
CP0_ACCESSORS(config3, 16, 3)
CP0_ACCESSORS(config4, 16, 4)
CP0_ACCESSORS(config5, 16, 5)
CP0_ACCESSORS(watchlo, 18, 0)
CP0_ACCESSORS(watchhi, 19, 0)
CP0_ACCESSORS(debug, 23, 0)
CP0_ACCESSORS(depc, 24, 0)
CP0_ACCESSORS(errorepc, 30, 0)
#endif

/* Status */
#define STATUS_IE  0x00000001u
#define STATUS_EXL 0x00000002u
#define STATUS_ERL 0x00000004
#define STATUS_UM  0x00000010u /* with EXL and ERL clear: user mode */
#define STATUS_IM  0x0000ff00u
#define STATUS_BEV 0x00400000u
#define STATUS_CU1 0x20000000u

/* Cause */
#define CAUSE_CODE_SHIFT 2
#define CAUSE_CODE_MASK  0x7c
#define CAUSE_IP_SHIFT   8
#define CAUSE_IV         0x00800000
#define CAUSE_TI         0x40000000
#define CAUSE_BD         0x80000000

/* Exception codes */
#define EXC_INT    0
#define EXC_MOD    1
#define EXC_TLBL   2
#define EXC_TLBS   3
#define EXC_ADEL   4
#define EXC_ADES   5
#define EXC_IBE    6
#define EXC_DBE    7
#define EXC_SYS    8
#define EXC_BP     9
#define EXC_RI     10
#define EXC_CPU    11
#define EXC_TLBRI  19
#define EXC_TLBXI  20
#define EXC_MCHECK 24

/* EntryLo */
#define ENTRYLO_V         0x00000002
#define ENTRYLO_D         0x00000004
#define ENTRYLO_C_SHIFT   3
#define ENTRYLO_XI        0x40000000
#define ENTRYLO_RI        0x80000000
#define ENTRYLO_PFN_SHIFT 6 /* bit 6 holds address bit 12 */

/* EntryHi, Index */
#define ENTRYHI_ASID  0x000000ff
#define ENTRYHI_EHINV 0x00000400
#define INDEX_P       0x80000000

/* PageGrain */
#define PAGEGRAIN_IEC 0x08000000
#define PAGEGRAIN_XIE 0x40000000
#define PAGEGRAIN_RIE 0x80000000

/* Config registers: M says that the next one exists */
#define CONFIG_M     0x80000000
#define CONFIG1_FP   0x00000001
#define CONFIG1_WR   0x00000008
#define CONFIG3_VINT 0x00000020
#define CONFIG3_RXI  0x00001000
#define CONFIG3_ULRI 0x00002000
#define CONFIG5_NF   0x00000001
#define CONFIG5_SBRI 0x00000040

/* Debug */
#define DEBUG_DM 0x40000000

/* Cacheability (EntryLo.C, Config.K0) */
#define CCA_UNCACHED 2 /* CCA_CACHED: mips/percpu.h */

#endif
