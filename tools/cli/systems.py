# SPDX-License-Identifier: Apache-2.0
"""The systems that images are made of: those described in systems/*.dts and tests/systems/*.dts, and test systems with a root task of their own."""

import pathlib
from dataclasses import dataclass, field

from cli import exits, paths

FOLDERS = (paths.ROOT / "systems", paths.ROOT / "tests" / "systems")


@dataclass(frozen=True)
class System:
    """A system without description. Programs are names of built ELF files (bin/NAME.elf); modules map the name that root looks for to a program."""

    name: str
    what: str
    root: str
    modules: dict = field(default_factory=dict)
    pool_kib: int = 4096


SYSTEMS = {s.name: s for s in (
    System("pingpong", "a client and a server: IPC, a shared page, a page fault handled at user level", "pingpong-root",
           {"pong": "pingpong-pong", "ping": "pingpong-ping"}),
    System("hostile", "a program that attacks kernel and supervisor in every way it can", "hostile-root",
           {"attacker": "hostile-attacker"}),
    System("syscallfuzz", "random system calls of one task after another beside a bystander", "syscallfuzz-root",
           {"attacker": "syscallfuzz-attacker", "bystander": "syscallfuzz-bystander"}),
    System("smp", "random work of threads on all processors, each page it uses checked", "smp-root"),
    System("budget", "threads with budgets, and how long others wait for them", "budget-root"),
    System("latency", "one interrupt after the other, beside few and beside many threads and mappings", "latency-root"),
    System("bench", "measures the kernel's operations with the processor's counter", "bench-root"),
)}
DEFAULT = "pingpong"
GUEST = "one-linux"


def described():
    """{name: path} of the descriptions in the tree."""
    return {path.stem: path for folder in FOLDERS for path in sorted(folder.glob("*.dts"))}


def names():
    """Names of all systems of the tree."""
    return [*SYSTEMS, *described()]


def find(word):
    """What a user means by `--system WORD`: a System, or the path of a description."""
    if word in SYSTEMS:
        return SYSTEMS[word]
    if word in described():
        return described()[word]
    if not word.endswith(".dts"):
        raise exits.CliError(exits.BAD_INPUT, f"no system '{word}'; there are: {', '.join(names())}")
    path = pathlib.Path(word)
    if not path.is_file():
        raise exits.CliError(exits.BAD_INPUT, f"no such file: {word}")
    return path
