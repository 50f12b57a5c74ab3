# SPDX-License-Identifier: Apache-2.0
"""Who may include whom (architecture: layout). Unit tests may include what they link; every other folder is listed here."""

import re
from dataclasses import dataclass

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
ABI = "core/include/skerry/abi/"

# Headers that a freestanding compiler brings by itself.
FREESTANDING = {"stdint.h", "stddef.h", "stdbool.h", "stdarg.h", "stdalign.h", "stdatomic.h", "stdnoreturn.h", "limits.h",
                "iso646.h", "float.h"}


@dataclass(frozen=True)
class Rule:
    """Sources below `folder` may include headers below `roots`, those of the compiler, and when `hosted` the system's."""

    folder: str
    roots: tuple
    hosted: bool
    why: str
    also: tuple = ()  # names that the build resolves, to a header that lies elsewhere


# The first rule whose folder holds the file counts.
RULES = (
    Rule(ABI, (ABI,), False, "the ABI stands by itself"),
    Rule("core/", ("core/",), False, "core includes only core/include and <skerry/arch/types.h>", ("skerry/arch/types.h",)),
    Rule("arch/mips-vz/", ("core/include/", "drivers/include/", "arch/mips-vz/"), False,
         "the MIPS backend includes core's contracts, drivers and its own", ("mips/offsets.h",)),
    Rule("arch/sim-posix/", ("core/include/", "arch/sim-posix/", "emu/include/"), True, "the simulation joins core and emu"),
    Rule("drivers/", ("drivers/",), False, "drivers include neither core nor runtime"),
    Rule("emu/", ("emu/",), True, "emu knows nothing of the kernel"),
    Rule("runtime/", (ABI, "runtime/"), False, "of the kernel, user code sees only the ABI"),
    Rule("services/", (ABI, "runtime/include/", "drivers/", "services/"), False, "of the kernel, user code sees only the ABI"),
    Rule("vmm/", (ABI, "runtime/include/", "drivers/", "services/console/include/", "services/switch/include/", "vmm/"), False, "of the kernel, user code sees only the ABI"),
    Rule("apps/", (ABI, "runtime/include/", "services/console/include/", "services/switch/include/", "apps/"), False, "of the kernel, user code sees only the ABI"),
    Rule("tests/programs/", (ABI, "runtime/include/", "services/console/include/", "tests/programs/"), False, "of the kernel, user code sees only the ABI"),
    Rule("tools/describe/", (ABI, "services/root/include/", "services/switch/include/", "tools/"), True,
         "the compiler sees the ABI, the root task's form and the switch's ports"),
    Rule("tools/", (ABI, "tools/"), True, "of the kernel, tools see only the ABI"),
)


def rule_of(path):
    """The rule for a source file, None when its folder has none."""
    return next((r for r in RULES if path.startswith(r.folder)), None)


def headers_by_name(files):
    """{how a header may be named: its paths}, for the headers of the tree: what follows `include/`, else any tail of the path."""
    named = {}
    for path in files:
        if path.endswith((".h", ".inc", ".def")):
            _, include, public = path.rpartition("include/")
            parts = path.split("/")
            tails = [public] if include else ["/".join(parts[start:]) for start in range(1, len(parts))]
            for name in [path, *tails]:
                named.setdefault(name, []).append(path)
    return named


def check_text(path, text, named):
    """Complaints about one file; `named` as headers_by_name() gives it."""
    rule = rule_of(path)
    if rule is None:
        return []
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if match and not _allowed(path, rule, match[1] == '"', match[2], named):
            out.append(f"{path}:{number}: may not include {match[2]} ({rule.why})")
    return out


def _allowed(path, rule, quoted, name, named):
    if ".." in name.split("/"):
        return False
    beside = f"{path.rsplit('/', 1)[0]}/{name}"
    if quoted and beside in named:
        return True
    if name in rule.also:
        return True
    if not quoted and "/" not in name and name in FREESTANDING:
        return True
    homes = named.get(name, ())
    if any(home.startswith(rule.roots) for home in homes):
        return True
    # A name that no header of the tree answers to is the system's.
    return rule.hosted and not quoted and not homes
