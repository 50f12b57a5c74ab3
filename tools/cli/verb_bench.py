# SPDX-License-Identifier: Apache-2.0
"""`skerry bench`: what the kernel costs, in instructions; with --model, how fast the machine model is."""

import re
import subprocess

from cli import artefacts, exits, images, model_speed, packages, qemu, systems, term, trace

SUMMARY = "Measure the kernel on the emulated Malta board: instructions (simulated) and bytes."
DETAILS = "Instruction counts are exact and repeatable; they are no cycles."
BOUND = 600  # seconds for one boot under trace


def add_arguments(parser):
    """`bench` takes what to measure."""
    parser.add_argument("--model", action="store_true", help="instead: the machine model's speed on this host, beside QEMU's")


def run(args):
    """Prints one line a figure; 1 when a boot never got to user code."""
    if args.model:
        return _model(args)
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


def _model(args):
    """Boots Linux on the model and on QEMU; the exit code."""
    packages.ensure((*artefacts.GROUPS["tools"], *artefacts.GROUPS["guests"], "qemu"), not args.no_install)
    guests = artefacts.build("guests")
    kernels = {name: guests[f"guests/{name}/vmlinux"] for name in model_speed.GUESTS}
    model_speed.report(artefacts.build("tools")["tools/skerry-emu"], kernels, guests["guests/initrd/initrd.cpio"])
    return exits.GOOD


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
