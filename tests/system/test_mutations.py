# SPDX-License-Identifier: Apache-2.0
"""Bugs planted in the core one at a time: the tests would see them."""

import sys

from harness import case


@case(tiers=["unit"], long=True, timeout=900)
def planted_bugs_are_caught(t):
    """Each change of tests/spec/mutations.py makes a unit test or the executable specification fail."""
    for command in (["cmake", "--preset", "gcc-debug"], ["cmake", "--build", "--preset", "gcc-debug"]):
        assert t.run(command, timeout=600, cwd=t.root).code == 0
    done = t.run([sys.executable, "tests/spec/mutations.py", "build/gcc-debug"], timeout=800, cwd=t.root)
    assert done.code == 0, done.out
