# SPDX-License-Identifier: Apache-2.0
"""`skerry graph FILE.dts -o OUT.svg`: a picture of a system description."""

from cli import description

SUMMARY = "Draw a system description."


def add_arguments(parser):
    """Options of `graph`."""
    parser.add_argument("file", metavar="FILE.dts")
    parser.add_argument("-o", dest="output", metavar="OUT.svg", required=True, help="where the picture goes")


def run(args):
    """Runs the compiler's drawing part; its exit code is the verb's."""
    return description.run_compiler(args, ["graph", args.file, "-o", args.output])
