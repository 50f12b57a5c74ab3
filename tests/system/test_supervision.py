# SPDX-License-Identifier: Apache-2.0
"""The root task supervises: what fails is reported and started again, and a monitor controls what runs."""

import re

from harness import case

TIERS = {"tiers": ["qemu", "sim"], "cpus": ["24Kf"], "needs": ["malta", "sim"]}


class System:
    """The system `supervised` and its consoles."""

    def __init__(self, t, options=()):
        # Time is counted in instructions, so that a busy host makes nobody late.
        options = options or (["--speed", "max", "--limit", "20G"] if t.tier == "sim" else ["-icount", "shift=0,sleep=off"])
        self.console = t.boot("supervised", args=options)
        self.focus = "monitor"
        self.console.expect("monitor| > ")

    def look_at(self, name):
        """Gives the keyboard to a domain."""
        if name != self.focus:
            self.console.send("\x01n")
            self.console.expect(f"focus on {name}")
            self.focus = name

    def ask(self, command):
        """What the monitor says to a command."""
        self.look_at("monitor")
        self.console.send(command + "\n")
        said = self.console.expect("monitor| > ")
        return [line[9:] for line in said.splitlines() if line.startswith("monitor| ")]

    def domains(self):
        """What `list` says: {name: (state, restarts, last status)}."""
        rows = [re.fullmatch(r"(\S+) +(\S+) +restarts (\d+) of \d+, last status (-?\d+)", line) for line in self.ask("list")]
        return {row[1]: (row[2], int(row[3]), int(row[4])) for row in rows if row}


@case(**TIERS)
def monitor_lists_stops_starts_and_restarts_domains(t):
    """Each command does what it says, names the domain, and is refused with a reason where it cannot be done."""
    system = System(t)
    assert system.domains() == {name: ("runs", 0, 0) for name in ("console", "monitor", "faulty", "keeper")}
    assert "keeper: done" in system.ask("stop keeper")
    assert system.domains()["keeper"] == ("stopped", 0, 0)
    assert "keeper: it is that already" in system.ask("stop keeper")
    assert "keeper: done" in system.ask("start keeper")
    assert "keeper: it is that already" in system.ask("start keeper")
    assert "faulty: done" in system.ask("restart faulty")
    assert system.domains() == {name: ("runs", 0, 0) for name in ("console", "monitor", "faulty", "keeper")}
    assert "nobody: no domain has this name" in system.ask("stop nobody")
    assert "no such command; 'help' lists them" in system.ask("dance")
    for report in ("keeper stopped", "keeper started", "faulty stopped", "faulty started"):
        assert f"root: {report}\n" in system.console.text, report
    system.console.expect_re(r"keeper: \d+ rounds")


@case(**TIERS)
def monitor_shows_time_and_memory_by_name(t):
    """`stats` tells what each has used and may use."""
    system = System(t)
    system.console.expect("keeper: 50 rounds")
    said = "\n".join(system.ask("stats keeper"))
    assert "keeper: runs, a program" in said and "1000 us in every 5000 us" in said, said
    assert int(re.search(r"used (\d+) us", said)[1]) > 0, said
    kernel = re.search(r"kernel memory: (\d+) of (\d+) KiB", said)
    assert 0 < int(kernel[1]) < int(kernel[2]), said
    table = "\n".join(system.ask("stats"))
    for name in ("console", "monitor", "faulty", "keeper"):
        assert re.search(rf"^{name} +runs +\d+ +\d+ +\d+ +\d+ +\d+ of \d+$", table, re.MULTILINE), table


@case(**TIERS)
def shutdown_stops_clients_before_their_servers(t):
    """All domains are stopped, the last started first, then the board is switched off with status 0."""
    system = System(t)
    system.console.send("shutdown\n")
    assert system.console.wait() == 0
    started = re.findall(r"root: (\S+) started", system.console.text)
    assert re.findall(r"root: (\S+) stopped", system.console.text) == started[::-1]


@case(**TIERS)
def root_serves_the_monitor_while_a_domain_waits_for_its_restart(t):
    """Regression: root slept through the wait, and everything else waited with it."""
    system = System(t)
    system.look_at("faulty")
    for restart in (1, 2):
        system.console.send("crash\n")
        system.console.expect(f"root: faulty: restart {restart} of 5")
    # All typed at once: the wait is a fraction of a second of the system's own time, which may run far ahead of ours.
    system.console.send("crash\n\x01nlist\n")
    system.console.expect_re(r"^monitor\| faulty +waits +restarts \d of 5, last status 1$")
    # The list may have been answered in the second wait or in the third.
    if "root: faulty: restart 3 of 5" not in system.console.text:
        system.console.expect("root: faulty: restart 3 of 5")
