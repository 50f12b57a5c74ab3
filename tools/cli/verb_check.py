# SPDX-License-Identifier: Apache-2.0
"""`skerry check FILE.dts`: does a system description hold together?"""

import json
import sys

from cli import buildtree, description, exits, paths, term

SUMMARY = "Check a system description."
DETAILS = "The exit code is 2 when the description is broken. docs/system-description.md tells every word and every error."


def add_arguments(parser):
    """Options of `check`."""
    parser.add_argument("file", metavar="FILE.dts")
    parser.add_argument("--json", action="store_true", help="print the errors and the resolved system as JSON")


def run(args):
    """Runs the compiler's checks."""
    description.require(args.file, args)
    answer, said = description.compile_file(args.file, buildtree.directory("mipsel-release"))
    if args.json:
        print(json.dumps(answer, indent=1))
    elif said:
        sys.stderr.write(said)
    else:
        _tell(args.file, answer["system"])
    return exits.BAD_INPUT if answer["problems"] else exits.GOOD


def _tell(file, system):
    mib = 1024 * 1024
    loads = ", ".join(f"{load / 10000:.1f} %" for load in system["cpu_load_ppm"])
    term.say(f"{paths.shown(file)}: system {system['name']} on {system['board']}: {len(system['domains'])} domains, "
             f"{len(system['links'])} links, {system['ram_used_bytes'] / mib:.1f} of {system['ram_bytes'] // mib} MiB, CPU {loads}")
    absent = description.absent_products(system)
    if absent:
        term.say(f"guests to be fetched first: {', '.join(absent)}")
