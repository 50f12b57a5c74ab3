# SPDX-License-Identifier: Apache-2.0
"""The processor model against stock QEMU: random sequences leave the same registers, memory and exceptions."""

from harness import case

SEED = 1
BATCH = 10000
KINDS = ("integer", "branch", "memory", "mixed", "float", "cp0", "tlb", "segment", "word")  # case number modulo their count
COMPILE = ("mipsel-linux-gnu-gcc -O2 -march=mips32r2 -EL -mno-abicalls -fno-pic -G0 -msoft-float -ffreestanding -fno-builtin "
           "-nostdlib -static -Wl,--build-id=none -Wl,-z,max-page-size=0x1000").split()
QEMU = ("-display none -vga none -monitor none -net none -no-reboot -serial null -serial null -serial stdio").split()


def lines_of(t, first, count, dump=None):
    """Runs one batch on both; returns what each printed, as lists of lines."""
    source, records, image = t.root / "emu" / "diff", t.dir / "records.bin", t.dir / "harness.elf"
    dump_from, dump_to = (dump, dump + 1) if dump is not None else (0, 0)
    tool = t.tool("emu-diff")
    numbers = [str(n) for n in (SEED, first, count, dump_from, dump_to)]
    assert t.run([tool, "generate", t.cpu, *numbers, records]).code == 0
    built = t.run([*COMPILE, f'-DRECORDS="{records}"', "-T", source / "harness.ld", source / "start.S",
                   source / "records.S", source / "harness.c", "-o", image])
    assert built.code == 0, built.err
    model = t.run([tool, "run", t.cpu, image], timeout=120)
    assert model.code == 0, model.err
    reference = t.run(["qemu-system-mipsel", "-M", "malta", "-cpu", t.cpu, "-m", "128", "-kernel", image, *QEMU], timeout=120)
    return [out.replace("\r", "").splitlines() for out in (model.out, reference.out)]


def explain(t, number):
    """The code of one case and the registers in which it differs."""
    model, reference = lines_of(t, number, 1, number)
    words = [line.split()[1] for line in model if line.startswith(" code")]
    text = t.run([t.tool("emu-diff"), "text", t.cpu], stdin="\n".join(words) + "\n").out.splitlines()
    end = words.index("000aa54d")
    differ = [f"model {a.strip()}, reference {b.strip()}" for a, b in zip(model, reference) if a != b and a.startswith(" ")]
    return "\n  ".join([f"case {number} ({KINDS[number % len(KINDS)]}):", *text[:end], *differ])


def compare(t, first, count):
    """Compares one batch and reports the first few differences."""
    model, reference = lines_of(t, first, count)
    assert model[-1] == f"end {count:08x}", model[-1]
    assert len(reference) == len(model), f"the reference stopped after {len(reference)} lines: {reference[-1:]}"
    differ = [int(a.split()[0], 16) for a, b in zip(model, reference) if a != b]
    assert not differ, f"{len(differ)} of {count} differ\n" + "\n".join(explain(t, number) for number in differ[:5])


@case(tiers=["qemu"], cpus=["24Kf", "P5600"], needs=["tools"], timeout=240)
def random_sequences_agree_with_qemu(t):
    """10,000 sequences for each processor."""
    compare(t, 0, BATCH)


@case(tiers=["qemu"], cpus=["24Kf", "P5600"], needs=["tools"], long=True, timeout=1800)
def many_random_sequences_agree_with_qemu(t):
    """100,000 more for each processor, in batches."""
    for batch in range(1, 11):
        compare(t, batch * BATCH, BATCH)
