# SPDX-License-Identifier: Apache-2.0
"""Unmodified Linux kernels on the machine model: boot, self-test, shell, reboot, and that runs repeat."""

import re

from harness import case

from guests import bare

MEMORY_MIB = {"min": 16, "stock": 48, "malta": 64}


def machine(t, kernel, mode, *more, fast=True, extra=""):
    """The command for a kernel with the test's initramfs: generic kernels by UHI, the Malta kernel by YAMON."""
    board = "malta" if kernel == "malta" else "generic"
    return [t.tool("skerry-emu"), "-M", board, "-cpu", "24Kf", "-m", str(MEMORY_MIB[kernel]), "-no-reboot",
            "-kernel", t.guest(f"{kernel}/vmlinux"), "-initrd", t.guest("initrd/initrd.cpio"),
            "-append", bare.arguments(mode, fast=fast, extra=extra), *more]


def instructions(text):
    """The total that -count modes reports for processor 0."""
    return int(re.search(r"^count: cpu 0: (\d+) instructions", text, re.MULTILINE)[1])


@case(tiers=["emu"], params=["min", "stock", "malta"], needs=["tools", "guests"])
def linux_passes_its_selftest(t):
    """Every check of the self-test passes on the model, and the machine then resets."""
    result = t.run(machine(t, t.param, "selftest", "-count", "modes", "-limit", "4G"), timeout=120)
    assert result.code == 0, result.err
    passed = re.findall(r"^PASS (\w+)\r?$", result.out, re.MULTILINE)
    assert f"selftest: {len(passed)} passed, 0 failed" in result.out and len(passed) >= 30
    assert "the guest reset the board" in result.err
    assert 50_000_000 < instructions(result.err) < 4_000_000_000


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def linux_selftest_without_fpu(t):
    """A processor without FPU passes the same checks by the kernel's emulation."""
    result = t.run(machine(t, t.param, "selftest", "-no-fpu", "-limit", "4G"), timeout=120)
    assert result.code == 0 and re.search(r"^selftest: \d+ passed, 0 failed", result.out, re.MULTILINE), result.err


@case(tiers=["emu"], params=["min", "malta"], needs=["tools", "guests"])
def linux_shell_can_be_typed_into(t):
    """The shell on the serial port runs what is typed, and the machine reboots on request."""
    console = t.spawn(machine(t, t.param, "shell"))
    console.expect("skerry-guest# ")
    console.send("expr 6 \\* 7\n")
    console.expect("\n42\n")
    console.send("reboot -f\n")
    assert console.wait() == 0
    assert "the guest reset the board" in console.text


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def linux_reboots_into_a_second_boot(t):
    """Without -no-reboot a reset starts the same kernel again."""
    command = [part for part in machine(t, t.param, "shell", "-limit", "4G") if part != "-no-reboot"]
    console = t.spawn(command)
    console.expect("skerry-guest# ")
    console.send("reboot -f\n")
    console.expect("Restarting system")
    console.expect("guest: up")
    console.expect("skerry-guest# ")


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def typed_run_replays_to_the_last_byte(t):
    """What was recorded while someone typed replays: same output, same trace."""
    keys, first, second = t.dir / "keys", t.dir / "first", t.dir / "second"
    console = t.spawn(machine(t, t.param, "shell", "-record", keys, "-trace", first))
    console.expect("skerry-guest# ")
    console.send("cat /proc/interrupts\n")
    console.expect("skerry-guest# ")
    console.send("reboot -f\n")
    assert console.wait() == 0
    result = t.run(machine(t, t.param, "shell", "-replay", keys, "-trace", second, "-limit", "4G"))
    assert result.code == 0, result.err
    assert first.read_bytes() == second.read_bytes()
    assert len(first.read_bytes()) > 100_000


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def one_seed_gives_one_trace(t):
    """Two runs with one seed are the same to the last byte of the trace."""
    traces = [t.dir / "first", t.dir / "second"]
    outputs = []
    for trace in traces:
        result = t.run(machine(t, t.param, "selftest", "-seed", "11", "-trace", trace, "-count", "modes"))
        assert result.code == 0, result.err
        outputs.append(result.out + result.err)
    assert outputs[0] == outputs[1]
    assert traces[0].read_bytes() == traces[1].read_bytes()


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def instruction_trace_repeats(t):
    """The trace of every instruction repeats, and has as many lines as instructions were counted."""
    traces = [t.dir / "first", t.dir / "second"]
    for trace in traces:
        result = t.run(machine(t, t.param, "selftest", "-trace", trace, "-trace-insns", "-limit", "300k", "-count", "modes"))
        assert result.code == 124, result.err
    assert traces[0].read_bytes() == traces[1].read_bytes()
    assert sum(1 for line in traces[0].open() if " i " in line) == 300_000 == instructions(result.err)


@case(tiers=["emu"], params=["min"], needs=["tools", "guests"])
def limit_ends_after_exactly_so_many_instructions(t):
    """-limit ends with code 124 at the instruction asked for."""
    result = t.run(machine(t, t.param, "selftest", "-limit", "12345678", "-count", "modes"))
    assert result.code == 124 and "limit of 12345678 instructions reached" in result.err
    assert instructions(result.err) == 12345678


@case(tiers=["emu"], params=["stock", "malta"], needs=["tools", "guests"], long=True, timeout=600)
def linux_boots_with_the_default_command_line(t):
    """The whole boot, with the kernel's own self-tests and calibration."""
    result = t.run(machine(t, t.param, "selftest", "-limit", "20G", fast=False), timeout=580)
    assert result.code == 0 and re.search(r"^selftest: \d+ passed, 0 failed", result.out, re.MULTILINE), result.err
