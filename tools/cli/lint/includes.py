# SPDX-License-Identifier: Apache-2.0
"""Who may include whom (architecture: layout). Host tests and host tools may include what they link; the rest is listed here."""

import re
from dataclasses import dataclass

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Headers that a freestanding compiler brings by itself.
FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "stdalign.h", "stdatomic.h", "stdnoreturn.h", "limits.h",
                "iso646.h", "float.h"}


@dataclass(frozen=True)
class Rule:
    """What sources below `folder` may include: project headers by prefix, and system headers or only freestanding ones."""

    folder: str
    project: tuple
    hosted: bool
    why: str


# The first rule whose folder holds the file counts. A header's "name" is what stands between the angle brackets.
RULES = (
    Rule("core/include/skerry/abi/", ("skerry/abi/",), False, "the ABI stands by itself"),
    Rule("core/", ("skerry/",), False, "core includes only core/include and <skerry/arch/types.h>"),
    Rule("arch/mips-vz/", ("skerry/", "mips/"), False, "the MIPS backend includes core's contracts and its own headers"),
    Rule("arch/sim-posix/", ("skerry/", "sim/", "emu/"), True, "the simulation backend joins core and emu"),
    Rule("drivers/", ("drivers/",), False, "drivers include neither core nor runtime"),
    Rule("emu/", ("emu/",), True, "emu knows nothing of the kernel"),
    Rule("runtime/", ("skerry/abi/", "sk/"), False, "user code sees only the ABI and the runtime"),
    Rule("services/", ("skerry/abi/", "sk/", "drivers/"), False, "services see only the ABI, the runtime and drivers"),
    Rule("vmm/", ("skerry/abi/", "sk/", "drivers/", "vmm/"), False, "the VMM sees only the ABI, the runtime and drivers"),
)


def rule_of(path):
    """The rule for a source file, None when its folder has none."""
    return next((r for r in RULES if path.startswith(r.folder)), None)


def check_text(path, text, exists):
    """Complaints about one file; `exists(path)` tells whether the tree has a file (for quoted includes)."""
    rule = rule_of(path)
    if rule is None:
        return []
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match and not _allowed(path, rule, match[1] == '"', match[2], exists):
            out.append(f"{path}:{number}: may not include {match[2]} ({rule.why})")
    return out


def _allowed(path, rule, quoted, name, exists):
    if quoted:
        # A neighbour in the same folder, or a header below the rule's own folder.
        here = path.rsplit("/", 1)[0]
        return ".." not in name.split("/") and exists(f"{here}/{name}")
    if name.startswith(rule.project):
        return True
    if "/" in name or name in FREESTANDING:
        return name in FREESTANDING or (rule.hosted and not _of_project(name))
    return rule.hosted


def _of_project(name):
    prefixes = {p for rule in RULES for p in rule.project}
    return name.startswith(tuple(prefixes))
