# SPDX-License-Identifier: Apache-2.0
"""How stock QEMU is started for the Malta board."""

CPUS = ("24Kf", "P5600")


def command(image, cpu, cpus=1):
    """The command line: console on standard input and output, and a guest's reset ends QEMU."""
    line = ["qemu-system-mipsel", "-M", "malta", "-cpu", cpu, "-m", "256", "-nographic", "-monitor", "none", "-serial", "stdio",
            "-nic", "none", "-no-reboot", "-kernel", str(image)]
    return line + (["-smp", str(cpus)] if cpus > 1 else [])
