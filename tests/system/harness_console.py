# SPDX-License-Identifier: Apache-2.0
"""A running program whose output a test expects piece by piece: a QEMU console, a simulated board, any command."""

import os
import re
import select
import subprocess
import time

from cli import console_exit, process

class Console:
    """Output and input of one process; `text` is everything it has printed so far (carriage returns removed)."""

    def __init__(self, command, log, timeout, env=None, cwd=None):
        self.command = [str(part) for part in command]
        self.log = log
        self.text = ""
        self._from = 0  # where the next expect() starts to look
        self._deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._log = open(log, "w", encoding="utf-8")
        self._process = subprocess.Popen(self.command, cwd=cwd, env={**os.environ, **(env or {})}, start_new_session=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def expect(self, wanted):
        """Waits until the literal text comes, after what earlier expects matched; returns the text before it."""
        return self._wait_for(re.compile(re.escape(wanted)), repr(wanted))[0]

    def expect_re(self, pattern):
        """Waits for a regular expression (multi-line mode); returns the match."""
        return self._wait_for(re.compile(pattern, re.MULTILINE), f"/{pattern}/")[1]

    def send(self, text):
        """Types text."""
        self._process.stdin.write(text.encode())
        self._process.stdin.flush()

    def wait(self):
        """Reads to the end; returns the N of the guest's last `skerry: exit N`, else the process's exit code."""
        while self._read_some("the end"):
            pass
        code = self._process.wait()
        # QEMU ends with 0 when a signal ends it: that is no good end of what ran in it.
        if re.search(r"^qemu-system-\w+: terminating on signal", self.text, re.MULTILINE):
            raise AssertionError("somebody ended the emulator by a signal")
        said = console_exit.last_exit(self.text)
        return code if said is None else said

    def close(self):
        """Ends the process if it is still running."""
        process.kill_group(self._process)
        self._process.stdout.close()
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._log.close()

    def tail(self, lines=30):
        """The last lines of the transcript, for a failure message."""
        return "\n".join(self.text.splitlines()[-lines:])

    def _wait_for(self, pattern, shown):
        while True:
            match = pattern.search(self.text, self._from)
            if match:
                before = self.text[self._from:match.start()]
                self._from = match.end()
                return before, match
            if not self._read_some(shown):
                raise AssertionError(f"ended (exit {self._process.wait()}) before it printed {shown}:\n{self.tail()}")

    def _read_some(self, shown):
        left = self._deadline - time.monotonic()
        ready = left > 0 and select.select([self._process.stdout], [], [], left)[0]
        if not ready:
            raise AssertionError(f"no {shown} within {self._timeout} s; the transcript ends:\n{self.tail()}")
        data = os.read(self._process.stdout.fileno(), 65536)
        # A character split between two reads shows as a replacement sign; consoles are ASCII.
        piece = data.decode("utf-8", errors="replace").replace("\r", "")
        self.text += piece
        self._log.write(piece)
        self._log.flush()
        return bool(data)
