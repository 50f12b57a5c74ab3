# SPDX-License-Identifier: Apache-2.0
"""`skerry bench`: instruction counts of the kernel's operations."""

from cli import later

SUMMARY = "Measure kernel operations in instructions (simulated)."


def add_arguments(_parser):
    """`bench` has no options of its own."""


def run(_args):
    """Ends with exit code 3 until there are benchmark programs."""
    later.not_yet("the benchmark programs (tests/bench) are")
