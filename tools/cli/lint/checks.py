# SPDX-License-Identifier: Apache-2.0
"""The checks by name; each takes the tree's files and returns complaints."""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Callable

from cli import buildtree, paths, term
from cli.lint import headers, includes
from cli.lint.files import of_kind

TIDY_PRESETS = ("clang-debug", "mipsel-release")
CPPCHECK_PRESETS = ("gcc-debug", "mipsel-release")
CPPCHECK_OPTIONS = ["--enable=warning,performance,portability", "--inline-suppr", "--std=c11", "--error-exitcode=1", "--quiet",
                    "--library=posix",
                    # The operands of register assembly look like statements to it; the compilers' -Wunused-value knows better.
                    "--suppress=constStatement",
                    # It takes the addresses of labels, in the processor model's table of steps, for booleans.
                    "--suppress=assignBoolToPointer:*emu/cpu/table/*",
                    # It does not know C11's name of the attribute.
                    "-D_Noreturn=__attribute__((noreturn))", "-Dnoreturn=__attribute__((noreturn))",
                    "--template={file}:{line}: {severity}: {message} [{id}]"]


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
    named = includes.headers_by_name(files)
    return [c for f in of_kind(files, ".c", ".h", ".S") for c in includes.check_text(f, _text(f), named)]


def file_headers(files):
    """Licence, purpose, length, a README.md in each folder."""
    out = []
    for path in files:
        text = _text(path)
        if headers.is_source(path, text.split("\n", 1)[0]):
            out += headers.check_text(path, text)
    return out + headers.folders_without_readme(files)


def _compiled(folder):
    """C sources of a configured build."""
    entries = json.loads((folder / "compile_commands.json").read_text())
    return sorted({entry["file"] for entry in entries if entry["file"].endswith(".c")})


def tidy(_files):
    """clang-tidy over what the host and the board builds compile."""
    out = set()
    seen = set()
    for preset in TIDY_PRESETS:
        commands = _clang_commands(buildtree.configure(preset))
        sources = [source for source in _compiled(commands) if source not in seen]
        seen.update(sources)
        out.update(_tidy_all(preset, commands, sources))
    return sorted(out)


def _clang_commands(folder):
    """A folder with the build's compile commands, without the options that only GCC knows."""
    commands = folder / "tidy"
    commands.mkdir(exist_ok=True)
    text = (folder / "compile_commands.json").read_text()
    (commands / "compile_commands.json").write_text(re.sub(r" (-fno-tree-[a-z-]+|-mno-abicalls)(?= )", "", text))
    return commands


def _tidy_all(preset, commands, sources):
    out = set()
    progress = term.Progress(f"clang-tidy, {preset}")
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, lines in enumerate(pool.map(lambda source: _tidy_one(commands, source), sources), 1):
            progress.update(f"{number}/{len(sources)}")
            out.update(lines)
    progress.clear()
    return out


def _tidy_one(folder, source):
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(folder), source], cwd=paths.ROOT, capture_output=True, text=True,
                          check=False)
    return [line.replace(f"{paths.ROOT}/", "") for line in done.stdout.splitlines() if re.search(r"(warning|error):", line)]


def cppcheck(_files):
    """cppcheck over what the host and the board builds compile."""
    out = []
    for preset in CPPCHECK_PRESETS:
        folder = buildtree.configure(preset)
        if _compiled(folder):
            out += cppcheck_on([f"--project={folder / 'compile_commands.json'}"], folder / "cppcheck")
    return sorted(set(out))


def cppcheck_on(what, state):
    """cppcheck's complaints; `state` is a folder where it keeps what it knows of unchanged files."""
    state.mkdir(parents=True, exist_ok=True)
    lines = _tool(["cppcheck", *CPPCHECK_OPTIONS, f"-j{os.cpu_count() or 1}", f"--cppcheck-build-dir={state}", *what])
    return [line.replace(f"{paths.ROOT}/", "") for line in lines]


def shell(files):
    """shellcheck over shell scripts."""
    scripts = [f for f in files if f.endswith(".sh") or re.match(r"#!.*\b(ba)?sh\b", _text(f).split("\n", 1)[0])]
    return _tool(["shellcheck", *scripts]) if scripts else []


BUILD_GROUPS = ("host", "unit", "tools", "mips")
CHECKS = {
    "layout": Check(("lint",), layout),
    "includes": Check((), include_rules),
    "headers": Check((), file_headers),
    "shell": Check(("lint",), shell),
    "cppcheck": Check(("lint", *BUILD_GROUPS), cppcheck),
    "tidy": Check(("lint", "clang", *BUILD_GROUPS), tidy),
}
