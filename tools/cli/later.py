# SPDX-License-Identifier: Apache-2.0
"""What a verb says while the part it drives is not in the tree."""

from cli import exits


def not_yet(what):
    """Ends the command with exit code 3."""
    raise exits.CliError(exits.NOT_SUPPORTED, f"not supported yet: {what} not in this tree")
