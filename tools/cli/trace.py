# SPDX-License-Identifier: Apache-2.0
"""Counts instructions on stock QEMU: one translation block an instruction, each logged, with the console's bytes between them."""

import os
import re
import subprocess
import threading
from dataclasses import dataclass

from cli import process, qemu

EXECUTED = re.compile(r"^Trace (\d+): 0x[0-9a-f]+ \[[0-9a-f]+/([0-9a-f]+)/([0-9a-f]+)/")
WRITTEN = re.compile(r"^serial_write write addr 0x00 val 0x([0-9a-f]+)")
MODE_BITS = 0x3  # of QEMU's MIPS hflags: 0 kernel, 2 user
# Time runs with the instructions, so that two runs count the same.
OPTIONS = ["-singlestep", "-icount", "shift=0,sleep=off", "-d", "exec,nochain,trace:serial_write"]


@dataclass(frozen=True)
class Instruction:
    """One executed instruction."""

    cpu: int
    pc: int
    user: bool


def parse(line):
    """An Instruction, the character that was written to the console, or None for other lines."""
    match = EXECUTED.match(line)
    if match:
        return Instruction(int(match[1]), int(match[2], 16), int(match[3], 16) & MODE_BITS == 2)
    match = WRITTEN.match(line)
    return chr(int(match[1], 16)) if match else None


def boot(image, cpu, bound):
    """Yields what parse() makes of a whole boot; ends QEMU when the caller has seen enough or after `bound` seconds."""
    read_end, write_end = os.pipe()
    command = [*qemu.command(image, cpu), *OPTIONS, "-D", f"/proc/self/fd/{write_end}"]
    machine = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True, pass_fds=[write_end])
    os.close(write_end)  # QEMU's copies are then the last, so that its end is the log's
    limit = threading.Timer(bound, process.kill_group, [machine])
    limit.start()
    try:
        with os.fdopen(read_end, encoding="ascii", errors="replace") as lines:
            for line in lines:
                event = parse(line)
                if event is not None:
                    yield event
    finally:
        limit.cancel()
        process.kill_group(machine)


def to_first_user_output(events):
    """Instructions of CPU 0 from reset to the first console character after user code has begun; None when it never comes."""
    count = 0
    user_ran = False
    for event in events:
        if isinstance(event, str):
            if user_ran:
                return count
        elif event.cpu == 0:
            count += 1
            user_ran = user_ran or event.user
    return None
