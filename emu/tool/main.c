// SPDX-License-Identifier: Apache-2.0
// The command skerry-emu.
#include "options.h"
#include "session.h"

int main(int argc, char **argv)
{
	struct options options;
	int code = options_parse(&options, argc, argv);

	return code >= 0 ? code : session_run(&options);
}
