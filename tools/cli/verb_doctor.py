# SPDX-License-Identifier: Apache-2.0
"""`skerry doctor`: what is installed and what is missing."""

import platform
import shutil
import subprocess

from cli import exits, packages, term

SUMMARY = "Tell what is installed, what is missing, and what each thing is for."
VERSION_COMMANDS = ("python3", "cmake", "ninja", "gcc", "clang", "mipsel-linux-gnu-gcc", "qemu-system-mipsel", "gcovr")


def add_arguments(_parser):
    """`doctor` has no options of its own."""


def _version(command):
    try:
        out = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    return out.splitlines()[0] if out.strip() else None


def run(_args):
    """Prints the table; never installs. Exit code 4 when something is missing."""
    term.say(f"machine: {platform.machine()}, {platform.system()} {platform.release()}")
    width = max(len(p.name) for p in packages.PACKAGES)
    absent = []
    for package in packages.PACKAGES:
        here = packages.present(package)
        state = term.paint("here   ", "green") if here else term.paint("missing", "red")
        term.say(f"{state}  {package.name.ljust(width)}  {', '.join(package.groups)}: {package.why}")
        if not here:
            absent.append(package.name)
    for command in VERSION_COMMANDS:
        version = _version(command) if shutil.which(command) else None
        if version:
            term.say(f"{command}: {version}")
    if absent:
        term.say(f"{len(absent)} missing; the verbs that need them install them, or: apt-get install {' '.join(absent)}")
        return exits.NOT_INSTALLED
    term.say("nothing is missing")
    return exits.GOOD
