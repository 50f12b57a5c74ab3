// SPDX-License-Identifier: Apache-2.0
// Public interface of the board models: a machine with images loaded, that runs on virtual time.
#ifndef EMU_MACHINE_H
#define EMU_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emu/cpu.h"

/**
 * @file
 * A machine is an emu_sys with memory, devices and a boot ROM. All functions are called from one thread. Time is the
 * processors' clock; a machine reads neither the host's clock nor its random numbers, so the same configuration and
 * the same input at the same ticks give the same run.
 */

#define MACHINE_MAX_CPUS   4
#define MACHINE_MAX_RAM    2048      /**< MiB */
#define MACHINE_UARTS      3         /**< Malta: tty0, tty1, CBUS. Generic: only the third */
#define MACHINE_CBUS       2         /**< number of the CBUS UART */
#define MACHINE_CLOCK      320000000 /**< default ticks in a second of virtual time */
#define MACHINE_ERROR_SIZE 256       /**< bytes of an error text, with its end */

/** Boards. */
enum machine_board {
	MACHINE_MALTA,   /**< MIPS Malta with CoreLV, as QEMU has it */
	MACHINE_GENERIC, /**< RAM, CBUS UART and reset word at their Malta addresses, and nothing else */
};

/** Bytes of a file. */
struct machine_blob {
	const void *data;
	size_t size; /**< 0: there is no such file */
};

/** Creation parameters. Zero selects the default where one is given. */
struct machine_config {
	enum machine_board board;
	enum emu_profile profile;
	unsigned cpus;              /**< 1 to MACHINE_MAX_CPUS; more than one on a Malta with P5600 only; 0: 1 */
	uint32_t ram_mib;           /**< 1 to MACHINE_MAX_RAM; 0: 128 */
	uint64_t seed;              /**< order of processors, Random, the random seed handed to the kernel */
	uint64_t clock_hz;          /**< 1 MHz to 100 GHz; Count runs at half of it; 0: MACHINE_CLOCK */
	bool no_fpu;                /**< processors without FPU */
	struct machine_blob kernel; /**< ELF, or a raw image for 0x80100000; copied */
	struct machine_blob initrd; /**< copied */
	struct machine_blob dtb;    /**< device tree: the kernel is entered by UHI; copied. Generic: made when absent */
	const char *kernel_name;    /**< first argument of a kernel that gets arguments; NULL: "kernel" */
	const char *append;         /**< kernel command line; NULL: empty, or what the device tree says */
};

/** Why machine_run() returned. */
enum machine_end {
	MACHINE_TIME,          /**< the tick asked for is reached */
	MACHINE_RESET,         /**< software asked for a reset; machine_reset() or the end is next */
	MACHINE_POWER_OFF,     /**< software switched the machine off */
	MACHINE_STOPPED,       /**< emu_stop() */
	MACHINE_BREAKPOINT,    /**< see emu_exit */
	MACHINE_UNIMPLEMENTED, /**< an instruction that the model has not; see emu_exit */
	MACHINE_DEAD,          /**< every processor waits with all interrupts masked */
};

struct machine;

/**
 * Creates a machine in reset state with its images in place.
 * @param error  MACHINE_ERROR_SIZE bytes; on failure it says what is wrong with the configuration or an image
 * @return the machine, or NULL
 */
struct machine *machine_create(const struct machine_config *config, char *error);
/** NULL is allowed. */
void machine_destroy(struct machine *machine);

/** Processors, memory, breakpoints and traces are reached through this. Do not run it: use machine_run(). */
struct emu_sys *machine_sys(struct machine *machine);
/** Present tick. */
uint64_t machine_now(const struct machine *machine);

/**
 * Runs until tick @p until or something happens. Boundaries at which the caller comes back do not change the run of
 * one processor; with more, use multiples of one number when two runs shall be identical.
 * @param exit  NULL, or where the processor's exit goes (BREAKPOINT, UNIMPLEMENTED)
 */
enum machine_end machine_run(struct machine *machine, uint64_t until, struct emu_exit *exit);
/**
 * Lets one processor execute one instruction, for debuggers; events that become due happen after it. A waiting
 * processor is moved to the next event instead.
 * @param exit  where the processor's exit goes
 * @return MACHINE_TIME, or what else happened
 */
enum machine_end machine_step(struct machine *machine, unsigned index, struct emu_exit *exit);
/** True while all processors wait for an interrupt: real time may pass before the next run. */
bool machine_is_idle(const struct machine *machine);
/** Board reset: devices and processors as after creation, images loaded anew; other memory and the clock stay. */
void machine_reset(struct machine *machine);

/** Where a serial port's output goes; @p put NULL: nowhere. Called during machine_run(). */
void machine_serial(struct machine *machine, unsigned uart, void (*put)(void *ctx, uint8_t byte), void *ctx);
/** @return how many characters machine_type() can deliver to this port now; 0 for ports that do not exist */
unsigned machine_type_room(const struct machine *machine, unsigned uart);
/** A character arrives at a serial port. Between runs only. */
void machine_type(struct machine *machine, unsigned uart, uint8_t byte);

/** Sees each register access of a device, in the order they happen; must only look. NULL: off. */
void machine_watch(struct machine *machine,
                   void (*watch)(void *ctx, const struct emu_cpu *cpu, bool write, uint32_t pa, unsigned size,
                                 uint32_t value),
                   void *ctx);

/** Address of a symbol in the symbol table of an ELF file. @return false when there is none of that name */
bool machine_symbol(const struct machine_blob *elf, const char *name, uint32_t *address);

#endif
