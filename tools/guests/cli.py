# SPDX-License-Identifier: Apache-2.0
"""Command lines of the guest supply, `fetch` and `bare-board`; results on standard output, the rest on the other."""

import argparse
import pathlib
import sys

from guests import bare, count
from guests.errors import BadInput, GuestError
from guests.supply import PRODUCTS, Supply


INITRDS = [name for name, product in PRODUCTS.items() if "initrd.cpio" in product.files]


def _names(text):
    names = [name for name in text.split(",") if name]
    unknown = [name for name in names if name not in PRODUCTS]
    if unknown or not names:
        raise BadInput(f"no such guest: {', '.join(unknown) or 'none named'}; there are {', '.join(PRODUCTS)}")
    return names


def _list(supply):
    for name, product in PRODUCTS.items():
        state = "ready" if supply.ready(name) else "absent"
        version = (supply.store.stamp(name) or {}).get("version", "")
        print(f"{name:14} {state:7} {version:22} {product.about}".rstrip())


def _fetch(arguments):
    supply = Supply(offline=arguments.offline, refresh=arguments.refresh)
    if arguments.list:
        _list(supply)
        return
    for name, path in supply.provide(_names(arguments.want)).items():
        print(f"{name}\t{path}")


def fetch(argv=None):
    """Entry of tools/guests/fetch; returns the exit code."""
    parser = argparse.ArgumentParser(prog="fetch", description="Fetch and build Linux guests into the cache.")
    parser.add_argument("--want", default="stock,initrd", metavar="NAME,...", help="what to provide (default: stock,initrd)")
    parser.add_argument("--list", action="store_true", help="list what there is, and whether it is in the cache")
    parser.add_argument("--offline", action="store_true", help="use the cache only")
    parser.add_argument("--refresh", action="store_true", help="take the newest packages even when the cache has some")
    return _run(_fetch, parser.parse_args(argv))


def _bare_image(supply, arguments, mode):
    files = supply.provide([arguments.kernel, arguments.initrd])
    return bare.build(files[f"{arguments.kernel}/vmlinux"].read_bytes(), files[f"{arguments.initrd}/initrd.cpio"].read_bytes(),
                      bare.arguments(mode, fast=not arguments.slow, extra=arguments.append), arguments.memory << 20)


def _bare(arguments):
    supply = Supply(offline=arguments.offline)
    pathlib.Path(arguments.output).write_bytes(_bare_image(supply, arguments, arguments.mode))
    print(" ".join(bare.qemu_command(arguments.output, memory_mib=arguments.memory)))


def _count(arguments):
    supply = Supply(offline=arguments.offline)
    image = _bare_image(supply, arguments, "count")
    with supply.store.scratch() as scratch:
        path = scratch / "bare.elf"
        path.write_bytes(image)
        command = bare.qemu_command(path, cpu=arguments.cpu, memory_mib=arguments.memory)
        counted = count.until_marker(command, scratch, instructions=arguments.limit)
    print(f"{counted}\tinstructions (simulated)\t{arguments.kernel} to the shell, bare {arguments.cpu}")


def _bare_options(parser):
    parser.add_argument("--kernel", default="min", choices=["min", "min-virtio", "stock"], help="which kernel (default: min)")
    parser.add_argument("--initrd", default="initrd", choices=INITRDS, help="which initramfs (default: initrd)")
    parser.add_argument("--memory", type=int, default=64, metavar="MIB", help="memory of the machine (default: 64)")
    parser.add_argument("--slow", action="store_true", help="without the arguments that shorten the boot of a stock kernel")
    parser.add_argument("--append", default="", metavar="ARGS", help="further kernel arguments")
    parser.add_argument("--offline", action="store_true", help="use the cache only")


def bare_board(argv=None):
    """Entry of tools/guests/bare-board; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bare-board", description="Unmodified kernels on the bare Malta board, without Skerry.")
    verbs = parser.add_subparsers(required=True)
    build = verbs.add_parser("build", help="write one ELF with kernel, initrd and device tree; print how QEMU runs it")
    build.add_argument("--output", required=True, metavar="FILE", help="the file to write")
    build.add_argument("--mode", default="shell", metavar="MODE", help="what /init does: shell, selftest, panic, count, router-check, radio-check")
    build.set_defaults(command=_bare)
    counting = verbs.add_parser("count", help="count the instructions from start to shell")
    counting.add_argument("--cpu", default="24Kf", help="QEMU's name of the processor (default: 24Kf)")
    counting.add_argument("--limit", type=int, default=2_500_000_000, metavar="N", help="instructions after which to start anew")
    counting.set_defaults(command=_count)
    for verb in (build, counting):
        _bare_options(verb)
    arguments = parser.parse_args(argv)
    return _run(arguments.command, arguments)


def _run(command, arguments):
    try:
        command(arguments)
    except GuestError as error:
        print(f"guests: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 1
    return 0
