# SPDX-License-Identifier: Apache-2.0
"""`skerry lint`: layout, likely mistakes, include rules, headers."""

from cli import exits, packages, term
from cli.lint import checks, files

SUMMARY = "Check the sources: layout, likely mistakes, include rules, file headers."


def add_arguments(parser):
    """Options of `lint`."""
    parser.add_argument("check", nargs="*", metavar="CHECK", help=f"only these: {', '.join(checks.CHECKS)}")


def run(args):
    """Runs the checks; 1 when any has something to say."""
    unknown = set(args.check) - set(checks.CHECKS)
    if unknown:
        raise exits.CliError(exits.BAD_INPUT, f"unknown check: {', '.join(sorted(unknown))}")
    chosen = args.check or list(checks.CHECKS)
    packages.ensure(sorted({g for name in chosen for g in checks.CHECKS[name].groups}), not args.no_install)
    tree = files.tracked()
    found = 0
    for name in chosen:
        complaints = checks.CHECKS[name].run(tree)
        state = term.paint("clean", "green") if not complaints else term.paint(f"{len(complaints)} found", "red")
        term.say(f"{name}: {state}")
        for complaint in complaints:
            term.say(f"    {complaint}")
        found += len(complaints)
    return exits.FAILED if found else exits.GOOD
