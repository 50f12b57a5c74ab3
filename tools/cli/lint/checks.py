# SPDX-License-Identifier: Apache-2.0
"""The checks by name; each takes the tree's files and returns complaints."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from typing import Callable

from cli import buildtree, paths
from cli.lint import headers, includes, tidy
from cli.lint.files import of_kind

CPPCHECK_PRESETS = ("gcc-debug", "mipsel-release")
CPPCHECK_OPTIONS = ["--enable=warning,performance,portability", "--inline-suppr", "--std=c11", "--error-exitcode=1", "--quiet",
                    "--library=posix",
                    # The operands of register assembly look like statements to it; the compilers' -Wunused-value knows better.
                    "--suppress=constStatement",
                    # It takes the addresses of labels, in the processor model's table of steps, for booleans.
                    "--suppress=assignBoolToPointer:*emu/cpu/table/*",
                    # It takes the bounds of the kernel's sections, which the linker defines, for objects of their own.
                    "--suppress=comparePointers:*arch/mips-vz/boot/main.c",
                    # The argument area above a kernel stack is inside it, and each processor has its own data: it sees neither from one file.
                    "--suppress=ctuPointerArith:*arch/mips-vz/boot/main.c", "--suppress=ctunullpointer:*arch/mips-vz/mmu/space.c",
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


def clang_tidy(_files):
    """clang-tidy over what the host and the board builds compile."""
    return tidy.check()


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
    "tidy": Check(("lint", "clang", *BUILD_GROUPS), clang_tidy),
}
