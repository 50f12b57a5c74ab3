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


def until_marker(command, directory, marker=1, limit=600):
    """Runs a QEMU command line until marker number `marker` was executed; the count of instructions up to it.

    `directory` takes the plugin, its report and the console's text; `limit` is a bound in seconds.
    """
    directory = pathlib.Path(directory)
    report = directory / "count.txt"
    report.unlink(missing_ok=True)
    plugin = build_plugin(directory)
    with open(directory / "console.txt", "wb") as console:
        machine = subprocess.Popen([*command, *_CLOCK, "-plugin", f"{plugin},report={report}"], stdin=subprocess.DEVNULL,
                                   stdout=console, stderr=subprocess.STDOUT)
        try:
            return _watch(machine, report, marker, time.monotonic() + limit)
        finally:
            machine.kill()
            machine.wait()


def _watch(machine, report, marker, deadline):
    """The machine is not waited for to its end: with a clock that follows the instructions, QEMU at times sleeps for ever."""
    while True:
        over = machine.poll() is not None
        text = report.read_text(encoding="ascii") if report.exists() else ""
        match = re.search(rf"^marker {marker} (\d+)$", text, re.MULTILINE)
        if match:
            return int(match[1])
        if over:
            raise GuestError(f"the machine ended (exit {machine.returncode}) before it executed marker {marker}")
        if time.monotonic() > deadline:
            raise GuestError(f"marker {marker} was not executed within the bound")
        time.sleep(0.05)
