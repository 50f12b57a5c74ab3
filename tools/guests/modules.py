# SPDX-License-Identifier: Apache-2.0
"""Which kernel modules a wanted one needs, and in which order they go in: read from the modules themselves."""

from guests.errors import BadInput


def depends(module):
    """Names that the module (bytes of a .ko file) says it depends on."""
    start = module.find(b"\0depends=")
    if start < 0:
        raise BadInput("not a kernel module: it does not say what it depends on")
    text = module[start + 9:module.find(b"\0", start + 9)].decode("ascii", "replace")
    return [name for name in text.split(",") if name]


def _same(name):
    """The kernel takes - and _ in a module's name for the same."""
    return name.replace("-", "_")


def in_order(wanted, modules, builtin=()):
    """File stems for `wanted` and all they need, each after what it depends on.

    `modules`: {file stem: bytes}; `builtin`: stems that the kernel has built in, which are left out.
    """
    stems = {_same(stem): stem for stem in modules}
    inside = {_same(stem) for stem in builtin}
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
        for other in depends(modules[stems[same]]):
            visit(other, [*path, name])
        order.append(stems[same])

    for name in wanted:
        visit(name, [])
    return order
