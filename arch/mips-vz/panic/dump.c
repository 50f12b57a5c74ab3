// SPDX-License-Identifier: Apache-2.0
// Registers, CP0 and TLB in readable form.
#include <mips/kernel.h>
#include <mips/panic.h>
#include <skerry/log.h>

static const char register_names[32][3] = {"0",  "at", "v0", "v1", "a0", "a1", "a2", "a3", "t0", "t1", "t2",
                                           "t3", "t4", "t5", "t6", "t7", "s0", "s1", "s2", "s3", "s4", "s5",
                                           "s6", "s7", "t8", "t9", "k0", "k1", "gp", "sp", "fp", "ra"};

const char *exception_name(unsigned code)
{
	static const char *const names[32] = {
	        [EXC_INT] = "interrupt",
	        [EXC_MOD] = "write to a read-only page",
	        [EXC_TLBL] = "load from or fetch of an unmapped address",
	        [EXC_TLBS] = "store to an unmapped address",
	        [EXC_ADEL] = "address error (load or fetch)",
	        [EXC_ADES] = "address error (store)",
	        [EXC_IBE] = "bus error (fetch)",
	        [EXC_DBE] = "bus error (data)",
	        [EXC_SYS] = "system call",
	        [EXC_BP] = "breakpoint",
	        [EXC_RI] = "reserved instruction",
	        [EXC_CPU] = "coprocessor unusable",
	        [12] = "overflow",
	        [13] = "trap instruction",
	        [15] = "floating-point exception",
	        [EXC_TLBRI] = "load from an execute-only page",
	        [EXC_TLBXI] = "fetch from a no-execute page",
	        [EXC_MCHECK] = "machine check",
	};
	return names[code & 31] ? names[code & 31] : "exception";
}

void dump_registers(const struct user_regs *regs)
{
	for (unsigned i = 0; i < 32; i++)
		log_printf("%2s %08x%c", register_names[i], i ? regs->gpr[i] : 0, i % 8 == 7 ? '\n' : ' ');
	log_printf("pc %08x hi %08x lo %08x\n", regs->pc, regs->hi, regs->lo);
}

void dump_cp0(void)
{
	uint32_t cause = cp0_cause();
	log_printf("Status %08x Cause %08x (code %u, IP %02x%s) EPC %08x ErrorEPC %08x BadVAddr %08x\n", cp0_status(),
	           cause, (cause & CAUSE_CODE_MASK) >> CAUSE_CODE_SHIFT, cause >> CAUSE_IP_SHIFT & 0xff,
	           cause & CAUSE_BD ? ", delay slot" : "", cp0_epc(), cp0_errorepc(), cp0_badvaddr());
	log_printf("EntryHi %08x EntryLo %08x %08x PageMask %08x Context %08x Index %08x Wired %u\n", cp0_entryhi(),
	           cp0_entrylo0(), cp0_entrylo1(), cp0_pagemask(), cp0_context(), cp0_index(), cp0_wired());
	log_printf("EBase %08x Config %08x Count %08x Compare %08x PRId %08x\n", cp0_ebase(), cp0_config(), cp0_count(),
	           cp0_compare(), cp0_prid());
}

void dump_tlb(void)
{
	log_printf("TLB (%u entries, those in use):\n", cpu_features.tlb_entries);
	tlb_dump();
}
