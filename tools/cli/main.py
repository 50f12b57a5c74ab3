# SPDX-License-Identifier: Apache-2.0
"""Reads the command line, runs the verb, and turns its errors into exit codes."""

import argparse
import os
import subprocess
import sys

from cli import exits, term, verbs


def parser_of(verb):
    """The argument parser of one verb."""
    module = verbs.load(verb)
    parser = argparse.ArgumentParser(prog=f"skerry {verb}", description=module.SUMMARY, allow_abbrev=False,
                                     epilog=getattr(module, "DETAILS", None),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    module.add_arguments(parser)
    parser.add_argument("--no-install", action="store_true", help="never install packages: report what is missing, exit 4")
    return parser


def overview():
    """The help page."""
    lines = ["usage: ./skerry VERB [options]", ""]
    lines += [f"  {verb.ljust(9)} {verbs.load(verb).SUMMARY}" for verb in verbs.VERBS]
    codes = ", ".join(f"{code} {meaning}" for code, meaning in exits.MEANING.items())
    lines += ["", "./skerry help VERB tells the options of one verb; --no-install never installs anything.", f"Exit codes: {codes}."]
    return "\n".join(lines)


def main(argv):
    """Runs one command; returns its exit code."""
    # --no-install is accepted before the verb as well.
    options = [a for a in argv[:1] if a == "--no-install"]
    words = argv[len(options):]
    if not words:
        term.warn(overview())
        return exits.BAD_INPUT
    verb, rest = words[0], words[1:]
    if verb in ("-h", "--help"):
        verb, rest = "help", []
    if verb not in verbs.VERBS:
        what = "option" if verb.startswith("-") else "verb"
        term.warn(f"skerry: unknown {what} '{verb}'; ./skerry help names them all")
        return exits.BAD_INPUT
    try:
        args = parser_of(verb).parse_args(options + rest)
        return verbs.load(verb).run(args)
    except exits.CliError as error:
        term.warn(f"skerry {verb}: {error}")
        return error.code
    except KeyboardInterrupt:
        term.warn(f"skerry {verb}: interrupted")
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FAILED
    except subprocess.CalledProcessError as error:
        term.warn(f"skerry {verb}: {error}")
        return exits.FAILED
