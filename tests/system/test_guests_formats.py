# SPDX-License-Identifier: Apache-2.0
"""Guest supply: the file formats it writes and reads, with hostile and cut-off input."""

import lzma
import stat
import struct

from harness import case

from guests import cpio, elf32, modules, zboot
from guests.errors import BadInput

ENTRY = 0x80100400


def fails(expected, function, *arguments):
    """Asserts that the call raises BadInput with exactly this message."""
    try:
        function(*arguments)
    except BadInput as error:
        assert str(error) == expected, f"said {str(error)!r}, expected {expected!r}"
        return
    raise AssertionError(f"accepted; expected {expected!r}")


def read_cpio(blob):
    """Entries of a newc archive as (name, mode, rdev minor, data), read by the format's rules, not by our writer."""
    at, found = 0, []
    while True:
        assert blob[at:at + 6] == b"070701" and at % 4 == 0
        field = [int(blob[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        name = blob[at + 110:at + 110 + field[11] - 1].decode()
        data = (at + 110 + field[11] + 3) & ~3
        if name == "TRAILER!!!":
            return found
        found.append((name, field[1], field[10], blob[data:data + field[6]]))
        at = (data + field[6] + 3) & ~3


def fake_kernel(bss_end=0x80103004):
    """A raw kernel that at its entry clears its bss from 0x80102000 on, as head.S does."""
    last = bss_end - 4
    code = struct.pack("<8I", 0x3C088010, 0x25082000, 0xAD000000,
                       0x3C090000 | (last + 0x8000) >> 16, 0x25290000 | last & 0xFFFF,
                       0x25080004, 0xAD000000, 0x1509FFFD)
    return bytes(0x400) + code + bytes(0x1C00 - len(code))


def fake_zboot(payload, jump=ENTRY):
    """A decompressor that only jumps to `jump`, with the XZ magic in its code as the real one has, and a payload."""
    code = struct.pack("<4I", 0x3C190000 | jump >> 16, 0x37390000 | jump & 0xFFFF, 0x0320F809, 0)
    return elf32.write(0x81130000, [elf32.Segment(0x81130000, code + b"\xfd7zXZ\0decoy-bytes" + bytes(400) + payload)])


def packed(raw):
    """The raw kernel as an XZ stream."""
    return lzma.compress(raw, check=lzma.CHECK_CRC32)


@case(tiers=["unit"])
def cpio_is_read_back(t):
    """Files, links, directories and devices come back as they were put in; parents come first."""
    archive = cpio.Archive()
    archive.file("a/b/program", b"\x7fELF...", 0o755)
    archive.symlink("a/link", "b/program")
    archive.character_device("dev/console", 5, 1)
    archive.directory("a", 0o755)
    entries = read_cpio(archive.bytes())
    assert [e[0] for e in entries] == ["a", "a/b", "a/b/program", "a/link", "dev", "dev/console"]
    by_name = {e[0]: e for e in entries}
    assert by_name["a/b/program"][1] == stat.S_IFREG | 0o755 and by_name["a/b/program"][3] == b"\x7fELF..."
    assert stat.S_ISLNK(by_name["a/link"][1]) and by_name["a/link"][3] == b"b/program"
    assert stat.S_ISCHR(by_name["dev/console"][1]) and by_name["dev/console"][2] == 1
    assert len(archive.bytes()) % 512 == 0


@case(tiers=["unit"])
def cpio_is_reproducible(t):
    """The order of adding does not show in the bytes."""
    one, two = cpio.Archive(), cpio.Archive()
    for archive, names in ((one, "xyz"), (two, "zyx")):
        for name in names:
            archive.file(f"d/{name}", name)
    assert one.bytes() == two.bytes()


@case(tiers=["unit"])
def cpio_refuses_bad_paths(t):
    """Paths that leave the tree, are empty, come twice or lie below a file are refused."""
    archive = cpio.Archive()
    archive.file("f", "")
    fails("not a path for an archive: '../x'", archive.file, "../x", "")
    fails("not a path for an archive: 'a//b'", archive.file, "a//b", "")
    fails("not a path for an archive: ''", archive.file, "", "")
    fails("not a path for an archive: 'TRAILER!!!'", archive.file, "TRAILER!!!", "")
    fails("twice in the archive: f", archive.symlink, "f", "g")
    fails("f is no directory, so f/g cannot lie below it", archive.file, "f/g", "")


@case(tiers=["unit"])
def zboot_unpacks(t):
    """The payload behind the decoy magic becomes one segment at the link address, with the bss behind it."""
    raw = fake_kernel()
    entry, segments = elf32.read(zboot.unpack(fake_zboot(packed(raw))))
    assert entry == ENTRY and len(segments) == 1
    assert segments[0].address == 0x80100000 and segments[0].data == raw and segments[0].end == 0x80103004


@case(tiers=["unit"])
def zboot_refuses_hostile_images(t):
    """Each kind of damage gets its own message."""
    good = packed(fake_kernel())
    at = fake_zboot(good).find(good)

    def unpack(blob):
        return zboot.unpack(blob, "k")

    fails("k: 0 bytes are too few for an ELF header", unpack, b"")
    fails("k: not an ELF file", unpack, b"#!/bin/sh\n" + bytes(100))
    fails("k: not a 32-bit little-endian ELF file", unpack, b"\x7fELF\x02\x01" + bytes(100))
    fails("k: not an executable for MIPS", unpack, fake_zboot(good)[:18] + b"\x03" + fake_zboot(good)[19:])
    whole = fake_zboot(good)
    fails(f"k: segment 0 is cut off (needs {len(whole)} of {len(whole) - 9} bytes)", unpack, whole[:-9])
    fails("k: no XZ payload in it; is it a zboot image?", unpack, fake_zboot(b"nothing"))
    fails(f"k: the XZ payload at {at:#x} is damaged: Corrupt input data", unpack, fake_zboot(good[:60] + bytes(40) + good[100:]))
    fails(f"k: the XZ payload at {at:#x} is cut off after 8192 bytes of kernel", unpack, fake_zboot(good[:-4]))
    fails("k: the payload is 100 bytes, too few for a kernel", unpack, fake_zboot(packed(bytes(100))))
    fails("k: the XZ payload unpacks to more than 64 MiB", unpack, fake_zboot(packed(bytes((64 << 20) + 1))))
    fails("k: the decompressor at 0x81130000 does not jump into the kernel", unpack, fake_zboot(good, jump=0x80000000))
    fails("k: no loop at the entry point 0x80100400 clears a bss; is it a Linux kernel?", unpack, fake_zboot(packed(bytes(0x2000))))
    fails("k: the end of the kernel's bss (0x80100010) is out of range", unpack, fake_zboot(packed(fake_kernel(0x80100010))))


@case(tiers=["unit"])
def zboot_survives_any_byte_flip(t):
    """Damage anywhere in header or payload gives a kernel or a BadInput, never another error or a hang."""
    good = fake_zboot(packed(fake_kernel()))
    refused = 0
    for at in range(0, len(good), 7):
        broken = bytearray(good)
        broken[at] ^= 0x55
        try:
            zboot.unpack(bytes(broken))
        except BadInput:
            refused += 1
    assert refused > 20, refused


@case(tiers=["unit"])
def elf_refuses_bad_segments(t):
    """Segments outside kseg0, an entry outside them, and overlaps are named."""
    fails("x: segment 0 at 0xc0000000 does not lie in kseg0", elf32.read,
          elf32.write(0xC0000000, [elf32.Segment(0xC0000000, b"1234")]), "x")
    fails("x: the entry point 0x80200000 lies in no segment", elf32.read,
          elf32.write(0x80200000, [elf32.Segment(0x80100000, b"1234")]), "x")
    fails("segments overlap at 0x80100002", elf32.write, 0x80100000,
          [elf32.Segment(0x80100000, b"1234"), elf32.Segment(0x80100002, b"1234")])


@case(tiers=["unit"])
def modules_come_after_what_they_need(t):
    """The order follows the modules' own depends= texts; built-in ones are left out; circles and gaps are named."""
    def module(needs):
        return b"\x7fELF\0name=x\0depends=" + needs.encode() + b"\0vermagic\0"

    files = {"net": module("virtio,ring-buffer"), "virtio": module(""), "ring_buffer": module("virtio"), "lost": module("gone"),
             "a": module("b"), "b": module("a")}
    assert modules.in_order(["net"], files) == ["virtio", "ring_buffer", "net"]
    assert modules.in_order(["net"], files, ["ring-buffer"]) == ["virtio", "net"]
    files["sum"] = module("") + b"softdep=pre: checksum none post: net\0"
    files["sum_generic"] = module("virtio") + b"alias=checksum\0"
    assert modules.in_order(["sum"], files) == ["virtio", "sum_generic", "sum"]
    fails("the kernel has no module gone, which lost needs", modules.in_order, ["lost"], files)
    fails("modules depend on each other in a circle: a -> b -> a", modules.in_order, ["a"], files)
    fails("not a kernel module: it does not say what it depends on", modules.in_order, ["x"], {"x": b"text"})
