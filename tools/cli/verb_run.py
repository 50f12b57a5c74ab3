# SPDX-License-Identifier: Apache-2.0
"""`skerry run`: boots a system and stays on its console."""

import os
import subprocess
import sys

from cli import artefacts, console_exit, emu, exits, images, later, packages, qemu, sim, systems, term


SUMMARY = "Boot a system and show its console."
DETAILS = "The exit code is 0 when the system ended well, 5 when a domain or guest failed."

# Options that the simulated board has alone.
SIMULATED = ("limit", "speed", "record", "replay")


def add_arguments(parser):
    """Options of `run`."""
    parser.add_argument("--on", required=True, choices=("sim", "qemu", "emu"), help="simulated board, stock QEMU, own model")
    parser.add_argument("--system", metavar="FILE.dts", help="system description, or the name of a system of the tree (default: one Linux guest, on a processor without guests a client and a server)")
    parser.add_argument("--cpu", metavar="NAME", help=f"processor: {', '.join(qemu.CPUS)} or another that the emulator knows")
    parser.add_argument("--cpus", metavar="N", type=_count, default=1, help="number of processors")
    parser.add_argument("--seed", metavar="N", type=int, help="seed of a simulated run")
    simulated = parser.add_argument_group("with --on sim")
    simulated.add_argument("--limit", metavar="TICKS", help="end with exit code 124 after this many instructions (k, M, G)")
    simulated.add_argument("--speed", choices=("real", "max"), help="hold the host's time (default on a terminal), or do not look at it")
    simulated.add_argument("--record", metavar="FILE", help="write what is typed, stamped with simulated time")
    simulated.add_argument("--replay", metavar="FILE", help="type what was recorded: the same run, to the bit")


def _count(text):
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def run(args):
    """Boots; the exit code follows the system's own."""
    if args.seed is not None and args.on == "qemu":
        raise exits.CliError(exits.BAD_INPUT, "--seed belongs to simulated runs (--on sim, --on emu)")
    if args.on != "sim" and any(getattr(args, name) for name in SIMULATED):
        raise exits.CliError(exits.BAD_INPUT, f"--{', --'.join(SIMULATED)} belong to --on sim")
    if args.on == "sim" and args.cpu:
        raise exits.CliError(exits.BAD_INPUT, "--cpu belongs to --on qemu and --on emu; the simulated board has one kind of processor")
    if args.on == "sim" and args.cpus > 1:
        later.not_yet("a simulated board with several processors is")
    return _on_sim(args) if args.on == "sim" else _on_malta(args)


def default_system(args):
    """What runs without --system: a Linux guest where the processor can run one."""
    can_run_guests = args.on == "sim" or (args.cpu or qemu.DEFAULT_CPU) == qemu.DEFAULT_CPU
    return systems.GUEST if can_run_guests else systems.DEFAULT


def _on_sim(args):
    system = systems.find(args.system or default_system(args))
    packages.ensure(artefacts.GROUPS["sim"], not args.no_install)
    image = images.simulation().make(system, fetch=True)
    options = [word for name in SIMULATED if getattr(args, name) for word in (f"--{name}", getattr(args, name))]
    return attach(sim.command(artefacts.program(sim.TOOL), image, args.seed, options), hint=sys.stdin.isatty())


def _on_malta(args):
    system = systems.find(args.system or default_system(args))
    packages.ensure((*artefacts.GROUPS["malta"], *(["qemu"] if args.on == "qemu" else [])), not args.no_install)
    image = images.malta(args.cpus).make(system, fetch=True)
    cpu = args.cpu or qemu.DEFAULT_CPU
    interactive = sys.stdin.isatty()
    if args.on == "qemu":
        command = qemu.command(image, cpu, args.cpus, interactive=interactive)
    else:
        command = emu.command(artefacts.build("tools")["tools/skerry-emu"], image, cpu, args.seed, args.cpus)
    return attach(command, hint=interactive)


def attach(command, hint=False):
    """Runs a board on this terminal, copies its console, and turns its last `skerry: exit N` into an exit code."""
    if hint:
        term.say("the keys go to the system; Ctrl-A X ends the run")
    watcher = console_exit.Watcher()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while data := os.read(process.stdout.fileno(), 65536):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            watcher.feed(data)
    if process.returncode in (exits.BAD_INPUT, exits.LIMIT) and watcher.code is None:
        return process.returncode
    if watcher.code is None:
        term.warn(f"the system ended without saying how (emulator's exit code {process.returncode})")
        return exits.FAILED
    return exits.GOOD if watcher.code == 0 else exits.GUEST_FAILED
