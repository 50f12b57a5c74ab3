// SPDX-License-Identifier: Apache-2.0
// Packets of the debugger's protocol: what they change and answer, and that nonsense is refused.
#include "gdb_commands.h"
#include "gdb_regs.h"
#include "gdb_wire.h"
#include "programs.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a general register stands in a packet of all, behind its letter. */
#define GPR_TEXT(n) (1 + 8 * (size_t)(n))

static struct gdb g;
static struct machine *m;

static void setup(void)
{
	struct program p = {.count = 0};
	struct machine_config config = {.board = MACHINE_MALTA, .profile = EMU_P5600, .cpus = 2};

	prog_hang(&p);
	m = prog_machine(&p, config);
	memset(&g, 0, sizeof(g));
	g.machine = m;
	g.listener = g.client = -1;
	g.signal = GDB_SIGNAL_TRAP;
}

static void teardown(void)
{
	gdb_commands_forget(&g);
	machine_destroy(m);
}

UNIT_FIXTURE(setup, teardown);

/* @return the answer to a packet, which must be done at once */
static const char *ask(const char *packet)
{
	snprintf(g.packet, sizeof(g.packet), "%s", packet);
	ck_assert_int_eq(gdb_command(&g), GDB_DID);
	ck_assert_uint_lt(g.length, sizeof(g.reply));
	g.reply[g.length] = '\0';
	return g.reply;
}

static enum gdb_verb verb(const char *packet)
{
	snprintf(g.packet, sizeof(g.packet), "%s", packet);
	return gdb_command(&g);
}

UNIT_TEST(registers_read_and_write)
{
	static char all[2 * GDB_PACKET];

	ck_assert_str_eq(ask("p25"), "0000c0bf"); /* pc */
	ck_assert_str_eq(ask("P8=78563412"), "OK");
	ck_assert_str_eq(ask("p8"), "78563412");
	ck_assert_uint_eq(emu_reg_get(emu_cpu_at(machine_sys(m), 0), 8), 0x12345678);
	ck_assert_str_eq(ask("P27=0102030405060708"), "OK"); /* $f1 */
	ck_assert_str_eq(ask("p27"), "0102030405060708");
	ck_assert_str_eq(ask("P20=02000010"), "OK"); /* Status */
	ck_assert_uint_eq(emu_cp0_get(emu_cpu_at(machine_sys(m), 0), 12, 0), 0x10000002);
	snprintf(all, sizeof(all), "G%s", ask("g"));
	ck_assert_int_eq(strncmp(all + GPR_TEXT(8), "78563412", 8), 0);
	memcpy(all + GPR_TEXT(9), "11223344", 8);
	all[GPR_TEXT(10)] = '\0';
	ck_assert_str_eq(ask(all), "OK");
	ck_assert_uint_eq(emu_reg_get(emu_cpu_at(machine_sys(m), 0), 9), 0x44332211);
}

UNIT_TEST(every_described_register_can_be_read)
{
	struct emu_cpu *cpu = emu_cpu_at(machine_sys(m), 0);
	unsigned count = gdb_regs_count(cpu);
	char *xml = gdb_regs_describe(cpu);

	ck_assert_uint_gt(count, 100);
	ck_assert_ptr_nonnull(xml);
	for (unsigned i = 0; i < count; i++) {
		char name[24];

		snprintf(name, sizeof(name), "regnum=\"%u\"", i);
		ck_assert_ptr_nonnull(strstr(xml, name));
		ck_assert(gdb_reg_size(cpu, i) == 4 || gdb_reg_size(cpu, i) == 8);
		ck_assert(gdb_reg_set(cpu, i, gdb_reg_get(cpu, i)));
	}
	ck_assert_uint_eq(gdb_reg_size(cpu, count), 0);
	ck_assert_uint_eq(gdb_reg_get(cpu, count), 0);
	ck_assert(!gdb_reg_set(cpu, count, 1));
	ck_assert_ptr_nonnull(strstr(xml, "name=\"segctl0\""));
	free(xml);
}

UNIT_TEST(description_comes_in_pieces)
{
	static char whole[1 << 16];
	size_t at = 0;
	char packet[64];

	do {
		snprintf(packet, sizeof(packet), "qXfer:features:read:target.xml:%zx,100", at);
		snprintf(whole + at, sizeof(whole) - at, "%s", ask(packet) + 1);
		at += g.length - 1;
	} while (g.reply[0] == 'm');
	ck_assert_int_eq(g.reply[0], 'l');
	ck_assert_str_eq(whole + at - 10, "</target>\n");
	ck_assert_str_eq(ask("qXfer:features:read:target.xml:fffff,10"), "l");
	ck_assert_int_eq(strncmp(ask("qXfer:features:read:target.xml:0,fffffff") + 1, whole, GDB_PACKET - 1), 0);
	ck_assert_uint_eq(g.length, GDB_PACKET);
}

UNIT_TEST(memory_reads_and_writes)
{
	ck_assert_str_eq(ask("M80180000,4:0a0b0c0d"), "OK");
	ck_assert_str_eq(ask("m80180000,4"), "0a0b0c0d");
	ck_assert_str_eq(ask("m80180002,1"), "0c");
	ck_assert_str_eq(ask("m00400000,4"), "E01"); /* no mapping */
	ck_assert_str_eq(ask("M00400000,1:00"), "E01");
}

UNIT_TEST(breakpoints_come_and_go)
{
	struct emu_exit exit;
	char packet[32];

	ck_assert_str_eq(ask("Z0,80100000,4"), "OK");
	ck_assert_str_eq(ask("Z1,80100000,4"), "OK"); /* there already */
	ck_assert_int_eq(machine_run(m, 10000, &exit), MACHINE_BREAKPOINT);
	ck_assert_uint_eq(exit.trap.pc, 0x80100000);
	ck_assert_str_eq(ask("z0,80100000,4"), "OK");
	ck_assert_str_eq(ask("z0,80100000,4"), "OK"); /* gone already */
	ck_assert_int_eq(machine_run(m, 20000, &exit), MACHINE_TIME);
	for (unsigned i = 0; i < GDB_BREAKPOINTS + 1; i++) {
		snprintf(packet, sizeof(packet), "Z0,%x,4", 0x80200000 + 4 * i);
		ck_assert_str_eq(ask(packet), i < GDB_BREAKPOINTS ? "OK" : "E01");
	}
}

UNIT_TEST(processors_are_threads)
{
	ck_assert_str_eq(ask("qfThreadInfo"), "m1,2");
	ck_assert_str_eq(ask("qsThreadInfo"), "l");
	ck_assert_str_eq(ask("T2"), "OK");
	ck_assert_str_eq(ask("T3"), "E01");
	ck_assert_str_eq(ask("qThreadExtraInfo,2"), "4350552031202"
	                                            "86e6f74207374617274656429"); /* CPU 1 (not started) */
	ck_assert_str_eq(ask("Hg2"), "OK");
	ck_assert_str_eq(ask("qC"), "QC2");
	ck_assert_str_eq(ask("?"), "T05thread:2;");
	ck_assert_str_eq(ask("Hc-1"), "OK");
	ck_assert_str_eq(ask("Hg9"), "E01");
	ck_assert_str_eq(ask("H"), "E01");
}

UNIT_TEST(waiting_and_running_threads_say_so)
{
	struct emu_cpu *cpu = emu_cpu_at(machine_sys(m), 0);
	uint32_t wait = 0x42000020;

	ck_assert_str_eq(ask("qThreadExtraInfo,1"), "435055203020"
	                                            "2872756e7329"); /* CPU 0 (runs) */
	emu_phys_write(machine_sys(m), 0x180000, &wait, 4);
	emu_reg_set(cpu, EMU_REG_PC, 0x80180000);
	machine_run(m, 100, NULL);
	ck_assert_str_eq(ask("qThreadExtraInfo,1"), "435055203020"
	                                            "28776169747329"); /* CPU 0 (waits) */
}

UNIT_TEST(running_and_ending_are_verbs)
{
	ck_assert_int_eq(verb("c"), GDB_CONTINUES);
	ck_assert_int_eq(verb("s80100000"), GDB_STEPS);
	ck_assert_uint_eq(emu_reg_get(emu_cpu_at(machine_sys(m), 0), EMU_REG_PC), 0x80100000);
	ck_assert_int_eq(verb("vCont;c"), GDB_CONTINUES);
	ck_assert_int_eq(verb("vCont;s:2;c"), GDB_STEPS);
	ck_assert_uint_eq(g.stepping, 1);
	ck_assert_int_eq(verb("vCont;S05:1"), GDB_STEPS);
	ck_assert_uint_eq(g.stepping, 0);
	ck_assert_int_eq(verb("D"), GDB_DETACHES);
	ck_assert_int_eq(verb("k"), GDB_KILLS);
	ck_assert_int_eq(verb("vKill;1"), GDB_KILLS);
}

UNIT_TEST(queries_are_answered)
{
	ck_assert_ptr_nonnull(strstr(ask("qSupported:multiprocess+"), "qXfer:features:read+"));
	ck_assert_str_eq(ask("qAttached"), "1");
	ck_assert_str_eq(ask("vCont?"), "vCont;c;C;s;S");
	ck_assert_str_eq(ask("QStartNoAckMode"), "OK");
	ck_assert(g.no_ack_next);
	emu_reg_set(emu_cpu_at(machine_sys(m), 0), EMU_REG_PC, 0x80100000);
	ck_assert_str_eq(ask("qRcmd,7265736574"), "OK"); /* reset */
	ck_assert_str_eq(ask("p25"), "0000c0bf");
}

static const char *const refused[] = {
        "m",
        "mffffffff",
        "m80100000,fff0",
        "m80100000",
        "M80100000,4",
        "M80100000,4:0",
        "M80100000,2:0g0g",
        "pffff",
        "p",
        "P",
        "P0",
        "P0=",
        "P0=12",
        "Pfff=00000000",
        "G1",
        "Z0",
        "Z0,",
        "Z0,zz,4",
        "Hg9",
        "T99",
        "qRcmd,7",
        "qRcmd,626164",
        "qRcmd,000000000000000000000000000000000000000000000000",
        "qXfer:features:read:target.xml:x,y",
        "qThreadExtraInfo,9",
        "vCont;s:9",
        "vCont;C",
};

UNIT_LOOP(nonsense_is_refused, 0, sizeof(refused) / sizeof(refused[0]))
{
	ck_assert_str_eq(ask(refused[_i]), "E01");
}

static const char *const unknown[] = {"X80100000,0:", "Z2,80100000,4", "qUnknown", "vMustReply", "!", "_", ""};

UNIT_LOOP(what_is_unknown_gets_an_empty_answer, 0, sizeof(unknown) / sizeof(unknown[0]))
{
	ck_assert_str_eq(ask(unknown[_i]), "");
}

UNIT_LOOP(random_packets_do_no_harm, 0, 20)
{
	static const char letters[] = "gGpPmMzZHTcsqvDk?0123456789abcdef,:;=-Xfer";
	uint32_t x = (uint32_t)_i * 2654435761u + 1;

	for (unsigned n = 0; n < 500; n++) {
		unsigned length = (x >> 24) % 40;

		for (unsigned i = 0; i < length; i++) {
			x = x * 1664525 + 1013904223;
			g.packet[i] = letters[(x >> 16) % (sizeof(letters) - 1)];
		}
		x = x * 1664525 + 1013904223;
		g.packet[length] = '\0';
		ck_assert_int_le(gdb_command(&g), GDB_KILLS);
		ck_assert_uint_le(g.length, sizeof(g.reply));
	}
}
