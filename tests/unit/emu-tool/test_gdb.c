// SPDX-License-Identifier: Apache-2.0
// The debugger's connection: attaching, stopping, stepping, letting go, and a wire that carries noise.
#include "gdb.h"
#include "tool.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct gdb g;
static struct machine *m;
static int debugger = -1, quiet;

static void connect_to(int listener)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);

	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	debugger = socket(AF_INET, SOCK_STREAM, 0);
	ck_assert_int_eq(connect(debugger, (struct sockaddr *)&address, size), 0);
}

/* A machine whose program counts in t2, the stub listening, and a debugger that has connected. */
static void setup(void)
{
	struct program p = {.count = 0};
	struct machine_config config = {.board = MACHINE_MALTA, .profile = EMU_24KF};
	struct options options = {.gdb_port = 0};

	prog_li(&p, T2, 0);        /* 0x80100000 */
	prog_emit(&p, 0x254a0001); /* 0x80100008: addiu t2, t2, 1 */
	prog_bne(&p, T2, ZERO, 2);
	m = prog_machine(&p, config);
	quiet = dup(STDERR_FILENO);
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	ck_assert(gdb_open(&g, m, &options));
	connect_to(g.listener);
}

static void teardown(void)
{
	gdb_close(&g, 0);
	dup2(quiet, STDERR_FILENO);
	close(quiet);
	if (debugger >= 0)
		close(debugger);
	machine_destroy(m);
}

UNIT_FIXTURE(setup, teardown);

/* Sends a packet and the acknowledgement of the answer to come. */
static void say(const char *packet)
{
	char framed[256];
	unsigned sum = 0;
	int length;

	for (const char *c = packet; *c; c++)
		sum += (uint8_t)*c;
	length = snprintf(framed, sizeof(framed), "$%s#%02x+", packet, sum & 0xff);
	ck_assert_int_eq(send(debugger, framed, (size_t)length, 0), length);
}

/* @return all that the stub has sent so far */
static const char *heard(void)
{
	static char text[8192];
	ssize_t got = recv(debugger, text, sizeof(text) - 1, MSG_DONTWAIT);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

UNIT_TEST(nobody_attached_lets_it_run)
{
	struct options none = {.gdb_port = -1};
	struct gdb without;

	ck_assert(gdb_open(&without, m, &none));
	ck_assert_int_eq(gdb_poll(&without), GDB_RUN);
	ck_assert(!gdb_is_attached(&without));
	gdb_close(&without, 0);
}

UNIT_TEST(a_taken_port_is_refused)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	struct options options = {.gdb_port = 0};
	struct gdb second;

	getsockname(g.listener, (struct sockaddr *)&address, &size);
	options.gdb_port = ntohs(address.sin_port);
	ck_assert(!gdb_open(&second, m, &options));
}

UNIT_TEST(attaching_stops_and_continuing_runs)
{
	say("?");
	say("Z0,80100008,4");
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	ck_assert(gdb_is_attached(&g));
	ck_assert_str_eq(heard(), "+$T05thread:1;#d7+$OK#9a+");
}

UNIT_TEST(a_breakpoint_stops_for_the_debugger)
{
	struct emu_exit exit = {.cpu = NULL};
	enum machine_end end;

	say("Z0,80100008,4");
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	heard();
	end = machine_run(m, 100000, &exit);
	ck_assert_int_eq(end, MACHINE_BREAKPOINT);
	ck_assert(!gdb_stops_for(&g, MACHINE_TIME, &exit));
	say("p25"); /* its acknowledgement also serves the stop's packet */
	ck_assert(gdb_stops_for(&g, end, &exit));
	ck_assert_str_eq(heard(), "$T05thread:1;#d7");
	say("s");
	say("p25");
	say("pa");
	say("D");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	ck_assert_str_eq(heard(), "+$08001080#91+$T05thread:1;#d7+$0c001080#bc+$01000000#81+$OK#9a");
	ck_assert(!gdb_is_attached(&g));
	ck_assert_uint_eq(g.breakpoints, 0);
	ck_assert_int_eq(machine_run(m, 200000, &exit), MACHINE_TIME);
}

UNIT_TEST(what_is_not_modelled_stops_with_a_signal)
{
	struct emu_exit exit = {.cpu = emu_cpu_at(machine_sys(m), 0)};

	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	send(debugger, "+", 1, 0);
	heard();
	ck_assert(gdb_stops_for(&g, MACHINE_UNIMPLEMENTED, &exit));
	ck_assert_str_eq(heard(), "$T04thread:1;#d6");
}

UNIT_TEST(interrupt_stops_a_running_machine)
{
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	heard();
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN); /* silence */
	send(debugger, "\003+", 2, 0);
	say("k");
	ck_assert_int_eq(gdb_poll(&g), GDB_KILL);
	ck_assert_ptr_nonnull(strstr(heard(), "$T02thread:1;#d4"));
}

UNIT_TEST(without_acknowledgements_only_packets_travel)
{
	say("QStartNoAckMode");
	say("qC");
	say("D");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	ck_assert_str_eq(heard(), "+$OK#9a$QC1#c5$OK#9a");
}

UNIT_TEST(noise_and_damage_are_survived)
{
	static char flood[6000];

	memset(flood, 'y', sizeof(flood));
	flood[0] = '$';
	flood[sizeof(flood) - 3] = '#';
	flood[sizeof(flood) - 2] = flood[sizeof(flood) - 1] = '0';
	send(debugger, "\xff\x01noise+-$x#00", 14, 0);
	send(debugger, "$qC#zz", 6, 0);
	send(debugger, flood, sizeof(flood), 0);
	say("qC");
	say("k");
	ck_assert_int_eq(gdb_poll(&g), GDB_KILL);
	ck_assert_str_eq(heard(), "---+$QC1#c5+");
}

UNIT_TEST(a_refused_answer_is_sent_again)
{
	say("qC");
	send(debugger, "$qC#b4-", 7, 0);
	send(debugger, "+", 1, 0);
	say("k");
	ck_assert_int_eq(gdb_poll(&g), GDB_KILL);
	ck_assert_str_eq(heard(), "+$QC1#c5+$QC1#c5$QC1#c5+");
}

UNIT_LOOP(a_debugger_that_vanishes_is_let_go, 0, 4)
{
	static const char *const last[] = {"", "$qC", "$qC#b", "$qC#b4"};

	send(debugger, last[_i], strlen(last[_i]), 0);
	close(debugger);
	debugger = -1;
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	ck_assert(!gdb_is_attached(&g));
}

UNIT_TEST(a_debugger_that_vanishes_while_it_runs_is_let_go)
{
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	ck_assert(gdb_is_attached(&g));
	close(debugger);
	debugger = -1;
	for (unsigned i = 0; i < 100 && gdb_is_attached(&g); i++)
		gdb_poll(&g);
	ck_assert(!gdb_is_attached(&g));
}

UNIT_TEST(end_of_the_run_is_told)
{
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
	heard();
	gdb_close(&g, 5);
	ck_assert_str_eq(heard(), "$W05#bc");
}

UNIT_TEST(a_stepped_reset_happens_when_it_runs_on)
{
	uint32_t store[] = {0x3c09bf00, 0x24080042, 0xad280500}; /* lui t1, 0xbf00; li t0, 0x42; sw t0, 0x500(t1) */

	emu_phys_write(machine_sys(m), 0x180000, store, sizeof(store));
	say("s80180000");
	say("s");
	say("s");
	say("c");
	ck_assert_int_eq(gdb_poll(&g), GDB_RESET);
	ck_assert_int_eq(gdb_poll(&g), GDB_RUN);
}
