# SPDX-License-Identifier: Apache-2.0
"""What cases may need: packages to install and parts to build first."""

from cli import artefacts

# need: (package groups, what to build or None)
NEEDS = {
    "qemu": (("qemu",), None),
    "lint": (("lint",), None),
    "mips-compiler": (("mips",), None),
    "gdb": (("gdb",), None),
    "tools": (artefacts.GROUPS["tools"], "tools"),
    "malta": (artefacts.GROUPS["malta"], "malta"),
    "ci40": (artefacts.GROUPS["ci40"], "ci40"),
    "guests": (artefacts.GROUPS["guests"], "guests"),
    "sim": (artefacts.GROUPS["sim"], "sim"),
}


def groups_of(needs):
    """Package groups for some needs."""
    return sorted({group for need in needs for group in NEEDS[need][0]})
