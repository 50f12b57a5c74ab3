// SPDX-License-Identifier: Apache-2.0
// Raw mode of the terminal, and Ctrl-A.
#include "terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define CTRL_A 1

/* The terminal as it was found; signal handlers and atexit() reach it only here. */
static struct termios found;
static volatile sig_atomic_t raw;
static bool escape;

void terminal_close(void)
{
	if (raw)
		tcsetattr(STDIN_FILENO, TCSANOW, &found);
	raw = 0;
}

static void die_of_signal(int number)
{
	terminal_close();
	signal(number, SIG_DFL);
	raise(number);
}

bool terminal_open(void)
{
	static const int fatal[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGSEGV, SIGABRT, SIGBUS, SIGFPE};

	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &found) != 0)
		return false;
	struct termios mode = found;

	mode.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
	mode.c_lflag &= ~(tcflag_t)(ECHO | ICANON | IEXTEN | ISIG);
	mode.c_cc[VMIN] = 1;
	mode.c_cc[VTIME] = 0;
	atexit(terminal_close);
	for (unsigned i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++)
		signal(fatal[i], die_of_signal);
	raw = tcsetattr(STDIN_FILENO, TCSANOW, &mode) == 0;
	return true;
}

int terminal_key(uint8_t byte)
{
	if (!raw)
		return byte;
	if (!escape) {
		escape = byte == CTRL_A;
		return escape ? TERMINAL_NOTHING : byte;
	}
	escape = false;
	if (byte == 'x' || byte == 'X')
		return TERMINAL_QUIT;
	return byte == 'a' || byte == 'A' || byte == CTRL_A ? CTRL_A : TERMINAL_NOTHING;
}
