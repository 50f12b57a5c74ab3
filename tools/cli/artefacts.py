# SPDX-License-Identifier: Apache-2.0
"""What `skerry build` makes: the targets, what they need, and the files that come out, by key such as "malta/hello"."""

from cli import buildtree, images, later, paths

TARGETS = ("malta", "ci40", "sim", "tools")
GROUPS = {
    "malta": ("host", "tools", "mips"),
    "ci40": ("host", "tools", "mips"),
    "sim": ("host", "tools", "mips"),
    "tools": ("host", "tools"),
}


def build(target):
    """Builds a target; {key: path}. Ends with exit code 3 when its part is not in the tree."""
    return {"malta": _malta, "ci40": _ci40, "sim": _sim, "tools": _tools}[target]()


def _tools():
    sources = [p for p in (paths.ROOT / "tools").glob("*/CMakeLists.txt")]
    if not sources:
        later.not_yet("host tools are")
    folder = buildtree.build("gcc-release")
    found = {}
    for source in sorted(sources):
        name = source.parent.name
        for path in sorted((folder / "tools" / name).iterdir()):
            if path.is_file() and path.stat().st_mode & 0o100 and path.suffix == "":
                found[f"tools/{path.name}"] = path
    return found


def _malta():
    if not (paths.ROOT / "arch" / "mips-vz" / "CMakeLists.txt").exists():
        later.not_yet("the MIPS kernel (arch/mips-vz) is")
    tools = _tools()
    folder = buildtree.build("mipsel-release")
    return images.malta(folder, tools)


def _ci40():
    later.not_yet("the Ci40 board (arch/mips-vz/board/ci40) is")


def _sim():
    later.not_yet("the simulated board (arch/sim-posix) is")
