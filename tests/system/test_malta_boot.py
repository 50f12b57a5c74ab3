# SPDX-License-Identifier: Apache-2.0
"""The kernel on stock QEMU's Malta: boot, ping-pong, hostile programs, what a fatal fault reports."""

import re

from harness import case

CPUS = ["24Kf", "P5600"]
BANNER = re.compile(r"^Skerry (\S+) \(mips-vz, release\) on Malta, (\w+), (\d+) kHz, (\d+) MiB, (\d+) TLB entries$", re.MULTILINE)
TLB = {"24Kf": 16, "P5600": 64}
# What differs from build to build or with the host's load.
VARIES = [(r"\d+ kHz", "N kHz"), (r"text \d+ KiB, data \d+ KiB, stacks and per-CPU data \d+ KiB", "text N KiB, data N KiB, stacks N KiB"),
          (r"core: \d+ of", "core: N of"), (r"(24Kf|P5600), N kHz", "CPU, N kHz"), (r"\d+ TLB entries", "N TLB entries"),
          (r"Skerry \S+", "Skerry VERSION")]


@case(tiers=["qemu"], cpus=CPUS, needs=["malta"])
def ping_pong_ends_with_0(t):
    """Root task, client and server: calls, a shared page, a page fault handled at user level; same transcript on each CPU."""
    console = t.boot("pingpong")
    assert console.wait() == 0
    t.golden(console.text, "pingpong", VARIES)


@case(tiers=["qemu"], cpus=CPUS, needs=["malta"])
def banner_tells_the_machine(t):
    """Processor, memory and TLB size are those of the machine; Count runs at a plausible frequency."""
    console = t.boot("pingpong", args=["-m", "64"])
    assert console.wait() == 0
    found = BANNER.search(console.text.replace("\r", ""))
    assert found, "no banner"
    _, cpu, khz, mib, entries = found.groups()
    assert cpu == t.cpu and int(mib) == 64 and int(entries) == TLB[t.cpu], found.group(0)
    # The model counts every 6 ns of virtual time; under load the measurement sees the host's scheduling.
    assert 100_000 < int(khz) < 250_000, found.group(0)


@case(tiers=["qemu"], cpus=CPUS, needs=["malta"])
def counter_is_measured_exactly_under_instruction_counting(t):
    """With virtual time bound to instructions nothing disturbs the measurement: 1/6 ns within a thousandth."""
    console = t.boot("pingpong", args=["-icount", "shift=0"])
    assert console.wait() == 0
    khz = int(BANNER.search(console.text.replace("\r", "")).group(3))
    assert abs(khz - 166_667) < 167, khz


@case(tiers=["qemu"], cpus=CPUS, needs=["malta"])
def hostile_program_harms_only_itself(t):
    """Every attack of tests/programs/hostile ends as it must, with the supervisor's registers and memory unchanged."""
    console = t.boot("hostile")
    assert console.wait() == 0
    assert "NOT CONTAINED" not in console.text
    assert re.search(r"hostile: (\d+) of \1 attacks contained", console.text)


@case(tiers=["qemu"], cpus=CPUS, needs=["malta"])
def kernel_without_root_task_panics_legibly(t):
    """The bare kernel has no image header: it says so, with CP0, TLB and a call chain by name, and resets."""
    console = t.boot(image=t.artefacts["kernel/malta"])
    assert console.wait() == 1
    text = console.text.replace("\r", "")
    assert re.search(r"^skerry: panic: .*image", text, re.MULTILINE), "no message"
    for name in ("panic", "core_boot", "kernel_main"):
        assert re.search(rf"^  8[0-9a-f]{{7}} {name}\+0x[0-9a-f]+$", text, re.MULTILINE), f"{name} is missing in the call chain"
    for wanted in (r"^Status [0-9a-f]{8} Cause [0-9a-f]{8} ", r"^EntryHi ", r"^EBase 8", rf"^TLB \({TLB[t.cpu]} entries"):
        assert re.search(wanted, text, re.MULTILINE), wanted
