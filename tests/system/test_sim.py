# SPDX-License-Identifier: Apache-2.0
"""The simulated board: the same programs as on Malta, the same transcripts, time in instructions."""

import re

from cli import sim
from harness import case

# The shell asks for the cursor when it is ready for keys.
PROMPT = "skerry-guest# \x1b[6n"
BOOT = re.compile(r"^Skerry .*\n(?:kernel: .*\n)?core: .*\n", re.MULTILINE)


def _after_boot(text):
    """A transcript without what the kernel says of its board, and of the ranges that the board has."""
    return re.sub(r"^root: \d+ ranges", "root: N ranges", BOOT.sub("", text.replace("\r", "")), flags=re.MULTILINE)


@case(tiers=["sim"], needs=["sim"])
def ping_pong_prints_what_it_prints_on_malta(t):
    """Root task, client and server say the same as under QEMU, whose transcript is the golden one."""
    console = t.boot("pingpong", args=["--limit", "100M"])
    assert console.wait() == 0
    golden = (t.root / "tests" / "system" / "golden" / "pingpong.txt").read_text()
    assert _after_boot(console.text) == _after_boot(golden), console.text


@case(tiers=["sim"], needs=["sim"])
def hostile_program_harms_only_itself(t):
    """Every attack of tests/programs/hostile ends as it must, with the supervisor's registers and memory unchanged."""
    console = t.boot("hostile", args=["--limit", "1G"])
    assert console.wait() == 0
    assert "NOT CONTAINED" not in console.text
    assert re.search(r"hostile: (\d+) of \1 attacks contained", console.text)


@case(tiers=["sim"], needs=["sim"])
def run_on_sim_gives_the_systems_exit_code(t):
    """`skerry run --on sim` boots the system and passes its end on; a limit that is reached is told."""
    line = ["./skerry", "run", "--on", "sim", "--system", "pingpong"]
    good = t.run(line, timeout=110, stdin="")
    assert good.code == 0 and "skerry: exit 0" in good.out, good.out + good.err
    assert t.run([*line, "--limit", "1k"], timeout=110, stdin="").code == 124
    assert t.run([*line, "--cpu", "24Kf"], timeout=110, stdin="").code == 2


@case(tiers=["sim"], needs=["sim"])
def build_sim_names_its_artefacts(t):
    """`skerry build sim` prints the program and the image of each system."""
    result = t.run(["./skerry", "build", "sim"], timeout=110)
    assert result.code == 0, result.err
    for name in ("skerry-sim", "images/sim/pingpong.elf", "images/sim/hostile.elf"):
        assert re.search(rf"^ +\d+  .*{re.escape(name)}$", result.out, re.MULTILINE), result.out


@case(tiers=["sim"], needs=["sim"])
def twenty_seeds_give_the_same_result(t):
    """Whatever the seed does to preemption and to the time of entries, what the system prints stays the same."""
    _compare_seeds(t, 20)


@case(tiers=["sim"], needs=["sim"], long=True, timeout=300)
def hundred_seeds_give_the_same_result(t):
    """The same for more seeds."""
    _compare_seeds(t, 100)


def _compare_seeds(t, count):
    first = None
    for seed in range(1, count + 1):
        result = t.run(sim.command(t.tool(sim.TOOL), t.image("pingpong"), seed, ["--limit", "1G"]), stdin="")
        assert result.code == 0 and "skerry: exit 0" in result.out, result.out + result.err
        first = first or result.out
        assert result.out == first, f"seed {seed}: {result.out}"


@case(tiers=["sim"], needs=["sim", "guests"], timeout=60)
def linux_boots_answers_and_replays(t):
    """An unmodified kernel reaches its shell, which answers; the recording gives the same console again, byte for byte."""
    keys = t.dir / "keys"
    console = t.boot("one-linux", args=["--speed", "max", "--seed", "7", "--limit", "200G", "--record", str(keys)])
    console.expect(PROMPT)
    console.send("expr 6 \\* 7\n")
    console.expect_re(r"^linux\| 42$")
    console.expect(PROMPT)
    console.send("reboot -f\n")
    assert console.wait() == 0
    again = t.boot("one-linux", args=["--limit", "200G", "--replay", str(keys)])
    assert again.wait() == 0
    assert again.text == console.text
