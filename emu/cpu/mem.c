// SPDX-License-Identifier: Apache-2.0
// Data accesses that leave the fast path: soft TLB misses, devices, unaligned pieces, LL/SC, cache operations.
#include "model.h"

#include "host.h"

static bool misaligned(struct emu_cpu *cpu, uint32_t va, enum emu_access access)
{
	cpu->fault =
	        (struct fault){.code = access == EMU_WRITE ? EXC_ADES : EXC_ADEL, .address = va, .has_address = true};
	return false;
}

static bool bus_error(struct emu_cpu *cpu)
{
	cpu->fault = (struct fault){.code = EXC_DBE};
	return false;
}

static const struct soft_entry *soft_of(const struct emu_cpu *cpu, enum mode mode, uint32_t va)
{
	return &cpu->soft_tlb[mode][va / PAGE_SIZE % SOFT_ENTRIES];
}

bool emu_read(struct emu_cpu *cpu, enum mode mode, uint32_t va, unsigned size, uint32_t *data)
{
	const struct soft_entry *e = soft_of(cpu, mode, va);
	struct place place;

	if (va & (size - 1))
		return misaligned(cpu, va, EMU_READ);
	if (e->tag[EMU_READ] == (va & PAGE_MASK)) {
		*data = host_load(e->host + va, size);
		return true;
	}
	if (!mmu_access(cpu, mode, va, EMU_READ, size, &place))
		return false;
	if (place.host)
		*data = host_load((uintptr_t)place.host, size);
	else if (!bus_read(cpu, place.pa, size, data))
		return bus_error(cpu);
	return true;
}

/** Writes what is already translated. */
static bool write_place(struct emu_cpu *cpu, const struct place *place, unsigned size, uint32_t data)
{
	if (!place->host)
		return bus_write(cpu, place->pa, size, data) || bus_error(cpu);
	block_invalidate(cpu->sys, place->region, place->pa - place->region->pa, size);
	host_store((uintptr_t)place->host, size, data);
	return true;
}

bool emu_write(struct emu_cpu *cpu, enum mode mode, uint32_t va, unsigned size, uint32_t data)
{
	const struct soft_entry *e = soft_of(cpu, mode, va);
	struct place place;

	if (va & (size - 1))
		return misaligned(cpu, va, EMU_WRITE);
	if (e->tag[EMU_WRITE] == (va & PAGE_MASK)) {
		host_store(e->host + va, size, data);
		return true;
	}
	return mmu_access(cpu, mode, va, EMU_WRITE, size, &place) && write_place(cpu, &place, size, data);
}

bool emu_read64(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint64_t *data)
{
	uint32_t lo, hi;

	if (va & 7)
		return misaligned(cpu, va, EMU_READ);
	if (!emu_read(cpu, mode, va, 4, &lo) || !emu_read(cpu, mode, va + 4, 4, &hi))
		return false;
	*data = (uint64_t)hi << 32 | lo;
	return true;
}

bool emu_write64(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint64_t data)
{
	if (va & 7)
		return misaligned(cpu, va, EMU_WRITE);
	return emu_write(cpu, mode, va, 4, (uint32_t)data) && emu_write(cpu, mode, va + 4, 4, (uint32_t)(data >> 32));
}

/** BadVAddr is the address that the instruction named, not that of the word around it. */
static bool name_address(struct emu_cpu *cpu, uint32_t va)
{
	cpu->fault.address = va;
	if (cpu->leave)
		cpu->exit.trap.va = va;
	return false;
}

bool emu_read_part(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t *data)
{
	return emu_read(cpu, mode, va & ~3u, 4, data) || name_address(cpu, va);
}

/** Stores bytes @p first to @p last of the word around va. They share a page, so none or all are written. */
static bool write_bytes(struct emu_cpu *cpu, enum mode mode, uint32_t va, unsigned first, unsigned last, uint32_t word)
{
	struct place place;
	bool ok = true;

	if (!mmu_access(cpu, mode, va, EMU_WRITE, last - first + 1, &place))
		return false;
	place.pa &= ~3u;
	for (unsigned i = first; i <= last && ok; i++) {
		struct place byte = place;

		byte.pa = place.pa + i;
		if (place.host)
			byte.host = place.host - (va & 3) + i;
		ok = write_place(cpu, &byte, 1, word >> (8 * i) & 0xff);
	}
	return ok;
}

bool emu_swl(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data)
{
	return write_bytes(cpu, mode, va, 0, va & 3, data >> (24 - (va & 3) * 8));
}

bool emu_swr(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data)
{
	return write_bytes(cpu, mode, va, va & 3, 3, data << ((va & 3) * 8));
}

bool emu_ll(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t *data)
{
	struct place place;

	if (va & 3)
		return misaligned(cpu, va, EMU_READ);
	if (!mmu_access(cpu, mode, va, EMU_READ, 4, &place))
		return false;
	if (place.host)
		*data = host_load((uintptr_t)place.host, 4);
	else if (!bus_read(cpu, place.pa, 4, data))
		return bus_error(cpu);
	cpu->ll_bit = true;
	cpu->ll_pa = place.pa;
	cpu->ll_value = *data;
	return true;
}

/**
 * Processors take turns on one host thread, so what another did to the word since LL shows in its value; that it was
 * changed and changed back does not show. Software on this model can tell only if it counts on SC to notice that.
 */
bool emu_sc(struct emu_cpu *cpu, enum mode mode, uint32_t va, uint32_t data, uint32_t *done)
{
	struct place place;
	uint32_t now;

	if (va & 3)
		return misaligned(cpu, va, EMU_WRITE);
	if (!mmu_access(cpu, mode, va, EMU_WRITE, 4, &place))
		return false;
	*done = 0;
	if (!cpu->ll_bit || place.pa != cpu->ll_pa)
		return true;
	cpu->ll_bit = false;
	if (place.host)
		now = host_load((uintptr_t)place.host, 4);
	else if (!bus_read(cpu, place.pa, 4, &now))
		return bus_error(cpu);
	if (now != cpu->ll_value)
		return true;
	*done = 1;
	return write_place(cpu, &place, 4, data);
}

bool emu_cache_hit(struct emu_cpu *cpu, enum mode mode, uint32_t va)
{
	struct place place;

	/* No caches are modelled, and stores are seen by fetches at once; what remains is the translation. */
	return mmu_access(cpu, mode, va, EMU_READ, 0, &place);
}

bool emu_cache(struct emu_cpu *cpu, enum mode mode, unsigned op, uint32_t va)
{
	/* Operations 0 to 3 work on an index, whose address is not translated. */
	return op >> 2 < 4 || emu_cache_hit(cpu, mode, va);
}
