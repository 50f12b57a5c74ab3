// SPDX-License-Identifier: Apache-2.0
// Fuzz target: bytes become memory, mode, breakpoints, host mappings and saved state; nothing may break the model.
#include "fuzz_cpu.h"

#include "emu/cpu.h"

#include <stdlib.h>
#include <string.h>

#define RAM (1u << 16)

/** Where the bytes are read next; zero beyond the end. */
struct bytes {
	const uint8_t *data;
	size_t size;
};

static uint8_t take(struct bytes *in)
{
	if (!in->size)
		return 0;
	in->size--;
	return *in->data++;
}

static uint32_t take32(struct bytes *in)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++)
		value = value << 8 | take(in);
	return value;
}

static bool dev_read(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t *value)
{
	(void)ctx, (void)size;
	*value = pa * 2654435761u;
	emu_irq_set(cpu, 2 + (pa & 3), pa & 8);
	return !(pa & 0x40);
}

static bool dev_write(void *ctx, struct emu_cpu *cpu, uint32_t pa, unsigned size, uint32_t value)
{
	(void)ctx, (void)size;
	emu_irq_set(cpu, 2 + (pa & 3), value & 1);
	if (value & 2)
		emu_code_changed(emu_cpu_sys(cpu), value & (RAM - 1), 64);
	if (value & 4)
		emu_limit(emu_cpu_sys(cpu), emu_cpu_now(cpu) + 10);
	return true;
}

static void translate(void *ctx, const struct emu_cpu *cpu, uint32_t addr, enum emu_access access,
                      struct emu_mapping *m)
{
	(void)cpu, (void)access;
	m->pa = addr & (2 * RAM - 1);
	m->perms = (uint8_t)(*(const uint8_t *)ctx >> (addr >> 12 & 3));
}

static void state(struct emu_sys *sys, struct bytes *in)
{
	size_t size = emu_save(sys, NULL, 0);
	uint8_t *buf = malloc(size);

	if (!buf)
		return;
	emu_save(sys, buf, size);
	for (unsigned n = take(in); n; n--)
		buf[take32(in) % size] = take(in);
	(void)emu_restore(sys, buf, size);
	free(buf);
}

size_t fuzz_cpu(const uint8_t *data, size_t size)
{
	static const struct emu_mmio_ops dev = {dev_read, dev_write};
	static const struct emu_host_ops host = {translate};
	struct bytes in = {data, size};
	struct emu_config config = {.profile = (enum emu_profile)(take(&in) % EMU_NPROFILES),
	                            .ncpus = 1 + take(&in) % 3};
	struct emu_sys *sys = emu_create(&config);
	uint8_t *ram = calloc(1, RAM), how = take(&in), perms = take(&in);
	size_t actions = 0;

	if (!sys || !ram)
		abort();
	emu_add_ram(sys, 0, RAM, ram);
	emu_add_alias(sys, 0x10000000, RAM, 0);
	emu_add_mmio(sys, 0x1f000000, 0x1000, &dev, NULL);
	emu_cp0_set(emu_cpu_at(sys, 0), 12, 0, take32(&in));
	emu_reg_set(emu_cpu_at(sys, 0), EMU_REG_PC, 0x80000000 | (take32(&in) & (RAM - 4)));
	if (how & 1)
		emu_host_user(emu_cpu_at(sys, 0), &host, &perms);
	else if (how & 2)
		emu_host_guest(emu_cpu_at(sys, 0), &host, &perms);
	for (; in.size; actions++) {
		struct emu_cpu *cpu = emu_cpu_at(sys, take(&in) % config.ncpus);
		uint32_t value = take32(&in);
		struct emu_exit exit;
		char text[64];

		switch (take(&in) % 12) {
		case 0:
			emu_cp0_set(cpu, value >> 8 & 31, value & 7, take32(&in));
			break;
		case 1:
			emu_reg_set(cpu, value % 100, (uint64_t)take32(&in) << 32 | take32(&in));
			break;
		case 2:
			emu_cpu_start(cpu, value);
			break;
		case 3:
			emu_cpu_run(cpu, value & 0x3ff, &exit);
			break;
		case 4:
			emu_run(sys, emu_now(sys) + (value & 0x3ff), &exit);
			break;
		case 5:
			emu_break_add(sys, 0x80000000 | (value & (RAM - 4)));
			break;
		case 6:
			emu_flush(cpu, value, take32(&in));
			break;
		case 7:
			emu_cpu_nmi(cpu);
			break;
		case 8:
			state(sys, &in);
			break;
		case 9:
			emu_advance(sys, emu_now(sys) + (value & 0xfffff));
			break;
		default: /* mostly instructions */
			value &= RAM - 4;
			for (unsigned n = take(&in) % 32; n; n--, value = (value + 4) & (RAM - 4)) {
				uint32_t word = take32(&in);

				emu_disasm(sys, value, word, text, sizeof(text));
				emu_phys_write(sys, value, &word, 4);
			}
			break;
		}
	}
	emu_destroy(sys);
	free(ram);
	return actions;
}
