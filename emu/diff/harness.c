// SPDX-License-Identifier: Apache-2.0
// Harness, MIPS side: sets each case up, lets it run into its exception, prints a digest (or all) of what it left.
#include "record.h"

#define KSEG0(pa) ((void *)(0x80000000u + (pa)))
#define UART      ((volatile unsigned char *)0xbf000900) /* third serial port of Malta, registers 8 bytes apart */
#define RESET     ((volatile unsigned *)0xbf000500)

#define MTC0(reg, sel, v) __asm__ volatile("mtc0 %z0, $" #reg ", " #sel "; ehb" ::"Jr"(v))
#define MFC0(reg, sel)                                                    \
	({                                                                \
		unsigned v_;                                              \
		__asm__ volatile("mfc0 %0, $" #reg ", " #sel : "=r"(v_)); \
		v_;                                                       \
	})

extern const unsigned vector_refill[], vector_general[], vector_interrupt[], vector_end[];
void enter(const struct diff_case *c);
void save_all(void);
int main(void);
void *memcpy(void *to, const void *from, __SIZE_TYPE__ n);
void *memset(void *to, int byte, __SIZE_TYPE__ n);

/* Filled by save_all: registers, HI, LO, vector, Status. */
unsigned saved[36];
unsigned saved_fcsr, harness_sp, has_fpu;
unsigned long long saved_fpr[32];

static struct diff_dump dump;

static void put(char c)
{
	while (!(UART[5 * 8] & 0x20))
		;
	UART[0] = (unsigned char)c;
}

static void put_hex(unsigned v)
{
	for (int i = 28; i >= 0; i -= 4)
		put("0123456789abcdef"[v >> i & 15]);
}

static void put_line(const char *name, unsigned v)
{
	while (*name)
		put(*name++);
	put(' ');
	put_hex(v);
	put('\n');
}

void *memcpy(void *to, const void *from, __SIZE_TYPE__ n)
{
	for (unsigned i = 0; i < n; i++)
		((char *)to)[i] = ((const char *)from)[i];
	return to;
}

void *memset(void *to, int byte, __SIZE_TYPE__ n)
{
	for (unsigned i = 0; i < n; i++)
		((volatile char *)to)[i] = (char)byte;
	return to;
}

/* ---- Setting up -------------------------------------------------------------------------------------------------- */

static void tlb_write(unsigned index, unsigned hi, unsigned lo0, unsigned lo1)
{
	MTC0(0, 0, index);
	MTC0(10, 0, hi);
	MTC0(2, 0, lo0);
	MTC0(3, 0, lo1);
	__asm__ volatile("tlbwi; ehb");
}

/** Valid, cached, and writable when @p d. */
static unsigned lo_of(unsigned pa, unsigned d, unsigned g)
{
	return pa >> 12 << 6 | 3 << 3 | d << 2 | 1 << 1 | g;
}

static void set_tlb(const struct diff_header *h, const struct diff_case *c)
{
	unsigned rixi = h->features & DIFF_R5 ? c->pagegrain & 0xc0000000 : 0;

	MTC0(6, 0, 0);
	MTC0(5, 0, 0);
	/* Room first: a case may have left the addresses below anywhere. */
	for (unsigned i = 0; i < h->tlb; i++)
		tlb_write(i, 0x80000000 + (i << 13), 0, 0);
	/* Global: a case may change the ASID and must go on. */
	tlb_write(0, DIFF_VA_CODE, lo_of(DIFF_PA_CODE, 0, 1), lo_of(DIFF_PA_CODE + 0x1000, 0, 1));
	tlb_write(1, DIFF_VA_PLAIN, lo_of(DIFF_PA_DATA, 1, 0), lo_of(DIFF_PA_DATA + 0x1000, 0, 0));
	/* Not writable where it is not readable: the reference lets loads pass after a store there. */
	tlb_write(2, DIFF_VA_INVALID, 0, lo_of(DIFF_PA_DATA + 0x3000, !(rixi >> 31), 0) | rixi);
	tlb_write(3, DIFF_VA_KSEG2, lo_of(DIFF_PA_DATA, 1, 1), lo_of(DIFF_PA_DATA + 0x2000, 0, 1));
}

static void set_up(const struct diff_header *h, const struct diff_case *c)
{
	unsigned *code = KSEG0(DIFF_PA_CODE);

	for (unsigned i = 0; i < 128; i++)
		code[i] = i < DIFF_CODE ? c->code[i] : DIFF_END;
	for (unsigned page = 0; page < 4; page++) {
		unsigned *window = KSEG0(DIFF_PA_DATA + page * 0x1000);

		for (unsigned i = 0; i < DIFF_WINDOW; i++)
			window[i] = c->data[i % DIFF_DATA] + page * 0x01000000;
	}
	if (h->features & DIFF_R5)
		MTC0(5, 1, c->pagegrain);
	set_tlb(h, c);
	MTC0(10, 0, 0);
	MTC0(2, 0, 0);
	MTC0(3, 0, 0);
	MTC0(0, 0, 0);
	MTC0(4, 0, 0);
	MTC0(7, 0, c->hwrena);
	MTC0(13, 0, c->cause);
	/* Instructions were written: what matters on a machine with caches. */
	for (unsigned i = 0; i < DIFF_CODE; i += 4)
		__asm__ volatile("synci 0(%0)" ::"r"(code + i));
	__asm__ volatile("sync");
}

/* ---- What is left ------------------------------------------------------------------------------------------------ */

static void collect_address(unsigned code)
{
	/* Only faults on addresses set these; for address errors the last two are open. */
	int tlb = code == 1 || code == 2 || code == 3 || code == 19 || code == 20;

	dump.badvaddr = tlb || code == 4 || code == 5 ? MFC0(8, 0) : 0;
	dump.context = tlb ? MFC0(4, 0) : MFC0(4, 0) & 0xff800000;
	dump.entryhi = code == 4 || code == 5 ? 0 : MFC0(10, 0);
}

static void collect(const struct diff_header *h)
{
	unsigned code;

	memcpy(dump.gpr, saved, sizeof(dump.gpr));
	dump.gpr[0] = dump.gpr[26] = dump.gpr[27] = 0;
	dump.hi = saved[32];
	dump.lo = saved[33];
	dump.vector = saved[34];
	dump.status = saved[35];
	/* Without the timer, which runs as it likes, and without CE unless it means something. */
	dump.cause = MFC0(13, 0) & ~0x4000fc00u;
	code = dump.cause >> 2 & 31;
	if (code != 11)
		dump.cause &= ~0x30000000u;
	dump.epc = MFC0(14, 0);
	collect_address(code);
	dump.index = MFC0(0, 0);
	if (dump.index >> 31)
		dump.index = 1u << 31; /* after a probe that fails, the rest of Index is open */
	dump.entrylo0 = MFC0(2, 0);
	dump.entrylo1 = MFC0(3, 0);
	dump.pagemask = MFC0(5, 0);
	dump.wired = MFC0(6, 0);
	if (h->features & DIFF_R5) {
		int fetch = dump.epc == dump.badvaddr;

		dump.badinstr = fetch ? 0 : MFC0(8, 1);
		dump.badinstrp = !fetch && dump.cause >> 31 ? MFC0(8, 2) : 0;
		dump.pagegrain = MFC0(5, 1);
	}
	dump.fcsr = saved_fcsr;
	memcpy(dump.fpr, saved_fpr, sizeof(dump.fpr));
	for (unsigned page = 0; page < 4; page++)
		memcpy(dump.window[page], KSEG0(DIFF_PA_DATA + page * 0x1000), sizeof(dump.window[page]));
}

static unsigned digest(void)
{
	const unsigned *w = (const unsigned *)&dump;
	unsigned h = 2166136261u;

	for (unsigned i = 0; i < sizeof(dump) / 4; i++)
		h = (h ^ w[i]) * 16777619u;
	return h;
}

static void put_dump(const struct diff_case *c)
{
	static const char *const names[] = {"hi",       "lo",      "vector",   "status",    "cause",     "epc",
	                                    "badvaddr", "entryhi", "context",  "index",     "entrylo0",  "entrylo1",
	                                    "pagemask", "wired",   "badinstr", "badinstrp", "pagegrain", "fcsr"};
	const unsigned *w = &dump.hi;

	for (unsigned i = 0; i < DIFF_CODE; i++)
		put_line(" code", c->code[i]);
	for (unsigned i = 0; i < 32; i++) {
		char name[5] = {' ', 'r', (char)('0' + i / 10), (char)('0' + i % 10), 0};

		put_line(name, dump.gpr[i]);
	}
	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		put(' ');
		put_line(names[i], w[i]);
	}
	for (unsigned i = 0; i < 64; i++) {
		char name[6] = {' ', 'f', (char)('0' + i / 20), (char)('0' + i / 2 % 10), i & 1 ? 'h' : 'l', 0};

		put_line(name, ((const unsigned *)dump.fpr)[i]);
	}
	for (unsigned i = 0; i < 4 * DIFF_WINDOW; i++) {
		char name[6] = {' ', 'w', (char)('0' + i / 64), "0123456789abcdef"[i % 64 >> 2], (char)('0' + (i & 3)),
		                0};

		put_line(name, dump.window[i / 64][i % 64]);
	}
}

static void install(unsigned offset, const unsigned *from, const unsigned *to)
{
	memcpy(KSEG0(offset), from, (__SIZE_TYPE__)((const char *)to - (const char *)from));
}

int main(void)
{
	const struct diff_header *h = KSEG0(DIFF_PA_RECORD);
	const struct diff_case *c = (const struct diff_case *)(h + 1);

	install(0, vector_refill, vector_general);
	install(0x180, vector_general, vector_interrupt);
	install(0x200, vector_interrupt, vector_end);
	has_fpu = h->features & DIFF_FPU;
	if (h->magic != DIFF_MAGIC || h->size != sizeof(*c)) {
		put_line("bad records", h->size);
		*RESET = 0x42;
	}
	for (unsigned i = 0; i < h->count; i++, c++) {
		unsigned number = h->first + i;

		set_up(h, c);
		enter(c);
		if (h->features & DIFF_R5) {
			MTC0(5, 2, 0x00200010);
			MTC0(5, 3, 0x00030002);
			MTC0(5, 4, 0x003a043a);
		}
		collect(h);
		MTC0(12, 0, 0x10000000);
		put_hex(number);
		put_line("", digest());
		if (number >= h->dump_from && number < h->dump_to)
			put_dump(c);
	}
	put_line("end", h->count);
	*RESET = 0x42;
	return 0;
}
