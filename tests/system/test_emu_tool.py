# SPDX-License-Identifier: Apache-2.0
"""skerry-emu: options, exit codes, counts, and what it says about bad input."""

import os
import pty
import select
import termios

from harness import case

import emu_programs


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def counts_between_symbols_are_exact(t):
    """A stretch of 33 instructions is counted as such, each time."""
    image = emu_programs.build(t, emu_programs.LOOP)
    result = emu_programs.run(t, image, "-count", "work,work_end", "-count", "again,finish", "-count", "hang,work", "-count", "modes")
    assert result.code == 0 and result.out == "hello\n", result.err
    assert "count: work,work_end: passages 100, least 33, most 33, sum 3300\n" in result.err
    # bal, nop, 33, jr, nop, three of the loop; the last time round falls through.
    assert "count: again,finish: passages 1, least 42, most 42, sum 42\n" in result.err
    assert "count: hang,work: no passage\n" in result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def counts_of_addresses_and_other_symbols(t):
    """Addresses serve as well as symbols; -symbols takes them from another file."""
    image = emu_programs.build(t, emu_programs.LOOP)
    stripped = t.dir / "stripped.elf"
    assert t.run(["mipsel-linux-gnu-strip", "-o", stripped, image]).code == 0
    assert emu_programs.run(t, stripped, "-count", "work,work_end").code == 2
    result = emu_programs.run(t, stripped, "-symbols", image, "-count", "work,work_end")
    assert "passages 100, least 33, most 33" in result.err
    result = emu_programs.run(t, stripped, "-count", "0x80100000,0x80100008")
    assert "passages 1, least 2, most 2, sum 2" in result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"], params=["24Kf", "P5600", "interAptiv", "sk24k"])
def every_processor_runs_the_program(t):
    """All profiles boot the board."""
    result = emu_programs.run(t, emu_programs.build(t, emu_programs.LOOP), "-cpu", t.param)
    assert (result.code, result.out) == (0, "hello\n"), result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def ends_have_their_exit_codes(t):
    """Limit 124, dead processor 5, power off 0, not modelled 3; each says where the processor was."""
    result = emu_programs.run(t, emu_programs.build(t, "b hang\nnop\n"), "-limit", "5000")
    assert result.code == 124 and "limit of 5000 instructions" in result.err and "pc 0x8010" in result.err
    dead = "mtc0 $zero, $12\nehb\nwait\nb hang\nnop\n"
    result = emu_programs.run(t, emu_programs.build(t, dead, "dead"))
    assert result.code == 5 and "every processor waits" in result.err and "(waits)" in result.err
    vector = """
	mfc0	$t0, $16, 5
	lui	$t1, 0x0800
	or	$t0, $t0, $t1
	mtc0	$t0, $16, 5
	ehb
	.word	0x7800000e
	b	finish
	nop
"""
    result = emu_programs.run(t, emu_programs.build(t, vector, "vector"), "-cpu", "P5600")
    assert result.code == 3 and "instruction 0x7800000e" in result.err and "at pc 0x8010" in result.err, result.err
    off = """
	lui	$t0, 0xbbe0
	li	$t1, 0x80005340
	sw	$t1, 0xcf8($t0)
	li	$t1, 0x1001
	sw	$t1, 0xcfc($t0)
	li	$t1, 0x80005380
	sw	$t1, 0xcf8($t0)
	li	$t1, 1
	sw	$t1, 0xcfc($t0)
	lui	$t0, 0xb800
	li	$t1, 0x2000
	b	1f
	nop
1:	sh	$t1, 0x1004($t0)
	b	hang
	nop
"""
    result = emu_programs.run(t, emu_programs.build(t, off, "off"))
    assert result.code == 0 and "switched the machine off" in result.err, result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def output_goes_where_serial_says(t):
    """Files, nothing, or standard output, in the order of the ports."""
    image = emu_programs.build(t, emu_programs.LOOP)
    assert emu_programs.run(t, image, "-serial", "null").out == ""
    assert emu_programs.run(t, image, "-serial", f"file:{t.dir}/tty0").out == ""
    assert (t.dir / "tty0").read_text() == "hello\n"
    assert emu_programs.run(t, image, "-serial", "stdio").out == "hello\n"
    assert emu_programs.run(t, image, "-serial", "file:/nowhere/tty0").code == 1


BAD = {
    "no-kernel": [],
    "unknown-option": ["-kernel", "x", "-display"],
    "missing-value": ["-kernel"],
    "not-an-option": ["kernel"],
    "unknown-board": ["-kernel", "x", "-M", "boston"],
    "unknown-cpu": ["-kernel", "x", "-cpu", "4Kc"],
    "no-cpus": ["-kernel", "x", "-smp", "0"],
    "many-cpus": ["-kernel", "x", "-smp", "5"],
    "memory": ["-kernel", "x", "-m", "4096"],
    "negative": ["-kernel", "x", "-m", "-1"],
    "limit": ["-kernel", "x", "-limit", "10X"],
    "overflow": ["-kernel", "x", "-limit", "99999999999999999999"],
    "seed": ["-kernel", "x", "-seed", "abc"],
    "clock": ["-kernel", "x", "-clock", "fast"],
    "port": ["-kernel", "x", "-gdb", "70000"],
    "count": ["-kernel", "x", "-count", "everything"],
    "serial": ["-kernel", "x", "-serial", "tcp"],
    "serials": ["-kernel", "x", *["-serial", "null"] * 4],
    "two-stdio": ["-kernel", "x", "-serial", "stdio", "-serial", "stdio"],
    "trace-insns": ["-kernel", "x", "-trace-insns"],
    "stop": ["-kernel", "x", "-S"],
    "gdb-and-count": ["-kernel", "x", "-gdb", "0", "-count", "modes"],
    "record-and-replay": ["-kernel", "x", "-record", "a", "-replay", "b"],
    "no-such-file": ["-kernel", "no-such-file"],
    "folder": ["-kernel", "/"],
}


@case(tiers=["emu"], needs=["tools"], params=sorted(BAD))
def bad_command_line_is_explained(t):
    """Exit code 2 and one line that says why."""
    result = t.run([t.tool("skerry-emu"), *BAD[t.param]])
    assert result.code == 2 and result.out == ""
    assert result.err.startswith("skerry-emu: ") and result.err.count("\n") == 1, result.err


@case(tiers=["emu"], needs=["tools"])
def help_lists_every_option(t):
    """-help goes to standard output and ends well."""
    result = t.run([t.tool("skerry-emu"), "-help"])
    assert result.code == 0 and result.err == ""
    for option in ("-M", "-cpu", "-smp", "-kernel", "-initrd", "-append", "-dtb", "-gdb", "-trace", "-count", "-seed", "-limit"):
        assert f"\n  {option} " in result.out


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def damaged_images_are_explained(t):
    """Truncated and foreign images: exit code 2 and the reason."""
    good = emu_programs.build(t, emu_programs.LOOP).read_bytes()
    variants = {
        "cut": (good[:0x1000 + 8], "truncated ELF"),
        "headers": (good[:60], "ELF"),
        "machine": (good[:18] + b"\x3e" + good[19:], "not MIPS"),
        "endian": (good[:5] + b"\x02" + good[6:], "ELF"),
        "class": (good[:4] + b"\x02" + good[5:], "ELF"),
        "empty": (b"", "empty"),
    }
    for name, (data, why) in variants.items():
        path = t.dir / name
        path.write_bytes(data)
        result = emu_programs.run(t, path)
        assert result.code == 2 and why in result.err and result.err.count("\n") == 1, (name, result.code, result.err)
    result = emu_programs.run(t, emu_programs.build(t, "nop"), "-initrd", "/bin/sh", "-m", "1")
    assert result.code == 2 and "does not fit" in result.err, result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def damaged_replay_is_noticed(t):
    """The run goes on without keys, and says so."""
    keys = t.dir / "keys"
    keys.write_text("100 0 61\nnonsense\n")
    result = emu_programs.run(t, emu_programs.build(t, emu_programs.LOOP), "-replay", keys)
    assert result.code == 0 and "the replay is damaged" in result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"])
def full_disk_is_noticed(t):
    """A trace that cannot be written makes the run fail."""
    result = emu_programs.run(t, emu_programs.build(t, emu_programs.LOOP), "-trace", "/dev/full", "-trace-insns")
    assert result.code == 1 and "could not be written" in result.err, result.err


@case(tiers=["emu"], needs=["tools", "mips-compiler"], params=["key", "signal"])
def terminal_is_restored(t):
    """Raw while it runs; as before after Ctrl-A X, and after a signal."""
    image = emu_programs.build(t, "la $a0, text\nbal print\nnop\nb hang\nnop\ntext: .asciz \"up\\n\"\n.align 2\n")
    process, terminal = pty.fork()
    if process == 0:
        os.execv(t.tool("skerry-emu"), ["skerry-emu", "-kernel", str(image)])
    try:
        _read_until(terminal, b"up")
        assert not termios.tcgetattr(terminal)[3] & termios.ICANON
        if t.param == "key":
            os.write(terminal, b"\x01x")
        else:
            os.kill(process, 15)
        _, status = os.waitpid(process, 0)
        assert (os.WEXITSTATUS(status) == 0) if t.param == "key" else os.WIFSIGNALED(status)
        assert termios.tcgetattr(terminal)[3] & termios.ICANON
    finally:
        os.close(terminal)


def _read_until(terminal, wanted):
    got = b""
    while wanted not in got:
        assert select.select([terminal], [], [], 30)[0], got
        got += os.read(terminal, 1000)
