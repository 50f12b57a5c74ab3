# SPDX-License-Identifier: Apache-2.0
"""`skerry check FILE.dts`: does a system description hold together?"""

from cli import description

SUMMARY = "Check a system description."


def add_arguments(parser):
    """Options of `check`."""
    parser.add_argument("file", metavar="FILE.dts")


def run(args):
    """Runs the compiler's checks; its exit code is the verb's."""
    return description.run_compiler(args, ["check", args.file])
