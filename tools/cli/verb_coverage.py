# SPDX-License-Identifier: Apache-2.0
"""`skerry coverage`: which lines and branches the unit tests reach."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

from cli import buildtree, coverage_table, exits, packages, paths, term
from cli.testing import report, unit
from cli.testing.result import FAILED

SUMMARY = "Measure which lines and branches the unit tests cover."
DETAILS = "Thresholds: coverage/thresholds.json. The full report: build/coverage/report/index.html."
PRESET = "coverage"


def add_arguments(_parser):
    """`coverage` has no options of its own."""


def run(args):
    """Builds with counters, runs the unit tests, prints the table; 1 when a folder is below its threshold."""
    packages.ensure(buildtree.PRESET_GROUPS[PRESET], not args.no_install)
    folder = unit.build(PRESET)
    for counters in folder.rglob("*.gcda"):
        # Counters add up over runs; those of an older build would count too.
        counters.unlink()
    if _tests_failed(folder):
        raise exits.CliError(exits.FAILED, "unit tests failed; no coverage is reported")
    thresholds = json.loads((paths.ROOT / "coverage" / "thresholds.json").read_text())
    present = {name: least for name, least in thresholds.items() if (paths.ROOT / name).is_dir()}
    if not present:
        term.say("none of the folders with a threshold is in this tree")
        return exits.GOOD
    files = _gcovr(folder, present)
    term.say("\n".join(coverage_table.uncovered(files)))
    lines, below = coverage_table.table(files, present)
    term.say("\n".join(lines))
    term.say(f"report: {paths.shown(folder / 'report' / 'index.html')}")
    for complaint in below:
        term.say(term.paint(complaint, "red"))
    return exits.FAILED if below else exits.GOOD


def _tests_failed(folder):
    outcome = report.Report()
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for results, seconds in pool.map(lambda t: unit.run("coverage", *t), unit.manifest(folder)):
            outcome.add_group(results[0].name.rsplit("/", 1)[0], results, seconds)
    return outcome.count(FAILED)


def _gcovr(folder, present):
    """Writes the report; the covered files as gcovr's JSON tells them."""
    html = folder / "report"
    html.mkdir(exist_ok=True)
    out = folder / "coverage.json"
    filters = [option for name in present for option in ("--filter", f"{name}/")]
    term.say("reading the counters")
    subprocess.run(["gcovr", "--root", str(paths.ROOT), "--config", str(paths.ROOT / "coverage" / "gcovr.cfg"),
                    "--object-directory", str(folder), *filters, "-j", str(os.cpu_count() or 1),
                    "--html-details", str(html / "index.html"), "--json", str(out), str(folder)],
                   cwd=paths.ROOT, check=True, stdout=subprocess.DEVNULL)
    return json.loads(out.read_text())["files"]
