# SPDX-License-Identifier: Apache-2.0
"""The source checks: what they allow, and that each finds what it is for."""

import shutil

from cli.lint import checks, headers, includes, tidy
from harness import case

TREE = includes.headers_by_name(["core/ipc_priv.h", "core/include/skerry/thread.h", "core/include/skerry/abi/vcpu.h",
                                 "arch/mips-vz/include/mips/cp0.h", "arch/mips-vz/include/skerry/arch/types.h",
                                 "runtime/include/skerry/rt/ipc.h", "runtime/include/skerry/rt/string.h", "emu/include/emu/cpu.h", "emu/cpu/tlb.h",
                                 "drivers/include/drivers/i8259.h"])
FINE = {
    "core-backend-types": ("core/ipc.c", "#include <skerry/arch/types.h>"),
    "core-contract": ("core/ipc.c", "#include <skerry/thread.h>"),
    "core-freestanding": ("core/ipc.c", "#include <stdint.h>"),
    "core-neighbour": ("core/ipc.c", '#include "ipc_priv.h"'),
    "vmm-abi": ("vmm/loop.c", "#include <skerry/abi/vcpu.h>"),
    "vmm-runtime": ("vmm/loop.c", "#include <skerry/rt/ipc.h>"),
    "sim-emu": ("arch/sim-posix/cpu.c", "#include <emu/cpu.h>"),
    "sim-hosted": ("arch/sim-posix/cpu.c", "#include <sys/mman.h>"),
    "mips-driver": ("arch/mips-vz/board/malta/pic.c", "#include <drivers/i8259.h>"),
    "mips-generated": ("arch/mips-vz/include/mips/asm.h", "#include <mips/offsets.h>"),
    "emu-hosted": ("emu/cpu/mem.c", "#include <stdlib.h>"),
    "tool-system-header": ("tools/image/main.c", "#include <string.h>"),
    "unit-test-anything": ("tests/unit/core/test_ipc.c", '#include "ipc_priv.h"'),
}
WRONG = {
    "core-hosted": ("core/ipc.c", "#include <stdio.h>"),
    "core-backend": ("core/ipc.c", "#include <mips/cp0.h>"),
    "core-climbs": ("core/ipc.c", '#include "../arch/mips-vz/include/mips/cp0.h"'),
    "core-runtime": ("core/ipc.c", "#include <skerry/rt/ipc.h>"),
    "abi-kernel": ("core/include/skerry/abi/ipc.h", "#include <skerry/thread.h>"),
    "vmm-kernel": ("vmm/loop.c", "#include <skerry/thread.h>"),
    "driver-runtime": ("drivers/uart/uart.c", "#include <skerry/rt/ipc.h>"),
    "driver-abi": ("drivers/uart/uart.c", "#include <skerry/abi/vcpu.h>"),
    "emu-abi": ("emu/cpu/mem.c", "#include <skerry/abi/vcpu.h>"),
    "sim-emu-private": ("arch/sim-posix/cpu.c", "#include <cpu/tlb.h>"),
    "mips-hosted": ("arch/mips-vz/boot.c", "#  include <stdlib.h>"),
    "tool-kernel": ("tools/image/main.c", "#include <skerry/thread.h>"),
}


def _complaints(path, line):
    return includes.check_text(path, line + "\n", TREE)


@case(tiers=["unit"], params=sorted(FINE))
def allowed_include_passes(t):
    """No complaint about what the layout allows."""
    assert _complaints(*FINE[t.param]) == []


@case(tiers=["unit"], params=sorted(WRONG))
def forbidden_include_is_found(t):
    """One complaint with file and line."""
    path, line = WRONG[t.param]
    found = _complaints(path, line)
    assert len(found) == 1 and found[0].startswith(f"{path}:1: may not include"), found


@case(tiers=["unit"])
def missing_licence_is_found(_t):
    """The first line (after #!) is the licence, the second says what the file holds."""
    fine = "// SPDX-License-Identifier: Apache-2.0\n// Holds x.\nint x;\n"
    assert headers.check_text("a.c", fine) == []
    assert headers.check_text("a.py", "#!/usr/bin/env python3\n# SPDX-License-Identifier: Apache-2.0\n# Holds x.\n") == []
    assert "no line 'SPDX" in headers.check_text("a.c", "int x;\n")[0]
    assert "what the file holds" in headers.check_text("a.c", fine.replace("// Holds x.\n", ""))[0]


@case(tiers=["unit"])
def long_file_is_found(_t):
    """Beyond 600 lines a file is complained about."""
    text = "// SPDX-License-Identifier: Apache-2.0\n// Holds x.\n" + "\n" * 599
    assert len(headers.check_text("a.c", text)) == 1


@case(tiers=["unit"])
def folder_without_readme_is_found(_t):
    """Only folders that hold files need one."""
    assert headers.folders_without_readme(["a/README.md", "a/b/x.c", "README.md"]) == ["a/b: no README.md"]
    assert headers.folders_without_readme(["a/README.md", "a/include/a/x.h"]) == []
    assert headers.folders_without_readme(["a/include/a/x.h"]) == ["a/include/a: no README.md"]


@case(tiers=["unit"], needs=["lint"])
def clang_format_difference_is_found(t):
    """The layout check looks at what clang-format would change."""
    bad = t.dir / "bad.c"
    bad.write_text("int  x;\n")
    assert checks.layout([str(bad)])


@case(tiers=["unit"], needs=["lint"])
def cppcheck_mistake_is_found(t):
    """The cppcheck check reports a plain out-of-bounds write."""
    bad = t.dir / "bad.c"
    bad.write_text("int main(void)\n{\n\tint a[2];\n\ta[2] = 1;\n\treturn a[0];\n}\n")
    assert any("arrayIndexOutOfBounds" in line for line in checks.cppcheck_on([str(bad)], t.dir / "state"))


@case(tiers=["unit"], needs=["lint"])
def shell_mistake_is_found(t):
    """The shell check reports an unquoted variable."""
    bad = t.dir / "bad.sh"
    bad.write_text("#!/bin/sh\nrm $1\n")
    assert checks.shell([str(bad)])


@case(tiers=["unit"])
def changed_header_is_looked_at_again(t):
    """An answer is remembered while every file that the command reads is as it was, and no longer."""
    header = t.dir / "a.h"
    header.write_text("int x;\n")

    def recall():
        return tidy.Memory(t.dir / "memory", "1").recall("cc -c a.c")

    assert recall() is None
    tidy.Memory(t.dir / "memory", "1").keep("cc -c a.c", [str(header)], ["a.c:1:1: warning: x"])
    assert recall() == ["a.c:1:1: warning: x"]
    assert tidy.Memory(t.dir / "memory", "2").recall("cc -c a.c") is None
    header.write_text("int y;\n")
    assert recall() is None
    header.unlink()
    assert recall() is None


@case(tiers=["unit"], needs=["lint"])
def headers_of_a_source_are_known(t):
    """The compiler tells which headers a command reads, also those that a header includes; nothing is written over."""
    (t.dir / "a.h").write_text('#include "b.h"\n')
    (t.dir / "b.h").write_text("int x;\n")
    source = t.dir / "a.c"
    source.write_text('#include "a.h"\n')
    (t.dir / "a.o").write_text("kept")
    compiler = shutil.which("gcc") or t.skip("no compiler")
    read = tidy.files_read({"command": f"{compiler} -o a.o -c {source}", "directory": str(t.dir)})
    assert {str(t.dir / name) for name in ("a.c", "a.h", "b.h")} <= set(read), read
    assert (t.dir / "a.o").read_text() == "kept"
