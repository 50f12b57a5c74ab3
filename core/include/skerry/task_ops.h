/* SPDX-License-Identifier: Apache-2.0 */
/* What the protocols of tasks and VMs share with their life cycle. */
#ifndef SKERRY_TASK_OPS_H
#define SKERRY_TASK_OPS_H

#include <skerry/task.h>

/** destroy_step of tasks and VMs: threads or vCPUs first, then capabilities, then memory. */
bool task_destroy_step(struct kobject *o);

/** The first thread of a task, or vCPU of a VM; t->threads is not empty. */
struct kobject *task_first_member(struct task *t);

#endif
