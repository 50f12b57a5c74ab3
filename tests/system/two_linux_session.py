# SPDX-License-Identifier: Apache-2.0
"""What is typed at the two guests of the system two-linux, the same on every board, and what they must say."""

import re

# The shell asks for the cursor when it is ready for keys.
PROMPT = "skerry-guest# \x1b[6n"

# Where boards differ: how long something took.
TIMES = [(r"time=[0-9.]+ ms", "time=T ms"), (r"^round-trip .*", "round-trip T"), (r"\(([0-9.]+[KM]?B)\) copied, .*", r"(\1) copied, T")]


# Who is on the console.
ORDER = ("alpha", "beta", "client")


class Guests:
    """The two shells behind the console service; `transcript` is what each said to what was typed, in the order of typing."""

    def __init__(self, console):
        self.console = console
        self.focus = "alpha"
        self.transcript = ""
        for _ in ("alpha", "beta"):
            console.expect_re(rf"^(?:alpha|beta)\| {re.escape(PROMPT)}")

    def look_at(self, name):
        """Gives the focus to a guest, or to the client."""
        while name != self.focus:
            at = ORDER.index(self.focus)
            forth = ORDER.index(name) > at
            self.focus = ORDER[at + 1 if forth else at - 1]
            self.console.send("\x01n" if forth else "\x01p")
            self.console.expect(f"focus on {self.focus}")

    def start(self, name, command):
        """Types a command at a guest's prompt; where its answer begins."""
        self.look_at(name)
        begin = len(self.console.text)
        self.console.send(command + "\n")
        return begin

    def finish(self, name, begin):
        """Waits for the guest's next prompt; what the guest said from `begin` to there, without its name."""
        while self.console.text.find(f"{name}| {PROMPT}", begin) < 0:
            self.console.expect(f"{name}| {PROMPT}")
        said = self.console.text[begin:self.console.text.index(f"{name}| {PROMPT}", begin)]
        # Without the lines of the console and of the other guest; the first may go on where the prompt stands.
        lines = [line for i, line in enumerate(said.splitlines()) if line.startswith(f"{name}| ") or (i == 0 and "| " not in line[:7])]
        # An empty line may only say that the focus changed within a line.
        said = "\n".join(text for text in (line.removeprefix(f"{name}| ") for line in lines) if text)
        self.transcript += f"== {name}\n{said}\n"
        return said

    def run(self, name, command):
        """Both."""
        return self.finish(name, self.start(name, command))

    def rounds(self):
        """How often the native client called its server until now; both have their memory intact."""
        self.look_at("client")
        self.console.send("\n")
        return int(self.console.expect_re(r"client\| pair: (\d+) rounds, memory intact").group(1))

    def end(self):
        """Both guests reboot, which ends their domains and then the system."""
        for name in ("alpha", "beta"):
            self.look_at(name)
            self.console.send("reboot -f\n")
            self.console.expect(f"root: {name} ended with status 0")
        assert self.console.wait() == 0


def ping_and_transfer_a_file(console):
    """Both reach each other over the switch; a file arrives whole; what is written to a disk is read back from it; random numbers come; a native pair works beside them.
    Returns the transcript."""
    guests = Guests(console)
    first = guests.rounds()
    guests.run("alpha", "ip addr add 10.1.0.1/24 dev eth0; ip link set eth0 up")
    guests.run("beta", "ip addr add 10.1.0.2/24 dev eth0; ip link set eth0 up")
    assert " 0% packet loss" in guests.run("beta", "ping -c 3 10.1.0.1")
    receiver = guests.start("beta", "nc -l -p 9 >/tmp/got; sha256sum </tmp/got")
    console.expect("</tmp/got")  # all of it, before the focus changes
    sent = guests.run("alpha", "until nc 10.1.0.2 9 </etc/selftest.data 2>/tmp/why; do sleep 1; done; sha256sum </etc/selftest.data")
    checksum = re.search(r"^[0-9a-f]{64}", sent, re.MULTILINE)[0]
    assert checksum in guests.finish("beta", receiver)
    assert checksum in guests.run("alpha", "cat /etc/selftest.sha256")
    disk = guests.run("beta", "dd if=/tmp/got of=/dev/vda bs=4k conv=fsync; echo 3 >/proc/sys/vm/drop_caches; dd if=/dev/vda bs=4k count=8 2>/tmp/why | sha256sum")
    assert checksum in disk, disk
    # Each has its own disk: alpha's is still empty.
    empty = guests.run("alpha", "tr -d '\\000' </dev/vda | wc -c; cat /sys/class/misc/hw_random/rng_current")
    assert re.search(r"^0$", empty, re.MULTILINE) and "virtio_rng" in empty, empty
    assert guests.rounds() > first > 0
    assert "HARMED" not in console.text
    guests.end()
    return guests.transcript
