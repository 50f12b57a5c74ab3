# SPDX-License-Identifier: Apache-2.0
"""Random system calls: on the board beside a bystander, and the long campaign of the native fuzzer."""

import re

from harness import case

RUNS = 300_000
MOST_BYTES = 2048


@case(tiers=["qemu"], cpus=["24Kf", "P5600"], needs=["malta"])
def random_system_calls_change_nothing_for_others(t):
    """Rounds of seeded random calls by two threads: errors for them; registers, memory, time and quota of all others stay."""
    console = t.boot("syscallfuzz", args=["-icount", "shift=0,sleep=off"])
    assert console.wait() == 0
    ends = re.findall(r"syscallfuzz: round \d+: (\w+), bystander looked \d+ times", console.text)
    assert len(ends) == 20 and ends.count("done") >= 10, ends
    assert "20 rounds, nothing changed for anyone else" in console.text


def corpus(t):
    """The inputs of the tree, as the files that libFuzzer reads."""
    folder = t.dir / "corpus"
    folder.mkdir()
    text = re.sub(r"#.*\n", "", (t.root / "tests/fuzz/syscall/corpus.txt").read_text(encoding="utf-8"))
    for number, paragraph in enumerate(text.split("\n\n")):
        (folder / f"{number:03}").write_bytes(bytes.fromhex(paragraph))
    return folder


@case(tiers=["unit"], long=True, timeout=3600)
def fuzzing_campaign_breaks_nothing(t):
    """libFuzzer under AddressSanitizer and UBSan, from the corpus of the tree."""
    build = t.dir / "build"
    for command in (["cmake", "-S", t.root, "-B", build, "-G", "Ninja", "-DCMAKE_C_COMPILER=clang", "-DSKERRY_FUZZ=ON"],
                    ["cmake", "--build", build, "--target", "fuzz-syscall"]):
        done = t.run(command, timeout=600, cwd=t.root)
        assert done.code == 0, done.out + done.err
    done = t.run([build / "tests/fuzz/syscall/fuzz-syscall", f"-runs={RUNS}", f"-max_len={MOST_BYTES}", corpus(t)], timeout=3000, cwd=t.dir)
    assert done.code == 0, done.err[-4000:]
