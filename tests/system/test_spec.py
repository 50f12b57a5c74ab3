# SPDX-License-Identifier: Apache-2.0
"""The long campaign of the executable specification."""

import os

from harness import case

SEQUENCES = 2000  # of 500 operations each


@case(tiers=["unit"], long=True, timeout=1500)
def a_million_operations_agree_with_the_specification(t):
    """Seeds beyond those of the everyday run; a failing one is printed with its shrunk sequence."""
    for command in (["cmake", "--preset", "gcc-debug"], ["cmake", "--build", "--preset", "gcc-debug"]):
        assert t.run(command, timeout=600, cwd=t.root).code == 0
    program = t.root / "build/gcc-debug/tests/spec/unit-spec"
    for seed in range(10000, 10000 + SEQUENCES):
        done = t.run([program, "one_seed_from_the_environment"], env={**os.environ, "SKERRY_SPEC_SEED": str(seed)})
        assert done.code == 0, done.out
