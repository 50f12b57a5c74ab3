# SPDX-License-Identifier: Apache-2.0
"""`skerry demo`: two unmodified Linux guests beside native services on the emulated Malta board."""

import os
import subprocess
import sys

from cli import artefacts, exits, images, packages, qemu, systems, term, verb_run

SUMMARY = "Run two unmodified Debian Linux guests beside native services on stock QEMU."
DETAILS = "On a terminal the consoles are yours: Ctrl-A a n switches the focus. Otherwise, or with --plain, a script types."
SYSTEM = "two-linux"
CPU = "P5600"
CURSOR = b"\x1b[6n"  # asks the terminal where the cursor is
PROMPT = b"skerry-guest# " + CURSOR
BOUND = 600  # seconds for the scripted tour
# What the script waits for, and what it types then.
TOUR = (
    (b"alpha| " + PROMPT, b"grep model /proc/cpuinfo\n"),
    (b"MIPS 24Kc", b"selftest\n"),
    (b"0 failed", b"\x01p"),
    (b"focus on client", b"\n"),
    (b"rounds, memory intact", b"\x01p"),
    (b"focus on beta", b"\n"),
    (b"beta| " + PROMPT, b"selftest\n"),
    (b"0 failed", b"reboot -f\n"),
    (b"beta ended with status 0", b"\x01preboot -f\n"),
)


def add_arguments(parser):
    """Options of `demo`."""
    parser.add_argument("--plain", action="store_true", help="no interaction: a script types, also on a terminal")


def run(args):
    """Builds what the demonstration needs, fetches the guests, boots."""
    packages.ensure((*artefacts.GROUPS["malta"], "guests", "qemu"), not args.no_install)
    image = images.malta().make(systems.find(SYSTEM), fetch=True)
    if not args.plain and sys.stdin.isatty() and sys.stdout.isatty():
        term.say("the keys go to the guest in focus; Ctrl-A a n switches the focus, Ctrl-A X ends the demonstration")
        return verb_run.attach(qemu.command(image, CPU, interactive=True))
    return scripted(qemu.command(image, CPU))


def _shown(data):
    """What is to be shown of `data`, and its end when that may be the beginning of a question for the cursor, which nobody answers here."""
    keep = next((n for n in range(len(CURSOR) - 1, 0, -1) if data.endswith(CURSOR[:n])), 0)
    text, rest = data[:len(data) - keep], data[len(data) - keep:]
    return text.replace(CURSOR, b"").replace(b"\r", b"").decode(errors="replace"), rest


def scripted(command):
    """Types the tour; the system's own exit code, or FAILED when it does not get to the end."""
    with subprocess.Popen(["timeout", str(BOUND), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as board:
        seen = rest = b""
        tour = list(TOUR)
        while data := os.read(board.stdout.fileno(), 4096):
            seen += data
            shown, rest = _shown(rest + data)
            sys.stdout.write(shown)
            sys.stdout.flush()
            if tour and tour[0][0] in seen:
                seen = seen[seen.index(tour[0][0]) + len(tour[0][0]):]
                board.stdin.write(tour.pop(0)[1])
                board.stdin.flush()
    if tour or b"skerry: exit 0" not in seen:
        term.warn(f"the demonstration did not get to its end (waiting for {tour[0][0]!r})" if tour else "the system failed")
        return exits.GUEST_FAILED
    return exits.GOOD
