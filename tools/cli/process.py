# SPDX-License-Identifier: Apache-2.0
"""Commands that run to their end within a bound, and end with everything they started."""

import os
import signal
import subprocess


_running = set()  # what run() has started and not seen end


class Result:
    """A finished command: exit code (negative: the signal that ended it) and its output as text."""

    def __init__(self, command, code, out, err):
        self.command = command
        self.code = code
        self.out = out
        self.err = err

    def __str__(self):
        return f"$ {' '.join(map(str, self.command))}\n{self.out}{self.err}[exit {self.code}]"


class StillRunning(Exception):
    """The command did not end within its bound; carries what it had printed."""

    def __init__(self, command, seconds, out, err):
        super().__init__(f"still running after {seconds} s: {' '.join(command)}\n{out[-2000:]}{err[-2000:]}")


def kill_group(process, first=signal.SIGKILL, patience=5):
    """Ends a process that leads a session of its own, with everything it started: by `first`, then for good."""
    for number in (first, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass
        try:
            process.wait(patience if number != signal.SIGKILL else None)
        except subprocess.TimeoutExpired:
            continue
        if number == signal.SIGKILL:
            return


def run(command, timeout, stdin=None, env=None, cwd=None, first=signal.SIGKILL):
    """Runs `command`; StillRunning when it has not ended after `timeout` seconds."""
    command = [str(part) for part in command]
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, start_new_session=True,
                               stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    _running.add(process)
    try:
        out, err = process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        kill_group(process, first)
        out, err = process.communicate()
        raise StillRunning(command, timeout, out, err) from None
    finally:
        kill_group(process)
        _running.discard(process)
    return Result(command, process.returncode, out, err)


def stop_all():
    """Ends every command that a run() of another thread waits for, politely first; for an interrupted test run."""
    for process in list(_running):
        kill_group(process, signal.SIGTERM)
