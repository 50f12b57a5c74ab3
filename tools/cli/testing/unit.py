# SPDX-License-Identifier: Apache-2.0
"""Runs the unit tests of one build: every executable of its manifest."""

import re
import time

from cli import buildtree, paths, process
from cli.testing import tap
from cli.testing.result import FAILED, Result

# The builds whose cases are counted, by the name in brackets.
BUILDS = {"gcc": "gcc-debug", "asan": "asan", "clang": "clang-debug"}
SHADOW_MAP = re.compile(r"^Shadow bytes around.*?(?=^==\d+==ABORTING)", re.MULTILINE | re.DOTALL)
BOUND = 900  # seconds after which an executable is ended
ENVIRONMENT = {
    "CK_DEFAULT_TIMEOUT": "60",
    "ASAN_OPTIONS": "detect_leaks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}


def manifest(folder):
    """(name, executable) of every unit test of a build."""
    return buildtree.manifest(folder, "unit-tests")


def build(preset):
    """Builds a preset with its unit tests; its folder."""
    folder = buildtree.build(preset)
    if not manifest(folder):
        # Configured at a time when the Check framework was not installed.
        folder = buildtree.build(preset, reconfigure=True)
    return folder


def readable(errors, limit=12000):
    """Standard error of an executable without the sanitizers' memory maps and this tree's own path."""
    text = SHADOW_MAP.sub("", errors).replace(f"{paths.ROOT}/", "")
    return text if len(text) <= limit else f"{text[:limit]}\n({len(text) - limit} more characters)"


def run(build_name, name, executable):
    """Runs one executable; (results, seconds)."""
    prefix = f"unit[{build_name}]/{name}"
    start = time.monotonic()
    try:
        done = process.run([executable], BOUND, env=ENVIRONMENT, cwd=paths.ROOT)
    except process.StillRunning as error:
        return [Result(f"{prefix}/runs_to_its_end", FAILED, str(error))], time.monotonic() - start
    results = tap.parse(prefix, done.out, done.code)
    broken = next((r for r in results if r.status == FAILED), None)
    if broken and done.err:
        # Which case wrote what to standard error is not told: the first failed one carries all of it.
        broken.message += "\n" + readable(done.err)
    return results, time.monotonic() - start


def names(build_name, name, executable):
    """Case names of one executable, without running them."""
    done = process.run([executable, "--list"], 60)
    return [f"unit[{build_name}]/{name}/{case}" for case in done.out.split()]
