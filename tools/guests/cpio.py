# SPDX-License-Identifier: Apache-2.0
"""Writes cpio archives of the "newc" kind; the same tree gives the same bytes on every machine."""

import stat

from guests.errors import BadInput

_TRAILER = "TRAILER!!!"


class Archive:
    """Files of an initramfs, all owned by root and of the same date."""

    def __init__(self):
        self._entries = {}

    def directory(self, path, mode=0o755):
        """Adds a directory, and those above it."""
        self._add(path, stat.S_IFDIR | mode, b"")

    def file(self, path, data, mode=0o644):
        """Adds a regular file with the given bytes or text."""
        self._add(path, stat.S_IFREG | mode, data.encode() if isinstance(data, str) else data)

    def symlink(self, path, target):
        """Adds a symbolic link."""
        self._add(path, stat.S_IFLNK | 0o777, target.encode())

    def character_device(self, path, major, minor, mode=0o600):
        """Adds a character device node."""
        self._add(path, stat.S_IFCHR | mode, b"", (major, minor))

    def paths(self):
        """Every path in the archive."""
        return sorted(self._entries)

    def _add(self, path, mode, data, device=(0, 0)):
        parts = path.strip("/").split("/")
        if not all(parts) or set(parts) & {".", ".."} or path.strip("/") == _TRAILER:
            raise BadInput(f"not a path for an archive: {path!r}")
        name = "/".join(parts)
        old = self._entries.get(name)
        if old and not (stat.S_ISDIR(mode) and stat.S_ISDIR(old[0])):
            raise BadInput(f"twice in the archive: {name}")
        for depth in range(1, len(parts)):
            above = "/".join(parts[:depth])
            if not stat.S_ISDIR(self._entries.setdefault(above, (stat.S_IFDIR | 0o755, b"", (0, 0)))[0]):
                raise BadInput(f"{above} is no directory, so {name} cannot lie below it")
        self._entries[name] = (mode, data, device)

    def bytes(self):
        """The archive, padded to whole 512-byte blocks; a directory comes before what is in it."""
        out = bytearray()
        for inode, name in enumerate(self.paths(), start=1):
            mode, data, device = self._entries[name]
            links = 2 if stat.S_ISDIR(mode) else 1
            _append(out, name, inode, mode, links, data, device)
        _append(out, _TRAILER, 0, 0, 1, b"", (0, 0))
        return bytes(out) + bytes(-len(out) % 512)


def _append(out, name, inode, mode, links, data, device):
    encoded = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, links, 0, len(data), 0, 0, *device, len(encoded), 0)
    out += b"070701" + b"".join(b"%08x" % value for value in fields) + encoded
    out += bytes(-len(out) % 4)
    out += data
    out += bytes(-len(out) % 4)
