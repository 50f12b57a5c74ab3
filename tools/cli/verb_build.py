# SPDX-License-Identifier: Apache-2.0
"""`skerry build`: makes the images and the tools."""

from cli import artefacts, exits, images, packages, paths, term

SUMMARY = "Build board images, the simulation or the host tools."
DETAILS = "Without a name: everything that this tree has the parts for."


def add_arguments(parser):
    """Options of `build`."""
    parser.add_argument("target", nargs="?", choices=artefacts.TARGETS)


def run(args):
    """Builds and prints each artefact's path and size in bytes."""
    targets = [args.target] if args.target else artefacts.TARGETS
    packages.ensure(sorted({g for t in targets for g in artefacts.GROUPS[t]}), not args.no_install)
    built = {}
    for target in targets:
        try:
            built.update(artefacts.build(target))
        except exits.CliError as error:
            if args.target or error.code != exits.NOT_SUPPORTED:
                raise
            term.say(f"{target}: {error}")
    for path in built.values():
        term.say(f"{path.stat().st_size:>10}  {paths.shown(path)}")
    for key, path in built.items():
        if key.startswith("kernel/"):
            sizes = images.kernel_sizes(path)
            memory = sum(sizes.values())
            term.say(f"{key}: text {sizes['text']}, data {sizes['data']}, bss {sizes['bss']}; memory at boot {memory} bytes")
    return exits.GOOD
