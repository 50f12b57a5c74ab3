# SPDX-License-Identifier: Apache-2.0
"""Which files the checks look at."""

import os
import subprocess

from cli import paths

IGNORED = {"build", ".git", ".cache", "__pycache__"}


def tracked(root=paths.ROOT):
    """Paths of the tree's files, relative: git's, with new ones that it does not ignore; without git all but builds."""
    try:
        out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
                             capture_output=True, text=True, check=True).stdout
        return sorted(f for f in out.split("\0") if f and (root / f).is_file())
    except (OSError, subprocess.CalledProcessError):
        return sorted(walked(root))


def walked(root):
    """Every file below a folder but those of builds and tools."""
    for folder, names, found in os.walk(root):
        names[:] = [n for n in names if n not in IGNORED]
        for name in found:
            yield os.path.relpath(os.path.join(folder, name), root)


def of_kind(files, *suffixes):
    """Those that end in one of the suffixes."""
    return [f for f in files if f.endswith(suffixes)]
