# SPDX-License-Identifier: Apache-2.0
"""The verbs in the order of the help page; each names its module, loaded when it is used."""

import importlib

VERBS = ("demo", "run", "test", "build", "bench", "coverage", "check", "graph", "lint", "doctor", "help")


def load(verb):
    """The module of a verb: SUMMARY, add_arguments(parser), run(args) -> exit code."""
    return importlib.import_module(f"cli.verb_{verb}")
