# SPDX-License-Identifier: Apache-2.0
"""Two unmodified Debian guests on one network, each with a disk: the same on stock QEMU (P5600, engine segctl) and on the simulated board (emulated)."""

import two_linux_session
from harness import case


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=400)
def two_linux_ping_and_transfer_a_file(t):
    """Ping, a file and its checksum, disks; what the guests say is the golden transcript, which is the simulated board's too."""
    _compare(t, t.boot("two-linux"))


@case(tiers=["sim"], needs=["sim", "guests"], timeout=100)
def two_linux_ping_and_transfer_a_file_simulated(t):
    """The same description, programs, guests and keys as on Malta, and the same transcript."""
    # The recording makes a failure repeatable.
    _compare(t, t.boot("two-linux", args=["--speed", "max", "--limit", "400G", "--record", str(t.dir / "keys")]))


def _compare(t, console):
    t.golden(two_linux_session.ping_and_transfer_a_file(console), "two-linux", two_linux_session.TIMES)
