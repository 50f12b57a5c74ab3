// SPDX-License-Identifier: Apache-2.0
// emu-diff: writes random cases for the harness, and runs the harness on the processor model.
#include "generate.h"

#include "emu/cpu.h"
#include "model.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RAM_SIZE (128u << 20)

static int usage(void)
{
	fputs("usage: emu-diff generate PROFILE SEED FIRST COUNT DUMP_FROM DUMP_TO RECORDS\n"
	      "       emu-diff run PROFILE HARNESS.elf\n"
	      "       emu-diff text PROFILE <WORDS\n",
	      stderr);
	return 2;
}

static int cannot(const char *what, const char *path)
{
	fprintf(stderr, "emu-diff: cannot %s %s\n", what, path);
	return 2;
}

static int generate(struct emu_sys *sys, char **args)
{
	struct diff_header h = {.magic = DIFF_MAGIC, .size = sizeof(struct diff_case), .tlb = 16};
	struct generator g;
	struct diff_case c;
	FILE *out;

	generator_init(&g, strtoull(args[0], NULL, 0), sys->features, &sys->index);
	h.first = (uint32_t)strtoul(args[1], NULL, 0);
	h.count = (uint32_t)strtoul(args[2], NULL, 0);
	h.dump_from = (uint32_t)strtoul(args[3], NULL, 0);
	h.dump_to = (uint32_t)strtoul(args[4], NULL, 0);
	h.features = (g.r5 ? DIFF_R5 : 0) | (g.features & N_FPU ? DIFF_FPU : 0);
	out = fopen(args[5], "wb");
	if (!out)
		return cannot("write", args[5]);
	fwrite(&h, sizeof(h), 1, out);
	for (uint32_t i = 0; i < h.count; i++) {
		generate_case(&g, h.first + i, &c);
		fwrite(&c, sizeof(c), 1, out);
	}
	return fclose(out) ? cannot("write", args[5]) : 0;
}

/* ---- The machine: RAM, a port that prints, a word that ends it ----------------------------------------------------- */

static bool port_read(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value)
{
	(void)ctx, (void)cpu, (void)pa, (void)size;
	*value = 0x60;
	return true;
}

static bool port_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx, (void)cpu, (void)size;
	if ((pa & 0xff) == 0)
		putchar((int)value);
	return true;
}

static bool end_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx, (void)pa, (void)size, (void)value;
	emu_stop(emu_cpu_sys(cpu));
	return true;
}

static bool load(struct emu_sys *sys, const char *path, uint32_t *entry)
{
	static uint8_t image[RAM_SIZE];
	const Elf32_Ehdr *e = (const void *)image;
	FILE *f = fopen(path, "rb");
	size_t size = f ? fread(image, 1, sizeof(image), f) : 0;

	if (f)
		fclose(f);
	if (size < sizeof(*e) || memcmp(e->e_ident, ELFMAG, SELFMAG) != 0)
		return false;
	for (unsigned i = 0; i < e->e_phnum; i++) {
		const Elf32_Phdr *p = (const void *)(image + e->e_phoff + i * sizeof(*p));

		if (p->p_type == PT_LOAD &&
		    (p->p_offset + p->p_filesz > size ||
		     emu_phys_write(sys, p->p_vaddr & 0x1fffffff, image + p->p_offset, p->p_filesz)))
			return false;
	}
	*entry = e->e_entry;
	return true;
}

static int run(struct emu_sys *sys, const char *path)
{
	static const struct emu_mmio_ops port = {port_read, port_write}, end = {port_read, end_write};
	struct emu_cpu *cpu = emu_cpu_at(sys, 0);
	struct emu_exit exit;
	uint32_t entry;

	if (emu_add_ram(sys, 0, RAM_SIZE, calloc(1, RAM_SIZE)) || emu_add_mmio(sys, 0x1f000900, 0x40, &port, NULL) ||
	    emu_add_mmio(sys, 0x1f000500, 8, &end, NULL) || !load(sys, path, &entry))
		return cannot("load", path);
	emu_cp0_set(cpu, 12, 0, 0x10000000);
	emu_reg_set(cpu, EMU_REG_PC, entry);
	emu_run(sys, 1ull << 36, &exit);
	if (exit.reason == EMU_EXIT_STOP)
		return 0;
	fprintf(stderr, "emu-diff: run ended with reason %d at pc 0x%08x\n", (int)exit.reason,
	        (uint32_t)emu_reg_get(cpu, EMU_REG_PC));
	return 1;
}

/** Disassembles hexadecimal words, one a line. */
static int text(struct emu_sys *sys)
{
	char line[80], buf[80];

	for (uint32_t pc = 0; fgets(line, sizeof(line), stdin); pc += 4) {
		emu_disasm(sys, pc, (uint32_t)strtoul(line, NULL, 16), buf, sizeof(buf));
		puts(buf);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct emu_config config = {0};
	struct emu_sys *sys;
	int profile = argc > 2 ? emu_profile_by_name(argv[2]) : -1;

	if (profile < 0)
		return usage();
	config.profile = (enum emu_profile)profile;
	sys = emu_create(&config);
	if (!sys)
		return 1;
	if (!strcmp(argv[1], "generate") && argc == 9)
		return generate(sys, argv + 3);
	if (!strcmp(argv[1], "run") && argc == 4)
		return run(sys, argv[3]);
	if (!strcmp(argv[1], "text"))
		return text(sys);
	return usage();
}
