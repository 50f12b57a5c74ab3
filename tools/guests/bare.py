# SPDX-License-Identifier: Apache-2.0
"""One ELF that boots an unmodified generic kernel on a bare Malta board: kernel, initrd, device tree, and a shim that
enters the kernel by the UHI convention, which QEMU's own Malta loader does not speak."""

import hashlib
import pathlib
import string
import struct
import subprocess

from guests import elf32
from guests.errors import BadInput, Missing

TEMPLATE = pathlib.Path(__file__).resolve().parent / "guest.dts.in"
CLOCK_HZ = 320000000  # of QEMU's Malta
FAST_ARGUMENTS = ("quiet nokaslr cryptomgr.notests lpj=1990656 "
                  "initcall_blacklist=load_system_certificate_list,init_blk_tracer")
# Where a guest under Skerry finds its virtio devices; they share an interrupt line.
VIRTIO_BASE, VIRTIO_BYTES, VIRTIO_LINE = 0x1F010000, 0x200, 3
_PAGE = 0x10000
_SHIM_BYTES = 64


def arguments(mode="shell", fast=True, extra=""):
    """Kernel command line: console, the guest's mode and, when `fast`, what shortens the boot of a stock kernel."""
    parts = ["console=ttyS0,115200", FAST_ARGUMENTS if fast else "", f"skerry.mode={mode}", "panic=-1", extra]
    return " ".join(part for part in parts if part)


def virtio_nodes(devices):
    """Device-tree nodes of virtio devices, each (kind, end): what a monitor puts there, and which of its networks or disks that is."""
    nodes = ""
    for number, (kind, end) in enumerate(devices):
        base = VIRTIO_BASE + number * VIRTIO_BYTES
        nodes += (f'\n\t\tvirtio@{base:x} {{\n\t\t\tcompatible = "virtio,mmio";\n\t\t\treg = <{base:#x} {VIRTIO_BYTES:#x}>;\n'
                  f'\t\t\tinterrupts = <{VIRTIO_LINE}>;\n\t\t\tskerry,device = "{kind}";\n'
                  + (f'\t\t\tskerry,end = "{end}";\n' if end else "") + "\t\t};\n")
    return nodes


def device_tree_source(bootargs, memory_bytes, initrd_start, initrd_end, clock_hz=CLOCK_HZ, devices=()):
    """The device tree's source; the seed is fixed, so a run can be repeated. `devices`: see virtio_nodes()."""
    if set(bootargs) & set('"\\\n'):
        raise BadInput(f"not a kernel command line: {bootargs!r}")
    seed = hashlib.sha256(b"skerry guest seed").digest()
    return string.Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        bootargs=bootargs, memory_bytes=f"{memory_bytes:#x}", clock_hz=clock_hz, rng_seed=seed.hex(" "),
        initrd_start=f"{initrd_start:#x}", initrd_end=f"{initrd_end:#x}", devices=virtio_nodes(devices))


def compile_device_tree(source):
    """The flattened tree, by dtc."""
    try:
        result = subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-"], input=source.encode(), capture_output=True,
                                check=False)
    except FileNotFoundError:
        raise Missing("dtc is not installed: install the package device-tree-compiler") from None
    if result.returncode != 0:
        raise BadInput(f"dtc refuses the guest's device tree: {result.stderr.decode(errors='replace').strip()}")
    return result.stdout


def _add_immediate(register, value):
    """addiu register, zero, value"""
    return 0x24000000 | register << 16 | value & 0xFFFF


def _load_immediate(register, value):
    """lui register, high half; ori register, register, low half"""
    return struct.pack("<II", 0x3C000000 | register << 16 | value >> 16,
                       0x34000000 | register << 21 | register << 16 | value & 0xFFFF)


def shim(entry, device_tree):
    """Machine code that enters `entry` by UHI: a0 = -2, a1 = the tree's kseg0 address, a2 = a3 = 0."""
    a0, a1, a2, a3, t9 = 4, 5, 6, 7, 25
    code = struct.pack("<II", _add_immediate(a0, -2), _add_immediate(a3, 0))
    code += _load_immediate(a1, device_tree) + _load_immediate(t9, entry)
    return code + struct.pack("<II", t9 << 21 | 8, _add_immediate(a2, 0))  # jr t9, with a2 = 0 in its delay slot


def _round_up(address):
    return -(-address // _PAGE) * _PAGE


def build(kernel, initrd, bootargs, memory_bytes):
    """The bare ELF, from a vmlinux and an initrd (bytes); they are placed behind the kernel's bss."""
    entry, segments = elf32.read(kernel, "kernel")
    start = _round_up(max(s.end for s in segments))
    tree_at = _round_up(start + len(initrd))
    source = device_tree_source(bootargs, memory_bytes, elf32.physical(start), elf32.physical(start) + len(initrd))
    tree = compile_device_tree(source)
    shim_at = _round_up(tree_at + len(tree))
    need = elf32.physical(shim_at) + _SHIM_BYTES
    if need > memory_bytes:
        raise BadInput(f"kernel, initrd and device tree need {need} bytes, the guest has {memory_bytes}")
    added = [elf32.Segment(start, initrd), elf32.Segment(tree_at, tree), elf32.Segment(shim_at, shim(entry, tree_at))]
    return elf32.write(shim_at, segments + added)


def qemu_command(image, cpu="24Kf", memory_mib=64, extra=()):
    """Command that runs a bare image on stock QEMU; the console is the board's third serial port, a reset ends the run."""
    return ["qemu-system-mipsel", "-M", "malta", "-cpu", cpu, "-m", str(memory_mib), "-kernel", str(image),
            "-display", "none", "-vga", "none", "-monitor", "none", "-net", "none", "-no-reboot",
            "-serial", "null", "-serial", "null", "-serial", "stdio", *extra]
