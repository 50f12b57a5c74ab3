# SPDX-License-Identifier: Apache-2.0
"""Terminal output: colour only where it belongs, progress that never fills a log."""

import os
import sys
import time

CODES = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
QUIET_SECONDS = 15  # between two progress lines when nobody watches a terminal


def colour_wanted(stream=None):
    """Colour on a terminal, unless NO_COLOR is set (to anything) or the terminal is dumb."""
    stream = stream or sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text, colour, stream=None):
    """The text in a colour, or as it is."""
    return f"\033[{CODES[colour]}m{text}\033[0m" if colour_wanted(stream) else text


def say(text=""):
    """One line of output, at once."""
    print(text, flush=True)


def warn(text):
    """One line on standard error."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """What long work is doing: one rewritten line on a terminal, an occasional line elsewhere."""

    def __init__(self, title):
        self.title = title
        self._tty = sys.stdout.isatty()
        self._last = time.monotonic()
        self._open = False

    def update(self, text):
        """Shows the present state of the work."""
        if self._tty:
            line = f"{self.title}: {text}"
            width = _width()
            print("\r" + line[:width - 1].ljust(width - 1), end="", flush=True)
            self._open = True
        elif time.monotonic() - self._last >= QUIET_SECONDS:
            self._last = time.monotonic()
            say(f"{self.title}: {text}")

    def clear(self):
        """Removes the rewritten line before other output."""
        if self._open:
            print("\r" + " " * (_width() - 1) + "\r", end="", flush=True)
            self._open = False


def _width():
    try:
        return max(os.get_terminal_size().columns, 20)
    except OSError:
        return 80
