# SPDX-License-Identifier: Apache-2.0
"""Guest supply: programs out of packages with the libraries they need, and the router and radio guests made of them."""

import subprocess

from harness import case

from guests import bare, userland
from guests.errors import BadInput
from guests.supply import Supply


def library(t, name, needs=()):
    """A shared library (or program) for mipsel with the given DT_NEEDED entries, linked for real; its bytes."""
    out = t.dir / name
    command = ["mipsel-linux-gnu-gcc", "-shared", "-nostdlib", "-Wl,--no-as-needed", f"-Wl,-soname,{name}", "-x", "c", "/dev/null",
               "-x", "none", *[str(t.dir / n) for n in needs], "-o", str(out)]
    subprocess.run(command, check=True, timeout=30)
    return out.read_bytes()


def package(t, name, files, links=()):
    """A Debian package with the given files and symbolic links; its path."""
    tree = t.dir / f"tree-{name}"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(f"Package: {name}\nVersion: 1\nArchitecture: mipsel\nMaintainer: x <x@y>\nDescription: x\n")
    for path, blob in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_bytes(blob)
    for path, target in links:
        (tree / path).symlink_to(target)
    out = t.dir / f"{name}.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", str(tree), str(out)], check=True, capture_output=True, timeout=30)
    return out


@case(tiers=["unit"], needs=["mips-compiler"])
def programs_bring_their_libraries(t):
    """Libraries of libraries come along, through links, and nothing else does; a missing one is named."""
    base = library(t, "libbase.so.1")
    middle = library(t, "libmiddle.so.2", ["libbase.so.1"])
    program = library(t, "program", ["libmiddle.so.2"])
    one = package(t, "one", {"usr/bin/program": program, "usr/lib/libunused.so.9": base})
    two = package(t, "two", {"usr/lib/libmiddle.so.2.5": middle, "usr/lib/libbase.so.1": base},
                  [("usr/lib/libmiddle.so.2", "libmiddle.so.2.5")])
    found = userland.collect([one, two], {"prog": "usr/bin/program"})
    assert sorted(found) == ["bin/prog", "lib/libbase.so.1", "lib/libmiddle.so.2"]
    assert found["lib/libmiddle.so.2"] == (middle, 0o755)
    for archives, path, message in (([one], "usr/bin/program", "bin/p needs libmiddle.so.2, which no package has"),
                                    ([two], "usr/bin/none", "no package has usr/bin/none")):
        try:
            userland.collect(archives, {"p": path})
        except BadInput as error:
            assert str(error) == message, error
        else:
            raise AssertionError(message)


@case(tiers=["unit"], needs=["mips-compiler"])
def damaged_programs_are_refused(t):
    """Cut anywhere or with bytes flipped: a list of names or BadInput, nothing else."""
    library(t, "libbase.so.1")
    program = library(t, "program", ["libbase.so.1"])
    assert userland.needed(program) == ["libbase.so.1"]
    for size in range(0, 400, 7):
        try:
            userland.needed(program[:size])
        except BadInput:
            continue
        assert size > 52 + 32, size
    for at in range(0, 600, 3):
        broken = bytearray(program)
        broken[at] ^= 0xA5
        try:
            userland.needed(bytes(broken))
        except BadInput:
            pass


@case(tiers=["unit"])
def library_packages_are_followed(t):
    """Dependencies on libraries count, first alternatives only, each once, circles included; others do not."""
    depends = {"tool": "libc6 (>= 2.34), adduser, liba:any | libz", "liba": "libc6, zlib1g", "libc6": "libgcc-s1, liba",
               "libgcc-s1": "", "zlib1g": "libc6"}
    got = userland.library_packages(["tool"], lambda name: {"depends": depends[name]})
    assert got == ["tool", "libc6", "liba", "libgcc-s1", "zlib1g"], got


@case(tiers=["qemu"], params=["router", "radio"], needs=["guests"], long=True, timeout=600)
def linux_bare_plays_its_part(t):
    """The router routes, translates and filters; the station associates with the access point."""
    files = Supply().provide(["stock", t.param])
    image = t.dir / "bare.elf"
    image.write_bytes(bare.build(files["stock/vmlinux"].read_bytes(), files[f"{t.param}/initrd.cpio"].read_bytes(),
                                 bare.arguments(f"{t.param}-check"), 128 << 20))
    console = t.spawn(bare.qemu_command(image, memory_mib=128))
    console.expect(f"{t.param}: done")
    assert console.wait() == 0
    assert "FAIL" not in console.text and console.text.count("PASS ") == {"router": 3, "radio": 2}[t.param]
