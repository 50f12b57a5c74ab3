# SPDX-License-Identifier: Apache-2.0
"""Which kernel modules a wanted one needs, and in which order they go in: read from the modules themselves."""

import re

from guests.errors import BadInput


def _texts(module, key):
    """Values that a module's information gives for a key."""
    return [text.decode("ascii", "replace") for text in re.findall(rb"\0" + key + rb"=([^\0]*)(?=\0)", module)]


def depends(module):
    """Names that the module (bytes of a .ko file) says it depends on."""
    said = _texts(module, b"depends")
    if not said:
        raise BadInput("not a kernel module: it does not say what it depends on")
    return [name for name in said[0].split(",") if name]


def wishes(module):
    """Names, which may be aliases, that the module wants inserted before it if they are there."""
    return [name for text in _texts(module, b"softdep") if text.startswith("pre:")
            for name in text[4:].split("post:")[0].split()]


def _aliases(modules):
    return {alias: stem for stem, module in modules.items() for alias in _texts(module, b"alias")}


def _same(name):
    """The kernel takes - and _ in a module's name for the same."""
    return name.replace("-", "_")


def in_order(wanted, modules, builtin=()):
    """File stems for `wanted` and all they need, each after what it depends on.

    `modules`: {file stem: bytes}; `builtin`: stems that the kernel has built in, which are left out.
    """
    stems = {_same(stem): stem for stem in modules}
    inside = {_same(stem) for stem in builtin}
    aliases = _aliases(modules)
    order = []

    def visit(name, path):
        same = _same(name)
        if same in inside:
            return
        if same not in stems:
            raise BadInput(f"the kernel has no module {name}" + (f", which {path[-1]} needs" if path else ""))
        if name in path:
            raise BadInput(f"modules depend on each other in a circle: {' -> '.join([*path, name])}")
        if stems[same] in order:
            return
        module = modules[stems[same]]
        for other in depends(module):
            visit(other, [*path, name])
        for other in wishes(module):
            other = aliases.get(other, other)
            if _same(other) in stems and other not in path:
                visit(other, [*path, name])
        order.append(stems[same])

    for name in wanted:
        visit(name, [])
    return order
