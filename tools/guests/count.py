# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that a machine under QEMU executes until a program on it runs the marker instruction."""

import pathlib
import re
import shutil
import subprocess
import time

from guests.errors import GuestError, Missing

_SOURCE = pathlib.Path(__file__).resolve().parent / "counter" / "counter.c"
_FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wstrict-prototypes", "-Werror", "-O2", "-fPIC", "-shared",
          "-fvisibility=hidden"]
# Time runs with the instructions, so that the speed of this machine does not show in the count.
_CLOCK = ["-icount", "shift=0"]


def _plugin_version():
    """Version of the plugin interface that the installed QEMU wants; 7.2 knows up to 1, and 9.2 nothing below 2."""
    if not shutil.which("qemu-system-mipsel"):
        raise Missing("counting needs the package qemu-system-mips")
    text = subprocess.run(["qemu-system-mipsel", "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"version (\d+)\.(\d+)", text)
    return 2 if match and (int(match[1]), int(match[2])) >= (9, 0) else 1


def build_plugin(directory):
    """Compiles the counting plugin into `directory`; its path."""
    out = pathlib.Path(directory) / "counter.so"
    if not shutil.which("gcc"):
        raise Missing("counting needs the package gcc")
    result = subprocess.run(["gcc", *_FLAGS, f"-DPLUGIN_VERSION={_plugin_version()}", "-o", str(out), str(_SOURCE)],
                            capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise GuestError(f"the counting plugin does not build\n{result.stderr}")
    return out


class _Stuck(GuestError):
    """The machine did not get to the marker within its bounds."""


def until_marker(command, directory, marker=1, instructions=20_000_000_000, seconds=300, attempts=8):
    """Runs a QEMU command line until marker number `marker` was executed; the count of instructions up to it.

    `directory` takes the plugin, its report and the console's text. An attempt is given up after `instructions`, or
    `seconds` (which only ends a machine that sleeps for ever), and made again: while the clock follows the instructions,
    QEMU's main thread may take the expired Compare timer just when the kernel probes for its interrupt (Linux allows 50
    ticks of Count for that), and a kernel that finds no timer never gets past its first sleep.
    """
    plugin = build_plugin(directory)
    for left in reversed(range(attempts)):
        try:
            return _attempt(command, pathlib.Path(directory), plugin, marker, instructions, seconds)
        except _Stuck:
            if left == 0:
                raise
    raise ValueError("attempts must be 1 or more")


def _attempt(command, directory, plugin, marker, instructions, seconds):
    report = directory / "count.txt"
    report.unlink(missing_ok=True)
    with open(directory / "console.txt", "wb") as console:
        options = ["-plugin", f"{plugin},report={report},limit={instructions}"]
        machine = subprocess.Popen([*command, *_CLOCK, *options], stdin=subprocess.DEVNULL, stdout=console,
                                   stderr=subprocess.STDOUT)
        try:
            return _watch(machine, report, marker, time.monotonic() + seconds)
        finally:
            machine.kill()
            machine.wait()


def _watch(machine, report, marker, deadline):
    """Waits for the marker, not for the machine's end, which does not always come (see until_marker)."""
    while True:
        over = machine.poll() is not None
        text = report.read_text(encoding="ascii") if report.exists() else ""
        match = re.search(rf"^marker {marker} (\d+)$", text, re.MULTILINE)
        if match:
            return int(match[1])
        if over:
            raise GuestError(f"the machine ended (exit {machine.returncode}) before it executed marker {marker}")
        if "limit" in text or time.monotonic() > deadline:
            raise _Stuck(f"marker {marker} was not executed within the bounds")
        time.sleep(0.05)
