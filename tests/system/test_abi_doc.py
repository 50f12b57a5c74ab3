# SPDX-License-Identifier: Apache-2.0
"""The ABI reference page agrees with the headers."""

import shutil
import sys

from harness import case

TOOL = "tools/abidoc/abidoc.py"
HEADERS = "core/include/skerry/abi"


@case(tiers=["unit"], needs=["tools"])
def reference_page_agrees_with_the_headers(t):
    """Every constant and offset in docs/abi.md is what the C compiler says."""
    done = t.run([sys.executable, str(t.root / TOOL), "--check", str(t.root / "docs/abi.md"), str(t.root / HEADERS)])
    assert done.code == 0, done.out + done.err


@case(tiers=["unit"], needs=["tools"])
def changed_constant_is_noticed(t):
    """A header that moves on without its page fails the check."""
    headers = t.dir / "include/skerry/abi"
    shutil.copytree(t.root / HEADERS, headers)
    error = headers / "error.h"
    error.write_text(error.read_text(encoding="utf-8").replace("(-5)", "(-55)"), encoding="utf-8")
    done = t.run([sys.executable, str(t.root / TOOL), "--check", str(t.root / "docs/abi.md"), str(headers)])
    assert done.code == 1 and "differs" in done.out, done.out + done.err
