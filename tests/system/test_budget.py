# SPDX-License-Identifier: Apache-2.0
"""Budgets on the board: what each promises, counted in instructions."""

import re

from harness import case

# Time is instructions: eight nanoseconds each, and none passes while the processor waits.
COUNTED = ["-icount", "shift=3,sleep=off"]


def numbers(text, what):
    """The numbers of the line that reports `what`."""
    line = re.search(rf"budget: {what}: (.*)", text)
    assert line, f"no line about {what}: {text[-1000:]}"
    return [int(n) for n in re.findall(r"\d+", line.group(1))]


@case(tiers=["qemu"], cpus=["24Kf", "P5600"], needs=["malta"], timeout=20)
def budget_is_kept_on_the_board(t):
    """At the highest priority, through three passive servers, in a server that is helped, under a storm of interrupts."""
    console = t.boot("budget", args=COUNTED)
    assert console.wait() == 0
    text = console.text.replace("\r", "")

    for what in ("alone", "through three servers"):
        delay, high, low, all_of_it = numbers(text, what)
        assert 1900 < delay <= 2030, (what, delay)
        assert abs(high - all_of_it * 0.2) < all_of_it * 0.01, (what, high, all_of_it)
        assert abs(high + low - all_of_it) < all_of_it * 0.005, (what, high, low, all_of_it)

    # Two requests of 3 ms: the one that the server is in already, whose client has no time left for 17 ms, and the own one.
    calls, longest, _, overruns = numbers(text, "helping")
    assert calls >= 60 and overruns >= 19 and 4000 < longest <= 6100, (calls, longest, overruns)

    delay, owner, other, all_of_it = numbers(text, "storm")
    (interrupts,) = numbers(text, "interrupts")
    assert interrupts > 1000, interrupts
    assert delay <= 1030, delay
    assert abs(owner - all_of_it * 0.1) < all_of_it * 0.01 and other > all_of_it * 0.89, (owner, other, all_of_it)
