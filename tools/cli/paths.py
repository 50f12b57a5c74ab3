# SPDX-License-Identifier: Apache-2.0
"""Where things are, from any working directory."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"


def shown(path):
    """A path as a user types it: relative to the tree when it is inside."""
    try:
        return str(pathlib.Path(path).resolve().relative_to(ROOT))
    except ValueError:
        return str(path)
