// SPDX-License-Identifier: Apache-2.0
// The inside of a machine, shared by the run loop and the boards.
#ifndef EMU_BOARD_MACHINE_IMPL_H
#define EMU_BOARD_MACHINE_IMPL_H

#include "bus.h"
#include "cm.h"
#include "emu/machine.h"
#include "fpga.h"
#include "gic.h"
#include "gt64120.h"
#include "i8254.h"
#include "i8259.h"
#include "image.h"
#include "mc146818.h"
#include "piix4.h"
#include "ports.h"
#include "uart16550.h"

/** A file's bytes, owned by the machine. */
struct machine_file {
	void *data;
	size_t size;
};

/** A machine. What belongs to one board only is all zero on the other. */
struct machine {
	struct machine_config config; /**< with defaults filled in; files and texts are those below */
	struct machine_file kernel, initrd, dtb;
	char *append, *kernel_name;
	struct emu_sys *sys;
	struct vclock clock;
	struct bus bus;
	uint8_t *ram, *rom;
	uint64_t turn_end;        /**< tick at which the present turn of the processors ends */
	uint64_t turn_random;     /**< state of the sequence that turns are drawn from */
	enum machine_end request; /**< what a device asked for; MACHINE_TIME: nothing */

	struct fpga fpga;
	struct window fpga_low, cbus;
	struct uart16550 uart[MACHINE_UARTS];

	struct window nothing;
	struct ports ports;
	struct i8259_pair pic;
	struct i8254 pit;
	struct mc146818 rtc;
	struct gt64120 gt;
	struct piix4 piix4;

	struct gic gic;
	struct window gic_window;
	struct cm cm;
};

/** Ends the run in progress with @p request. For devices. */
void machine_request(struct machine *machine, enum machine_end request);

/** Maps RAM, ROM and the devices of the board and resets them. @return 0 or an enum emu_error */
int board_create(struct machine *machine);
/** Resets the devices. */
void board_reset(struct machine *machine);

/** Loads the images and builds the boot ROM. @return false with a text in @p error */
bool boot_load(struct machine *machine, char *error);

#endif
