# SPDX-License-Identifier: Apache-2.0
"""The system-description compiler: what it is told about programs and guests, and what it says about a description."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile

from cli import buildtree, exits, packages, paths
from guests.supply import PRODUCTS, Supply

TOOL = "skerry-describe"
PROGRAM = re.compile(r"^\s*skerry_user_program\((\S+)", re.MULTILINE)
GUEST = re.compile(r"^\s*skerry_guest_program\((\S+)", re.MULTILINE)
GUESTS = "programs"  # stands for a product in the names of guests that the tree builds


def tool():
    """Path of the compiler, built."""
    return dict(buildtree.manifest(buildtree.build("gcc-release", [TOOL]), "tools"))[TOOL]


def programs(folder, kind=PROGRAM):
    """{name: path or None} of the programs for boards: all that the tree can build, and where in the build `folder` they stand."""
    found = {}
    for lists in sorted(paths.ROOT.glob("*/**/CMakeLists.txt")):
        if paths.BUILD not in lists.parents:
            for name in kind.findall(lists.read_text(encoding="utf-8")):
                path = folder / "bin" / f"{name}.elf"
                found[name] = path if path.exists() else None
    return found


def guest_files():
    """{"product/file": path or None} of everything that can be fetched."""
    supply = Supply(offline=True)
    found = {}
    for name, product in PRODUCTS.items():
        ready = supply.ready(name)
        for file in product.files:
            found[f"{name}/{file}"] = supply.store.path(name) / file if ready else None
    return found


@contextlib.contextmanager
def catalogue(folder):
    """Path of a file that tells the compiler what there is; gone after the block."""
    lines = [f"program {name} {path or '-'}" for name, path in programs(folder).items()]
    lines += [f"guest {name} {path or '-'}" for name, path in guest_files().items()]
    lines += [f"guest {GUESTS}/{name}.elf {path or '-'}" for name, path in programs(folder, GUEST).items()]
    with tempfile.NamedTemporaryFile("w", prefix="skerry-", suffix=".list", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        yield file.name


def as_typed(path):
    """How messages name a file: below the working folder by its short name."""
    here = os.getcwd() + os.sep
    return str(path).removeprefix(here)


def compile_file(path, folder, compiler=None, options=()):
    """Runs the compiler; (what it said as a dictionary, what it said to people). Ends with its exit code unless 0 or 2."""
    with catalogue(folder) as listing:
        command = [compiler or tool(), as_typed(path), "--json", "-", "--catalogue", listing, *options]
        # Told the truth about the terminal, the compiler colours what a person reads.
        environment = {**os.environ, "NO_COLOR": os.environ.get("NO_COLOR") or ("" if sys.stderr.isatty() else "1")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode not in (exits.GOOD, exits.BAD_INPUT):
        raise exits.CliError(done.returncode if done.returncode in exits.MEANING else exits.FAILED, done.stderr.strip())
    return json.loads(done.stdout), done.stderr


def checked(path, folder, compiler=None, options=()):
    """The resolved system of a description; ends with exit code 2 and the compiler's messages when it is broken."""
    answer, said = compile_file(path, folder, compiler, options)
    if answer["problems"]:
        raise exits.CliError(exits.BAD_INPUT, f"{paths.shown(path)} is broken\n{said.rstrip()}")
    return answer["system"]


def require(path, args):
    """What `check` and `graph` do first: is the file there, are the packages?"""
    if not os.path.isfile(path):
        raise exits.CliError(exits.BAD_INPUT, f"no such file: {paths.shown(path)}")
    packages.ensure(("host", "tools"), not args.no_install)


def absent_products(system):
    """Guests of the resolved system that have to be fetched first."""
    products = {m["source"].split("/")[0] for m in system["modules"] if m["kind"] in ("kernel", "file") and m["path"] is None}
    return sorted(products - {GUESTS})
