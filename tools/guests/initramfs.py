# SPDX-License-Identifier: Apache-2.0
"""Puts the guest's initramfs together: busybox, our /init and commands, the self-test, kernel modules if wanted."""

import hashlib
import pathlib

from guests.cpio import Archive
from guests.errors import BadInput

_HERE = pathlib.Path(__file__).resolve().parent
ROOTFS = _HERE / "rootfs"

# Links made for these; the rest of busybox is there as `busybox NAME`. wget is not linked: in Debian's static build for
# mipsel it ends with a segmentation fault.
APPLETS = """
    arping ash awk basename brctl cat chmod cp cttyhack cut date dd df dmesg du echo env expr false find free grep
    head hexdump hostname httpd id ifconfig insmod ip kill less ln ls lsmod md5sum mkdir mknod modprobe more mount mv
    nc netstat nsenter nslookup od pidof ping printf ps pwd reboot rm rmdir rmmod route sed seq setsid sh sha256sum
    sleep sort stty sync tail tar tee test time top touch tr true tunctl udhcpc udhcpd umount uname uniq unshare
    uptime vconfig vi wc xargs yes
""".split()

# What the self-test's checksum is taken over: the same bytes on every machine, without a pattern.
_DATA_BYTES = 32768


def _data():
    blocks = (hashlib.sha256(b"skerry %d" % n).digest() for n in range(_DATA_BYTES // 32))
    return b"".join(blocks)


def scripts(*folders):
    """The scripts in some folders, in a stable order."""
    return [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix != ".md"]


def check_busybox(busybox):
    """BadInput when an applet that we link is not in this busybox."""
    gone = [name for name in APPLETS if b"\0" + name.encode() + b"\0" not in busybox]
    if gone:
        raise BadInput(f"this busybox lacks {', '.join(gone)}")


def build(busybox, selftest, module_sets=None, extra=None, commands=()):
    """The archive's bytes.

    `module_sets`: {set name: [(file name, bytes) in the order of insertion]}; a module in several sets is stored once.
    `extra`: {path: (bytes, mode)} of further files. `commands`: folders of scripts, besides ours, that become commands.
    """
    check_busybox(busybox)
    archive = Archive()
    for name in ("dev", "proc", "sys", "tmp", "run", "root"):
        archive.directory(name)
    archive.character_device("dev/console", 5, 1)
    archive.character_device("dev/null", 1, 3, 0o666)
    archive.file("bin/busybox", busybox, 0o755)
    for name in APPLETS:
        archive.symlink(f"bin/{name}", "busybox")
    archive.symlink("sbin", "bin")
    archive.file("init", (ROOTFS / "init").read_bytes(), 0o755)
    for script in scripts(ROOTFS, *commands):
        if script.name != "init":
            archive.file(f"bin/{script.name}", script.read_bytes(), 0o755)
    archive.file("bin/selftest", selftest, 0o755)
    data = _data()
    archive.file("etc/selftest.data", data)
    archive.file("etc/selftest.sha256", f"{hashlib.sha256(data).hexdigest()}  /etc/selftest.data\n")
    stored = set()
    for name, modules in (module_sets or {}).items():
        archive.file(f"lib/modules/{name}.list", "".join(f"{file}\n" for file, _ in modules))
        for file, blob in modules:
            if file not in stored:
                archive.file(f"lib/modules/{file}", blob)
                stored.add(file)
    for path, (blob, mode) in (extra or {}).items():
        archive.file(path, blob, mode)
    return archive.bytes()
