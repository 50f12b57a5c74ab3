# SPDX-License-Identifier: Apache-2.0
"""What a system test uses: the @case decorator and the context `t` that each case gets (see tests/README.md)."""

import difflib
import os
import pathlib
import re

import harness_console
from cli import process, qemu, sim

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "system" / "golden"
TIERS = ("unit", "sim", "qemu", "emu")


class Skip(Exception):
    """Raised inside a case that cannot run here; carries the reason."""


class Spec:
    """What @case declares about a function."""

    def __init__(self, function, tiers, cpus, params, needs, long, timeout):
        self.function = function
        self.name = function.__name__
        self.tiers = tiers
        self.cpus = cpus
        self.params = params
        self.needs = needs
        self.long = long
        self.timeout = timeout

    def instances(self):
        """Yields (tier, cpu, param) for every case this declaration stands for."""
        for tier in self.tiers:
            for cpu in self.cpus or [None]:
                for param in self.params or [None]:
                    yield tier, cpu, param


def case(tiers, cpus=None, params=None, needs=(), long=False, timeout=120):
    """Declares a function as one case for each tier, CPU and parameter; `timeout` (seconds) only ends a case that hangs."""
    unknown = set(tiers) - set(TIERS)
    if unknown or not tiers:
        raise ValueError(f"tiers are some of {TIERS}, not {tiers}")

    def declare(function):
        function.skerry_case = Spec(function, list(tiers), cpus, params, list(needs), long, timeout)
        return function

    return declare


class Context:
    """The `t` of a running case."""

    def __init__(self, spec, tier, cpu, param, directory, artefacts, update_golden=False):
        self.spec = spec
        self.tier = tier
        self.cpu = cpu
        self.param = param
        self.root = ROOT
        self.dir = pathlib.Path(directory)
        self.artefacts = artefacts
        self.update_golden = update_golden
        self.notes = []
        self._consoles = []

    def skip(self, reason):
        """Ends the case as skipped."""
        raise Skip(reason)

    def say(self, line):
        """Has the runner print a line, such as a figure that was measured, below the case's own."""
        self.notes.append(line)

    def run(self, command, timeout=60, stdin=None, env=None, cwd=None):
        """Runs a command to its end within `timeout` seconds; the result has .code .out .err (text)."""
        try:
            result = process.run(command, timeout, stdin, env, cwd or self.root)
        except process.StillRunning as error:
            raise AssertionError(str(error)) from None
        with open(self.dir / "commands.txt", "a", encoding="utf-8") as log:
            log.write(f"{result}\n")
        return result

    def spawn(self, command, env=None, cwd=None):
        """Starts a command whose output is expected piece by piece; see harness_console.Console."""
        log = self.dir / f"console{len(self._consoles)}.txt"
        console = harness_console.Console(command, log, self.spec.timeout, env=env, cwd=cwd or self.root)
        self._consoles.append(console)
        return console

    def boot(self, system=None, image=None, cpu=None, cpus=1, args=()):
        """Boots the image of `system` (or the file `image`) on stock QEMU's Malta, or on the simulated board in tier `sim`; its console."""
        path = image or self.image(system, cpus)
        if self.tier == "sim":
            return self.spawn(sim.command(self.tool(sim.TOOL), path, options=args))
        return self.spawn(qemu.command(path, cpu or self.cpu, cpus) + list(args))

    def image(self, system, cpus=1):
        """Path of the image of a system: for the simulated board in tier `sim`, else for Malta with one processor or several."""
        if self.tier == "sim":
            return self._artefact(f"sim/{system}")
        return self._artefact(f"malta-smp/{system}" if cpus > 1 else f"malta/{system}")

    def tool(self, name):
        """Path of a built host tool."""
        return self._artefact(f"tools/{name}")

    def guest(self, file):
        """Path of a file of a Linux guest, such as "min/vmlinux"; for cases that need `guests`."""
        return self._artefact(f"guests/{file}")

    def _artefact(self, key):
        if key not in self.artefacts:
            known = ", ".join(sorted(self.artefacts)) or "none"
            raise AssertionError(f"no artefact {key}; built here: {known}")
        return pathlib.Path(self.artefacts[key])

    def golden(self, text, name, replace=()):
        """Compares text with tests/system/golden/<name>.txt after (regex, replacement) pairs hid what may differ."""
        got = text.replace("\r", "")
        for pattern, replacement in replace:
            got = re.sub(pattern, replacement, got, flags=re.MULTILINE)
        path = GOLDEN / f"{name}.txt"
        if self.update_golden:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(got)
            return
        if not path.exists():
            raise AssertionError(f"no golden file {path.relative_to(ROOT)}; ./skerry test --update-golden writes it")
        want = path.read_text()
        if got != want:
            (self.dir / f"{name}.got.txt").write_text(got)
            diff = difflib.unified_diff(want.splitlines(), got.splitlines(), "golden", "got", lineterm="", n=2)
            raise AssertionError(f"differs from {path.relative_to(ROOT)}:\n" + "\n".join(list(diff)[:60]))

    def close(self):
        """Ends what the case left running."""
        for console in self._consoles:
            console.close()

    def transcripts(self):
        """(file name, text) of every console of this case."""
        return [(os.path.basename(c.log), c.text) for c in self._consoles]
