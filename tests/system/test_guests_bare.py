# SPDX-License-Identifier: Apache-2.0
"""Unmodified Linux kernels on the bare board: the reference for what the same kernels do as guests."""

import re

from harness import case

from guests import bare, count, elf32
from guests.errors import BadInput

MEMORY_MIB = {"min": 16, "stock": 48}


def bare_image(t, kernel, mode, extra=""):
    """The ELF of a kernel alone, in the given mode of its initramfs."""
    return bare.build(t.guest(f"{kernel}/vmlinux").read_bytes(), t.guest("initrd/initrd.cpio").read_bytes(),
                      bare.arguments(mode, extra=extra), MEMORY_MIB[kernel] << 20)


def boot_bare(t, kernel, mode, extra=""):
    """Boots a kernel alone on stock QEMU's 24Kf."""
    image = t.dir / "bare.elf"
    image.write_bytes(bare_image(t, kernel, mode, extra))
    return t.spawn(bare.qemu_command(image, memory_mib=MEMORY_MIB[kernel]))


@case(tiers=["qemu"], params=["min", "stock"], needs=["guests"])
def linux_passes_its_selftest(t):
    """Every check of the self-test passes on the bare machine, and the machine then resets."""
    console = boot_bare(t, t.param, "selftest")
    summary = console.expect_re(r"^selftest: (\d+) passed, (\d+) failed$")
    assert console.wait() == 0
    passed = re.findall(r"^PASS (\w+)$", console.text, re.MULTILINE)
    assert int(summary[1]) == len(passed) == len(set(passed)) and summary[2] == "0"
    for part in ("fork_", "pipe_", "signal_", "_timer_", "fpu_", "_pages_", "checksum_"):
        assert any(part in name for name in passed), f"no check {part}"


@case(tiers=["qemu"], params=["min"], needs=["guests"])
def linux_selftest_without_fpu(t):
    """With the FPU hidden the kernel emulates it, and the same checks pass."""
    console = boot_bare(t, t.param, "selftest", extra="nofpu")
    console.expect_re(r"^selftest: \d+ passed, 0 failed$")
    assert console.wait() == 0


@case(tiers=["qemu"], params=["min"], needs=["guests"])
def linux_shell_can_be_typed_into(t):
    """The shell on the console runs what a script types; ending it gives another one."""
    console = boot_bare(t, t.param, "shell")
    console.expect("skerry-guest# ")
    console.send('sh -c "cat /proc/cpuinfo"\n')
    console.expect_re(r"cpu model\s*: MIPS 24Kc")
    console.send("expr 6 \\* 7; exit 9\n")
    console.expect("\n42\n")
    console.expect("guest: shell ended with 9; starting another")
    console.expect("skerry-guest# ")
    console.send("reboot -f\n")
    assert console.wait() == 0


@case(tiers=["qemu"], params=["min"], needs=["guests"])
def linux_panics_on_request(t):
    """Mode panic ends in a kernel panic and, by panic=-1, in a reset."""
    console = boot_bare(t, t.param, "panic")
    console.expect("Kernel panic - not syncing: sysrq triggered crash")
    assert console.wait() == 0


@case(tiers=["unit"], needs=["tools"])
def bare_image_is_laid_out_apart(t):
    """Kernel, initrd, tree and shim do not overlap; the shim passes the tree and jumps to the kernel."""
    kernel = elf32.write(0x80100400, [elf32.Segment(0x80100000, bytes(0x800), 0x30000)])
    entry, segments = elf32.read(bare.build(kernel, b"initrd" * 100, "console=ttyS0", 4 << 20))
    assert [s.address for s in segments] == [0x80100000, 0x80130000, 0x80140000, 0x80150000] and entry == 0x80150000
    tree = segments[2].data
    assert tree[:4] == b"\xd0\x0d\xfe\xed" and b"console=ttyS0\0" in tree
    assert b"\0\x13\x02\x58" in tree  # linux,initrd-end, a physical address
    words = [int.from_bytes(segments[3].data[i:i + 4], "little") for i in range(0, 32, 4)]
    assert words == [0x2404FFFE, 0x24070000, 0x3C058014, 0x34A50000, 0x3C198010, 0x37390400, 0x03200008, 0x24060000]


@case(tiers=["unit"], needs=["tools"])
def bare_image_refuses_what_cannot_work(t):
    """Too little memory, and a command line that would break out of the device tree's string."""
    kernel = elf32.write(0x80100400, [elf32.Segment(0x80100000, bytes(0x800))])
    for arguments, memory, message in (
            ("quiet", 1 << 20, "kernel, initrd and device tree need 1245248 bytes, the guest has 1048576"),
            ('quiet"; evil = "', 4 << 20, "not a kernel command line: 'quiet\"; evil = \"'")):
        try:
            bare.build(kernel, b"x", arguments, memory)
        except BadInput as error:
            assert str(error) == message, error
        else:
            raise AssertionError(f"accepted {arguments}")


@case(tiers=["qemu"], params=["min"], needs=["guests"])
def boot_is_counted_to_the_instruction(t):
    """The count to the shell is that of a whole boot, and a second boot agrees within a hundredth."""
    counts = []
    for turn in ("one", "two"):
        (t.dir / turn).mkdir()
        image = t.dir / turn / "bare.elf"
        image.write_bytes(bare_image(t, t.param, "count"))
        counts.append(count.until_marker(bare.qemu_command(image, memory_mib=MEMORY_MIB[t.param]), t.dir / turn,
                                         instructions=500_000_000, seconds=50))
    assert min(counts) > 10_000_000, counts
    assert abs(counts[0] - counts[1]) * 100 < min(counts), counts
