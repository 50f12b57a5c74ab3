# SPDX-License-Identifier: Apache-2.0
"""The checks by name; each takes the tree's files and returns complaints."""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable

from cli import buildtree, paths
from cli.lint import headers, includes
from cli.lint.files import of_kind

TIDY_PRESETS = ("clang-debug",)
CPPCHECK_OPTIONS = ["--enable=warning,performance,portability", "--inline-suppr", "--std=c11", "--error-exitcode=1", "--quiet",
                    "--library=posix", "--template={file}:{line}: {severity}: {message} [{id}]"]


@dataclass(frozen=True)
class Check:
    """One check: packages it needs and what it does."""

    groups: tuple
    run: Callable


def _text(path):
    return (paths.ROOT / path).read_text(encoding="utf-8", errors="replace")


def _lines(done):
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def _tool(command):
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    return _lines(done) or [f"{command[0]}: exit {done.returncode}"]


def layout(files):
    """clang-format changes nothing."""
    sources = of_kind(files, ".c", ".h")
    if not sources:
        return []
    return [line for line in _tool(["clang-format", "--dry-run", "--Werror", *sources]) if "error:" in line]


def include_rules(files):
    """Who includes whom."""
    known = set(files)
    return [c for f in of_kind(files, ".c", ".h", ".S") for c in includes.check_text(f, _text(f), known.__contains__)]


def file_headers(files):
    """Licence, purpose, length, a README.md in each folder."""
    out = []
    for path in files:
        text = _text(path)
        if headers.is_source(path, text.split("\n", 1)[0]):
            out += headers.check_text(path, text)
    return out + headers.folders_without_readme(files)


def tidy(_files):
    """clang-tidy over what the Clang build compiles."""
    out = []
    for preset in TIDY_PRESETS:
        folder = buildtree.build(preset)
        compiled = json.loads((folder / "compile_commands.json").read_text())
        sources = sorted({entry["file"] for entry in compiled if entry["file"].endswith(".c")})

        def one(source, folder=folder):
            done = subprocess.run(["clang-tidy", "--quiet", "-p", str(folder), source], cwd=paths.ROOT, capture_output=True,
                                  text=True, check=False)
            return [line.replace(f"{paths.ROOT}/", "") for line in done.stdout.splitlines() if re.search(r"(warning|error):", line)]

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            out += [line for lines in pool.map(one, sources) for line in lines]
    return sorted(set(out))


def cppcheck(files):
    """cppcheck over all C sources."""
    sources = of_kind(files, ".c")
    if not sources:
        return []
    folders = [f"-I{d}" for d in ("core/include", "runtime/include") if (paths.ROOT / d).is_dir()]
    return _tool(["cppcheck", *CPPCHECK_OPTIONS, f"-j{os.cpu_count() or 1}", *folders, *sources])


def shell(files):
    """shellcheck over shell scripts."""
    scripts = [f for f in files if f.endswith(".sh") or re.match(r"#!.*\b(ba)?sh\b", _text(f).split("\n", 1)[0])]
    return _tool(["shellcheck", *scripts]) if scripts else []


CHECKS = {
    "layout": Check(("lint",), layout),
    "includes": Check((), include_rules),
    "headers": Check((), file_headers),
    "shell": Check(("lint",), shell),
    "cppcheck": Check(("lint",), cppcheck),
    "tidy": Check(("lint", "host", "clang", "unit", "tools"), tidy),
}
