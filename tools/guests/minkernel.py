# SPDX-License-Identifier: Apache-2.0
"""Builds the small guest kernel from Debian's kernel source package with the MIPS cross compiler."""

import os
import pathlib
import re
import shutil
import subprocess

from guests.errors import GuestError, Missing

HERE = pathlib.Path(__file__).resolve().parent
CROSS = "mipsel-linux-gnu-"
SOURCE_PACKAGE = "linux-source-6.1"

_TOOLS = {"make": "make", "gcc": "gcc", "flex": "flex", "bison": "bison", "bc": "bc", "xz": "xz-utils", "tar": "tar",
          CROSS + "gcc": "gcc-mipsel-linux-gnu"}
# Half of the source's bytes, and nothing that a MIPS kernel is built from.
_LEFT_OUT = ("*/drivers/gpu/drm/*.[ch]", "*/Documentation/*.rst", "*/tools/testing/*", "*/sound/*.[ch]",
             "*/drivers/media/*.[ch]", "*/drivers/infiniband/*.[ch]", "*/drivers/scsi/*.[ch]", "*/drivers/staging/*.[ch]")


def fragment(names):
    """The configuration made of the named fragments; its text is the key of the built kernel."""
    return "".join((HERE / f"{name}.config").read_text(encoding="utf-8") for name in names)


def check_tools():
    """Missing with the packages to install when a build cannot work."""
    gone = sorted({package for tool, package in _TOOLS.items() if not shutil.which(tool)})
    if gone:
        raise Missing(f"building the small kernel needs the packages {', '.join(gone)}")


def unpack_source(package, directory):
    """Unpacks what a build needs of the source package; returns the tree's path."""
    archive = f"./usr/src/{SOURCE_PACKAGE}.tar.xz"
    excluded = " ".join(f"--exclude='{pattern}'" for pattern in _LEFT_OUT)
    script = (f'set -o pipefail; dpkg-deb --fsys-tarfile "$0" | tar -xO {archive} | xz -d -T2 | '
              f'nice tar -x {excluded}')
    result = subprocess.run(["bash", "-c", script, str(package)], cwd=directory, capture_output=True, text=True, check=False)
    tree = pathlib.Path(directory) / SOURCE_PACKAGE
    if result.returncode != 0 or not tree.is_dir():
        raise GuestError(f"{package}: the kernel source could not be unpacked\n{result.stderr.strip()}")
    return tree


def build(tree, config, out, jobs=2, log=None):
    """Builds `vmlinux` with the configuration text in the folder `out`; (vmlinux, .config) as paths, both in `out`."""
    out.mkdir(parents=True)
    wanted = out / "wanted.config"
    wanted.write_text(config, encoding="utf-8")
    # No machine's name, user or date in the image: the same source and compiler give the same bytes.
    environ = {**os.environ, "KCONFIG_ALLCONFIG": str(wanted), "KBUILD_BUILD_TIMESTAMP": "2020-01-01",
               "KBUILD_BUILD_USER": "skerry", "KBUILD_BUILD_HOST": "skerry", "LC_ALL": "C"}
    base = ["nice", "make", "-C", str(tree), f"O={out}", "ARCH=mips", f"CROSS_COMPILE={CROSS}", "-s"]
    with open(log or out / "build.log", "w+", encoding="utf-8", errors="replace") as output:
        for step in (["allnoconfig"], [f"-j{jobs}", "vmlinux"]):
            result = subprocess.run(base + step, env=environ, stdout=output, stderr=subprocess.STDOUT, check=False)
            if result.returncode != 0:
                output.seek(0)
                tail = "".join(output.readlines()[-15:])
                raise GuestError(f"the small kernel does not build ({' '.join(step)}):\n{tail}")
    check_config(config, (out / ".config").read_text(encoding="utf-8"))
    subprocess.run([CROSS + "strip", "-s", str(out / "vmlinux")], check=True)
    return out / "vmlinux", out / ".config"


def check_config(wanted, got):
    """GuestError when the kernel's configuration dropped a line that we asked for."""
    have = set(got.splitlines())
    dropped = [line for line in re.findall(r"^CONFIG_\S+=.*$", wanted, re.MULTILINE) if line not in have]
    if dropped:
        raise GuestError(f"the kernel's configuration did not take: {', '.join(dropped)}")
