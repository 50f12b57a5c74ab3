# SPDX-License-Identifier: Apache-2.0
"""Finds the system cases in tests/system and runs each in a process of its own."""

import contextlib
import fcntl
import importlib
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field

from cli import paths, process
from cli.testing import needs
from cli.testing.result import FAILED, PASSED, SKIPPED, Result

FOLDER = paths.ROOT / "tests" / "system"
GRACE = 15  # seconds beyond a case's own bound before it is ended from outside


@dataclass
class SystemCase:
    """One instance of a @case function."""

    name: str
    file: str
    function: str
    tier: str
    cpu: str = None
    param: str = None
    needs: list = field(default_factory=list)
    long: bool = False
    timeout: int = 120


def discover():
    """(cases, results of files that could not be loaded)."""
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    cases, broken = [], []
    for path in sorted(FOLDER.glob("test_*.py")):
        short = path.stem.removeprefix("test_")
        try:
            module = importlib.import_module(path.stem)
            cases += _cases_of(module, path.stem, short)
        except Exception:  # whatever the file does wrong is that file's failed case
            broken.append(Result(f"system/{short}/loads", FAILED, traceback.format_exc()))
    return cases, broken


def _cases_of(module, file, short):
    cases = []
    for value in vars(module).values():
        spec = getattr(value, "skerry_case", None)
        if spec and value.__module__ == file:
            unknown = set(spec.needs) - set(needs.NEEDS)
            if unknown:
                raise ValueError(f"{spec.name} needs {', '.join(sorted(unknown))}; there are: {', '.join(needs.NEEDS)}")
            cases += [_instance(spec, file, short, *which) for which in spec.instances()]
    return cases


def _instance(spec, file, short, tier, cpu, param):
    brackets = ",".join(str(part) for part in (cpu, param) if part is not None)
    name = f"{tier}/{short}/{spec.name}" + (f"[{brackets}]" if brackets else "")
    wanted = spec.needs + (["qemu"] if tier == "qemu" and "qemu" not in spec.needs else [])
    return SystemCase(name, file, spec.name, tier, cpu, param, wanted, spec.long, spec.timeout)


@contextlib.contextmanager
def scratch():
    """The folder for this run's cases: build/tests, or one of its own while another run uses that."""
    paths.BUILD.mkdir(exist_ok=True)
    with open(paths.BUILD / "tests.lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder = paths.BUILD / "tests"
        except BlockingIOError:
            folder = paths.BUILD / f"tests-{os.getpid()}"
        folder.mkdir(exist_ok=True)
        yield folder
        if not any(folder.iterdir()):
            folder.rmdir()


def run(case, artefacts, update_golden, where, source=FOLDER):
    """Runs one case of the folder `source`; its Result. The case's own folder in `where` is kept when it fails."""
    folder = where / re.sub(r"[^A-Za-z0-9_.-]", "_", case.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    order = {"file": case.file, "function": case.function, "tier": case.tier, "cpu": case.cpu, "param": case.param,
             "directory": str(folder), "artefacts": {k: str(v) for k, v in artefacts.items()}, "update_golden": update_golden,
             "source": str(source)}
    start = time.monotonic()
    try:
        # SIGTERM first: the case then ends what it started, which runs in sessions of its own.
        done = process.run([sys.executable, FOLDER / "harness_main.py"], case.timeout + GRACE, stdin=json.dumps(order),
                           first=signal.SIGTERM)
        result = _read(case.name, folder, done)
    except process.StillRunning as error:
        result = Result(case.name, FAILED, str(error))
    result.seconds = time.monotonic() - start
    if result.status == FAILED:
        result.message += f"\ntranscripts: {paths.shown(folder)}"
    else:
        shutil.rmtree(folder, ignore_errors=True)
    return result


def _read(name, folder, done):
    path = folder / "result.json"
    if not path.exists():
        return Result(name, FAILED, f"the case ended without a result\n{done}")
    said = json.loads(path.read_text())
    if said["status"] not in (PASSED, FAILED, SKIPPED):
        return Result(name, FAILED, f"unknown status {said['status']}")
    message = said["message"] + (f"\n{done.out}{done.err}" if said["status"] == FAILED else "")
    return Result(name, said["status"], message.rstrip(), notes=said["notes"])
