# SPDX-License-Identifier: Apache-2.0
"""The systems that images are made of, until a system description says it: the root task, the files it starts, and the CPU they show best on."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class System:
    """One image. Programs are names of built ELF files (bin/NAME.elf); modules map the name that root looks for to a program."""

    name: str
    what: str
    root: str
    modules: dict = field(default_factory=dict)
    pool_kib: int = 4096
    cpu: str = "24Kf"


SYSTEMS = {s.name: s for s in (
    System("pingpong", "a client and a server: IPC, a shared page, a page fault handled at user level", "pingpong-root",
           {"pong": "pingpong-pong", "ping": "pingpong-ping"}),
)}
DEFAULT = "pingpong"
