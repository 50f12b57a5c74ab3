# SPDX-License-Identifier: Apache-2.0
"""`skerry bench`: what the kernel costs, in instructions."""

import re
import subprocess

from cli import artefacts, exits, images, packages, qemu, systems, term, trace

SUMMARY = "Measure the kernel on the emulated Malta board: instructions (simulated) and bytes."
DETAILS = "Instruction counts are exact and repeatable; they are no cycles."
BOUND = 600  # seconds for one boot under trace


def add_arguments(_parser):
    """`bench` has no options of its own."""


def run(args):
    """Prints one line a figure; 1 when a boot never got to user code."""
    packages.ensure((*artefacts.GROUPS["malta"], "qemu"), not args.no_install)
    built = artefacts.build("malta")
    for what, size in images.kernel_sizes(built["kernel/malta"]).items():
        term.say(f"kernel {what:<32} {size:>9} bytes")
    code = exits.GOOD
    for cpu in qemu.CPUS:
        count = trace.to_first_user_output(trace.boot(built[f"malta/{systems.DEFAULT}"], cpu, BOUND))
        if count is None:
            code = exits.FAILED
            term.say(f"reset to first user output, {cpu:<10} never came")
        else:
            term.say(f"reset to first user output, {cpu:<10} {count:>9} instructions (simulated)")
        code = max(code, _operations(built["malta/bench"], cpu))
    return code


def _operations(image, cpu):
    """What the operations cost, as the benchmark system measures them; the exit code."""
    command = [*qemu.command(image, cpu), "-icount", "shift=0"]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=BOUND,
                              check=False)
    except subprocess.TimeoutExpired:
        term.say(f"operations, {cpu}: not finished after {BOUND} seconds")
        return exits.FAILED
    for what, figure in re.findall(r"^bench: (.*): ([0-9.]+)\r?$", done.stdout, re.MULTILINE):
        term.say(f"{cpu:<6} {what:<56} {figure:>9} instructions (simulated)")
    return exits.GOOD if "skerry: exit 0" in done.stdout else exits.FAILED
