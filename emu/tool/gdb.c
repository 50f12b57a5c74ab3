// SPDX-License-Identifier: Apache-2.0
// Debugger stub: connection, running and stopping.
#include "gdb.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gdb_commands.h"
#include "gdb_wire.h"

bool gdb_is_attached(const struct gdb *gdb)
{
	return gdb->client >= 0;
}

static void detach(struct gdb *gdb)
{
	if (gdb->client >= 0)
		close(gdb->client);
	gdb->client = -1;
	gdb->stopped = false;
	/* Breakpoints of a debugger that is gone would stop the machine for nobody. */
	gdb_commands_forget(gdb);
}

static void attach(struct gdb *gdb)
{
	gdb->client = gdb_wire_accept(gdb->listener);
	gdb->stopped = gdb->client >= 0;
	gdb->no_ack = gdb->no_ack_next = false;
	gdb->current = 0;
	gdb->signal = GDB_SIGNAL_TRAP;
}

bool gdb_open(struct gdb *gdb, struct machine *machine, const struct options *options)
{
	int port = options->gdb_port;

	memset(gdb, 0, sizeof(*gdb));
	gdb->machine = machine;
	gdb->listener = gdb->client = -1;
	if (port < 0)
		return true;
	gdb->listener = gdb_wire_listen(&port);
	if (gdb->listener < 0) {
		fprintf(stderr, "skerry-emu: cannot listen on port %d of the loopback interface\n", port);
		return false;
	}
	fprintf(stderr, "skerry-emu: gdb: target remote localhost:%d\n", port);
	if (options->gdb_wait)
		attach(gdb);
	return true;
}

void gdb_close(struct gdb *gdb, int code)
{
	if (gdb->client >= 0) {
		char exited[8];
		int length = snprintf(exited, sizeof(exited), "W%02x", (unsigned)code & 0xff);

		gdb_wire_send(gdb->client, exited, (size_t)length, false);
	}
	detach(gdb);
	if (gdb->listener >= 0)
		close(gdb->listener);
	gdb->listener = -1;
}

static void send_stop(struct gdb *gdb)
{
	char reply[32];
	int length = snprintf(reply, sizeof(reply), "T%02xthread:%x;", gdb->signal, gdb->current + 1);

	if (!gdb_wire_send(gdb->client, reply, (size_t)length, !gdb->no_ack))
		detach(gdb);
}

bool gdb_stops_for(struct gdb *gdb, enum machine_end end, const struct emu_exit *exit)
{
	if (end != MACHINE_BREAKPOINT && end != MACHINE_UNIMPLEMENTED && end != MACHINE_DEAD)
		return false;
	if (exit->cpu != NULL)
		gdb->current = emu_cpu_index(exit->cpu);
	gdb->signal = end == MACHINE_BREAKPOINT ? GDB_SIGNAL_TRAP : GDB_SIGNAL_ILL;
	gdb->stopped = true;
	send_stop(gdb);
	return true;
}

/* One instruction for the debugger. A reset that it asks for happens when the machine runs on. */
static void step(struct gdb *gdb)
{
	struct emu_exit exit = {.cpu = NULL};
	enum machine_end end = machine_step(gdb->machine, gdb->stepping, &exit);

	gdb->current = gdb->stepping;
	gdb->signal = end == MACHINE_UNIMPLEMENTED ? GDB_SIGNAL_ILL : GDB_SIGNAL_TRAP;
	gdb->reset_due = end == MACHINE_RESET;
	send_stop(gdb);
}

/* Looks for the debugger's interrupt while the machine runs. */
static void look(struct gdb *gdb)
{
	if (!gdb_wire_begun(gdb->client))
		return;
	switch (gdb_wire_receive(gdb->client, gdb->packet, GDB_PACKET, !gdb->no_ack)) {
	case GDB_WIRE_CLOSED:
		detach(gdb);
		break;
	default: /* Any packet now means that the debugger wants attention. */
		gdb->signal = GDB_SIGNAL_INT;
		gdb->stopped = true;
		send_stop(gdb);
		break;
	}
}

enum gdb_next gdb_poll(struct gdb *gdb)
{
	if (gdb->listener < 0)
		return GDB_RUN;
	if (gdb->client < 0 && gdb_wire_ready(gdb->listener, 0))
		attach(gdb);
	if (gdb->client >= 0 && !gdb->stopped)
		look(gdb);
	while (gdb->stopped) {
		if (gdb_wire_receive(gdb->client, gdb->packet, GDB_PACKET, !gdb->no_ack) == GDB_WIRE_CLOSED) {
			detach(gdb);
			break;
		}
		switch (gdb_command(gdb)) {
		case GDB_DID:
			if (!gdb_wire_send(gdb->client, gdb->reply, gdb->length, !gdb->no_ack))
				detach(gdb);
			gdb->no_ack = gdb->no_ack || gdb->no_ack_next;
			break;
		case GDB_CONTINUES:
			gdb->stopped = false;
			break;
		case GDB_STEPS:
			step(gdb);
			break;
		case GDB_DETACHES:
			gdb_wire_send(gdb->client, "OK", 2, !gdb->no_ack);
			detach(gdb);
			break;
		case GDB_KILLS:
			detach(gdb);
			return GDB_KILL;
		}
	}
	if (gdb->reset_due) {
		gdb->reset_due = false;
		return GDB_RESET;
	}
	return GDB_RUN;
}
