// SPDX-License-Identifier: Apache-2.0
// Finds out what the processor can do and puts its control registers into one known state.
#include <mips/guest.h>
#include <mips/kernel.h>
#include <mips/pte.h>
#include <skerry/arch/cpu.h>

struct cpu_features cpu_features;

struct cpu *arch_cpu(void)
{
	return this_cpu();
}

/* Implementation field of PRId, company MIPS. */
static const struct {
	uint32_t prid;
	const char *name;
} names[] = {
        {0x019000, "4KEc"},       {0x019300, "24K"},      {0x019500, "34K"},      {0x019600, "24KE"},
        {0x019700, "74K"},        {0x019b00, "M14K"},     {0x019c00, "M14Kc"},    {0x01a000, "interAptiv"},
        {0x01a100, "interAptiv"}, {0x01a200, "proAptiv"}, {0x01a300, "proAptiv"}, {0x01a700, "M5150"},
        {0x01a800, "P5600"},
};

static const char *name_of(uint32_t prid, bool fpu)
{
	if ((prid & 0xffff00) == 0x019300)
		return fpu ? "24Kf" : "24Kc";
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].prid == (prid & 0xffff00))
			return names[i].name;
	return "MIPS32";
}

static uint32_t config(unsigned n)
{
	uint32_t c[6] = {cp0_config()};
	if (n >= 1 && c[0] & CONFIG_M)
		c[1] = cp0_config1();
	if (n >= 2 && c[1] & CONFIG_M)
		c[2] = cp0_config2();
	if (n >= 3 && c[2] & CONFIG_M)
		c[3] = cp0_config3();
	if (n >= 4 && c[3] & CONFIG_M)
		c[4] = cp0_config4();
	if (n >= 5 && c[4] & CONFIG_M)
		c[5] = cp0_config5();
	return c[n];
}

/* Config1 to Config3 share the encoding: 0 none, else 2 << field. */
static unsigned line_bytes(uint32_t field)
{
	return field == 0 || field == 7 ? 0 : 2u << field;
}

/* Config4.MMUExtDef: 1 extends the size field, 3 extends the VTLB; 2 (FTLB beside the VTLB) adds nothing to it, and
 * the FTLB stays unused because its page size is never set up. */
static unsigned tlb_size(uint32_t config1, uint32_t config4)
{
	unsigned size = config1 >> 25 & 63;
	if ((config4 >> 14 & 3) == 1)
		size |= (config4 & 0xff) << 6;
	else if ((config4 >> 14 & 3) == 3)
		size |= (config4 >> 24 & 15) << 6;
	return size + 1;
}

/* PageMask keeps only the sizes that exist. */
static unsigned largest_page(void)
{
	cp0_set_pagemask(0x1fffe000);
	cp0_hazard();
	uint32_t mask = cp0_pagemask() >> 13;
	cp0_set_pagemask(PAGEMASK_GRANULE);
	cp0_hazard();
	if (cp0_pagemask() != PAGEMASK_GRANULE)
		panic("the TLB has no pages of 16 KiB (PageMask reads %08x)", cp0_pagemask());
	unsigned order = 12;
	for (; mask & 1; mask >>= 2)
		order += 2;
	return order;
}

static void probe_fpu(void)
{
	uint32_t fir;
	cp0_set_status(STATUS_CU1);
	cp0_hazard();
	__asm__ volatile(".set push\n.set hardfloat\ncfc1 %0, $0\n.set pop" : "=r"(fir));
	/* HAS2008 alone says that the modes can be told apart; FCSR shows which one is in force. */
	uint32_t fcsr = 0;
	if (fir >> 23 & 1)
		__asm__ volatile(".set push\n.set hardfloat\ncfc1 %0, $31\n.set pop" : "=r"(fcsr));
	cpu_features.nan2008 = fcsr >> 18 & 1;
	cp0_set_status(0);
	cp0_hazard();
}

static void close_watch(uint32_t config1)
{
	if (!(config1 & CONFIG1_WR))
		return;
	cp0_set_watchlo(0);
	cp0_set_watchhi(0);
}

void cpu_probe(void)
{
	struct cpu_features *f = &cpu_features;
	uint32_t config1 = config(1), config2 = config(2), config3 = config(3), config4 = config(4);

	f->prid = cp0_prid();
	f->fpu = config1 & CONFIG1_FP;
	f->name = name_of(f->prid, f->fpu);
	f->tlb_entries = tlb_size(config1, config4);
	f->rixi = config3 & CONFIG3_RXI;
	f->ehinv = (config4 >> 29 & 3) >= 2;
	f->user_local = config3 & CONFIG3_ULRI;
	f->badinstr = config3 >> 26 & 1;
	f->cca = CCA_CACHED;
	f->dcache_line = line_bytes(config1 >> 10 & 7);
	f->icache_line = line_bytes(config1 >> 19 & 7);
	f->scache_line = line_bytes(config2 >> 4 & 15);
	f->hwrena = 0xf | (f->user_local ? 1u << 29 : 0);

	if (f->rixi)
		cp0_set_pagegrain(PAGEGRAIN_RIE | PAGEGRAIN_XIE | PAGEGRAIN_IEC);
	f->page_order_max = largest_page();
	cp0_set_hwrena(f->hwrena);
	/* Where the bit exists, `sdbbp` of user code is a reserved instruction instead of a way into Debug mode. */
	if (config4 & CONFIG_M)
		cp0_set_config5(config(5) | CONFIG5_SBRI);
	if (f->user_local)
		cp0_set_userlocal(0);
	if (f->fpu)
		probe_fpu();
	close_watch(config1);
}

void ebase_select(const void *base)
{
	uint32_t status = cp0_status();
	cp0_set_status(status | STATUS_BEV); /* EBase may be changed only while it is not in use */
	cp0_hazard();
	cp0_set_ebase((uint32_t)(uintptr_t)base);
	cp0_hazard();
	cp0_set_status(status);
	cp0_hazard();
}
