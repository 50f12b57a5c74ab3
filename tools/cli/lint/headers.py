# SPDX-License-Identifier: Apache-2.0
"""Every source file starts with its licence and one line of what it holds; every folder has a README.md; no file is too long."""

import posixpath
import re

SPDX = "SPDX-License-Identifier: Apache-2.0"
# Suffixes and names of files that carry the two lines; the others are data or have no comments.
SOURCES = (".c", ".h", ".S", ".py", ".sh", ".cmake", ".ld", ".dts", ".dtsi", ".cfg", "CMakeLists.txt", ".yml")
LONGEST = 600
COMMENT = re.compile(r'^\s*(//|/\*|\*|#|""")\s*\S')


def is_source(path, first_line=""):
    """Whether a file must carry the two lines."""
    return path.endswith(SOURCES) or first_line.startswith("#!")


def check_text(path, text):
    """Complaints about one source file's first lines and length."""
    lines = text.splitlines()
    if lines and lines[0].startswith("#!"):
        lines = lines[1:]
    out = []
    if not lines or SPDX not in lines[0]:
        out.append(f"{path}:1: no line '{SPDX}'")
    elif len(lines) < 2 or not COMMENT.match(lines[1]):
        out.append(f"{path}:2: no line that says what the file holds")
    if len(lines) > LONGEST:
        out.append(f"{path}: {len(lines)} lines; a file holds one idea, in at most {LONGEST}")
    return out


def folders_without_readme(files):
    """Folders that hold files and no README.md; the README beside `include` and `src` speaks for all below them."""
    have = {posixpath.dirname(f) for f in files if posixpath.basename(f) == "README.md"}
    holding = {posixpath.dirname(f) for f in files}
    return [f"{folder}: no README.md" for folder in sorted(holding - have) if folder and not _spoken_for(folder, have)]


def _spoken_for(folder, have):
    owner = re.match(r"(.*)/(include|src)(/|$)", folder)
    return owner is not None and owner[1] in have
