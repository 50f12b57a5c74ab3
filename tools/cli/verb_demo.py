# SPDX-License-Identifier: Apache-2.0
"""`skerry demo`: the guided tour."""

from cli import later

SUMMARY = "Show what Skerry does, step by step."


def add_arguments(_parser):
    """`demo` has no options of its own."""


def run(_args):
    """Ends with exit code 3 until there are systems to show."""
    later.not_yet("the demonstration systems are")
