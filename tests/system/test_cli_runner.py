# SPDX-License-Identifier: Apache-2.0
"""The test runner's own parts: names, TAP, build failures, the closing line of a failing run."""

from cli import buildtree, console_exit, process
from cli.testing import system, tap, unit
from cli.testing.result import FAILED, PASSED, could_match, matcher
from harness import case

TWO = "ok 1 - a.c:first:first: Passed\nok 2 - a.c:second:second: Passed\n"


@case(tiers=["unit"])
def plain_pattern_matches_a_part(_t):
    """Without wildcards a pattern is looked for anywhere; brackets are only brackets."""
    assert matcher("asan]/map")("unit[asan]/mapdb/x")
    assert not matcher("asan]/map")("unit[gcc]/mapdb/x")
    assert matcher(None)("anything")


@case(tiers=["unit"])
def wildcard_pattern_matches_whole_names(_t):
    """With * or ? the whole name must match."""
    assert matcher("unit[asan]/*")("unit[asan]/mapdb/x")
    assert not matcher("mapdb/*")("unit[asan]/mapdb/x")
    assert matcher("qemu/hello/p?ng[24Kf]")("qemu/hello/ping[24Kf]")


@case(tiers=["unit"])
def filter_spares_builds_it_cannot_match(_t):
    """A filter that names one build leaves the others alone; a vague one does not."""
    assert could_match("unit[asan]/*", "unit[asan]") and not could_match("unit[asan]/*", "unit[gcc]")
    assert could_match("mapdb", "unit[gcc]") and could_match("*/mapdb/*", "unit[gcc]") and could_match(None, "unit[gcc]")
    assert not could_match("qemu/hello/x", "unit[gcc]")


@case(tiers=["unit"])
def tap_results_are_read(_t):
    """Two passing lines are two passed cases."""
    results = tap.parse("u/t", TWO + "1..2\n", 0)
    assert [(r.name, r.status) for r in results] == [("u/t/first", PASSED), ("u/t/second", PASSED)]


@case(tiers=["unit"])
def tap_failure_keeps_its_message(_t):
    """A failed case carries file, message and the lines that follow."""
    results = tap.parse("u/t", "not ok 1 - a.c:first:first: Assertion 'x: y' failed\nmore\n1..1\n", 1)
    assert len(results) == 1 and results[0].status == FAILED
    assert results[0].message == "a.c: Assertion 'x: y' failed\nmore"


@case(tiers=["unit"])
def loop_repetitions_get_numbers(_t):
    """Three lines of one case are three names."""
    text = "ok 1 - a.c:l:l: Passed\nok 2 - a.c:l:l: Passed\n1..2\n"
    assert [r.name for r in tap.parse("u/t", text, 0)] == ["u/t/l[0]", "u/t/l[1]"]


@case(tiers=["unit"], params=["no plan", "fewer than planned", "no cases", "late crash"])
def broken_run_is_a_failure(t):
    """An executable that ends early, has no cases, or fails after its cases passed, never counts as passed."""
    text, code = {"no plan": (TWO, 0), "fewer than planned": (TWO + "1..3\n", 0), "no cases": ("1..0\n", 0),
                  "late crash": (TWO + "1..2\n", -11)}[t.param]
    results = tap.parse("u/t", text, code)
    assert results[-1].status == FAILED and results[-1].name == "u/t/runs_to_its_end"


@case(tiers=["unit"])
def sanitizer_report_stays_readable(_t):
    """Of a sanitizer's report the memory map is left out, the rest is told."""
    text = "==7==ERROR: overflow\nShadow bytes around the address:\n 00 00\nLegend:\n==7==ABORTING\n"
    assert unit.readable(text) == "==7==ERROR: overflow\n==7==ABORTING\n"
    assert "more characters" in unit.readable("x" * 20000)


@case(tiers=["unit"])
def build_failure_shows_the_failing_command(_t):
    """Of a build's output only what follows FAILED is told."""
    lines = ["[1/3] fine", "FAILED: b.o ", "cc b.c", "b.c:1: error: no", "[2/3] fine too", "ninja: build stopped"]
    assert buildtree.failure(lines) == "FAILED: b.o \ncc b.c\nb.c:1: error: no"
    assert buildtree.failure(["CMake Error: x"]) == "CMake Error: x"


@case(tiers=["unit"])
def last_exit_line_counts(_t):
    """Of several `skerry: exit N` lines the last decides; text in front of one makes it another line."""
    assert console_exit.last_exit("skerry: exit 1\r\nskerry: exit 0\r\n") == 0
    assert console_exit.last_exit("it said skerry: exit 0\n") is None
    watcher = console_exit.Watcher()
    for piece in (b"skerry: ex", b"it 7\r", b"\n"):
        watcher.feed(piece)
    assert watcher.code == 7


@case(tiers=["unit"])
def command_beyond_its_bound_is_ended(_t):
    """A command that hangs ends with what it had printed."""
    try:
        process.run(["sh", "-c", "echo before; sleep 1000"], 1)
    except process.StillRunning as error:
        assert "before" in str(error)
        return
    raise AssertionError("it was not ended")


def _outcome(t, body):
    """Runs a case written for the occasion through the runner."""
    folder = t.dir / "cases"
    folder.mkdir()
    (folder / "test_made.py").write_text("from harness import case\n@case(tiers=['unit'])\ndef made(t):\n" + body)
    one = system.SystemCase("unit/made/case", "test_made", "made", "unit", timeout=20)
    return system.run(one, {}, False, t.dir, folder)


@case(tiers=["unit"])
def failing_case_tells_where(t):
    """A false assertion fails the case and names its line."""
    result = _outcome(t, "    assert 1 == 2, 'sums'\n")
    assert result.status == FAILED and "test_made.py:4: sums" in result.message, result


@case(tiers=["unit"])
def skipping_case_tells_why(t):
    """t.skip() carries its reason."""
    result = _outcome(t, "    t.skip('no moon')\n")
    assert (result.status, result.message) == ("skipped", "no moon")


@case(tiers=["unit"])
def case_that_dies_is_a_failure(t):
    """A case whose process ends without a word has failed."""
    result = _outcome(t, "    import os\n    os._exit(0)\n")
    assert result.status == FAILED and "without a result" in result.message


@case(tiers=["unit"])
def unmet_expectation_shows_the_transcript(t):
    """What the console printed instead is told."""
    result = _outcome(t, "    t.spawn(['echo', 'something else']).expect('hello')\n")
    assert result.status == FAILED and "something else" in result.message


@case(tiers=["unit"])
def console_expects_and_sends(t):
    """Text comes piece by piece, input is typed, the exit code is the process's."""
    console = t.spawn(["sh", "-c", "echo ready; read x; echo got $x; exit 3"])
    console.expect("ready\n")
    console.send("this\n")
    assert console.expect_re(r"^got (\w+)$")[1] == "this"
    assert console.wait() == 3


@case(tiers=["unit"])
def golden_difference_is_a_failure(t):
    """A transcript that differs from its golden file fails; replacements hide what may differ."""
    t.golden("count 12\n", "harness-example", replace=[(r"\d+", "N")])
    try:
        t.golden("count x\n", "harness-example")
    except AssertionError as error:
        assert "-count N" in str(error) and "+count x" in str(error)
        return
    raise AssertionError("it was taken as equal")
