# SPDX-License-Identifier: Apache-2.0
"""Unmodified Debian kernels as guests on stock QEMU: P5600, segctl engine."""

from harness import case

# The shell asks for the cursor when it is ready for keys; what is typed before that is lost.
PROMPT = "skerry-guest# \x1b[6n"


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=300)
def linux_shell_works_and_selftest_passes(t):
    """What a person types first boots Debian's kernel to a shell that sees the virtual processor; every check of the self-test passes; it reboots cleanly."""
    console = t.spawn(["./skerry", "run", "--on", "qemu", "--cpu", t.cpu])
    console.expect(PROMPT)
    console.send('sh -c "cat /proc/cpuinfo"\n')
    console.expect_re(r"cpu model\s*: MIPS 24Kc")
    console.expect(PROMPT)
    console.send("selftest\n")
    console.expect_re(r"selftest: \d+ passed, 0 failed")
    console.expect(PROMPT)
    console.send("reboot -f\n")
    assert console.wait() == 0


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=400)
def linux_two_guests_run_side_by_side(t):
    """Two guests on one console: the focus switches, both pass the self-test, and one that is busy for ever keeps the other alive."""
    console = t.boot("two-linux")
    console.expect("alpha| " + PROMPT)
    console.send("while true; do :; done\n")
    console.send("\x01n")
    console.expect("focus on beta")
    console.send("\n")
    console.expect("beta| " + PROMPT)
    console.send("selftest\n")
    console.expect_re(r"beta\| selftest: \d+ passed, 0 failed")
    console.send("reboot -f\n")
    console.expect_re(r"root: beta ended with status 0")
    console.send("\x01p\x03")
    console.expect("alpha| " + PROMPT)
    console.send("selftest\n")
    console.expect_re(r"alpha\| selftest: \d+ passed, 0 failed")
    console.send("reboot -f\n")
    assert console.wait() == 0


@case(tiers=["qemu"], cpus=["P5600"], needs=["malta", "guests"], timeout=300)
def linux_panic_is_reported_and_restarted(t):
    """A guest whose kernel panics is reported with its name and started again with fresh memory."""
    console = t.boot("one-linux")
    console.expect(PROMPT)
    console.send("panic\n")
    console.expect_re(r"linux\| vmm: guest ended: panic")
    console.expect(PROMPT)
    console.send("reboot -f\n")
    assert console.wait() == 0


@case(tiers=["qemu"], cpus=["24Kf"], needs=["malta", "guests"])
def linux_without_a_guest_engine_is_a_clear_error(t):
    """24Kf has neither segmentation control nor VZ: the domain ends with a message, the system goes on to its end."""
    console = t.boot("one-linux")
    console.expect("linux: this processor cannot run guests")
    console.expect("root: linux ended with status 3")
    assert console.wait() == 3
