// SPDX-License-Identifier: Apache-2.0
// Architecture constants: exception codes, CP0 register fields (MIPS PRA vol. III names).
#ifndef EMU_CPU_ARCH_H
#define EMU_CPU_ARCH_H

#include <stdint.h>

/** Cause.ExcCode values; those from 32 on are ours and never reach Cause. */
enum exc_code {
	EXC_INT = 0,
	EXC_MOD = 1,
	EXC_TLBL = 2,
	EXC_TLBS = 3,
	EXC_ADEL = 4,
	EXC_ADES = 5,
	EXC_IBE = 6,
	EXC_DBE = 7,
	EXC_SYS = 8,
	EXC_BP = 9,
	EXC_RI = 10,
	EXC_CPU = 11,
	EXC_OV = 12,
	EXC_TR = 13,
	EXC_FPE = 15,
	EXC_TLBRI = 19,
	EXC_TLBXI = 20,
	EXC_MSADIS = 21,
	EXC_MCHECK = 24,
	EXC_SDBBP = 32, /**< enters debug mode instead of an exception vector */
	EXC_GPA = 33,   /**< hosted guest: no mapping for a guest-physical address */
};

#define ST_IE  (1u << 0)
#define ST_EXL (1u << 1)
#define ST_ERL (1u << 2)
#define ST_KSU (3u << 3)
#define ST_IM  (0xffu << 8)
#define ST_NMI (1u << 19)
#define ST_SR  (1u << 20)
#define ST_TS  (1u << 21)
#define ST_BEV (1u << 22)
#define ST_FR  (1u << 26)
#define ST_CU0 (1u << 28)
#define ST_CU1 (1u << 29)
#define ST_CU2 (1u << 30)

#define CA_CODE (0x1fu << 2)
#define CA_IP   (0xffu << 8)
#define CA_IV   (1u << 23)
#define CA_DC   (1u << 27)
#define CA_CE   (3u << 28)
#define CA_TI   (1u << 30)
#define CA_BD   (1u << 31)

#define LO_G     (1u << 0)
#define LO_V     (1u << 1)
#define LO_D     (1u << 2)
#define LO_XI    (1u << 30)
#define LO_RI    (1u << 31)
#define HI_VPN2  0xffffe000u
#define HI_EHINV (1u << 10)
#define HI_ASID  0xffu

#define PG_RIE (1u << 31)
#define PG_XIE (1u << 30)
#define PG_IEC (1u << 27)

#define CF1_FP    (1u << 0)
#define CF3_VINT  (1u << 5)
#define CF3_ULRI  (1u << 13)
#define CF3_CMGCR (1u << 29)
#define CF5_K     (1u << 30)
#define CF5_CV    (1u << 29)
#define CF5_MSAEN (1u << 27)

#define EB_WG     (1u << 11)
#define DEBUG_DBP (1u << 1)
#define DEBUG_DM  (1u << 30)
#define DEBUG_DBD (1u << 31)

#define MSAIR       0x300u
#define MSACSR_MASK 0x0107ffffu

#define VECTOR_BEV   0xbfc00200u
#define VECTOR_RESET 0xbfc00000u
#define VECTOR_DEBUG 0xbfc00480u

#endif
