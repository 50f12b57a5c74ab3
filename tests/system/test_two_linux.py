# SPDX-License-Identifier: Apache-2.0
"""Two unmodified Debian guests on one network, each with a disk: stock QEMU P5600, segctl engine."""

import re

from harness import case

# The shell asks for the cursor when it is ready for keys.
PROMPT = "skerry-guest# \x1b[6n"


class Guests:
    """The two shells behind the console service."""

    def __init__(self, console):
        self.console = console
        self.focus = "alpha"

    def look_at(self, name):
        """Gives the focus to a guest."""
        if name != self.focus:
            self.console.send("\x01n")
            self.console.expect(f"focus on {name}")
            self.focus = name

    def run(self, name, command):
        """Types a command at a guest's prompt and waits for the next one; what came in between, without names and line breaks."""
        self.look_at(name)
        self.console.send(command + "\n")
        said = self.console.expect(f"{name}| {PROMPT}")
        return re.sub(r"\n(?:alpha|beta)\| ", "\n", said)


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=400)
def two_linux_ping_and_transfer_a_file(t):
    """Both reach each other over the switch; a file arrives whole; what is written to a disk is read back from it; random numbers come."""
    console = t.boot("two-linux")
    guests = Guests(console)
    console.expect("alpha| " + PROMPT)
    guests.run("alpha", "ip addr add 10.1.0.1/24 dev eth0; ip link set eth0 up")
    guests.run("beta", "")
    guests.run("beta", "ip addr add 10.1.0.2/24 dev eth0; ip link set eth0 up")
    assert " 0% packet loss" in guests.run("beta", "ping -c 3 10.1.0.1")
    console.send("nc -l -p 9 >/tmp/got; sha256sum </tmp/got\n")
    sum_sent = re.search(r"^([0-9a-f]{64})  /etc", guests.run("alpha", "nc 10.1.0.2 9 </etc/selftest.data; cat /etc/selftest.sha256"), re.MULTILINE)
    # It may have come before alpha's own prompt.
    guests.run("beta", "")
    assert sum_sent and f"beta| {sum_sent[1]}  -" in console.text
    disk = guests.run("beta", "dd if=/tmp/got of=/dev/vda bs=4k conv=fsync; echo 3 >/proc/sys/vm/drop_caches; dd if=/dev/vda bs=4k count=8 | sha256sum")
    assert sum_sent[1] in disk, disk
    # Each has its own disk: alpha's is still empty.
    empty = guests.run("alpha", "tr -d '\\000' </dev/vda | wc -c; cat /sys/class/misc/hw_random/rng_current")
    assert re.search(r"^0$", empty, re.MULTILINE) and "virtio_rng" in empty, empty
    for name in ("alpha", "beta"):
        guests.look_at(name)
        console.send("reboot -f\n")
        console.expect(f"root: {name} ended with status 0")
    assert console.wait() == 0
