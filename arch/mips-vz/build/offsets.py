# SPDX-License-Identifier: Apache-2.0
"""Turns the compiled offsets.c into a header: offsets.py INPUT.obj OUTPUT.h."""

import pathlib
import re
import sys

LINE = re.compile(rb"@constant (\w+) (-?\d+)\n")


def main():
    """Writes the header; fails when the compiler's output holds no constant."""
    source, target = map(pathlib.Path, sys.argv[1:])
    found = LINE.findall(source.read_bytes())
    if not found:
        sys.exit(f"offsets.py: no constants in {source}")
    lines = [f"#define {name.decode()} {value.decode()}" for name, value in found]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("/* Made from arch/mips-vz/build/offsets.c. */\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
