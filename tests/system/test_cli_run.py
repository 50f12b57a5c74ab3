# SPDX-License-Identifier: Apache-2.0
"""`skerry run`: how the end of a system becomes an exit code, and how images are put together."""

import argparse

from cli import exits, images, qemu, systems, verb_run
from harness import case

ENDS = {
    "good": ("echo hello; printf 'skerry: exit 0\\r\\n'", exits.GOOD),
    "bad": ("echo 'skerry: exit 3'", exits.GUEST_FAILED),
    "last-counts": ("echo 'skerry: exit 3'; echo 'skerry: exit 0'", exits.GOOD),
    "silent": ("echo hello", exits.FAILED),
    "quoted": ("echo 'he said skerry: exit 0'", exits.FAILED),
    "early": ("echo 'skerry: exit 1'; head -c 100000 /dev/zero | tr '\\0' x", exits.GUEST_FAILED),
}


@case(tiers=["unit"], params=sorted(ENDS))
def last_exit_line_decides(t):
    """0 only when the system says so in a line of its own."""
    script, code = ENDS[t.param]
    assert verb_run.attach(["sh", "-c", script]) == code


@case(tiers=["unit"])
def qemu_ends_when_the_guest_resets(_t):
    """Every boot has -no-reboot, its CPU, and as many processors as asked."""
    line = qemu.command("a.elf", "P5600", 4)
    assert "-no-reboot" in line and line[line.index("-cpu") + 1] == "P5600" and line[line.index("-smp") + 1] == "4"
    assert "mon:stdio" not in line and "mon:stdio" in qemu.command("a.elf", "24Kf", interactive=True)


@case(tiers=["unit"], params=["qemu", "emu", "sim"])
def linux_runs_by_default_where_guests_can(t):
    """Without --system: a guest, or on a processor without guests native programs."""
    args = argparse.Namespace(on=t.param, cpu=None)
    assert verb_run.default_system(args) == "one-linux"
    args.cpu = "24Kf"
    assert t.param == "sim" or verb_run.default_system(args) == "pingpong"


def _builder(t, script):
    path = t.dir / "builder"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@case(tiers=["unit"])
def image_is_made_from_kernel_root_and_modules(t):
    """The builder gets every program of the system by name."""
    system = systems.System("two", "", "first", {"second": "other"}, pool_kib=64)
    builder = _builder(t, 'for last; do :; done; echo "$@" >"$last"')
    said = images.Board("malta", t.dir, "kernel.elf", builder, None, t.dir / "out").make(system).read_text()
    assert f"--kernel {t.dir}/kernel.elf --root {t.dir}/bin/first.elf" in said and f"--module second={t.dir}/bin/other.elf" in said and "--pool 64" in said


@case(tiers=["unit"])
def failed_image_keeps_the_builders_words(t):
    """The message names the system and what the builder said; the old image stays."""
    (t.dir / "two.elf").write_text("old")
    try:
        images.Board("malta", t.dir, "kernel.elf", _builder(t, "echo 'bad ELF' >&2; exit 2"), None, t.dir).make(systems.System("two", "", "first"))
    except exits.CliError as error:
        assert "two" in str(error) and "bad ELF" in str(error) and (t.dir / "two.elf").read_text() == "old"
        return
    raise AssertionError("no error")
