# SPDX-License-Identifier: Apache-2.0
"""How the simulated board is started: the kernel as a process of this machine."""

TOOL = "skerry-sim"


def command(tool, image, seed=None, options=()):
    """The command line: console on standard input and output; a reset ends the run, and Ctrl-A X on a terminal does."""
    line = [str(tool), *options]
    line += ["--seed", str(seed)] if seed is not None else []
    return [*line, str(image)]
