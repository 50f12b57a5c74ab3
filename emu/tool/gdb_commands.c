// SPDX-License-Identifier: Apache-2.0
// Commands of gdb's remote protocol.
#include "gdb_commands.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gdb_regs.h"
#include "gdb_wire.h"

#define MAX_MEMORY (GDB_PACKET / 2)

static struct emu_cpu *current(const struct gdb *gdb)
{
	return emu_cpu_at(machine_sys(gdb->machine), gdb->current);
}

static enum gdb_verb __attribute__((format(printf, 2, 3))) answer(struct gdb *gdb, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(gdb->reply, sizeof(gdb->reply), format, args);
	va_end(args);
	gdb->length = length < 0 ? 0 : (size_t)length < sizeof(gdb->reply) ? (size_t)length : sizeof(gdb->reply) - 1;
	return GDB_DID;
}

static enum gdb_verb refuse(struct gdb *gdb)
{
	return answer(gdb, "E01");
}

static bool skip(const char **at, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*at, prefix, length) != 0)
		return false;
	*at += length;
	return true;
}

/* A hexadecimal number without sign or prefix. */
static bool number(const char **at, uint32_t *value)
{
	const char *start = *at;

	*value = 0;
	while (**at != '\0' && strchr("0123456789abcdefABCDEF", **at) != NULL && *at - start < 8) {
		char digit[2] = {**at, '\0'};

		*value = *value << 4 | (uint32_t)strtoul(digit, NULL, 16);
		++*at;
	}
	return *at != start;
}

static char *put_register(const struct gdb *gdb, char *to, unsigned reg)
{
	uint64_t value = gdb_reg_get(current(gdb), reg);

	/* Registers travel in target byte order, which is the host's on all little-endian hosts; be explicit. */
	for (unsigned i = 0; i < gdb_reg_size(current(gdb), reg); i++) {
		uint8_t byte = (uint8_t)(value >> 8 * i);

		to = gdb_hex_put(to, &byte, 1);
	}
	return to;
}

/* Sets a register from hexadecimal. @return the rest of the text, NULL when it is bad */
static const char *take_register(const struct gdb *gdb, const char *from, unsigned reg)
{
	uint8_t bytes[8];
	unsigned size = gdb_reg_size(current(gdb), reg);
	uint64_t value = 0;

	if (size == 0 || !gdb_hex_get(from, bytes, size))
		return NULL;
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)bytes[i] << 8 * i;
	gdb_reg_set(current(gdb), reg, value);
	return from + 2 * (size_t)size;
}

static enum gdb_verb read_registers(struct gdb *gdb)
{
	char *end = gdb->reply;

	for (unsigned reg = 0; reg < gdb_regs_count(current(gdb)); reg++)
		end = put_register(gdb, end, reg);
	gdb->length = (size_t)(end - gdb->reply);
	return GDB_DID;
}

static enum gdb_verb write_registers(struct gdb *gdb, const char *at)
{
	for (unsigned reg = 0; reg < gdb_regs_count(current(gdb)) && at != NULL && *at != '\0'; reg++)
		at = take_register(gdb, at, reg);
	return at != NULL ? answer(gdb, "OK") : refuse(gdb);
}

static enum gdb_verb read_register(struct gdb *gdb, const char *at)
{
	uint32_t reg;

	if (!number(&at, &reg) || gdb_reg_size(current(gdb), reg) == 0)
		return refuse(gdb);
	gdb->length = (size_t)(put_register(gdb, gdb->reply, reg) - gdb->reply);
	return GDB_DID;
}

static enum gdb_verb write_register(struct gdb *gdb, const char *at)
{
	uint32_t reg;

	if (!number(&at, &reg) || !skip(&at, "=") || take_register(gdb, at, reg) == NULL)
		return refuse(gdb);
	return answer(gdb, "OK");
}

static enum gdb_verb read_memory(struct gdb *gdb, const char *at)
{
	uint8_t bytes[MAX_MEMORY];
	uint32_t address, length;

	if (!number(&at, &address) || !skip(&at, ",") || !number(&at, &length) || length > MAX_MEMORY)
		return refuse(gdb);
	if (emu_virt_read(current(gdb), address, bytes, length) != 0)
		return refuse(gdb);
	gdb->length = (size_t)(gdb_hex_put(gdb->reply, bytes, length) - gdb->reply);
	return GDB_DID;
}

static enum gdb_verb write_memory(struct gdb *gdb, const char *at)
{
	uint8_t bytes[MAX_MEMORY];
	uint32_t address, length;

	if (!number(&at, &address) || !skip(&at, ",") || !number(&at, &length) || !skip(&at, ":") ||
	    length > MAX_MEMORY || !gdb_hex_get(at, bytes, length))
		return refuse(gdb);
	if (emu_virt_write(current(gdb), address, bytes, length) != 0)
		return refuse(gdb);
	return answer(gdb, "OK");
}

static unsigned find_breakpoint(const struct gdb *gdb, uint32_t address)
{
	unsigned i = 0;

	while (i < gdb->breakpoints && gdb->breakpoint[i] != address)
		i++;
	return i;
}

static enum gdb_verb breakpoint(struct gdb *gdb, const char *at)
{
	bool add = *at == 'Z';
	uint32_t address;
	unsigned index;

	/* Software and hardware breakpoints are the same here; watchpoints do not exist. */
	if (at[1] != '0' && at[1] != '1')
		return answer(gdb, "%s", "");
	at += 2;
	if (!skip(&at, ",") || !number(&at, &address))
		return refuse(gdb);
	index = find_breakpoint(gdb, address);
	if (add && index == gdb->breakpoints) {
		if (index == GDB_BREAKPOINTS || emu_break_add(machine_sys(gdb->machine), address) != 0)
			return refuse(gdb);
		gdb->breakpoint[gdb->breakpoints++] = address;
	} else if (!add && index < gdb->breakpoints) {
		emu_break_remove(machine_sys(gdb->machine), address);
		gdb->breakpoint[index] = gdb->breakpoint[--gdb->breakpoints];
	}
	return answer(gdb, "OK");
}

void gdb_commands_forget(struct gdb *gdb)
{
	while (gdb->breakpoints != 0)
		emu_break_remove(machine_sys(gdb->machine), gdb->breakpoint[--gdb->breakpoints]);
}

/* A thread number, 1 and up; 0 and -1 stand for any. @return false when there is no such processor */
static bool thread(const struct gdb *gdb, const char **at, unsigned *cpu)
{
	uint32_t id;

	*cpu = gdb->current;
	if (skip(at, "-1"))
		return true;
	if (!number(at, &id) || id > emu_cpu_count(machine_sys(gdb->machine)))
		return false;
	if (id != 0)
		*cpu = id - 1;
	return true;
}

static enum gdb_verb select_thread(struct gdb *gdb, const char *at)
{
	unsigned cpu;

	at++; /* Behind the kind; g: for registers and memory; c: for stepping. One choice serves both. */
	if (!thread(gdb, &at, &cpu))
		return refuse(gdb);
	gdb->current = cpu;
	return answer(gdb, "OK");
}

static enum gdb_verb resume_at(struct gdb *gdb, const char *at, enum gdb_verb verb)
{
	uint32_t pc;

	if (number(&at, &pc))
		emu_reg_set(current(gdb), EMU_REG_PC, pc);
	gdb->stepping = gdb->current;
	return verb;
}

/* vCont;action[:thread];...: a step of one processor wins, as all others can do without. */
static enum gdb_verb resume_threads(struct gdb *gdb, const char *at)
{
	enum gdb_verb verb = GDB_CONTINUES;

	while (skip(&at, ";")) {
		char action = *at;
		uint32_t signal;
		unsigned cpu = gdb->current;

		if (action != '\0')
			at++;
		if ((action == 'C' || action == 'S') && !number(&at, &signal))
			return refuse(gdb);
		if (skip(&at, ":") && !thread(gdb, &at, &cpu))
			return refuse(gdb);
		if ((action == 's' || action == 'S') && verb != GDB_STEPS) {
			gdb->stepping = cpu;
			verb = GDB_STEPS;
		}
	}
	return verb;
}

static enum gdb_verb list_threads(struct gdb *gdb)
{
	unsigned count = emu_cpu_count(machine_sys(gdb->machine));
	size_t length = 0;

	for (unsigned i = 0; i < count; i++)
		length += (size_t)snprintf(gdb->reply + length, sizeof(gdb->reply) - length, "%c%x", i == 0 ? 'm' : ',',
		                           i + 1);
	gdb->length = length;
	return GDB_DID;
}

static enum gdb_verb describe_thread(struct gdb *gdb, const char *at)
{
	char text[48];
	const struct emu_cpu *cpu;
	unsigned index;

	if (!thread(gdb, &at, &index))
		return refuse(gdb);
	cpu = emu_cpu_at(machine_sys(gdb->machine), index);
	snprintf(text, sizeof(text), "CPU %u (%s)", index,
	         emu_cpu_is_halted(cpu)    ? "not started"
	         : emu_cpu_is_waiting(cpu) ? "waits"
	                                   : "runs");
	gdb->length = (size_t)(gdb_hex_put(gdb->reply, text, strlen(text)) - gdb->reply);
	return GDB_DID;
}

static enum gdb_verb read_description(struct gdb *gdb, const char *at)
{
	char *xml = gdb_regs_describe(current(gdb));
	uint32_t offset, length;
	size_t size;

	if (xml == NULL || !number(&at, &offset) || !skip(&at, ",") || !number(&at, &length)) {
		free(xml);
		return refuse(gdb);
	}
	size = strlen(xml);
	if (length > GDB_PACKET - 1)
		length = GDB_PACKET - 1;
	if (offset >= size)
		answer(gdb, "l");
	else
		answer(gdb, "%c%.*s", size - offset > length ? 'm' : 'l', (int)length, xml + offset);
	free(xml);
	return GDB_DID;
}

/* "monitor reset": a board reset. */
static enum gdb_verb monitor(struct gdb *gdb, const char *at)
{
	char command[16] = "";
	size_t length = strlen(at) / 2;

	if (length >= sizeof(command) || !gdb_hex_get(at, command, length) || strcmp(command, "reset") != 0)
		return refuse(gdb);
	machine_reset(gdb->machine);
	return answer(gdb, "OK");
}

static enum gdb_verb query(struct gdb *gdb, const char *at)
{
	if (skip(&at, "qSupported"))
		return answer(gdb, "PacketSize=%x;qXfer:features:read+;QStartNoAckMode+;vContSupported+",
		              GDB_PACKET - 1);
	if (skip(&at, "qXfer:features:read:target.xml:"))
		return read_description(gdb, at);
	if (skip(&at, "qfThreadInfo"))
		return list_threads(gdb);
	if (skip(&at, "qsThreadInfo"))
		return answer(gdb, "l");
	if (skip(&at, "qThreadExtraInfo,"))
		return describe_thread(gdb, at);
	if (skip(&at, "qAttached"))
		return answer(gdb, "1");
	if (skip(&at, "qRcmd,"))
		return monitor(gdb, at);
	if (strcmp(at, "qC") == 0)
		return answer(gdb, "QC%x", gdb->current + 1);
	if (strcmp(at, "QStartNoAckMode") == 0) {
		gdb->no_ack_next = true;
		return answer(gdb, "OK");
	}
	return answer(gdb, "%s", "");
}

static enum gdb_verb long_command(struct gdb *gdb, const char *at)
{
	if (strcmp(at, "vCont?") == 0)
		return answer(gdb, "vCont;c;C;s;S");
	if (skip(&at, "vCont"))
		return resume_threads(gdb, at);
	if (skip(&at, "vKill"))
		return GDB_KILLS;
	return answer(gdb, "%s", "");
}

static enum gdb_verb is_alive(struct gdb *gdb, const char *at)
{
	unsigned cpu;

	return thread(gdb, &at, &cpu) ? answer(gdb, "OK") : refuse(gdb);
}

enum gdb_verb gdb_command(struct gdb *gdb)
{
	const char *at = gdb->packet;

	switch (at[0]) {
	case '?':
		return answer(gdb, "T%02xthread:%x;", gdb->signal, gdb->current + 1);
	case 'g':
		return read_registers(gdb);
	case 'G':
		return write_registers(gdb, at + 1);
	case 'p':
		return read_register(gdb, at + 1);
	case 'P':
		return write_register(gdb, at + 1);
	case 'm':
		return read_memory(gdb, at + 1);
	case 'M':
		return write_memory(gdb, at + 1);
	case 'Z':
	case 'z':
		return breakpoint(gdb, at);
	case 'H':
		return at[1] != '\0' ? select_thread(gdb, at + 1) : refuse(gdb);
	case 'T':
		return is_alive(gdb, at + 1);
	case 'c':
		return resume_at(gdb, at + 1, GDB_CONTINUES);
	case 's':
		return resume_at(gdb, at + 1, GDB_STEPS);
	case 'q':
	case 'Q':
		return query(gdb, at);
	case 'v':
		return long_command(gdb, at);
	case 'D':
		return GDB_DETACHES;
	case 'k':
		return GDB_KILLS;
	default:
		return answer(gdb, "%s", "");
	}
}
