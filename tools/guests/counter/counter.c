// SPDX-License-Identifier: Apache-2.0
// QEMU plugin that counts every instruction, and says how many there were when a marker instruction ran and at the end.
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The part of QEMU's plugin interface that is used here, declared by hand because Debian ships no header for it. None of
 * these has changed between the interface's versions; QEMU only looks at the version number.
 */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void tb_callback(uint64_t id, struct qemu_plugin_tb *tb);
typedef void insn_callback(unsigned int cpu, void *data);
typedef void exit_callback(uint64_t id, void *data);

#define EXPORT                __attribute__((visibility("default")))
#define CALLBACK_NO_REGISTERS 0

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, tb_callback *callback);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, insn_callback *callback, int flags,
                                            void *data);
void qemu_plugin_register_atexit_cb(uint64_t id, exit_callback *callback, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
char *qemu_plugin_insn_disas(const struct qemu_plugin_insn *insn);
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

EXPORT extern int qemu_plugin_version;
int qemu_plugin_version = PLUGIN_VERSION;

#define CPUS 16

static uint64_t executed[CPUS];
static uint64_t limit = UINT64_MAX; /* of one CPU */
static FILE *report;

static uint64_t total(void)
{
	uint64_t sum = 0;

	for (unsigned int cpu = 0; cpu < CPUS; cpu++)
		sum += executed[cpu];
	return sum;
}

static void say(const char *what, uint64_t count)
{
	fprintf(report, "%s %" PRIu64 "\n", what, count);
	fflush(report);
}

static void on_instruction(unsigned int cpu, void *data)
{
	(void)data;
	if (++executed[cpu % CPUS] == limit)
		say("limit", total());
}

static void on_marker(unsigned int cpu, void *number)
{
	char what[32];

	(void)cpu;
	snprintf(what, sizeof(what), "marker %u", (unsigned int)(uintptr_t)number);
	say(what, total());
}

/* sltiu $zero, $zero, N does nothing and no compiler writes it; any program may, in any mode. */
static void mark(struct qemu_plugin_insn *insn)
{
	char *text = qemu_plugin_insn_disas(insn);
	unsigned int number;

	if (text && sscanf(text, "sltiu zero,zero,%i", (int *)&number) == 1)
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_marker, CALLBACK_NO_REGISTERS,
		                                       (void *)(uintptr_t)number);
	free(text);
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_instruction, CALLBACK_NO_REGISTERS, NULL);
		mark(insn);
	}
}

static void on_exit_of_qemu(uint64_t id, void *data)
{
	(void)id;
	(void)data;
	say("end", total());
	fclose(report);
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "report=", 7) == 0)
			report = fopen(argv[i] + 7, "w");
		else if (strncmp(argv[i], "limit=", 6) == 0)
			limit = strtoull(argv[i] + 6, NULL, 10);
	}
	if (!report) {
		fprintf(stderr, "counter: needs report=FILE (one that can be written), may have limit=INSTRUCTIONS\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
	qemu_plugin_register_atexit_cb(id, on_exit_of_qemu, NULL);
	return 0;
}
