# SPDX-License-Identifier: Apache-2.0
"""What became of one case, and how cases are picked by name."""

import re
from dataclasses import dataclass, field

PASSED = "passed"
FAILED = "failed"
SKIPPED = "skipped"


@dataclass
class Result:
    """One case's outcome; `message` is why it failed or was skipped, `notes` are lines that it wants printed."""

    name: str
    status: str
    message: str = ""
    seconds: float = 0.0
    notes: list = field(default_factory=list)


def matcher(pattern):
    """A predicate on names: a pattern with * or ? matches whole names, any other a part of them; None matches all."""
    if pattern is None:
        return lambda name: True
    if not re.search(r"[*?]", pattern):
        return lambda name: pattern in name
    parts = {"*": ".*", "?": "."}
    whole = re.compile("".join(parts.get(c, re.escape(c)) for c in pattern))
    return lambda name: whole.fullmatch(name) is not None


def could_match(pattern, head):
    """Whether a pattern can match a name that starts with `head` + "/": saves builds that no case of the run needs."""
    if pattern is None or "/" not in pattern:
        return True
    first = pattern.split("/")[0]
    if re.search(r"[*?]", first):
        return re.search(r"[*?]", pattern) is None or matcher(first)(head)
    return head.endswith(first) if not re.search(r"[*?]", pattern) else head == first
