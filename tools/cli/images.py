# SPDX-License-Identifier: Apache-2.0
"""Puts kernel, root task and programs together into one ELF for a board."""

from cli import later


def malta(_folder, _tools):
    """Images of all systems for Malta: {"malta/<system>": path}."""
    later.not_yet("the image builder is")
