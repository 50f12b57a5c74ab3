# SPDX-License-Identifier: Apache-2.0
"""A guest kernel of our own attacks hypervisor, other guests, native programs and the board's devices: tests/programs/guest."""

import re

from harness import case

# In guest-end: what ends each guest, as its monitor reports it.
ENDS = {
    "flash": "vmm: access to no device (read) at gpa 0x1fc00000",
    "serial": "vmm: access to no device (write) at gpa 0x180003f8",
    "others": "vmm: access to no device (read) at gpa 0x0c000000",
    "fetch": "vmm: forbidden access to guest memory (fetch) at gpa 0x0c000000",
    "link": "vmm: ll or sc on a device (read) at gpa 0x1f000900",
    "vector": "vmm: forbidden access to guest memory (fetch) at gpa 0x0c000180",
    "sleep": "vmm: guest ended: halted, stopped",
}
# And which go on for ever.
BUSY = ("spin-masked", "storm", "trap-always", "lost-vector")


def pair_goes_on(console):
    """Two more reports of the native pair, so that whole rounds lie after everything that was expected before."""
    for _ in range(2):
        console.expect_re(r"pair: \d+ rounds, memory intact")


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def guest_attacks_are_contained_and_harm_nobody(t):
    """Two guests try everything on each other, the kernel, the devices; each attempt ends in an exception of the guest, and all go on."""
    console = t.boot("guest-attack")
    for _ in range(2):
        done = console.expect_re(r"(\d+) attacks, all contained")
        assert int(done.group(1)) > 10000, done.group(0)
    for _ in range(4):
        console.expect_re(r"watch: memory intact, round \d+")
    pair_goes_on(console)
    for kind in ("memory", "registers", "instructions", "devices", "load-link", "delay slots"):
        assert len(re.findall(rf"attack: {kind}: (\d+) of \1 contained", console.text)) == 2, kind
    for wrong in ("NOT", "HARMED", "panic", "ended"):
        assert wrong not in console.text, wrong


@case(tiers=["sim"], needs=["sim"])
def guest_reaches_no_foreign_memory_or_device_on_the_simulated_board(t):
    """The same guests on the engine `emulated`. Regression: the code of an exception that the VMM injects was dropped there."""
    console = t.boot("guest-attack", args=["--speed", "max", "--limit", "100G"])
    for _ in range(2):
        console.expect_re(r"attack: devices: (\d+) of \1 contained")
    assert len(re.findall(r"attack: memory: (\d+) of \1 contained", console.text)) == 2
    pair_goes_on(console)
    for wrong in ("HARMED", "panic", "ended with status"):
        assert wrong not in console.text, wrong


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def guest_that_leaves_its_machine_or_never_rests_harms_only_itself(t):
    """What lies outside ends a guest with a report; one that spins with interrupts off, traps or interrupts itself for ever keeps no one from running."""
    console = t.boot("guest-end")
    for _ in ENDS:
        console.expect("ended with status 5")
    pair_goes_on(console)
    for name, report in ENDS.items():
        assert report in console.text, f"{name}: {report}"
        assert re.search(rf"root: {name} ended with status 5", console.text), name
    for what in BUSY:
        assert f"doing {what}" in console.text, what
    for wrong in ("NOT ENDED", "HARMED", "panic"):
        assert wrong not in console.text, wrong


@case(tiers=["qemu"], cpus=["24Kf"], needs=["malta"])
def guest_without_an_engine_is_refused_and_native_tasks_run_on(t):
    """24Kf: creating a virtual machine is a clear error, told for each guest; client and server do not notice."""
    console = t.boot("guest-attack")
    for _ in range(2):  # in the order that it happens
        console.expect_re(r"root: (alpha|beta) ended with status 3")
    for name in ("alpha", "beta"):
        assert f"root: {name} ended with status 3" in console.text
        assert f"{name}: this processor cannot run guests: it has neither Segmentation Control nor VZ" in console.text
    pair_goes_on(console)
    assert "HARMED" not in console.text


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def guest_timer_fires_in_time_while_the_guest_computes(t):
    """Regression: a new Compare value reached the hardware timer only when something else entered the core. Counted in virtual time."""
    console = t.boot("guest-timer", args=["-icount", "shift=0,sleep=off"])
    console.expect("timer: done")
    assert "NOT FIRED" not in console.text
    late = [int(counts) for counts in re.findall(r"timer: late by (\d+)", console.text)]
    assert len(late) == 8 and max(late) < 5000, late


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta"])
def guest_is_restarted_as_often_as_described(t):
    """Regression: monitor and root each restarted it, so two restarts became eight."""
    console = t.boot("guest-restart")
    assert console.wait() == 5
    assert console.text.count("doing load-flash") == 3, console.text
    assert "root: failing stays down" in console.text
