# SPDX-License-Identifier: Apache-2.0
"""Programs of Debian packages for an initramfs, with exactly the shared libraries that they are linked with."""

import pathlib
import posixpath
import re
import struct

from guests import deb
from guests.errors import BadInput

LOADER = "ld.so.1"
_PT_LOAD, _PT_DYNAMIC, _PT_INTERP = 1, 2, 3
_DT_NEEDED, _DT_STRTAB = 1, 5


def library_packages(packages, show):
    """`packages` and the library packages they depend on, in a stable order; `show` gives a package's fields."""
    found, waiting = [], list(packages)
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found.append(name)
        for part in show(name).get("depends", "").split(","):
            other = re.split(r"[\s:|(]", part.strip(), maxsplit=1)[0]
            # Only these hold shared libraries; the rest is what an installed system would need.
            if re.match(r"lib|zlib", other):
                waiting.append(other)
    return found


def needed(blob, what="file"):
    """Names of the shared libraries an ELF file asks for, its loader included; BadInput when it is damaged."""
    try:
        return _needed(blob)
    except (struct.error, IndexError, ValueError, StopIteration) as error:
        reason = str(error) or "a table is missing"
        raise BadInput(f"{what}: not a readable ELF file: {reason}") from None


def _needed(blob):
    if blob[:6] != b"\x7fELF\x01\x01":
        raise ValueError("wrong magic, class or byte order")
    offset, = struct.unpack_from("<I", blob, 28)
    size, count = struct.unpack_from("<HH", blob, 42)
    heads = [struct.unpack_from("<8I", blob, offset + i * size) for i in range(count)]
    names = [posixpath.basename(blob[h[1]:h[1] + h[4]].rstrip(b"\0").decode()) for h in heads if h[0] == _PT_INTERP]
    for head in heads:
        if head[0] != _PT_DYNAMIC:
            continue
        entries = list(struct.iter_unpack("<II", blob[head[1]:head[1] + head[4] // 8 * 8]))
        table = next(value for tag, value in entries if tag == _DT_STRTAB)
        start = next(h[1] + table - h[2] for h in heads if h[0] == _PT_LOAD and h[2] <= table < h[2] + h[4])
        for tag, value in entries:
            if tag == _DT_NEEDED:
                end = blob.index(b"\0", start + value)
                names.append(blob[start + value:end].decode())
    return names


def collect(archives, programs, plugins=()):
    """{path in the guest: (bytes, mode)} for the programs, plugins and libraries.

    `archives`: paths of .deb files. `programs`: {name in /bin: path in a package}. `plugins`: patterns of files that are kept
    where they are, because programs open them by name.
    """
    members = {}
    for archive in archives:
        members.update(deb.index(archive))
    out = {f"bin/{name}": (_content(members, path), 0o755) for name, path in programs.items()}
    for pattern in plugins:
        matching = [path for path in members if pathlib.PurePath(path).match(pattern)]
        if not matching:
            raise BadInput(f"no package has {pattern}")
        out.update({path: (_content(members, path), 0o644) for path in matching})
    libraries = {posixpath.basename(path): path for path in members if ".so" in posixpath.basename(path)}
    waiting = [(path, blob) for path, (blob, _) in out.items()]
    while waiting:
        path, blob = waiting.pop()
        for name in needed(blob, path):
            if f"lib/{name}" in out:
                continue
            if name not in libraries:
                raise BadInput(f"{path} needs {name}, which no package has")
            out[f"lib/{name}"] = (_content(members, libraries[name]), 0o755)
            waiting.append((name, out[f"lib/{name}"][0]))
    return out


def _content(members, path):
    """Bytes of a member; symbolic links are followed."""
    for _ in range(10):
        if path not in members:
            raise BadInput(f"no package has {path}")
        content = members[path]
        if isinstance(content, bytes):
            return content
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), content)).lstrip("/")
    raise BadInput(f"the links at {path} lead in a circle")
