# SPDX-License-Identifier: Apache-2.0
"""How long an interrupt takes to its driver, in instructions: tests/programs/latency."""

import re

from cli import emu
from harness import case


def addresses(t, program):
    """{name: address} of what a program names."""
    listed = t.run(["mipsel-linux-gnu-nm", program])
    assert listed.code == 0, listed.err
    return {name: address for address, _, name in (line.split() for line in listed.out.splitlines())}


@case(tiers=["emu"], cpus=["24Kf", "P5600"], needs=["tools", "malta", "mips-compiler"], timeout=60)
def latency_of_interrupts_does_not_depend_on_threads_or_mappings(t):
    """From the store that raises it to the driver's first instruction: the same count each time, beside ten and beside a thousand."""
    at = addresses(t, t.root / "build" / "mipsel-release" / "bin" / "latency-root.elf")
    spans = [f"0x{at[f'raised_among_{crowd}']},0x{at['driver_taken']}" for crowd in ("few", "many")]
    counts = [word for span in spans for word in ("-count", span)]
    result = t.run([*emu.command(t.tool("skerry-emu"), t.image("latency"), t.cpu), "-limit", "1G", *counts])
    assert result.code == 0 and "beside 1000 threads and mappings" in result.out, result
    few, many = (re.search(rf"count: {span}: passages (\d+), least (\d+), most (\d+),", result.err) for span in spans)
    assert few and many and few[1] == many[1] == "100", result.err
    assert few.groups() == many.groups(), result.err
    assert 100 < int(few[2]) <= int(few[3]) < 2000, result.err
