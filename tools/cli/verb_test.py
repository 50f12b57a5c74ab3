# SPDX-License-Identifier: Apache-2.0
"""`skerry test`: every tier that needs no hardware."""

import os

from cli import exits, term
from cli.testing import runner

SUMMARY = "Build and run the tests."
DETAILS = """tiers: unit (native: GCC, Clang, sanitizers), sim (simulated board), qemu (stock QEMU Malta),
emu (Skerry's own machine model), all (the default)
PATTERN: part of a case's name, or, with * or ?, the whole name: --filter 'unit[asan]/*'
The last line is `N passed, N failed, N skipped`."""


def add_arguments(parser):
    """Options of `test`."""
    parser.add_argument("tier", nargs="?", choices=(*runner.TIERS, "all"), default="all")
    parser.add_argument("--filter", metavar="PATTERN", help="only cases whose name matches")
    parser.add_argument("--list", action="store_true", help="name the cases, run none (builds the unit tests)")
    parser.add_argument("--long", action="store_true", help="the long campaigns too")
    parser.add_argument("--json", metavar="FILE", help="write every result there")
    parser.add_argument("--update-golden", action="store_true", help="rewrite the golden transcripts of the cases that run")
    parser.add_argument("--verbose", action="store_true", help="a line for every case")


def run(args):
    """Runs the tests; 0 when all passed."""
    if args.json and not os.path.isdir(os.path.dirname(os.path.abspath(args.json))):
        raise exits.CliError(exits.BAD_INPUT, f"no folder for {args.json}")
    tiers = runner.TIERS if args.tier == "all" else (args.tier,)
    plan = runner.Runner(args, tiers)
    if args.list:
        term.say("\n".join(plan.names()))
        return exits.GOOD
    return plan.run()
