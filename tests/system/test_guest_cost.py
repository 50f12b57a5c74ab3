# SPDX-License-Identifier: Apache-2.0
"""What a guest costs on stock QEMU, in instructions: its traps, each kind of them, a whole boot. The figures are printed."""

import re

from cli import qemu
from guests import bare, count
from harness import case

MEMORY_MIB = {"min": 16, "stock": 48}
IMAGES = {"min": "linux-boot-min", "stock": "linux-boot"}
# Boot to shell against the bare machine, at most so many hundredths; what was reached, and a little room.
SHARE_MOST = {"min": 330, "stock": 175}
# What a guest's kernel does at any rate while it boots.
ALWAYS = ("kernel mfc0", "kernel mtc0", "kernel di-ei", "kernel eret", "kernel tlb-op", "kernel cache", "kernel refill", "kernel inject",
          "kernel irq", "exit mmio")
# Kind of trap: instructions that are aimed at, and the most that are accepted: what was reached, and a little room.
KINDS = {
    "guest exit to the VMM and back (device access)": (350, 1500),
    "guest mfc0 of a plain register": (40, 62),
    "guest mtc0 of a plain register": (40, 80),
    "guest mfc0 Status": (40, 62),
    "guest di": (40, 56),
    "guest ei": (40, 61),
    "guest mtc0 EntryHi, same address space": (150, 345),
    "guest cache operation (D hit writeback invalidate) in a row": (150, 60),
    "guest cache operation alone, with a nop": (150, 440),
    "guest tlbwi": (250, 625),
    "guest tlbp": (150, 365),
    "guest mfc0 Count": (150, 360),
}


@case(tiers=["qemu"], cpus=["P5600"], params=["min", "stock"], needs=["malta", "guests"], timeout=200)
def guest_boot_is_counted_by_traps_and_against_the_bare_machine(t):
    """Traps and exits by reason up to the reset after a boot, and the boot's instructions beside those of the same kernel alone."""
    description = (t.root / "tests" / "systems" / f"{IMAGES[t.param]}.dts").read_text()
    # Both boots have the same work to do.
    assert bare.FAST_ARGUMENTS in description and f"memory-mib = <{MEMORY_MIB[t.param]}>" in description
    console = t.boot(IMAGES[t.param])
    assert console.wait() == 0
    found = dict(re.findall(r"vmm: ((?:kernel|exit) [a-z0-9-]+) (\d+)", console.text))
    for what, number in found.items():
        t.say(f"{what:<20} {number:>9}")
    missing = [what for what in ALWAYS if what not in found]
    assert not missing, (missing, found)
    # A boot is mostly its kernel: an exit to the monitor is rare.
    assert int(found["exit mmio"]) * 100 < sum(map(int, found.values())), found

    kernel = t.dir / "bare.elf"
    kernel.write_bytes(bare.build(t.guest(f"{t.param}/vmlinux").read_bytes(), t.guest("initrd/initrd.cpio").read_bytes(),
                                  bare.arguments("count"), MEMORY_MIB[t.param] << 20))
    alone = count.until_marker(bare.qemu_command(kernel, memory_mib=MEMORY_MIB[t.param]), t.dir, seconds=60, attempts=3)
    guest = count.until_marker(qemu.command(t.image(IMAGES[t.param]), t.cpu), t.dir, seconds=60, attempts=3)
    t.say(f"boot to shell: {guest / 1e6:.1f} million instructions from reset as a guest, {alone / 1e6:.1f} alone on the board, "
          f"{guest / alone:.2f} times as many")
    assert alone < guest and guest * 100 < alone * SHARE_MOST[t.param], (guest, alone)


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def guest_traps_cost_no_more_than_they_did(t):
    """Each kind of trap, averaged over many."""
    console = t.boot("bench", args=["-icount", "shift=0"])
    assert console.wait() == 0
    found = {what: float(cost) for what, cost in re.findall(r"bench: (guest .*): ([0-9.]+)", console.text.replace("\r", ""))}
    assert set(found) == set(KINDS), found
    for what, (aim, _) in KINDS.items():
        t.say(f"{what:<52} {found[what]:>7.0f} instructions (simulated), aim {aim}")
    assert all(0 < found[what] <= most for what, (_, most) in KINDS.items()), found
