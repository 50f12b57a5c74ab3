# SPDX-License-Identifier: Apache-2.0
"""The systems that images are made of, until a system description says it: which programs, and the CPU they show best on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class System:
    """One image: the root task first, then the programs it starts."""

    name: str
    what: str
    programs: tuple
    cpu: str = "24Kf"


SYSTEMS = {}
DEFAULT = "hello"
