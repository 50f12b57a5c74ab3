# SPDX-License-Identifier: Apache-2.0
"""Every marked block of commands in README.md and docs/ runs and succeeds."""

import re

from harness import ROOT, case

PAGES = ["README.md"] + sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^<!-- run -->\n+```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"^<!-- *run\b", re.MULTILINE)


def _blocks():
    for page in PAGES:
        for number, match in enumerate(BLOCK.finditer((ROOT / page).read_text()), 1):
            yield f"{page}#{number}", match[1]


BLOCKS = dict(_blocks())


@case(tiers=["unit"], params=sorted(BLOCKS), timeout=600)
def commands_of_the_page_succeed(t):
    """The block runs from the top of the tree, as a reader types it."""
    done = t.run(["bash", "-euo", "pipefail", "-c", BLOCKS[t.param]], timeout=590, cwd=t.root)
    assert done.code == 0, done


@case(tiers=["unit"])
def marks_stand_before_blocks(_t):
    """A mark that no block follows would silently test nothing; a test run inside a test run would not end."""
    for page in PAGES:
        text = (ROOT / page).read_text()
        assert len(MARK.findall(text)) == len(BLOCK.findall(text)), f"{page}: a run mark without a block"
    for name, commands in BLOCKS.items():
        assert not re.search(r"skerry test(?!.*--filter)", commands), f"{name}: runs the whole test suite from a test"
