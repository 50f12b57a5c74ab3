# SPDX-License-Identifier: Apache-2.0
"""The line by which a system says how it ended: `skerry: exit N`."""

import re

EXIT_LINE = re.compile(r"^skerry: exit (\d+)\s*$", re.MULTILINE)


def last_exit(text):
    """The N of the last such line of a transcript, None without one."""
    said = EXIT_LINE.findall(text.replace("\r", ""))
    return int(said[-1]) if said else None


class Watcher:
    """Looks for the line in a console's output as it comes."""

    def __init__(self):
        self._tail = ""
        self.code = None

    def feed(self, data):
        """Takes the next bytes of the console."""
        self._tail = (self._tail + data.decode("utf-8", errors="replace"))[-4096:]
        code = last_exit(self._tail)
        if code is not None:
            self.code = code
