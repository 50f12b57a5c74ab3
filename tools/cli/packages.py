# SPDX-License-Identifier: Apache-2.0
"""Debian packages that the commands use: what for, and how to see that they are there."""

import os
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

from cli import exits, term


@dataclass(frozen=True)
class Package:
    """One Debian package; `groups` say which work needs it, `probe` is "kind:argument" (see PROBES)."""

    name: str
    groups: tuple
    why: str
    probe: str


# Groups: host (compile for this machine), unit (unit tests), clang, mips (compile for the boards), qemu, tools (host tools),
# guests (fetch and build Linux guests), lint, coverage, gdb (debugger tests).
PACKAGES = (
    Package("cmake", ("host", "mips"), "configures every build", "command:cmake"),
    Package("ninja-build", ("host", "mips"), "runs every build", "command:ninja"),
    Package("gcc", ("host",), "compiles for this machine", "command:gcc"),
    Package("libc6-dev", ("host",), "C library headers of this machine", "file:/usr/include/stdlib.h"),
    Package("pkg-config", ("host",), "finds the libraries of this machine", "command:pkg-config"),
    Package("check", ("unit",), "unit-test framework", "pkgconfig:check"),
    Package("clang", ("clang",), "second compiler for the unit tests", "command:clang"),
    Package("gcc-mipsel-linux-gnu", ("mips", "guests"), "compiles for the MIPS boards", "command:mipsel-linux-gnu-gcc"),
    Package("qemu-system-mips", ("qemu",), "emulates the Malta board", "command:qemu-system-mipsel"),
    Package("libelf-dev", ("tools",), "reads and writes ELF files in the image builder", "pkgconfig:libelf"),
    Package("libfdt-dev", ("tools",), "reads devicetrees in the system-description compiler", "file:/usr/include/libfdt.h"),
    Package("device-tree-compiler", ("tools", "guests"), "compiles devicetree sources", "command:dtc"),
    Package("debian-archive-keyring", ("guests",), "checks the signatures of fetched guests",
            "file:/usr/share/keyrings/debian-archive-keyring.gpg"),
    Package("libc6-dev-mipsel-cross", ("guests",), "C library of the guest's self-test", "file:/usr/mipsel-linux-gnu/lib/libc.a"),
    Package("make", ("guests",), "builds the small guest kernel", "command:make"),
    Package("flex", ("guests",), "builds the small guest kernel's configuration tool", "command:flex"),
    Package("bison", ("guests",), "builds the small guest kernel's configuration tool", "command:bison"),
    Package("bc", ("guests",), "computes the small guest kernel's time constants", "command:bc"),
    Package("xz-utils", ("guests",), "unpacks the guest kernel's source", "command:xz"),
    Package("clang-format", ("lint",), "checks how the code is laid out", "command:clang-format"),
    Package("clang-tidy", ("lint",), "finds likely mistakes", "command:clang-tidy"),
    Package("cppcheck", ("lint",), "finds likely mistakes across a file", "command:cppcheck"),
    Package("shellcheck", ("lint",), "checks the shell scripts", "command:shellcheck"),
    Package("gdb-multiarch", ("gdb",), "debugs programs on the machine model", "command:gdb-multiarch"),
    Package("gcovr", ("coverage",), "reports covered lines and branches", "command:gcovr"),
)


def _pkgconfig(argument):
    return shutil.which("pkg-config") is not None and subprocess.run(
        ["pkg-config", "--exists", argument], check=False).returncode == 0


PROBES = {
    "command": lambda argument: shutil.which(argument) is not None,
    "pkgconfig": _pkgconfig,
    "file": os.path.exists,
}


def present(package):
    """Whether what the package brings is here, from wherever it came."""
    kind, _, argument = package.probe.partition(":")
    return PROBES[kind](argument)


def needed(groups):
    """Packages of some groups, each once."""
    return [p for p in PACKAGES if set(p.groups) & set(groups)]


def missing(groups):
    """Packages of some groups that are not here."""
    return [p for p in needed(groups) if not present(p)]


def ensure(groups, may_install):
    """Makes sure of the packages of `groups`; says what is installed and why before it is. Ends with exit code 4 otherwise."""
    absent = missing(groups)
    if not absent:
        return
    width = max(len(p.name) for p in absent)
    heading = "installing Debian packages:" if may_install else "missing Debian packages:"
    lines = "\n".join(f"  {p.name.ljust(width)}  {p.why}" for p in absent)
    names = [p.name for p in absent]
    if not may_install:
        raise exits.CliError(exits.NOT_INSTALLED, f"{heading}\n{lines}\nto install them: apt-get install {' '.join(names)}")
    if shutil.which("apt-get") is None:
        raise exits.CliError(exits.NOT_INSTALLED, f"missing, and no apt-get here to install them:\n{lines}")
    term.say(f"{heading}\n{lines}")
    _install(names)
    still = [p.name for p in absent if not present(p)]
    if still:
        raise exits.CliError(exits.NOT_INSTALLED, f"installed, but not usable: {' '.join(still)}")


def _install(names):
    install = ["install", "-y", "--no-install-recommends", *names]
    if not _lists_present():
        _apt(["update"], "fetching package lists")
    if _apt(install, "installing") == 0:
        return
    # Lists that are older than the archive name versions that are gone.
    _apt(["update"], "refreshing package lists")
    if _apt(install, "installing") != 0:
        raise exits.CliError(exits.NOT_INSTALLED, f"apt-get could not install: {' '.join(names)}")


def _lists_present():
    return any(pathlib.Path("/var/lib/apt/lists").glob("*_Packages*"))


def _apt(arguments, title):
    command = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=900", *arguments]
    if os.geteuid() != 0:
        if shutil.which("sudo") is None:
            raise exits.CliError(exits.NOT_INSTALLED, f"not root and no sudo here; as root: apt-get {' '.join(arguments)}")
        # sudo drops the environment; env sets the variable on its other side.
        command = ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", *command]
    progress = term.Progress(title)
    tail = []
    with subprocess.Popen(command, stdin=None if os.geteuid() else subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace",
                          env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}) as process:
        for line in process.stdout:
            tail = [*tail[-19:], line.rstrip()]
            progress.update(line.rstrip())
    progress.clear()
    if process.returncode != 0:
        term.warn("\n".join(tail))
    return process.returncode
