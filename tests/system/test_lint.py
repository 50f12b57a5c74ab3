# SPDX-License-Identifier: Apache-2.0
"""The tree itself is clean: all source checks of `skerry lint`."""

from harness import case


@case(tiers=["unit"], needs=["lint"], params=["layout", "includes", "headers", "shell"])
def tree_is_clean(t):
    """`skerry lint` has nothing to say."""
    done = t.run([t.root / "skerry", "lint", t.param], timeout=100)
    assert done.code == 0, done


@case(tiers=["unit"], needs=["lint"], params=["cppcheck", "tidy"], timeout=1800)
def compiled_code_is_clean(t):
    """The same for the checks that read what the builds compile."""
    done = t.run([t.root / "skerry", "lint", t.param], timeout=1700)
    assert done.code == 0, done
