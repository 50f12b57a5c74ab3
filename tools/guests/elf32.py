# SPDX-License-Identifier: Apache-2.0
"""Little-endian MIPS ELF executables: reads the loadable segments of one, writes a minimal one."""

import struct
from dataclasses import dataclass

from guests.errors import BadInput

_EHDR = struct.Struct("<4s5B7xHHIIIIIHHHHHH")
_PHDR = struct.Struct("<8I")
_ET_EXEC, _EM_MIPS, _PT_LOAD = 2, 8, 1
_E_FLAGS = 0x70001001  # o32, mips32r2, noreorder
_KSEG0 = 0x80000000
_ALIGN = 0x1000


@dataclass
class Segment:
    """Bytes at a virtual address, followed by zeros up to `size`."""

    address: int
    data: bytes
    size: int = 0

    def __post_init__(self):
        self.size = max(self.size, len(self.data))

    @property
    def end(self):
        """First address behind the segment."""
        return self.address + self.size


def physical(address):
    """Physical address of a kseg0 or kseg1 address."""
    return address & 0x1FFFFFFF


def read(blob, what="file"):
    """(entry, [Segment]) of a MIPS executable that lies in kseg0; BadInput with the reason for anything else."""
    if len(blob) < _EHDR.size:
        raise BadInput(f"{what}: {len(blob)} bytes are too few for an ELF header")
    head = _EHDR.unpack_from(blob)
    if head[0] != b"\x7fELF":
        raise BadInput(f"{what}: not an ELF file")
    if head[1:3] != (1, 1):
        raise BadInput(f"{what}: not a 32-bit little-endian ELF file")
    if head[6:8] != (_ET_EXEC, _EM_MIPS):
        raise BadInput(f"{what}: not an executable for MIPS")
    entry, offset, size, count = head[9], head[10], head[14], head[15]
    if size != _PHDR.size or offset + size * count > len(blob):
        raise BadInput(f"{what}: the program headers lie outside the file")
    segments = []
    for index in range(count):
        kind, at, vaddr, _, filesz, memsz, _, _ = _PHDR.unpack_from(blob, offset + index * size)
        if kind != _PT_LOAD or memsz == 0:
            continue
        if at + filesz > len(blob) or filesz > memsz:
            raise BadInput(f"{what}: segment {index} is cut off (needs {at + filesz} of {len(blob)} bytes)")
        if not _KSEG0 <= vaddr <= vaddr + memsz <= 0xA0000000:
            raise BadInput(f"{what}: segment {index} at {vaddr:#x} does not lie in kseg0")
        segments.append(Segment(vaddr, bytes(blob[at:at + filesz]), memsz))
    if not any(s.address <= entry < s.end for s in segments):
        raise BadInput(f"{what}: the entry point {entry:#x} lies in no segment")
    return entry, segments


def write(entry, segments):
    """An executable with the given segments, in ascending order, each on a file offset congruent to its address."""
    segments = sorted(segments, key=lambda s: s.address)
    for low, high in zip(segments, segments[1:]):
        if low.end > high.address:
            raise BadInput(f"segments overlap at {high.address:#x}")
    headers, body = b"", bytearray()
    base = _EHDR.size + _PHDR.size * len(segments)
    for segment in segments:
        body += bytes((segment.address - base - len(body)) % _ALIGN)
        headers += _PHDR.pack(_PT_LOAD, base + len(body), segment.address, segment.address,
                              len(segment.data), segment.size, 7, _ALIGN)
        body += segment.data
    head = _EHDR.pack(b"\x7fELF", 1, 1, 1, 0, 0, _ET_EXEC, _EM_MIPS, 1, entry, _EHDR.size, 0, _E_FLAGS,
                      _EHDR.size, _PHDR.size, len(segments), 0, 0, 0)
    return head + headers + bytes(body)
