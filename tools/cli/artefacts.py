# SPDX-License-Identifier: Apache-2.0
"""What `skerry build` makes: the targets, what they need, and the files that come out, by key such as "malta/hello"."""

import pathlib

from cli import buildtree, exits, images, later, paths, sim
from guests.errors import GuestError
from guests.supply import TESTED, Supply

TARGETS = ("malta", "ci40", "sim", "tools")
GROUPS = {
    "malta": ("host", "tools", "mips"),
    "ci40": ("host", "tools", "mips"),
    "sim": ("host", "tools", "mips"),
    "tools": ("host", "tools"),
    "guests": ("guests",),
}


def build(target):
    """Builds a target; {key: path}. Ends with exit code 3 when its part is not in the tree."""
    return {"malta": _malta, "ci40": _ci40, "sim": _sim, "tools": _tools, "guests": _guests}[target]()


def _guests():
    try:
        files = Supply().provide(TESTED)
    except GuestError as error:
        raise exits.CliError(error.code, f"guests: {error}") from None
    return {f"guests/{name}": path for name, path in files.items()}


def _tools():
    built = buildtree.manifest(buildtree.build("gcc-release"), "tools")
    if not built:
        later.not_yet("host tools are")
    return {f"tools/{name}": pathlib.Path(path) for name, path in sorted(built)}


def program(name):
    """Path of one host tool, built."""
    return pathlib.Path(dict(buildtree.manifest(buildtree.build("gcc-release", [name]), "tools"))[name])


def _malta():
    if not (paths.ROOT / "arch" / "mips-vz" / "CMakeLists.txt").exists():
        later.not_yet("the MIPS kernel (arch/mips-vz) is")
    return {**images.malta().all(), **images.malta(cpus=2).all()}


def _ci40():
    later.not_yet("the Ci40 board (arch/mips-vz/board/ci40) is")


def _sim():
    return {f"tools/{sim.TOOL}": program(sim.TOOL), **images.simulation().all()}
