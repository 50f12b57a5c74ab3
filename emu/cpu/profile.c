// SPDX-License-Identifier: Apache-2.0
// The processors that can be modelled: identity, features, reset values and writable bits of their registers.
#include "model.h"

#include <string.h>
#include <strings.h>

struct profile {
	const char *name;
	uint32_t features;
	uint32_t prid, config0, config1, config3, config4, config5, config7;
	uint32_t status_mask, config5_mask, pagegrain_mask, ebase_mask;
	uint32_t fir, fcsr;
	uint16_t tlb_entries;
};

#define CF_M            (1u << 31)
#define SEGCTL0_INIT    0x00200010u
#define SEGCTL1_INIT    0x00030002u
#define SEGCTL2_INIT    0x003a043au
/* Config1: sets, line, associativity of the I and D caches, as fields of the register. */
#define CACHES(s, l, a) ((s) << 22 | (l) << 19 | (a) << 16 | (s) << 13 | (l) << 10 | (a) << 7)
#define BASE_FEATURES   (N_R2 | N_TLB | N_FPU)
/* FIR: 64-bit registers, L, W, D and S formats. */
#define FIR_BASE        0x00730000u

/*
 * What a processor has and the model has not is left out of its configuration registers: MIPS16, DSP and MT, watch
 * registers and performance counters, hardware page walks, physical addresses beyond 32 bits.
 */
static const struct profile profiles[EMU_NPROFILES] = {
        [EMU_24KF] =
                {
                        .name = "24Kf",
                        .features = BASE_FEATURES | N_EJTAG,
                        .prid = 0x00019300,
                        .config1 = CF_M | CACHES(0, 3, 1) | 2 | CF1_FP,
                        .status_mask = 0x3478ff1f,
                        .ebase_mask = 0x3ffff000,
                        .fir = FIR_BASE | 0x9300,
                        .tlb_entries = 16,
                },
        [EMU_P5600] =
                {
                        .name = "P5600",
                        .features = BASE_FEATURES | N_EJTAG | N_R5 | N_TLBINV | N_EVA | N_SEGCTL | N_ULRI | N_BADINSTR |
                                    N_KSCRATCH | N_MSA,
                        .prid = 0x0001a800,
                        .config0 = 1u << 18,
                        .config1 = CF_M | CACHES(2, 4, 3) | 2 | CF1_FP,
                        .config3 = CF_M | 1u << 28 | 1u << 27 | 1u << 26 | 1u << 25 | CF3_ULRI | 1u << 12 | CF3_VINT,
                        .config4 = CF_M | 2u << 29 | 0x1cu << 16,
                        .config5 = 1u << 28 | 1u << 4,
                        .config7 = 1u << 31,
                        .status_mask = 0x3c68ff1f,
                        .config5_mask = CF5_K | CF5_CV | CF5_MSAEN,
                        .pagegrain_mask = PG_RIE | PG_XIE | PG_IEC,
                        .ebase_mask = 0x3ffff000 | EB_WG,
                        .fir = FIR_BASE | 0x0300 | 1u << 23,
                        .fcsr = 3u << 18,
                        .tlb_entries = 64,
                },
        [EMU_INTERAPTIV] =
                {
                        .name = "interAptiv",
                        .features = BASE_FEATURES | N_EJTAG | N_EVA | N_SEGCTL | N_ULRI,
                        .prid = 0x0001a120,
                        .config1 = CF_M | CACHES(2, 4, 3) | 2 | CF1_FP,
                        .config3 = CF_M | 1u << 25 | CF3_ULRI | 1u << 12 | CF3_VINT,
                        .config4 = CF_M,
                        .config5 = 1u << 28,
                        .config7 = 1u << 31,
                        .status_mask = 0x3478ff1f,
                        .config5_mask = CF5_K | CF5_CV,
                        .pagegrain_mask = PG_RIE | PG_XIE | PG_IEC,
                        .ebase_mask = 0x3ffff000 | EB_WG,
                        .fir = FIR_BASE | 0xa100,
                        .tlb_entries = 64,
                },
        [EMU_SK24K] =
                {
                        .name = "sk24k",
                        .features = BASE_FEATURES | N_TLBINV | N_ULRI,
                        .prid = 0x00019300,
                        .config1 = CF_M | CACHES(0, 3, 1) | CF1_FP,
                        .config3 = CF_M | CF3_ULRI | CF3_VINT,
                        .config4 = 2u << 29,
                        .config7 = 1u << 31,
                        .status_mask = 0x3478ff1f,
                        .ebase_mask = 0x3ffff000,
                        .fir = FIR_BASE | 0x9300,
                        .tlb_entries = 64,
                },
};

/** Bits that MTC0 changes where all profiles agree. */
static const struct {
	uint8_t id;
	uint32_t mask;
} common_masks[] = {
        {C0_INDEX, TLB_MAX - 1},
        {C0_ENTRYLO0, 0x03ffffff},
        {C0_ENTRYLO1, 0x03ffffff},
        {C0_CONTEXT, 0xff800000},
        {C0_USERLOCAL, ~0u},
        {C0_PAGEMASK, 0x1fffe000},
        {C0_SEGCTL0, 0xfe7ffe7fu},
        {C0_SEGCTL1, 0xfe7ffe7fu},
        {C0_SEGCTL2, 0xfe7ffe7fu},
        {C0_WIRED, TLB_MAX - 1},
        {C0_COUNT, ~0u},
        {C0_ENTRYHI, HI_VPN2 | HI_ASID},
        {C0_COMPARE, ~0u},
        {C0_INTCTL, 0x3e0},
        {C0_CAUSE, CA_IV | CA_DC | 0x300},
        {C0_EPC, ~0u},
        {C0_CONFIG, 7},
        {C0_LLADDR, 1},
        {C0_DEBUG, 0},
        {C0_DEPC, ~0u},
        {C0_ERRCTL, ~0u},
        {C0_TAGLO, ~0u},
        {C0_DATALO, ~0u},
        {C0_TAGLO1, ~0u},
        {C0_DATALO1, ~0u},
        {C0_TAGHI, ~0u},
        {C0_DATAHI, ~0u},
        {C0_ERROREPC, ~0u},
        {C0_DESAVE, ~0u},
        {C0_KSCRATCH1, ~0u},
        {C0_KSCRATCH2, ~0u},
        {C0_KSCRATCH3, ~0u},
};

int emu_profile_by_name(const char *name)
{
	for (int i = 0; i < EMU_NPROFILES; i++)
		if (!strcasecmp(profiles[i].name, name))
			return i;
	return -1;
}

static void map_registers(struct emu_sys *sys)
{
	static const struct {
		uint8_t reg, sel;
		uint32_t need;
	} places[] = {
#define REG(id, reg, sel, name, need) [C0_##id] = {reg, sel, need},
#include "cp0.def"
#undef REG
	};

	memset(sys->cp0_map, C0_NONE, sizeof(sys->cp0_map));
	for (unsigned id = 0; id < C0_COUNT_OF; id++)
		if (!(places[id].need & ~sys->features))
			sys->cp0_map[places[id].reg][places[id].sel] = (uint8_t)id;
}

static void set_masks(struct emu_sys *sys, const struct profile *p)
{
	bool fpu = sys->features & N_FPU;

	for (unsigned i = 0; i < sizeof(common_masks) / sizeof(common_masks[0]); i++)
		sys->cp0_mask[common_masks[i].id] = common_masks[i].mask;
	if (sys->features & N_TLBINV)
		sys->cp0_mask[C0_ENTRYHI] |= HI_EHINV;
	sys->cp0_mask[C0_STATUS] = p->status_mask & (fpu ? ~0u : ~(ST_CU1 | ST_FR));
	sys->cp0_mask[C0_HWRENA] = 0xf | (sys->features & N_ULRI ? 1u << 29 : 0);
	sys->cp0_mask[C0_PAGEGRAIN] = p->pagegrain_mask;
	sys->cp0_mask[C0_EBASE] = p->ebase_mask;
	sys->cp0_mask[C0_CONFIG5] = p->config5_mask;
}

bool profile_apply(struct emu_sys *sys)
{
	struct emu_config *c = &sys->config;
	const struct profile *p;

	if ((unsigned)c->profile >= EMU_NPROFILES)
		return false;
	p = &profiles[c->profile];
	c->ncpus = c->ncpus ? c->ncpus : 1;
	c->tlb_entries = c->tlb_entries ? c->tlb_entries : p->tlb_entries;
	c->ticks_per_count = c->ticks_per_count ? c->ticks_per_count : 2;
	c->quantum = c->quantum ? c->quantum : 1000;
	if (c->ncpus > EMU_MAX_CPUS || c->tlb_entries < 2 || c->tlb_entries > TLB_MAX || c->ticks_per_count > 1u << 16)
		return false;
	sys->ncpus = c->ncpus;
	sys->features = p->features;
	if (c->no_fpu)
		sys->features &= ~(uint32_t)(N_FPU | N_MSA);
	if (c->cmgcr_base)
		sys->features |= N_CM;
	sys->fir = c->no_fpu ? 0 : p->fir;
	sys->fcsr_init = c->no_fpu ? 0 : p->fcsr;
	sys->synci_step = 32;
	map_registers(sys);
	set_masks(sys, p);
	return true;
}

/** Size field of Config1, and what does not fit there as an extension in Config4 (MMUExtDef = 1). */
static void show_tlb_size(struct emu_cpu *cpu)
{
	unsigned last = cpu->ctx->tlb_size - 1;

	C0(CONFIG1) = (C0(CONFIG1) & ~(63u << 25)) | (last & 63) << 25;
	if (last > 63 && (C0(CONFIG3) & CF_M))
		C0(CONFIG4) |= 1u << 14 | last >> 6;
}

void profile_reset(struct emu_cpu *cpu)
{
	const struct emu_sys *sys = cpu->sys;
	const struct profile *p = &profiles[sys->config.profile];

	memset(cpu->ctx->cp0, 0, sizeof(cpu->ctx->cp0));
	cpu->ctx->tlb_size = sys->config.tlb_entries;
	cpu->random_state = (sys->config.seed ^ 0x9e3779b97f4a7c15ull) + cpu->index;
	cpu->random_state = cpu->random_state ? cpu->random_state : 1;
	C0(RANDOM) = cpu->ctx->tlb_size - 1;
	C0(STATUS) = ST_BEV | ST_ERL;
	C0(INTCTL) = 7u << 29;
	C0(PRID) = p->prid;
	C0(EBASE) = 0x80000000u | cpu->index;
	C0(CONFIG) = CF_M | p->config0 | 1u << 10 | 1u << 7 | 2;
	C0(CONFIG1) = p->config1;
	C0(CONFIG2) = CF_M;
	C0(CONFIG3) = p->config3;
	C0(CONFIG4) = p->config4;
	C0(CONFIG5) = p->config5;
	C0(CONFIG7) = p->config7;
	C0(SEGCTL0) = SEGCTL0_INIT;
	C0(SEGCTL1) = SEGCTL1_INIT;
	C0(SEGCTL2) = SEGCTL2_INIT;
	C0(DEBUG) = 1u << 15; /* EJTAG version field: 1 */
	show_tlb_size(cpu);
	if (!(sys->features & N_FPU)) {
		C0(CONFIG1) &= ~CF1_FP;
		C0(CONFIG3) &= ~(1u << 28);
	}
	if (sys->features & N_CM) {
		C0(CONFIG3) |= CF3_CMGCR;
		C0(CMGCRBASE) = sys->config.cmgcr_base >> 4;
	}
	cpu->fcsr = sys->fcsr_init;
}
