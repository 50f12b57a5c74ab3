# SPDX-License-Identifier: Apache-2.0
"""Puts kernel, root task and programs together into one ELF for a board."""

import subprocess

from cli import buildtree, description, exits, systems, term
from guests import bare
from guests.errors import GuestError
from guests.supply import Supply

KERNEL = "arch/mips-vz/skerry-kernel-malta.elf"
KERNEL_SMP = "arch/mips-vz/skerry-kernel-malta-smp.elf"
# The monitor writes the true place of the disk into the tree when it has loaded it.
DISK = (0x01000000, 0x01000001)


class Absent(Exception):
    """An image that cannot be made because its guests are not in the cache; carries their names."""

    def __init__(self, products):
        super().__init__(", ".join(products))
        self.products = products


class Board:
    """The images of one board: its `kernel` and programs from a build `folder`, put together by the tools `image` and `describe`.
    The simulated board has the kernel in a program of its own, and none (None) in its images."""

    def __init__(self, name, folder, kernel, image, describe, output):
        self.name, self.folder, self.kernel = name, folder, folder / kernel if kernel else None
        self.builder, self.describer, self.output = image, describe, output
        self.output.mkdir(parents=True, exist_ok=True)

    def program(self, name):
        """Path of a built program."""
        return self.folder / "bin" / f"{name}.elf"

    def make(self, system, fetch=False):
        """The image of a System or of the description at a path; missing guests are fetched, or Absent tells them."""
        if isinstance(system, systems.System):
            modules = {name: self.program(source) for name, source in system.modules.items()}
            return self.assemble(system.name, self.program(system.root), modules, system.pool_kib)
        name = system.stem if system.parent in systems.FOLDERS else f"user-{system.stem}"
        form = self.output / f"{name}.form"
        resolved = description.checked(system, self.folder, self.describer, ("-o", str(form)))
        absent = description.absent_products(resolved)
        if absent:
            if not fetch:
                raise Absent(absent)
            provide(absent)
            resolved = description.checked(system, self.folder, self.describer, ("-o", str(form)))
        modules = {"system": form}
        for module in resolved["modules"]:
            modules[module["name"]] = self.tree(name, resolved, module) if module["kind"] == "made-tree" else module["path"]
        return self.assemble(name, self.program("root"), modules, resolved["kernel_pool_bytes"] // 1024)

    def tree(self, name, resolved, module):
        """Compiles the device tree of a guest."""
        guest = next(d for d in resolved["domains"] if d["files"].get("dtb") == module["name"])
        start, end = DISK if "initrd" in guest["files"] else (0, 0)
        path = self.output / f"{name}-{module['name']}"
        networks = [link["name"] for link in resolved["links"] if link["kind"] == "ethernet" and link["client"] == guest["name"]]
        disks = ["disk"] if guest["disk_bytes"] or "disk-image" in guest["files"] else []
        devices = [("rng", ""), *(("net", network) for network in networks), *(("block", disk) for disk in disks)]
        path.write_bytes(bare.compile_device_tree(bare.device_tree_source(guest["arguments"], guest["memory_bytes"], start, end,
                                                                          devices=devices)))
        return path

    def assemble(self, name, root, modules, pool_kib):
        """Runs the image builder; the path of the image."""
        output = self.output / f"{name}.elf"
        command = [self.builder, *(["--kernel", str(self.kernel)] if self.kernel else []), "--root", str(root), "--pool", str(pool_kib)]
        for module, path in modules.items():
            command += ["--module", f"{module}={path}"]
        # Renamed when it is whole: another command may be starting the image that was here.
        fresh = output.with_suffix(".new")
        done = subprocess.run([*command, "--output", str(fresh)], capture_output=True, text=True, check=False)
        if done.returncode:
            raise exits.CliError(exits.FAILED, f"the image {name} cannot be made:\n{done.stderr.rstrip()}")
        fresh.replace(output)
        return output

    def all(self):
        """Images of all systems of the tree: {"malta/<system>": path}; those without their guests are named and left out."""
        images = {f"kernel/{self.name}": self.kernel} if self.kernel else {}
        absent = {}
        for name in systems.names():
            try:
                images[f"{self.name}/{name}"] = self.make(systems.find(name))
            except Absent as error:
                absent[name] = error.products
        if absent:
            wanted = ",".join(sorted({p for products in absent.values() for p in products}))
            term.say(f"left out, since their guests are not here: {', '.join(absent)} (tools/guests/fetch --want {wanted})")
        return images


def provide(products):
    """Fetches guests into the cache."""
    try:
        Supply().provide(products)
    except GuestError as error:
        raise exits.CliError(error.code, f"guests: {error}") from None


def board(name, kernel):
    """A board, everything built that its images are made of."""
    host = buildtree.build("gcc-release", ["skerry-image", description.TOOL])
    tools = dict(buildtree.manifest(host, "tools"))
    return Board(name, buildtree.build("mipsel-release"), kernel, tools["skerry-image"], tools[description.TOOL],
                 buildtree.directory("images") / name)


def malta(cpus=1):
    """The Malta board with one processor or several."""
    return board("malta-smp", KERNEL_SMP) if cpus > 1 else board("malta", KERNEL)


def simulation():
    """The simulated board, whose programs are those of the others."""
    return board("sim", None)


def kernel_sizes(kernel):
    """{"text", "data", "bss"}: bytes of a kernel's code with its constants, its data, and its zeroed memory."""
    done = subprocess.run(["mipsel-linux-gnu-size", str(kernel)], capture_output=True, text=True, check=True)
    text, data, bss = done.stdout.splitlines()[1].split()[:3]
    return {"text": int(text), "data": int(data), "bss": int(bss)}
