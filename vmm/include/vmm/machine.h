// SPDX-License-Identifier: Apache-2.0
// One guest: its memory, devices, virtual processor and statistics.
#ifndef VMM_MACHINE_H
#define VMM_MACHINE_H

#include <skerry/abi/vcpu.h>
#include <vmm/access.h>
#include <vmm/bus.h>
#include <vmm/config.h>
#include <vmm/console.h>
#include <vmm/cpuirq.h>
#include <vmm/panic.h>
#include <vmm/place.h>
#include <vmm/syscon.h>
#include <vmm/text.h>
#include <vmm/uart.h>
#include <vmm/virtio_rng.h>

#define VMM_UARTS 2

/** What the machine asks of the program around it. */
struct vmm_host {
	/** Moves CP0 groups between processor and state area (SK_VCPU_STATE). @return false on an error */
	bool (*state)(void *ctx, uint32_t get_or_put, uint32_t groups);
	/** Replaces the virtual processor by a new one with a cleared state area. @return false on an error */
	bool (*renew)(void *ctx);
	/** Guest memory was written from outside: makes it visible to instruction fetch. */
	void (*sync)(void *ctx, const void *start, uint32_t size);
	/** Passes on console output of the guest. */
	void (*output)(void *ctx, const char *bytes, unsigned count);
	/** Passes on a message of the VMM, one line without its end. */
	void (*message)(void *ctx, const char *text);
	/** A serial port that refused input takes some again. */
	void (*input_room)(void *ctx);
	void *ctx;
};

/** What to do after an exit. */
enum vmm_verdict {
	VMM_GO_ON,    /**< run the guest again */
	VMM_EVENT,    /**< a notification fired (its bits in area->exit.data); handle it and run the guest again */
	VMM_RESET,    /**< the guest asked for a reset */
	VMM_POWEROFF, /**< the guest asked to be switched off */
	VMM_PANIC,    /**< its kernel panicked */
	VMM_CRASH,    /**< it did something that it cannot survive; reported */
	VMM_HALTED,   /**< it waits with interrupts off, for ever */
	VMM_CANCELED, /**< the run was cancelled from outside */
	VMM_BROKEN,   /**< the state area was refused: an error of the VMM; reported */
	VMM_VERDICTS,
};

/** Counters since the VMM started; a restart does not clear them. */
struct vmm_stats {
	uint64_t exits[SK_EXIT_REASONS];
	uint64_t exits_unknown;
	uint64_t loads;
	uint64_t stores;
	uint64_t stray;    /**< accesses where no device answered */
	uint64_t refused;  /**< instructions that are not carried out on devices */
	uint64_t injected; /**< exceptions given to the guest */
	uint64_t starts;
	uint64_t ends[VMM_VERDICTS]; /**< by what ended the guest */
	unsigned restarts;           /**< after crashes */
};

/** One guest. */
struct vmm {
	struct vmm_config config;
	struct vmm_host host;
	struct sk_vcpu_area *area; /**< the processor's state area */
	struct vmm_cpuirq irq;
	struct vmm_bus bus;
	struct vmm_uart uart[VMM_UARTS];
	unsigned uarts;
	struct vmm_syscon syscon;
	struct vmm_virtio_rng rng;
	struct vmm_virtio_net net[VMM_NETS];
	struct vmm_virtio_block block[VMM_BLOCKS];
	struct vmm_console console;
	struct vmm_panic panic;
	struct vmm_random random;
	struct vmm_placement placement;
	struct vmm_stats stats;
};

/**
 * Prepares a guest: copies the configuration and builds the devices that its device tree describes: `ns16550a` ports (the
 * first is the console), the register of the `syscon-reboot` node, and `virtio,mmio` transports, whose property `skerry,device`
 * says what is behind them: `rng`, or `net` or `block` with the name of one of the configuration's ends in `skerry,end`. Nothing
 * is loaded yet.
 * @param area state area of the virtual processor; stays valid
 * @return VMM_OK or what is wrong
 */
int vmm_init(struct vmm *vmm, const struct vmm_config *config, const struct vmm_host *host, struct sk_vcpu_area *area);

/**
 * Starts the guest from the beginning: fresh processor, devices reset, memory cleared (for a first start it is) and loaded,
 * registers as the boot protocol for device trees wants them.
 * @return VMM_OK or what is wrong
 */
int vmm_start(struct vmm *vmm);

/** Handles the exit in the state area. @return what to do next; from VMM_RESET on the guest cannot simply be run again */
enum vmm_verdict vmm_exit(struct vmm *vmm);

/**
 * Decides by policy what follows the end of a guest, and starts it again if that is it.
 * @return true: the guest was started again; false: it stays down (reported)
 */
bool vmm_end(struct vmm *vmm, enum vmm_verdict verdict);

/** Gives @p byte to the guest's console. @return false: not now; host.input_room() will be called */
bool vmm_input(struct vmm *vmm, uint8_t byte);

/** Sends a message with the guest's name in front (with a plain console: `vmm`), on a line of its own. */
void vmm_message(struct vmm *vmm, const struct vmm_text *text);

/** Reports exits by reason and device, one message a line. */
void vmm_report(struct vmm *vmm);

/** Name of a verdict, for messages. */
const char *vmm_verdict_name(enum vmm_verdict verdict);

#endif
