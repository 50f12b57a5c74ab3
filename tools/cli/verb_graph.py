# SPDX-License-Identifier: Apache-2.0
"""`skerry graph FILE.dts`: a picture of a system description."""

from cli import buildtree, description, exits, paths, term

SUMMARY = "Draw a system description."


def add_arguments(parser):
    """Options of `graph`."""
    parser.add_argument("file", metavar="FILE.dts")
    parser.add_argument("-o", dest="output", metavar="OUT.svg", required=True, help="where the picture goes")


def run(args):
    """Draws; a broken description is reported instead, with exit code 2."""
    description.require(args.file, args)
    description.checked(args.file, buildtree.directory("mipsel-release"), options=("--svg", args.output))
    term.say(paths.shown(args.output))
    return exits.GOOD
