// SPDX-License-Identifier: Apache-2.0
// Runs sequences in processes of their own, and makes failing ones short.
#include "run.h"

#include <skerry/sim/machine.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "generate.h"

#define OPERATIONS_MAX 4096
#define REPORT         65536

/* What the child tells, even when it crashes. */
struct shared {
	unsigned count; /* operations in op that were begun */
	char wrong[512];
	struct spec_op op[OPERATIONS_MAX];
};

static struct shared *shared;
static char report[REPORT];

struct job {
	uint64_t seed;       /* of generated operations */
	unsigned operations; /* to generate; 0: those in shared are repeated */
};

static void note(const char *wrong)
{
	snprintf(shared->wrong, sizeof(shared->wrong), "%s", wrong);
}

static void run_all(void *arg)
{
	const struct job *job = arg;
	uint64_t seed = job->seed;
	unsigned n = job->operations ? job->operations : shared->count;

	spec_start();
	for (unsigned i = 0; i < n; i++) {
		if (job->operations) {
			shared->op[i] = spec_generate(&seed);
			shared->count = i + 1;
		}

		const char *wrong = spec_step(&shared->op[i]);

		if (wrong) {
			note(wrong);
			return;
		}
	}

	const char *wrong = spec_finish();

	if (wrong)
		note(wrong);
}

/* True when everything went well. */
static bool run_child(struct job job)
{
	pid_t child;
	int status = 0;

	shared->wrong[0] = 0;
	fflush(NULL);
	child = fork();
	if (child == 0) {
		const char *panicked = sim_panic_of(run_all, &job);

		if (panicked)
			note(panicked);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		abort();
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		snprintf(shared->wrong, sizeof(shared->wrong), "the process ended with status 0x%x", (unsigned)status);
	return shared->wrong[0] == 0;
}

/* Leaves out [@p from, @p from + @p n) for good if the rest still fails. */
static bool leave_out(unsigned from, unsigned n)
{
	static struct spec_op all[OPERATIONS_MAX];
	unsigned count = shared->count;
	char wrong[sizeof(shared->wrong)];

	memcpy(all, shared->op, sizeof(all));
	memcpy(wrong, shared->wrong, sizeof(wrong));
	memmove(&shared->op[from], &shared->op[from + n], (count - from - n) * sizeof(all[0]));
	shared->count = count - n;
	if (!run_child((struct job){.operations = 0}))
		return true;
	memcpy(shared->op, all, sizeof(all));
	memcpy(shared->wrong, wrong, sizeof(wrong));
	shared->count = count;
	return false;
}

static void shrink(void)
{
	for (unsigned n = shared->count / 2; n > 0; n /= 2) {
		for (unsigned from = 0; from + n <= shared->count;) {
			if (!leave_out(from, n))
				from += n;
		}
	}
}

static void describe(uint64_t seed, const char *first)
{
	int at = snprintf(report, REPORT, "%s\nseed 0x%llx, shrunk to %u operations (%s):\n", first,
	                  (unsigned long long)seed, shared->count, shared->wrong);

	for (unsigned i = 0; i < shared->count && at < REPORT - 256; i++)
		at += snprintf(report + at, (size_t)(REPORT - at), "  %u. %s\n", i + 1, spec_text(&shared->op[i]));
	snprintf(report + at, (size_t)(REPORT - at),
	         "repeat: SKERRY_SPEC_SEED=0x%llx, case one_seed_from_the_environment\n", (unsigned long long)seed);
}

const char *spec_run(uint64_t seed, unsigned operations)
{
	char first[sizeof(shared->wrong) + 64];

	FILE *file = tmpfile();

	if (file == NULL || ftruncate(fileno(file), sizeof(*shared)) != 0 || operations > OPERATIONS_MAX)
		abort();
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
	if (shared == MAP_FAILED)
		abort();

	bool good = run_child((struct job){.seed = seed, .operations = operations});

	if (!good) {
		snprintf(first, sizeof(first), "after %u operations: %s", shared->count, shared->wrong);
		if (getenv("SKERRY_SPEC_AS_FOUND") == NULL)
			shrink();
		describe(seed, first);
	}
	munmap(shared, sizeof(*shared));
	fclose(file);
	return good ? NULL : report;
}
