# SPDX-License-Identifier: Apache-2.0
"""`skerry help [VERB]`."""

from cli import exits, term, verbs

SUMMARY = "Tell the verbs, or the options of one verb."


def add_arguments(parser):
    """Options of `help`."""
    parser.add_argument("verb", nargs="?", metavar="VERB")


def run(args):
    """Prints one of the two pages."""
    from cli import main  # main loads this module in turn

    if args.verb is None:
        term.say(main.overview())
        return exits.GOOD
    if args.verb not in verbs.VERBS:
        raise exits.CliError(exits.BAD_INPUT, f"unknown verb '{args.verb}'")
    term.say(main.parser_of(args.verb).format_help().rstrip())
    return exits.GOOD
