# SPDX-License-Identifier: Apache-2.0
"""clang-tidy over what the host and the board builds compile; what it said of unchanged files is remembered under build/."""

import hashlib
import json
import os
import re
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from cli import buildtree, paths, term

PRESETS = ("clang-debug", "mipsel-release")
# Options that only GCC knows.
GCC_ONLY = re.compile(r" (-fno-tree-[a-z-]+|-mno-abicalls)(?= )")
COMPLAINT = re.compile(r"(warning|error):")


class Memory:
    """Complaints by compile command, valid while the source and every header it reads are unchanged."""

    def __init__(self, folder, configuration):
        self.folder = folder
        self.configuration = configuration
        self.hashes = {}
        folder.mkdir(parents=True, exist_ok=True)

    def _file(self, command):
        return self.folder / f"{hashlib.sha256(f'{self.configuration}{command}'.encode()).hexdigest()}.json"

    def _hash(self, path):
        if path not in self.hashes:
            try:
                with open(path, "rb") as file:
                    self.hashes[path] = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                self.hashes[path] = None
        return self.hashes[path]

    def recall(self, command):
        """What was said when the command was last looked at; None when anything that it reads has changed."""
        try:
            known = json.loads(self._file(command).read_text())
        except (OSError, ValueError):
            return None
        return known["said"] if all(self._hash(path) == digest for path, digest in known["read"].items()) else None

    def keep(self, command, read, said):
        """Remembers what was said; `read` are the files that the command reads."""
        file = self._file(command)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps({"read": {path: self._hash(path) for path in read}, "said": said}))
        fresh.replace(file)


def files_read(entry):
    """Every file that a compile command reads, as its compiler tells; None when it cannot."""
    words = shlex.split(entry["command"])
    if "-o" in words:
        del words[words.index("-o"):words.index("-o") + 2]
    done = subprocess.run([*(w for w in words if w != "-c"), "-M"], cwd=entry["directory"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    _, _, names = done.stdout.partition(":")
    return sorted({os.path.join(entry["directory"], name) for name in names.replace("\\\n", " ").split()})


def check():
    """All complaints, each once."""
    out = set()
    seen = set()
    memory = Memory(paths.BUILD / "tidy", _configuration())
    for preset in PRESETS:
        folder = buildtree.configure(preset)
        entries = [entry for entry in json.loads((folder / "compile_commands.json").read_text())
                   if entry["file"].endswith(".c") and entry["file"] not in seen]
        # What both builds compile is looked at once, and a file that several programs share with the first one's options.
        entries = list({entry["file"]: entry for entry in reversed(entries)}.values())
        seen.update(entry["file"] for entry in entries)
        out.update(_check_all(preset, commands_for_clang(folder), entries, memory))
    return sorted(out)


def _configuration():
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout
    return version + (paths.ROOT / ".clang-tidy").read_text(encoding="utf-8")


def commands_for_clang(folder):
    """A folder with the build's compile commands, without the options that only GCC knows."""
    commands = folder / "tidy"
    commands.mkdir(exist_ok=True)
    text = (folder / "compile_commands.json").read_text()
    (commands / "compile_commands.json").write_text(GCC_ONLY.sub("", text))
    return commands


def _check_all(preset, commands, entries, memory):
    out = set()
    changed = []
    for entry in entries:
        said = memory.recall(entry["command"])
        if said is None:
            changed.append(entry)
        else:
            out.update(said)
    progress = term.Progress(f"clang-tidy, {preset}")
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, said in enumerate(pool.map(lambda entry: _check_one(commands, entry, memory), changed), 1):
            progress.update(f"{number}/{len(changed)}")
            out.update(said)
    progress.clear()
    return out


def _check_one(commands, entry, memory):
    read = files_read(entry)
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(commands), entry["file"]], cwd=paths.ROOT, capture_output=True, text=True,
                          check=False)
    said = [line.replace(f"{paths.ROOT}/", "") for line in done.stdout.splitlines() if COMPLAINT.search(line)]
    if done.returncode != 0 and not said:
        # It did not get to the file: never taken for clean, never remembered.
        return [f"{entry['file'].replace(f'{paths.ROOT}/', '')}: clang-tidy: exit {done.returncode}: {done.stderr.strip()[-200:]}"]
    if read is not None:
        memory.keep(entry["command"], read, said)
    return said
