# SPDX-License-Identifier: Apache-2.0
"""How fast the machine model runs a Linux boot on this host, beside QEMU on the same image."""

import os
import platform
import re
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cli import exits, term
from guests import bare, count

GUESTS = {"min": 16, "stock": 48}  # kernel: MiB of memory
ROUNDS = 3
BOUND = 300  # seconds for one boot
PASSED = re.compile(rb"selftest: \d+ passed, 0 failed")


@dataclass(frozen=True)
class Boot:
    """One boot to the end of the guest's self-test and its reset."""

    instructions: int
    cpu_seconds: float

    @property
    def speed(self):
        """Millions of instructions in a second of this host's processor."""
        return self.instructions / self.cpu_seconds / 1e6


def host():
    """This machine in one line."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    return f"{model[1] if model else platform.processor() or platform.machine()}, {os.cpu_count()} processors, {platform.system()}"


def report(model, kernels, initrd):
    """Prints a table: each kernel on both machines, the best of some rounds. @model is skerry-emu, @kernels maps names to vmlinux."""
    term.say(f"host: {host()}")
    term.say(f"{'boot and self-test, 24Kf':<26}{'skerry-emu':>25}{'qemu-system-mipsel':>25}{'share':>8}")
    for name, memory in GUESTS.items():
        with tempfile.TemporaryDirectory(prefix="skerry-speed-") as folder:
            ours, reference = _both(model, kernels[name], initrd, memory, Path(folder))
        term.say(f"{name:<26}{_cell(ours):>25}{_cell(reference):>25}{100 * ours.speed / reference.speed:>6.0f} %")


def _cell(boot):
    return f"{boot.instructions / 1e6:.0f} M, {boot.speed:.0f} M/s"


def _both(model, kernel, initrd, memory, folder):
    image = folder / "bare.elf"
    image.write_bytes(bare.build(kernel.read_bytes(), initrd.read_bytes(), bare.arguments("selftest"), memory << 20))
    ours = [str(model), "-M", "malta", "-cpu", "24Kf", "-m", str(memory), "-no-reboot", "-kernel", str(image), "-serial", "null",
            "-serial", "null", "-serial", "stdio", "-count", "modes"]
    reference = bare.qemu_command(image, memory_mib=memory)
    executed = int(re.search(rb"cpu 0: (\d+) instructions", _run(ours, folder)[0])[1])
    # Counting slows QEMU down, so it counts in a boot of its own; boots differ only by the ticks that fall into them.
    plugin, lines = count.build_plugin(folder), folder / "count.txt"
    _run([*reference, "-plugin", f"{plugin},report={lines}"], folder)
    theirs = int(re.search(r"^end (\d+)$", lines.read_text(encoding="ascii"), re.MULTILINE)[1])
    # By turns, so that a change of the host's load meets both.
    seconds = [(_run(ours, folder)[1], _run(reference, folder)[1]) for _ in range(ROUNDS)]
    return Boot(executed, min(s[0] for s in seconds)), Boot(theirs, min(s[1] for s in seconds))


def _run(command, folder):
    """Runs a boot to its end; what it printed, and the processor time it took."""
    with open(folder / "console.txt", "w+b") as console:
        started = time.monotonic()
        machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT)
        try:
            while True:
                pid, status, usage = os.wait4(machine.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - started > BOUND:
                    raise exits.CliError(exits.LIMIT, f"{command[0]} did not end within {BOUND} seconds")
                time.sleep(0.02)
            machine.returncode = os.waitstatus_to_exitcode(status)
        finally:
            if machine.returncode is None:
                machine.kill()
                machine.wait()
        console.seek(0)
        text = console.read()
    if machine.returncode != 0 or not PASSED.search(text):
        raise exits.CliError(exits.FAILED, f"{command[0]} did not boot the guest: exit {machine.returncode}")
    return text, usage.ru_utime + usage.ru_stime
