# SPDX-License-Identifier: Apache-2.0
"""How the tree's own machine model is started as a Malta board."""


def command(tool, image, cpu, seed=None, cpus=1):
    """The command line: console on standard input and output; a guest's reset ends the run, and Ctrl-A X on a terminal does."""
    line = [str(tool), "-M", "malta", "-cpu", cpu, "-m", "256", "-no-reboot", "-kernel", str(image)]
    line += ["-smp", str(cpus)] if cpus > 1 else []
    return line + (["-seed", str(seed)] if seed is not None else [])
