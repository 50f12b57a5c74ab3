# SPDX-License-Identifier: Apache-2.0
"""Puts kernel, root task and programs together into one ELF for a board."""

import subprocess

from cli import buildtree, exits, paths, systems

KERNEL = "arch/mips-vz/skerry-kernel-malta.elf"


def malta(folder, builder):
    """Images of all systems for Malta, from the mipsel build in `folder`: {"malta/<system>": path}."""
    images = {"kernel/malta": folder / KERNEL}
    output = buildtree.directory("images") / "malta"
    output.mkdir(parents=True, exist_ok=True)
    for system in systems.SYSTEMS.values():
        images[f"malta/{system.name}"] = assemble(builder, folder, system, output / f"{system.name}.elf")
    return images


def assemble(builder, folder, system, output):
    """Runs the image builder for one system; the path of the image."""
    program = lambda name: str(folder / "bin" / f"{name}.elf")
    command = [builder, "--kernel", str(folder / KERNEL), "--root", program(system.root), "--pool", str(system.pool_kib)]
    for name, source in system.modules.items():
        command += ["--module", f"{name}={program(source)}"]
    # Renamed when it is whole: another command may be starting the image that was here.
    fresh = output.with_suffix(".new")
    done = subprocess.run([*command, "--output", str(fresh)], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise exits.CliError(exits.FAILED, f"the image {system.name} cannot be made:\n{done.stderr.rstrip()}")
    fresh.replace(output)
    return output


def kernel_sizes(kernel):
    """{"text", "data", "bss"}: bytes of a kernel's code with its constants, its data, and its zeroed memory."""
    done = subprocess.run(["mipsel-linux-gnu-size", str(kernel)], capture_output=True, text=True, check=True)
    text, data, bss = done.stdout.splitlines()[1].split()[:3]
    return {"text": int(text), "data": int(data), "bss": int(bss)}
