# SPDX-License-Identifier: Apache-2.0
"""Reads single files out of Debian packages, without unpacking the rest."""

import fnmatch
import subprocess
import tarfile

from guests.errors import BadInput


def read(package, patterns):
    """{path: bytes} of the regular files in the package (a path) that match a pattern; BadInput when one matches nothing."""
    found = {}
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                for member in tar:
                    path = member.name.removeprefix("./")
                    if member.isfile() and any(fnmatch.fnmatchcase(path, p) for p in patterns):
                        found[path] = tar.extractfile(member).read()
            process.stdout.read()
        except tarfile.TarError as error:
            raise BadInput(f"{package}: not a readable package: {error}") from None
    if process.returncode != 0:
        raise BadInput(f"{package}: dpkg-deb cannot read it (exit {process.returncode})")
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(path, pattern) for path in found):
            raise BadInput(f"{package}: nothing in it matches {pattern}")
    return found
