# SPDX-License-Identifier: Apache-2.0
"""Command line of the guest supply: `fetch`, `bare` and `count`; paths on standard output, everything else on the other."""

import argparse
import sys

from guests.errors import BadInput, GuestError
from guests.supply import PRODUCTS, Supply


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


def _run(command, arguments):
    try:
        command(arguments)
    except GuestError as error:
        print(f"guests: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        return 1
    return 0
