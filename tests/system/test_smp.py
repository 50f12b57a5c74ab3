# SPDX-License-Identifier: Apache-2.0
"""Several processors: the kernel's build for them on stock QEMU and on the tree's own model."""

import re
import struct

from cli import emu
from harness import case

JR_RA = 0x03e00008
KERNEL = "build/mipsel-release/arch/mips-vz/skerry-kernel-malta-smp.elf"
LONGEST_HOLD = 100_000  # instructions; arch/mips-vz/smp/README.md


@case(tiers=["qemu"], cpus=["P5600"], params=[2, 4], needs=["malta"])
def smp_every_processor_starts(t):
    """The boot tells the processors, and what runs on one processor runs there too."""
    console = t.boot("pingpong", cpus=t.param)
    assert console.wait() == 0
    assert f"\n{t.param} CPUs\n" in console.text.replace("\r", "")


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def smp_hostile_program_harms_only_itself(t):
    """Every attack of tests/programs/hostile ends as it must on the build for several processors."""
    console = t.boot("hostile", cpus=4)
    assert console.wait() == 0
    assert "NOT CONTAINED" not in console.text


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def smp_build_runs_on_one_processor(t):
    """Without the blocks that several processors need the kernel goes on with the one that there is."""
    console = t.boot(image=t.image("pingpong", cpus=2))
    assert console.wait() == 0
    assert "\n1 CPU\n" in console.text.replace("\r", "")


@case(tiers=["emu"], cpus=["P5600"], params=[2, 4], needs=["tools", "malta"])
def smp_boots_on_the_model(t):
    """The same image on the tree's own machine."""
    image = t.image("pingpong", cpus=t.param)
    result = t.run([*emu.command(t.tool("skerry-emu"), image, t.cpu, cpus=t.param), "-limit", "500M"])
    assert result.code == 0, result
    assert f"\n{t.param} CPUs\n" in result.out.replace("\r", "") and "skerry: exit 0" in result.out


@case(tiers=["emu"], cpus=["P5600"], params=[2, 4], needs=["tools", "malta"])
def smp_hostile_program_harms_only_itself_on_the_model(t):
    """The same attacks on the tree's own machine."""
    image = t.image("hostile", cpus=t.param)
    result = t.run([*emu.command(t.tool("skerry-emu"), image, t.cpu, cpus=t.param), "-limit", "4G"])
    assert result.code == 0 and re.search(r"hostile: (\d+) of \1 attacks contained", result.out), result.out


def stress(console, operations, seed, seconds):
    """Has tests/programs/smp do its work on a board that boots; the numbers of what was checked, which are all there."""
    console.expect("operations seed seconds?")
    console.send(f"{operations} {seed} {seconds}\n")
    code = console.wait()
    text = console.text.replace("\r", "")
    assert code == 0 and "\nsmp: 0 errors\n" in text and "WRONG" not in text, text[-2000:]
    numbers = [int(n) for line in text.splitlines() if " checked (" in line or " migrations, " in line for n in re.findall(r"\d+", line)]
    assert len(numbers) == 10 and all(numbers), numbers


@case(tiers=["qemu"], cpus=["P5600"], params=[2, 4], needs=["malta"], timeout=240)
def smp_random_work_meets_no_stale_page_and_loses_no_wakeup(t):
    """Threads on all processors map, unmap, revoke, call, signal, migrate and destroy; each access goes where it must."""
    stress(t.boot("smp", cpus=t.param), 2000, 7, 60)


def returns(t, function):
    """Address of the return of a function, which has one, in the kernel for several processors."""
    listed = t.run(["mipsel-linux-gnu-objdump", "-d", f"--disassemble={function}", t.root / KERNEL])
    found = re.findall(r"^([0-9a-f]+):.*\bjr\tra", listed.out, re.MULTILINE)
    assert len(found) == 1, listed
    return f"0x{found[0]}"


@case(tiers=["emu"], cpus=["P5600"], params=[2, 4], needs=["tools", "malta", "mips-compiler"], timeout=240)
def smp_random_work_on_the_model(t):
    """The same on the tree's own machine; and nobody holds the kernel lock longer than arch/mips-vz/smp/README.md says.
    Regression: whoever destroyed a thread that another processor executed held the lock until an interrupt of its own."""
    command = emu.command(t.tool("skerry-emu"), t.image("smp", cpus=t.param), t.cpu, cpus=t.param)
    span = f"{returns(t, 'arch_kernel_lock')},{returns(t, 'arch_kernel_unlock')}"
    console = t.spawn([*command, "-limit", "20G", "-count", span])
    stress(console, 2000, 7, 60)
    holds = re.search(r"count: .*: passages (\d+), least \d+, most (\d+),", console.text)
    assert holds and int(holds[1]) > 2000 and int(holds[2]) < LONGEST_HOLD, holds and holds[0]


# Function of the kernel that does nothing, processors, operations, what the stress says of it.
FAULTS = {
    "no-flush-elsewhere": ("percpu_flush", 2, 2000, "STALE"),
    "flush-not-waited-for": ("smp_call", 4, 8000, "STALE"),
    "no-wakeup-elsewhere": ("arch_ipi_reschedule", 4, 2000, "LOST"),
}


def without(t, system, function):
    """An image of `system` for several processors in whose kernel `function` returns at once."""
    listed = t.run(["mipsel-linux-gnu-nm", t.root / KERNEL])
    assert listed.code == 0, listed.err
    address = next(int(line.split()[0], 16) & 0xffffffff for line in listed.out.splitlines() if line.split()[-1] == function)
    image = bytearray(t.image(system, cpus=2).read_bytes())
    headers, size, count = struct.unpack_from("<I10xHH", image, 28)
    for n in range(count):
        _, offset, start, _, length = struct.unpack_from("<5I", image, headers + n * size)
        if start <= address < start + length:
            struct.pack_into("<2I", image, offset + address - start, JR_RA, 0)
    path = t.dir / f"{system}-without-{function}.elf"
    path.write_bytes(image)
    assert image != t.image(system, cpus=2).read_bytes()
    return path


@case(tiers=["emu"], cpus=["P5600"], params=list(FAULTS), needs=["tools", "malta", "mips-compiler"], timeout=60)
def smp_planted_fault_is_reported(t):
    """What the stress is there to find, planted: it finds it in its everyday length."""
    function, cpus, operations, report = FAULTS[t.param]
    console = t.spawn([*emu.command(t.tool("skerry-emu"), without(t, "smp", function), t.cpu, cpus=cpus), "-limit", "20G"])
    console.expect("operations seed seconds?")
    console.send(f"{operations} 7 6\n")
    assert console.wait() == 1, console.text[-2000:]
    assert f"smp: WRONG: {report}" in console.text, console.text[-2000:]


@case(tiers=["qemu"], cpus=["P5600"], params=[4], needs=["malta"], long=True, timeout=1200)
def smp_ten_minutes_of_random_work(t):
    """The same for ten minutes."""
    stress(t.boot("smp", cpus=t.param), 100_000_000, 11, 600)


def two_guests(console):
    """One guest is busy for ever while the other passes its self-test; then the first does."""
    prompt = "skerry-guest# \x1b[6n"
    console.expect("alpha| " + prompt)
    console.send("while true; do :; done\n")
    console.send("\x01n")
    console.expect("focus on beta")
    console.send("\n")
    console.expect("beta| " + prompt)
    console.send("selftest\n")
    console.expect_re(r"beta\| selftest: \d+ passed, 0 failed")
    console.send("reboot -f\n")
    console.expect_re(r"root: beta ended with status 0")
    console.send("\x01p\x03")
    console.expect("alpha| " + prompt)
    console.send("selftest\n")
    console.expect_re(r"alpha\| selftest: \d+ passed, 0 failed")
    console.send("reboot -f\n")
    assert console.wait() == 0


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=300)
def smp_two_guests_run_on_processors_of_their_own(t):
    """Two unmodified kernels, each on its own processor."""
    two_guests(t.boot("two-linux-smp", cpus=4))


@case(tiers=["emu"], cpus=["P5600"], needs=["tools", "malta", "guests"], timeout=300)
def smp_two_guests_on_the_model(t):
    """The same on the tree's own machine."""
    command = emu.command(t.tool("skerry-emu"), t.image("two-linux-smp", cpus=4), t.cpu, cpus=4)
    two_guests(t.spawn(command))
