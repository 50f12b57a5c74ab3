# SPDX-License-Identifier: Apache-2.0
"""Reads the TAP that unit tests print."""

import re
from collections import Counter

from cli.testing.result import FAILED, PASSED, Result

# Check prints: ok 3 - source file:case:function: message
LINE = re.compile(r"^(not )?ok \d+ - (?P<file>[^:]*):(?P<case>[^:]*):[^:]*: (?P<message>.*)$")
PLAN = re.compile(r"^1\.\.(\d+)$")


def parse(prefix, text, code):
    """Results of one executable from its output and exit code; a run that broke off is a failed case of its own."""
    results = []
    plan = None
    loose = []  # lines that are no TAP: the rest of a message, or what the code printed
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            failed = match["message"] if match[1] else ""
            status = FAILED if match[1] else PASSED
            results.append(Result(f"{prefix}/{match['case']}", status, f"{match['file']}: {failed}" if failed else ""))
        elif PLAN.match(line):
            plan = int(PLAN.match(line)[1])
        elif results and results[-1].status == FAILED:
            results[-1].message += f"\n{line}"
        else:
            loose.append(line)
    number_repetitions(results)
    whole = plan == len(results) and plan > 0
    if not whole or (code != 0 and all(r.status == PASSED for r in results)):
        results.append(Result(f"{prefix}/runs_to_its_end", FAILED, _broken(plan, results, code, loose)))
    return results


def number_repetitions(results):
    """Gives the repetitions of a loop case distinct names: case[0], case[1], ..."""
    total = Counter(r.name for r in results)
    seen = Counter()
    for result in results:
        name = result.name
        if total[name] > 1:
            result.name = f"{name}[{seen[name]}]"
            seen[name] += 1


def _broken(plan, results, code, loose):
    if plan == 0:
        return "it has no cases"
    told = "no plan line" if plan is None else f"{plan} planned"
    return f"exit {code}, {len(results)} results, {told}\n" + "\n".join(loose[-40:])
