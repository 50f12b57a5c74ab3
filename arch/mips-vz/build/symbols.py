# SPDX-License-Identifier: Apache-2.0
"""Makes the kernel's symbol table (panic/symbols.c) as assembly: symbols.py NM [KERNEL.elf] > OUTPUT.S; empty without a kernel."""

import subprocess
import sys

SPAN = 0x10000  # distances are 16-bit counts of instructions


def functions(nm, kernel):
    """(distance from kernel_text in instructions, name) of every function, by address; aliases once."""
    text = subprocess.run([nm, "--numeric-sort", kernel], check=True, capture_output=True, text=True).stdout
    symbols = [(int(a, 16), kind, name) for a, kind, name in (line.split() for line in text.splitlines() if len(line.split()) == 3)]
    base = next(a for a, _, name in symbols if name == "kernel_text")
    found = {}
    for address, kind, name in symbols:
        if kind in "tT" and not name.startswith(("kernel_text", ".")) and address % 4 == 0:
            found.setdefault((address - base) // 4, name)
    if max(found) >= SPAN:
        sys.exit("symbols.py: the kernel's text is too large for 16-bit distances")
    return sorted(found.items())


def main():
    """Prints the table; the same text for the same kernel."""
    table = functions(sys.argv[1], sys.argv[2]) if len(sys.argv) > 2 else []
    print("\t.section .ksyms, \"aw\"\n\t.balign 4\n\t.globl kernel_symbols\nkernel_symbols:")
    print(f"\t.word {len(table)}")
    offset = 0
    for place, name in table:
        print(f"\t.half {place}, {offset}")
        offset += len(name) + 1
    if offset >= SPAN:
        sys.exit("symbols.py: the names are too long together")
    for _, name in table:
        print(f"\t.asciz \"{name}\"")
    print("\t.balign 4")


if __name__ == "__main__":
    main()
