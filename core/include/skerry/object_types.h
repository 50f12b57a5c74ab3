/* SPDX-License-Identifier: Apache-2.0 */
/* The operations of every type of object; each is defined in the type's own file. */
#ifndef SKERRY_OBJECT_TYPES_H
#define SKERRY_OBJECT_TYPES_H

#include <skerry/object.h>

extern const struct object_ops factory_ops, task_ops, thread_ops, gate_ops, log_ops, range_ops, irq_ops, sc_ops,
        cpu_ops, vm_ops, vcpu_ops, board_ops, reply_ops;

#endif
