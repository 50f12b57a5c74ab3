# SPDX-License-Identifier: Apache-2.0
"""Unpacks a Linux/MIPS zboot image (an ELF decompressor with an XZ payload) into a vmlinux that can be loaded as it is."""

import lzma
import struct
import zlib

from guests import elf32
from guests.errors import BadInput

_XZ_MAGIC = b"\xfd7zXZ\0"
_LINK_ADDRESS = 0x80100000  # where the generic and Malta platforms link the kernel
_LIMIT = 64 << 20           # no kernel of these platforms is near; a hostile payload stops here
_WINDOW = 64                # instructions from an entry within which what we look for stands


def is_zboot(blob):
    """True when an XZ stream is in the file."""
    return _find_stream(blob) is not None


def unpack(blob, what="kernel image"):
    """Returns the ELF vmlinux inside the zboot image `blob`; BadInput with the reason when there is none."""
    start_of_image, segments = elf32.read(blob, what)
    payload = _find_stream(blob)
    if payload is None:
        raise BadInput(f"{what}: no XZ payload in it; is it a zboot image?")
    raw = _decompress(blob, payload, what)
    entry = _entry(segments, start_of_image, len(raw), what)
    end = _bss_end(raw, entry, what)
    return elf32.write(entry, [elf32.Segment(_LINK_ADDRESS, raw, end - _LINK_ADDRESS)])


def _find_stream(blob):
    """Offset of the first XZ stream header with a right checksum; the decompressor's own copy of the magic has none."""
    at = blob.find(_XZ_MAGIC)
    while at >= 0:
        header = blob[at:at + 12]
        if len(header) == 12 and zlib.crc32(header[6:8]) == struct.unpack("<I", header[8:])[0]:
            return at
        at = blob.find(_XZ_MAGIC, at + 1)
    return None


def _decompress(blob, start, what):
    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 << 20)
    try:
        raw = decoder.decompress(blob[start:], _LIMIT)
    except lzma.LZMAError as error:
        raise BadInput(f"{what}: the XZ payload at {start:#x} is damaged: {error}") from None
    if not decoder.eof:
        if len(raw) >= _LIMIT:
            raise BadInput(f"{what}: the XZ payload unpacks to more than {_LIMIT >> 20} MiB")
        raise BadInput(f"{what}: the XZ payload at {start:#x} is cut off after {len(raw)} bytes of kernel")
    if len(raw) < 0x1000:
        raise BadInput(f"{what}: the payload is {len(raw)} bytes, too few for a kernel")
    return raw


def _word(raw, address):
    return struct.unpack_from("<I", raw, address - _LINK_ADDRESS)[0]


def _values(words):
    """Follows lui, addiu and ori through straight code; yields (instruction, {register: known value} before it)."""
    registers = {}
    for word in words:
        yield word, registers
        op, rs, rt, low = word >> 26, word >> 21 & 31, word >> 16 & 31, word & 0xFFFF
        if op == 15:
            registers[rt] = low << 16
        elif op == 9 and rs == rt and rs in registers:
            registers[rt] = registers[rt] + low - (low >> 15 << 16) & 0xFFFFFFFF
        elif op == 13 and rs == rt and rs in registers:
            registers[rt] |= low


def _words(data, offset):
    count = min(_WINDOW, max(0, len(data) - offset) // 4)
    return struct.unpack_from(f"<{count}I", data, offset)


def _entry(segments, start, size, what):
    """Where the decompressor, at its end, jumps into the unpacked kernel."""
    for segment in segments:
        if not segment.address <= start < segment.end:
            continue
        for word, registers in _values(_words(segment.data, start - segment.address)):
            target = registers.get(word >> 21 & 31, 0)
            jumps = word >> 26 == 0 and word & 0x3F in (8, 9)  # jr and jalr
            if jumps and target % 4 == 0 and _LINK_ADDRESS <= target < _LINK_ADDRESS + size:
                return target
    raise BadInput(f"{what}: the decompressor at {start:#x} does not jump into the kernel")


def _bss_end(raw, entry, what):
    """End of the kernel in memory: the bound of the loop near the entry that stores zero to every word of the bss.

    The raw payload has no section table, and the initrd and the device tree must not lie in the bss.
    """
    cleared = None
    for word, registers in _values(_words(raw, entry - _LINK_ADDRESS)):
        op, rs, rt = word >> 26, word >> 21 & 31, word >> 16 & 31
        if op == 43 and rt == 0:  # sw zero, n(rs)
            cleared = rs
        elif op == 5 and word & 0x8000 and cleared in (rs, rt):  # bne back: the end of the loop
            end = registers.get(rt if cleared == rs else rs, 0) + 4
            if not _LINK_ADDRESS + len(raw) <= end <= _LINK_ADDRESS + _LIMIT:
                raise BadInput(f"{what}: the end of the kernel's bss ({end:#x}) is out of range")
            return end
    raise BadInput(f"{what}: no loop at the entry point {entry:#x} clears a bss; is it a Linux kernel?")
