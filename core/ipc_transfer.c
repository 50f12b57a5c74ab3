// SPDX-License-Identifier: Apache-2.0
// The transfer of a message between two threads: typed items one by one, then the words.
#include <skerry/arch/cpu.h>
#include <skerry/cpu.h>
#include <skerry/delegate.h>
#include <skerry/fault.h>
#include <skerry/msg.h>

/* The window @p to offers for item @p n. A faulting thread takes its pager's answer anywhere. */
static uint32_t window(const struct thread *to, unsigned n)
{
	if (to->ipc.kernel != IPC_USER)
		return SK_FPAGE_ALL(SK_MEM_RWX);
	if (to->utcb == NULL)
		return 0;
	return *(const volatile sk_word_t *)&to->utcb->window[n].fpage;
}

/* One item. An error of the sender's side before anything was passed on is the sender's alone; later it goes, like the
 * receiver's own, into the message, because the receiver has to know what it got. */
static int transfer_item(struct thread *from, struct thread *to, unsigned n)
{
	unsigned at = SK_TAG_WORDS(from->ipc.tag) + 2 * n;
	struct delegate d = {.window = window(to, n)};
	int error;

	if (msg_word(from, at, &d.item) != SK_OK || msg_word(from, at + 1, &d.fpage) != SK_OK)
		return SK_EFAULT;
	error = delegate_item(from->task, to->task, &d);
	if (error != SK_OK && !d.receiver && n == 0)
		return error;
	if (to->ipc.kernel != IPC_USER)
		return SK_OK;
	if (error == SK_OK) {
		(void)msg_set_word(to, at, (d.item & ~(uint32_t)SK_ITEM_KIND_MASK) | SK_ITEM_DONE);
		(void)msg_set_word(to, at + 1, d.result);
	} else {
		(void)msg_set_word(to, at, SK_ITEM_FAILED);
		(void)msg_set_word(to, at + 1, (uint32_t)error);
	}
	return SK_OK;
}

/* @p from and @p to wait for the system call of @p active to be repeated. */
static void tie(struct thread *from, struct thread *to, struct thread *active)
{
	from->ipc.peer = to;
	to->ipc.peer = from;
	active->ipc.active = 1;
}

static void untie(struct thread *t)
{
	struct thread *peer = t->ipc.peer;

	if (peer == NULL)
		return;
	t->ipc.peer = peer->ipc.peer = NULL;
	t->ipc.active = peer->ipc.active = 0;
}

static int transfer_items(struct thread *from, struct thread *to, struct thread *active, unsigned items)
{
	if (from->ipc.peer == NULL)
		from->ipc.item = 0;
	while (from->ipc.item < items) {
		int error = transfer_item(from, to, from->ipc.item);

		if (error != SK_OK) {
			untie(from);
			return error;
		}
		from->ipc.item++;
		if (from->ipc.item < items && arch_irq_pending()) {
			tie(from, to, active);
			return SK_RESTART;
		}
	}
	untie(from);
	return SK_OK;
}

int ipc_transfer(struct thread *from, struct thread *to, struct thread *active)
{
	unsigned words = SK_TAG_WORDS(from->ipc.tag);
	unsigned items = SK_TAG_ITEMS(from->ipc.tag);
	int error = items > 0 ? transfer_items(from, to, active, items) : SK_OK;
	uint32_t value = 0;

	if (error != SK_OK || to->ipc.kernel != IPC_USER)
		return error;
	for (unsigned i = 0; i < words; i++) {
		if (from->ipc.kernel != IPC_USER)
			value = fault_word(from, i);
		else
			(void)msg_word(from, i, &value);
		(void)msg_set_word(to, i, value);
	}
	for (unsigned i = words + 2 * items; i < SK_MSG_REG_WORDS; i++)
		to->regs.gpr[REG_T0 + i] = 0;
	return SK_OK;
}

void ipc_break(struct cpu *cpu, struct thread *t)
{
	struct thread *peer = t->ipc.peer;
	struct thread *sender, *receiver;
	bool sender_drives;

	if (peer == NULL)
		return;
	sender = t->state == THREAD_SENDING || (peer->state != THREAD_SENDING && t->ipc.active) ? t : peer;
	receiver = sender == t ? peer : t;
	sender_drives = sender->ipc.active;
	untie(t);
	if (sender->ipc.item == 0 || receiver == t || receiver->ipc.awaits_reply)
		return;
	if (sender_drives)
		ipc_abort(cpu, receiver, SK_ECANCELED);
	else
		receiver->ipc.broken = SK_ECANCELED;
}
