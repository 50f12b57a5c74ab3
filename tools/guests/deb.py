# SPDX-License-Identifier: Apache-2.0
"""Reads single files out of Debian packages, without unpacking the rest."""

import fnmatch
import subprocess
import tarfile

from guests.errors import BadInput


def _members(package, wanted):
    """{path: bytes, or a link's target as text} of the members whose path `wanted` accepts."""
    found = {}
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE) as process:
        try:
            with tarfile.open(fileobj=process.stdout, mode="r|") as tar:
                for member in tar:
                    path = member.name.removeprefix("./")
                    if not wanted(path):
                        continue
                    if member.isfile():
                        found[path] = tar.extractfile(member).read()
                    elif member.issym():
                        found[path] = member.linkname
            process.stdout.read()
        except tarfile.TarError as error:
            raise BadInput(f"{package}: not a readable package: {error}") from None
    if process.returncode != 0:
        raise BadInput(f"{package}: dpkg-deb cannot read it (exit {process.returncode})")
    return found


def read(package, patterns):
    """{path: bytes} of the regular files in the package (a path) that match a pattern; BadInput when one matches nothing."""
    found = _members(package, lambda path: any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns))
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(path, pattern) for path in found):
            raise BadInput(f"{package}: nothing in it matches {pattern}")
    return {path: content for path, content in found.items() if isinstance(content, bytes)}


def index(package):
    """Everything in the package but documentation: {path: bytes, or a symbolic link's target as text}."""
    return _members(package, lambda path: not path.startswith("usr/share/"))
