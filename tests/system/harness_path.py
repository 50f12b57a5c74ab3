# SPDX-License-Identifier: Apache-2.0
"""Search paths that lack some programs, for tests of what happens on a machine without them."""

import os


def path_without(t, *programs):
    """An environment whose PATH, a folder of the case's own, has every program of the present one but those named."""
    folder = t.dir / "bin"
    folder.mkdir()
    for directory in os.environ["PATH"].split(os.pathsep):
        if os.path.isdir(directory):
            for name in os.listdir(directory):
                target = folder / name
                if name not in programs and not os.path.lexists(target):
                    os.symlink(os.path.join(directory, name), target)
    return {"PATH": str(folder)}


def add_program(t, name, script):
    """Puts a shell script into the folder that path_without() made."""
    path = t.dir / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
