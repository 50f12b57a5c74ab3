/* SPDX-License-Identifier: Apache-2.0 */
/* Object types and their protocols: opcodes go into the tag's protocol field, arguments into the message words. */
#ifndef SKERRY_ABI_PROTO_H
#define SKERRY_ABI_PROTO_H

/* Object types; an opcode is type << 8 | number, so an operation on the wrong kind of object is always SK_EPROTO. */
#define SK_TYPE_NONE    0
#define SK_TYPE_FACTORY 1
#define SK_TYPE_TASK    2
#define SK_TYPE_THREAD  3
#define SK_TYPE_GATE    4
#define SK_TYPE_LOG     5
#define SK_TYPE_RANGE   6
#define SK_TYPE_IRQ     7
#define SK_TYPE_SC      8
#define SK_TYPE_CPU     9
#define SK_TYPE_VM      10
#define SK_TYPE_VCPU    11
#define SK_TYPE_BOARD   12
#define SK_TYPE_REPLY   13
#define SK_TYPE_LAST    13

#define SK_OPCODE(type, n) (((type) << 8) | (n))

/*
 * Arguments are message words w0, w1, ...; "sel" is a slot number, "-> " lists the words of the answer. Needs: the
 * right on the invoked capability; rights on argument capabilities are named where they matter. Every operation answers
 * an error code in v0 or a tag whose word count is the number of words returned.
 */

/* --- Factory: creates objects, carries the quota. A new object's capability (all rights) goes to the caller's slot. --- */
/** CTRL. w0 type, w1 destination slot, w2.. by type (below). Errors: SK_EEXIST slot taken, SK_ENOMEM, SK_EINVAL. */
#define SK_FACTORY_CREATE SK_OPCODE(SK_TYPE_FACTORY, 1)
/*   TASK     w2 number of slots (8 to SK_SLOTS_MAX)
 *   THREAD   w2 task sel (CTRL): the task it will run in, for good
 *   GATE     w2 thread sel (CTRL) that serves it, w3 label, w4 flags (SK_GATE_PASSIVE)
 *   IRQ      (none): a notification; a line of the board is attached with SK_BOARD_IRQ_ATTACH
 *   SC       (none): no budget until SK_CPU_CONFIGURE
 *   VM       (none): SK_ENOTSUP where no guest engine works
 *   VCPU     w2 VM sel (CTRL), w3 thread sel (CTRL) that will run it, w4 user address of its state area (SK_UTCB_SIZE
 *            aligned kernel-user memory of that thread's task)
 *   FACTORY  w2 log2 of the bytes it gets (SK_FACTORY_ORDER_MIN..MAX), taken from this factory
 */
#define SK_GATE_PASSIVE   1 /* the caller's scheduling context is donated to the server while it serves */
/** USE. -> w0 bytes of the block, w1 bytes in use, w2 largest free piece. */
#define SK_FACTORY_INFO   SK_OPCODE(SK_TYPE_FACTORY, 2)

/* --- Task: an address space and a capability space. --- */
/** CTRL on the destination task. Maps from the caller's own task. w0 item word (SK_ITEM_*), w1 source flexpage, w2
 * destination window (memory: address window; capability: slot). -> w0 destination flexpage. Errors of either side go
 * to the caller. */
#define SK_TASK_MAP      SK_OPCODE(SK_TYPE_TASK, 1)
/** CTRL. w0 flexpage (its rights are those to take away; all rights remove the mapping), w1 SK_UNMAP_* flags. Removes
 * what was derived from the named mappings or slots, and with SK_UNMAP_SELF these too. A mapping that the flexpage
 * touches in part is treated whole. Slots are treated in order; the operation ends early when that took away the
 * capability it was invoked through, or its CTRL right. */
#define SK_TASK_UNMAP    SK_OPCODE(SK_TYPE_TASK, 2)
/** USE. w0 slot. -> w0 type (SK_TYPE_*), w1 rights. */
#define SK_TASK_CAP_INFO SK_OPCODE(SK_TYPE_TASK, 3)
/** CTRL. w0 address: adds one granule of zeroed kernel-user memory there, readable and writable. Its mapping can
 * neither be delegated nor unmapped; it lives as long as the task. */
#define SK_TASK_KUMEM    SK_OPCODE(SK_TYPE_TASK, 4)
/** USE on the caller's own task. w0 operation (SK_CACHE_*), w1 start, w2 bytes. Only over mapped memory of the caller:
 * SK_EFAULT otherwise. */
#define SK_TASK_CACHE    SK_OPCODE(SK_TYPE_TASK, 5)
#define SK_CACHE_CLEAN   1 /* write dirty lines back */
#define SK_CACHE_INVALIDATE \
	2                    /* write back and invalidate (a pure invalidate could reveal another owner's old data) \
	                       */
#define SK_CACHE_SYNC_INSN 3 /* make stores visible to instruction fetch */
/** USE. w0 address. -> w0 flexpage of the mapping that covers it (its rights included), w1 SK_ATTR_*. SK_ENOENT where
 * unmapped. */
#define SK_TASK_LOOKUP     SK_OPCODE(SK_TYPE_TASK, 6)

/* --- Thread. --- */
/** CTRL. w0 user address of its UTCB (kernel-user memory), w1 pager gate sel or 0, w2 exception gate sel or 0 (both
 * looked up in the caller's task), w3 user value for UserLocal. Only while the thread is not running. */
#define SK_THREAD_BIND      SK_OPCODE(SK_TYPE_THREAD, 1)
/** CTRL. w0 pc, w1 sp, w2 a0, w3 a1, w4 flags (SK_EXREGS_*). Cancels a running IPC (SK_ECANCELED) and sets the
 * registers; starts a new thread once it has a scheduling context. -> w0 old pc, w1 old sp. */
#define SK_THREAD_EX_REGS   SK_OPCODE(SK_TYPE_THREAD, 2)
#define SK_EXREGS_KEEP      1 /* change no register: only cancel a running IPC */
#define SK_EXREGS_PAUSE     2 /* leave it stopped afterwards */
#define SK_EXREGS_RESUME    4 /* let a paused thread run on */
/** USE. -> w0 state (SK_THREAD_*), w1 priority, w2 pc, w3 CPU, w4/w5 time used (microseconds, low/high), w6 last fault
 * address. */
#define SK_THREAD_INFO      SK_OPCODE(SK_TYPE_THREAD, 3)
#define SK_THREAD_NEW       0 /* never started */
#define SK_THREAD_READY     1
#define SK_THREAD_SENDING   2
#define SK_THREAD_WAITING   3 /* receiving, or blocked in a guest's WAIT */
#define SK_THREAD_FAULTED   4 /* a fault nobody handled */
#define SK_THREAD_PAUSED    5
#define SK_THREAD_NO_BUDGET 6
/** CTRL. w0 SC sel or 0 (passive from then on); the scheduling context it runs on (CTRL). Frees the old one. */
#define SK_THREAD_SET_SC    SK_OPCODE(SK_TYPE_THREAD, 4)

/* --- Gate: CTRL. w0 thread sel (CTRL), w1 label: hands the gate to another server. Everything else goes to the server.
 * --- */
#define SK_GATE_REBIND SK_OPCODE(SK_TYPE_GATE, 1)

/* --- Log. --- */
/** USE. w0 number of bytes (at most SK_LOG_BYTES), the bytes in words 1 and up. */
#define SK_LOG_WRITE SK_OPCODE(SK_TYPE_LOG, 1)
#define SK_LOG_BYTES 232
/** CTRL. Takes one waiting character of the debug console. -> w0 character; SK_ENOENT if none waits. */
#define SK_LOG_READ  SK_OPCODE(SK_TYPE_LOG, 2)

/* --- Memory range. --- */
/** USE. -> w0 first address, w1 bytes, w2 SK_RANGE_*, w3 rights. */
#define SK_RANGE_INFO       SK_OPCODE(SK_TYPE_RANGE, 1)
#define SK_RANGE_RAM        1
#define SK_RANGE_DEVICE     2
/** CTRL. w0 destination task or VM sel (CTRL), w1 offset in the range, w2 destination flexpage (place, size, rights),
 * w3 SK_ATTR_*. Starts a derivation tree. The holder may map a part more than once (shared memory between domains). */
#define SK_RANGE_MAP        SK_OPCODE(SK_TYPE_RANGE, 2)
/** CTRL. Removes every mapping that started in this range, with all that was derived from it. */
#define SK_RANGE_REVOKE     SK_OPCODE(SK_TYPE_RANGE, 3)
/** CTRL. w0 offset, w1 bytes (granules): clears RAM through all cache levels, at most SK_RANGE_CLEAR_STEP bytes a call.
 * -> w0 bytes cleared; the caller goes on from there. Device ranges: SK_EINVAL. */
#define SK_RANGE_CLEAR      SK_OPCODE(SK_TYPE_RANGE, 4)
#define SK_RANGE_CLEAR_STEP 0x10000

/* --- Interrupt or notification object: a word of signal bits that collects until received. --- */
/** CTRL. w0 thread sel (CTRL), w1 label: that thread receives it (open wait, or receive from it). w0 = 0 unbinds. */
#define SK_IRQ_BIND      SK_OPCODE(SK_TYPE_IRQ, 1)
/** CTRL. w0 vCPU sel (CTRL): wakes that vCPU with exit reason EVENT, or with w1 = 2..6 raises its interrupt line
 * directly. */
#define SK_IRQ_BIND_VCPU SK_OPCODE(SK_TYPE_IRQ, 2)
/** USE. w0 bits to set (0 counts as 1). Delivered as SK_PROTO_IRQ with w0 = the bits collected. */
#define SK_IRQ_TRIGGER   SK_OPCODE(SK_TYPE_IRQ, 3)
/** USE. The handler is done: a line that was masked on delivery is unmasked. */
#define SK_IRQ_ACK       SK_OPCODE(SK_TYPE_IRQ, 4)
/** USE. -> w0 pending bits, w1 times triggered, w2 1 if the storm limit masked it. */
#define SK_IRQ_INFO      SK_OPCODE(SK_TYPE_IRQ, 5)

/* --- Scheduling context. --- */
/** USE. -> w0/w1 microseconds used since creation (low/high), w2 remaining budget, w3 times it ran out. */
#define SK_SC_INFO         SK_OPCODE(SK_TYPE_SC, 1)
/** CTRL. w0 gate sel or 0, w1 label word: message SK_PROTO_TIMEOUT when the budget runs out. */
#define SK_SC_TIMEOUT_GATE SK_OPCODE(SK_TYPE_SC, 2)

/* --- CPU (scheduler) capability: the right to give out time and to see the processors. --- */
/** CTRL. w0 SC sel (CTRL), w1 budget in microseconds, w2 period in microseconds (budget <= period; equal: round robin
 * with that time slice, no limit), w3 priority (0 to the highest this capability allows), w4 CPU. */
#define SK_CPU_CONFIGURE SK_OPCODE(SK_TYPE_CPU, 1)
/** USE. -> w0 CPUs online, w1 highest priority this capability may give, w2/w3 idle microseconds of CPU 0 (low/high).
 */
#define SK_CPU_INFO      SK_OPCODE(SK_TYPE_CPU, 2)
/** CTRL. w0 destination slot, w1 highest priority: a weaker CPU capability, charged SK_COST_GATE to the
 * factory that pays for the caller's task. */
#define SK_CPU_RESTRICT  SK_OPCODE(SK_TYPE_CPU, 3)

/* --- VM: a guest-physical address space. SK_TASK_MAP, SK_TASK_UNMAP and SK_TASK_LOOKUP work on it too, with
 * guest-physical addresses from 0; the source is the caller's own address space. --- */

/* --- vCPU. --- */
/** CTRL, by the thread it was made for. w0 mask of interrupt lines (bits 2 to 6) to change, w1 their new level. Runs
 * the guest until an exit;
 *  -> w0 SK_EXIT_* (vcpu.h). */
#define SK_VCPU_RUN       SK_OPCODE(SK_TYPE_VCPU, 1)
/** CTRL. w0 SK_VCPU_GET or SK_VCPU_PUT, w1 groups (SK_VCPU_GROUP_*): moves CP0 state between kernel and state area. Not
 * while it runs. */
#define SK_VCPU_STATE     SK_OPCODE(SK_TYPE_VCPU, 2)
#define SK_VCPU_GET       0
#define SK_VCPU_PUT       1
/** USE. w0 mask of lines, w1 their level: from any thread, also while the guest runs. */
#define SK_VCPU_IRQ       SK_OPCODE(SK_TYPE_VCPU, 3)
/** USE. w0 first counter -> up to 16 statistics counters (exits by reason and by kind, SK_VCPU_STAT_*). */
#define SK_VCPU_STATS     SK_OPCODE(SK_TYPE_VCPU, 4)
/** CTRL. w0 guest-virtual address, w1 access (SK_MEM_R, W or X). -> w0 guest-physical address, w1 rights, w2 uncached.
 * SK_ENOENT: not in the TLB. */
#define SK_VCPU_TRANSLATE SK_OPCODE(SK_TYPE_VCPU, 5)

/* --- Board control. --- */
/** CTRL. w0 line, w1 irq sel (CTRL), w2 flags (SK_IRQ_EDGE). SK_EBUSY if the line is taken, SK_ERANGE if it does not
 * exist or is the kernel's. */
#define SK_BOARD_IRQ_ATTACH SK_OPCODE(SK_TYPE_BOARD, 1)
#define SK_IRQ_EDGE         1
/** CTRL. w0 line. */
#define SK_BOARD_IRQ_DETACH SK_OPCODE(SK_TYPE_BOARD, 2)
/** CTRL. w0 SK_BOARD_*, w1 status to report on the console as "skerry: exit N". Does not return. */
#define SK_BOARD_RESET      SK_OPCODE(SK_TYPE_BOARD, 3)
#define SK_BOARD_REBOOT     0
#define SK_BOARD_POWEROFF   1 /* where the board cannot: reboot (QEMU's -no-reboot ends it) */
/** USE. -> w0 number of lines, w1 board id. */
#define SK_BOARD_INFO       SK_OPCODE(SK_TYPE_BOARD, 4)

/* --- Reply capability: SK_OP_SEND with any tag answers the caller; it is used up by that. --- */

/*
 * Messages that the kernel sends (SK_TAG_KERNEL set); those to a pager or exception gate are calls.
 */
#define SK_PROTO_KERNEL_BASE 0x7f00
/** w0 fault address (bit 0 to 1: 1 write, 2 fetch, else read), w1 pc. The answer maps into the faulting task: its
 * window is all of user space; any answer restarts the thread at the faulting instruction, an error answer
 * (SK_PROTO_ERROR) makes it SK_THREAD_FAULTED. */
#define SK_PROTO_PAGEFAULT   0x7f01
#define SK_FAULT_WRITE       1
#define SK_FAULT_FETCH       2
/** w0.. struct sk_exc_state (exc.h), SK_EXC_WORDS words. An answer of the same length sets the registers; a shorter one
 * leaves them. */
#define SK_PROTO_EXCEPTION   0x7f02
/** w0 signal bits; label of the IRQ object in v1. Needs no answer. */
#define SK_PROTO_IRQ         0x7f03
/** w0 label word, w1 times it ran out. Needs no answer. */
#define SK_PROTO_TIMEOUT     0x7f04
/** Convention between programs: an answer that reports an error, w0 = the code. */
#define SK_PROTO_ERROR       0x7fff
/** Convention between programs: an answer without error. */
#define SK_PROTO_OK          0

#endif
