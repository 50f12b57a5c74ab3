// SPDX-License-Identifier: Apache-2.0
// The system around the program: what the shell and the files of the initramfs must be able to do.
#include "selftest.h"

#include <stdlib.h>

static int shell_pipeline(void)
{
	REQUIRE(system("[ \"$(echo one two three | tr ' ' '\\n' | sort | tail -n 1)\" = two ]") == 0);
	return 0;
}

static int shell_background_job(void)
{
	REQUIRE(system("sleep 1000 & kill -TERM $!; wait $! 2>/dev/null; [ $? -eq 143 ]") == 0);
	return 0;
}

static int initramfs_is_intact(void)
{
	REQUIRE(system("sha256sum -c -s /etc/selftest.sha256") == 0);
	return 0;
}

static int proc_names_the_processor(void)
{
	REQUIRE(system("grep -q '^cpu model' /proc/cpuinfo") == 0);
	return 0;
}

const struct check system_checks[] = {
        {"shell_pipeline", shell_pipeline},
        {"shell_background_job", shell_background_job},
        {"initramfs_is_intact", initramfs_is_intact},
        {"proc_names_the_processor", proc_names_the_processor},
        {NULL, NULL},
};
