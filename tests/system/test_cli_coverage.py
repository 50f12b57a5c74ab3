# SPDX-License-Identifier: Apache-2.0
"""What `skerry coverage` makes of gcovr's counts."""

from cli import coverage_table
from harness import case


def _file(name, *lines):
    return {"file": name, "lines": [{"line_number": i + 1, "count": c, "branches": [{"count": b} for b in branches]}
                                    for i, (c, branches) in enumerate(lines)]}


@case(tiers=["unit"])
def folder_below_its_threshold_is_told(_t):
    """One of two lines and one of two branches is 50 %."""
    files = [_file("core/a.c", (1, [1, 0]), (0, [])), _file("other/b.c", (0, []))]
    lines, below = coverage_table.table(files, {"core": {"line": 95, "branch": 50}})
    assert below == ["core: line coverage 50.0 % is below 95 %"]
    assert "50.0%" in lines[1]


@case(tiers=["unit"])
def percentages_are_never_rounded_up(_t):
    """1999 of 2000 is 99.9, not 100."""
    assert coverage_table.Count.percent(1999, 2000) == 99.9


@case(tiers=["unit"])
def uncovered_places_are_listed(_t):
    """Lines never reached as ranges, and lines with a branch never taken."""
    told = coverage_table.uncovered([_file("core/a.c", (0, []), (0, []), (4, [2, 0]), (0, []))])
    assert told == ["not covered: core/a.c: lines 1-2,4; branches at 3"]


@case(tiers=["unit"])
def excluded_lines_do_not_count(_t):
    """A line that the configuration leaves out is neither hit nor missed."""
    file = _file("core/a.c", (0, [0, 0]), (1, []))
    file["lines"][0]["gcovr/excluded"] = True
    _, below = coverage_table.table([file], {"core": {"line": 100, "branch": 100}})
    assert below == []
