// SPDX-License-Identifier: Apache-2.0
// What a worker does: one random operation after the other.
#include <skerry/rt/print.h>

#include "root.h"
#include "shadow.h"

sk_word_t smp_random(struct worker *w, sk_word_t limit)
{
	/* xorshift */
	w->random ^= w->random << 13;
	w->random ^= w->random >> 17;
	w->random ^= w->random << 5;
	return w->random % limit;
}

void smp_error(const char *what, const struct worker *w, sk_word_t a, sk_word_t b)
{
	if (__atomic_add_fetch(&smp.errors, 1, __ATOMIC_SEQ_CST) <= 20)
		rt_printf("smp: WRONG: %s: worker %u in task %u on processor %u, %08x %08x\n", what, w->id, w->task,
		          probe_cpu(), (unsigned)a, (unsigned)b);
}

bool smp_try_lock(volatile sk_word_t *lock)
{
	return __atomic_exchange_n(lock, 1, __ATOMIC_SEQ_CST) == 0;
}

void smp_lock(volatile sk_word_t *lock)
{
	while (!smp_try_lock(lock))
		rt_yield();
}

void smp_unlock(volatile sk_word_t *lock)
{
	__atomic_store_n(lock, 0, __ATOMIC_SEQ_CST);
}

static void call(struct worker *w)
{
	unsigned server = smp_random(w, smp.cpus + 1);
	sk_word_t slot = server < smp.cpus ? S_ECHO + server : S_PASSIVE, value = smp_random(w, 1u << 31);
	struct rt_msg m = {.tag = SK_TAG(1, 1, 0), .w = {value}};
	sk_word_t patience = rt_timeout_us(smp.patience_us);
	int error = rt_ipc(SK_SEL(slot, SK_OP_CALL), SK_TIMEOUTS(patience, patience), &m);

	if (error)
		smp_error(error == SK_ETIMEOUT ? "LOST: a call never came back" : "a call", w, (sk_word_t)error,
		          server);
	else if (m.w[0] != value || m.w[1] != ~value)
		smp_error("another answer", w, m.w[0], value);
	w->calls++;
}

static void signal(struct worker *w)
{
	unsigned cpu = smp_random(w, smp.cpus);

	__atomic_fetch_add(&smp.posted[cpu], 1, __ATOMIC_SEQ_CST);
	int error = rt_invoke(S_SIGNAL + cpu, SK_IRQ_TRIGGER, NULL, 0, 0);

	if (error)
		smp_error("a signal", w, (sk_word_t)error, cpu);
	w->signals++;
}

/* Only root's workers hold scheduling contexts; they move anybody. */
static void move(struct worker *w)
{
	struct worker *who = smp_random(w, 2) ? w : &smp.worker[smp_random(w, smp.workers)];
	unsigned cpu = smp_random(w, smp.cpus);
	sk_word_t arg[] = {S_SC + who->id, SLICE_US, SLICE_US, WORKER_PRIORITY, cpu};

	if (!smp_try_lock(&who->moving))
		return;
	int error = rt_invoke(SK_ROOT_SLOT_CPU, SK_CPU_CONFIGURE, arg, 5, 0);

	if (error)
		smp_error("migrating", w, (sk_word_t)error, who->id);
	else if (who == w && probe_cpu() != cpu)
		smp_error("on another processor than it was moved to", w, probe_cpu(), cpu);
	smp_unlock(&who->moving);
	w->moves++;
}

/* Starts a thread somewhere, lets it run, destroys it: it must not run afterwards. */
static void short_life(struct worker *w)
{
	unsigned cpu = smp_random(w, smp.cpus);
	int error = root_start_short(w, cpu);

	if (error) {
		smp_error("starting a thread", w, (sk_word_t)error, cpu);
		return;
	}
	for (sk_word_t before = w->heartbeat, n = 0; w->heartbeat == before; n++) {
		rt_sleep_us(100);
		if (n > smp.patience_us / 100) {
			smp_error("LOST: a new thread never ran", w, cpu, 0);
			break;
		}
	}
	error = root_end_short(w);
	if (error)
		smp_error("destroying a thread", w, (sk_word_t)error, cpu);
	sk_word_t last = w->heartbeat;

	rt_sleep_us(200);
	if (w->heartbeat != last)
		smp_error("a destroyed thread ran", w, w->heartbeat, last);
	w->threads++;
}

static void operation(struct worker *w)
{
	sk_word_t kind = smp_random(w, 100);

	w->seen_on |= 1u << probe_cpu();
	if (kind < 45)
		shadow_check(w); // NOLINT(bugprone-branch-clone): most common of all
	else if (kind < 65)
		call(w);
	else if (kind < 75)
		signal(w);
	else if (kind < 78)
		rt_yield();
	else if (kind < 80) {
		rt_sleep_us(1 + smp_random(w, 500));
		w->sleeps++;
	} else if (w->task != 0)
		shadow_check(w);
	else if (kind < 93)
		shadow_change(w);
	else if (kind < 94)
		shadow_revoke(w);
	else if (kind < 99)
		move(w);
	else
		short_life(w);
}

void work(struct worker *w)
{
	for (; w->left > 0 && !smp.stop; w->left--) {
		operation(w);
		w->done++;
	}
	w->ended = true;
	for (;;)
		rt_sleep_us(1000000);
}
