# SPDX-License-Identifier: Apache-2.0
"""Commands of a system test that run to their end within a bound."""

import os
import signal
import subprocess


class Result:
    """A finished command: exit code (negative: the signal that ended it) and its output as text."""

    def __init__(self, command, code, out, err):
        self.command = command
        self.code = code
        self.out = out
        self.err = err

    def __str__(self):
        return f"$ {' '.join(map(str, self.command))}\n{self.out}{self.err}[exit {self.code}]"


def kill_group(process):
    """Ends a process started in a session of its own, with everything it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def run(command, timeout, stdin, env, cwd, log_dir):
    """Runs `command`; AssertionError when it is still running after `timeout` seconds. Keeps a log in `log_dir`."""
    command = [str(part) for part in command]
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, start_new_session=True,
                               stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    try:
        out, err = process.communicate(stdin, timeout)
    except subprocess.TimeoutExpired:
        kill_group(process)
        out, err = process.communicate()
        raise AssertionError(f"still running after {timeout} s: {' '.join(command)}\n{out[-2000:]}{err[-2000:]}") from None
    finally:
        kill_group(process)
    result = Result(command, process.returncode, out, err)
    with open(log_dir / "commands.txt", "a", encoding="utf-8") as log:
        log.write(f"{result}\n")
    return result
