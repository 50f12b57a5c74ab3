#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fills the tables of docs/abi.md from the ABI headers, or checks that they still agree.

usage: abidoc.py [--check] PAGE HEADER_FOLDER

A table stands between `<!-- abi: NAME.h -->` and `<!-- end -->`; it lists every numeric constant of that header with its value, as the C compiler
computes it, and its comment. `<!-- layout: struct NAME in FILE.h -->` lists the offsets of a structure's members.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

DEFINE = re.compile(r"^#define\s+(SK_\w+)(\(?)\s*(.*)$")
BLOCK = re.compile(r"(<!-- (abi|layout): (.*?) -->\n)(.*?)(<!-- end -->)", re.S)
MEMBER = re.compile(r"^\s+(?:struct \w+|\w+)\s+(\w[^;]*);(?:\s*/\*\s*(.*?)\s*\*/)?")


def constants(text):
    """(name, comment) of each object-like SK_ macro, in order; a comment stands behind it or, as /** */, before it."""
    found = []
    before = ""
    lines = iter(text.splitlines())
    for line in lines:
        stripped = line.strip()
        if stripped.startswith("/**"):
            before = stripped
            while "*/" not in stripped:
                stripped = next(lines).strip()
                before += " " + stripped.lstrip("* ")
            continue
        match = DEFINE.match(line)
        if not match:
            before = "" if stripped else before
            continue
        name, function_like, rest = match.groups()
        while line.endswith("\\"):
            line = next(lines)
        if function_like or not rest:
            before = ""
            continue
        comment = re.search(r"/\*\s*(.*?)\s*\*/", rest)
        found.append((name, comment.group(1) if comment else clean(before)))
        before = ""
    return found


def clean(comment):
    """A block comment as one line of text."""
    text = re.sub(r"^/\*\*\s*|\s*\*+/\s*$", "", comment)
    return re.sub(r"\s+", " ", text).strip()


def values(folder, headers, expressions):
    """The value of each expression, computed by the host compiler."""
    includes = "".join(f"#include <skerry/abi/{h}>\n" for h in headers)
    prints = "".join(f'\tprintf("%lld\\n", (long long)({e}));\n' for e in expressions)
    program = f"#include <stdio.h>\n#include <stddef.h>\n{includes}int main(void)\n{{\n{prints}\treturn 0;\n}}\n"
    with tempfile.TemporaryDirectory() as where:
        source = Path(where, "values.c")
        source.write_text(program, encoding="utf-8")
        binary = Path(where, "values")
        include = folder.parent.parent
        subprocess.run(["cc", "-w", f"-I{include}", str(source), "-o", str(binary)], check=True)
        output = subprocess.run([str(binary)], check=True, capture_output=True, text=True).stdout
    return [int(v) for v in output.split()]


def shown(value):
    """Small numbers in decimal, the others in hexadecimal."""
    return str(value) if -256 <= value <= 256 else f"0x{value & 0xFFFFFFFF:x}"


def constant_table(folder, header):
    """Markdown table of a header's constants."""
    rows = constants((folder / header).read_text(encoding="utf-8"))
    numbers = values(folder, [header], [name for name, _ in rows])
    table = "| name | value | meaning |\n|---|---|---|\n"
    for (name, comment), number in zip(rows, numbers):
        table += f"| `{name}` | {shown(number)} | {comment.replace('|', 'or')} |\n"
    return table


def layout_table(folder, what):
    """Markdown table of a structure's members: `struct NAME in FILE.h`."""
    name, header = re.fullmatch(r"(struct \w+) in (\w+\.h)", what).groups()
    text = (folder / header).read_text(encoding="utf-8")
    body = re.search(re.escape(name) + r" \{\n(.*?)\n\};", text, re.S).group(1)
    members = []
    for line in body.splitlines():
        match = MEMBER.match(line)
        if match:
            names = [re.sub(r"\[.*", "", n).strip() for n in match.group(1).split(",")]
            members += [(n, match.group(2) or "") for n in names]
    offsets = values(folder, [header], [f"offsetof({name}, {m})" for m, _ in members] + [f"sizeof({name})"])
    table = "| offset | member | meaning |\n|---|---|---|\n"
    for (member, comment), offset in zip(members, offsets):
        table += f"| {offset} | `{member}` | {comment.replace('|', 'or')} |\n"
    return table + f"| {offsets[-1]} | (end) | |\n"


def filled(page, folder):
    """The page's text with all tables as the headers say."""

    def block(match):
        make = constant_table if match.group(2) == "abi" else layout_table
        return match.group(1) + make(folder, match.group(3)) + match.group(5)

    return BLOCK.sub(block, page)


def main(arguments):
    """Fills the page in place, or with --check only says whether it agrees."""
    check = "--check" in arguments
    page, folder = [Path(a) for a in arguments if a != "--check"]
    old = page.read_text(encoding="utf-8")
    new = filled(old, folder)
    missing = [h.name for h in sorted(folder.glob("*.h")) if f"abi: {h.name} " not in old and constants(h.read_text(encoding="utf-8"))]
    if missing:
        print(f"{page}: no table for {', '.join(missing)}")
        return 1
    if check and new != old:
        print(f"{page}: a table differs from the headers; run tools/abidoc/abidoc.py on it")
        return 1
    if not check:
        page.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
