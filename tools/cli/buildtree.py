# SPDX-License-Identifier: Apache-2.0
"""Configures and builds the CMake presets under build/, incrementally, one process at a time for each preset."""

import fcntl
import os
import re
import subprocess

from cli import exits, paths, term

# Packages (groups of cli.packages) that a preset needs.
PRESET_GROUPS = {
    "gcc-debug": ("host", "unit", "tools"),
    "gcc-release": ("host", "tools"),
    "clang-debug": ("host", "clang", "unit", "tools"),
    "clang-release": ("host", "clang", "tools"),
    "asan": ("host", "unit", "tools"),
    "coverage": ("host", "unit", "tools", "coverage"),
    "mipsel-debug": ("mips",),
    "mipsel-release": ("mips",),
}
STEP = re.compile(r"^\[(\d+/\d+)\] ")


class BuildError(exits.CliError):
    """A build that failed; `output` is what the tools said about it."""

    def __init__(self, preset, output):
        super().__init__(exits.FAILED, f"the build {preset} failed:\n{output}")
        self.preset = preset
        self.output = output


def directory(preset):
    """Where a preset builds."""
    return paths.BUILD / preset


def manifest(folder, kind):
    """(name, executable) of everything a build made of one kind: "unit-tests" or "tools"."""
    return [tuple(line.split("=", 1)) for line in (folder / f"{kind}.txt").read_text().split()]


def build(preset, targets=(), reconfigure=False):
    """Brings a preset up to date; BuildError with the failing commands' output otherwise."""
    folder = directory(preset)
    paths.BUILD.mkdir(exist_ok=True)
    with open(paths.BUILD / f"{preset}.lock", "w", encoding="utf-8") as lock:
        # Two commands, or two test cases, may want the same build.
        fcntl.flock(lock, fcntl.LOCK_EX)
        _configure(preset, reconfigure)
        _run(preset, "building", ["ninja", "-C", str(folder), "-j", str(os.cpu_count() or 1), "-k", "0", *targets])
    return folder


def configure(preset):
    """Makes sure that a preset is configured, which writes compile_commands.json; its folder."""
    paths.BUILD.mkdir(exist_ok=True)
    with open(paths.BUILD / f"{preset}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _configure(preset, False)
        # Lists of files that CMake found by pattern may be older than the tree.
        _run(preset, "configuring", ["ninja", "-C", str(directory(preset)), "build.ninja"])
    return directory(preset)


def _configure(preset, again):
    if again or not (directory(preset) / "build.ninja").exists():
        _run(preset, "configuring", ["cmake", "--preset", preset])


def _run(preset, what, command):
    progress = term.Progress(f"{what} {preset}")
    lines = []
    environment = {**os.environ, "NINJA_STATUS": "[%f/%t] ", "LC_ALL": "C"}
    with subprocess.Popen(command, cwd=paths.ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace") as process:
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            progress.update(line.strip())
    progress.clear()
    if process.returncode != 0:
        raise BuildError(preset, failure(lines))


def failure(lines, limit=120):
    """The part of a build's output that explains its failure: what follows each FAILED line, else all of it."""
    kept = []
    inside = False
    for line in lines:
        if line.startswith("FAILED: "):
            inside = True
        elif STEP.match(line) or line.startswith("ninja: "):
            inside = False
        if inside:
            kept.append(line)
    kept = kept or [line for line in lines if not STEP.match(line)]
    if len(kept) > limit:
        kept = kept[:limit] + [f"({len(kept) - limit} more lines)"]
    return "\n".join(kept)
