// SPDX-License-Identifier: Apache-2.0
// Every register of coprocessor 0, read and overwritten, in both modes; none is the real processor's.
#include "guest.h"

#define MFC0(reg, sel) (0x40020000u | (reg) << 11 | (sel)) /* mfc0 v0, reg, sel */
#define MTC0(reg, sel) (0x40840000u | (reg) << 11 | (sel)) /* mtc0 a0, reg, sel */
#define RDHWR(reg)     (0x7c02003bu | (reg) << 11)         /* rdhwr v0, reg */

#define PRID         0x00019300u
#define CONFIG3_SC   0x02000000u
#define CONFIG3_VZ   0x00800000u
#define STATUS_CU    0xf0000000u
#define STATUS_CU0   0x10000000u
#define STATUS_SMALL 0x0000ff00u

static void is(const char *what, uint32_t value, uint32_t wanted)
{
	expect(what, value, value == wanted ? RETURNED : 0, MAY_RETURN);
}

static void every_register(void)
{
	static const uint32_t values[] = {0xffffffffu, 0, 0x80100000u, 0x00330033u, 0x55555555u};

	for (uint32_t reg = 0; reg < 32; reg++) {
		for (uint32_t sel = 0; sel < 8; sel++) {
			uint32_t name = reg << 8 | sel;

			expect("mfc0", name, attempt1(MFC0(reg, sel), 0, 0, false), MAY_RETURN | MAY(10));
			expect("user mfc0", name, attempt1(MFC0(reg, sel), 0, 0, true), MAY(11));
			for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
				/* Status may take the guest itself to user mode, where its kernel's code is out of reach. */
				uint32_t may = MAY_RETURN | MAY(10) | (reg == 12 ? MAY(4) : 0);

				expect("mtc0", name, attempt1(MTC0(reg, sel), values[i], 0, false), may);
				restore_processor();
			}
			expect("user mtc0", name, attempt1(MTC0(reg, sel), 0, 0, true), MAY(11));
		}
	}
	tlb_flush();
}

/* What it sees is the virtual processor's, after all that was written. */
static void identity(void)
{
	is("PRId", CP0_GET(15, 0), PRID);
	is("EBase", CP0_GET(15, 1) & 0x3ffff000u, (uint32_t)vectors & 0x3ffff000u);
	is("Config3", CP0_GET(16, 3) & (CONFIG3_SC | CONFIG3_VZ), 0);
	CP0_SET(12, 0, STATUS_CU & ~STATUS_CU0);
	is("Status", CP0_GET(12, 0) & STATUS_CU, 0);
	CP0_SET(12, 0, STATUS_SMALL);
	is("Status", CP0_GET(12, 0), STATUS_SMALL);
	restore_processor();
}

/* RDHWR obeys the guest's HWREna, whatever the real one is. */
static void hardware_registers(void)
{
	for (uint32_t reg = 0; reg < 32; reg++) {
		CP0_SET(7, 0, 0);
		expect("user rdhwr", reg, attempt1(RDHWR(reg), 0, 0, true), MAY(10));
		CP0_SET(7, 0, 0xffffffffu);
		expect("user rdhwr, enabled", reg, attempt1(RDHWR(reg), 0, 0, true), MAY_RETURN | MAY(10));
		expect("rdhwr", reg, attempt1(RDHWR(reg), 0, 0, false), MAY_RETURN | MAY(10));
	}
	CP0_SET(4, 2, 0x12345678u);
	expect("user rdhwr of the thread pointer", 0, attempt1(RDHWR(29), 0, 0, true), MAY_RETURN);
	is("UserLocal", attempt_record.value, 0x12345678u);
}

/* Segmentation as it is on a processor at reset, and as the engine has it: neither opens anything. */
static void segments(void)
{
	static const uint32_t values[] = {0x00200010u, 0x00330033u, 0x00030002u, 0x00430042u, 0x003a043au, 0x00000000u};

	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		for (uint32_t sel = 2; sel <= 4; sel++)
			expect("SegCtl", sel, attempt1(MTC0(5, sel), values[i], 0, false), MAY_RETURN | MAY(10));
		expect("Config5", values[i], attempt1(MTC0(16, 5), 0x60000000u, 0, false), MAY_RETURN | MAY(10));
		expect("user load afterwards", i, attempt1(0x8c820000u, KSEG0, 0, true), MAY(4));
		expect("load afterwards", i, attempt1(0x8c820000u, KSEG0 + memory_bytes, 0, false), MAY_BUS);
	}
}

void attack_registers(void)
{
	every_register();
	identity();
	hardware_registers();
	segments();
	expect("own memory", 0, memory_intact() ? RETURNED : 0, MAY_RETURN);
}
