# SPDX-License-Identifier: Apache-2.0
"""How stock QEMU is started for the Malta board."""

CPUS = ("24Kf", "P5600")
DEFAULT_CPU = "P5600"  # the one of the two that can run guests


def command(image, cpu, cpus=1, interactive=False):
    """The command line: console on standard input and output; a guest's reset ends QEMU, and when interactive Ctrl-A X does."""
    serial = ["-serial", "mon:stdio"] if interactive else ["-serial", "stdio", "-monitor", "none"]
    # No network and no display: their adapters want firmware files that Debian only recommends with QEMU.
    line = ["qemu-system-mipsel", "-M", "malta", "-cpu", cpu, "-m", "256", "-nographic", "-vga", "none", "-nic", "none", *serial,
            "-no-reboot", "-kernel", str(image)]
    return line + (["-smp", str(cpus)] if cpus > 1 else [])
