# SPDX-License-Identifier: Apache-2.0
"""Skerry's own image on the machine model: the same end as under QEMU, the same run for the same seed."""

import re

from cli import emu
from harness import case


@case(tiers=["emu"], cpus=["24Kf", "P5600", "interAptiv"], needs=["tools", "malta"])
def pingpong_ends_well(t):
    """The system boots and ends by itself, whatever the processor."""
    result = t.run([*emu.command(t.tool("skerry-emu"), t.image("pingpong"), t.cpu), "-limit", "500M"])
    assert result.code == 0 and "skerry: exit 0" in result.out, result.out + result.err


@case(tiers=["emu"], cpus=["24Kf", "P5600", "interAptiv"], needs=["tools", "malta"])
def hostile_program_harms_only_itself(t):
    """Every attack of tests/programs/hostile ends as it must, `sdbbp` without a debugger among them."""
    result = t.run([*emu.command(t.tool("skerry-emu"), t.image("hostile"), t.cpu), "-limit", "2G"])
    assert result.code == 0, result.out + result.err
    assert re.search(r"hostile: (\d+) of \1 attacks contained", result.out), result.out


@case(tiers=["emu"], needs=["tools", "malta"])
def four_processors_do_not_disturb_the_first(t):
    """A board with four processors boots the system on the first."""
    result = t.run([*emu.command(t.tool("skerry-emu"), t.image("pingpong"), "P5600", cpus=4), "-limit", "500M", "-count", "modes"])
    assert result.code == 0 and "skerry: exit 0" in result.out, result.out + result.err
    assert len(re.findall(r"^count: cpu \d:", result.err, re.MULTILINE)) == 4


@case(tiers=["emu"], needs=["tools", "malta"])
def run_on_emu_gives_the_systems_exit_code(t):
    """`skerry run --on emu` boots the same image and passes its end on."""
    result = t.run(["./skerry", "run", "--on", "emu", "--system", "pingpong", "--cpu", "P5600", "--seed", "3"], timeout=110, stdin="")
    assert result.code == 0 and "skerry: exit 0" in result.out, result.out + result.err


@case(tiers=["emu"], needs=["tools", "malta", "guests"], timeout=200)
def linux_guest_reaches_its_shell(t):
    """An unmodified kernel runs deprivileged under Skerry on the model's P5600, and its shell answers."""
    console = t.spawn(emu.command(t.tool("skerry-emu"), t.image("one-linux"), "P5600"))
    console.expect("linux| skerry-guest# ")
    console.send("expr 6 \\* 7\n")
    console.expect_re(r"^linux\| 42$")
