# SPDX-License-Identifier: Apache-2.0
"""Reads the host's apt sources (deb822 and one-line format) and picks the Debian mirrors among them."""

import os
import pathlib
import re
from dataclasses import dataclass, field

from guests.errors import BadInput, Missing

MIRROR_VARIABLE = "SKERRY_DEBIAN_MIRROR"

# A third party may well use these names too; the signature check decides in the end.
DEBIAN_SUITES = {
    "buster", "bullseye", "bookworm", "trixie", "forky", "duke", "sid",
    "oldoldstable", "oldstable", "stable", "testing", "unstable",
}
_URI = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_ONE_LINE = re.compile(r"(?P<type>deb|deb-src)\s+(?:\[(?P<options>[^\]]*)\]\s*)?(?P<rest>\S.*)")


@dataclass
class Source:
    """One entry: what kind it is, where it points and what it selects."""

    types: list
    uris: list
    suites: list
    components: list
    options: dict = field(default_factory=dict)


def parse_one_line(text):
    """Entries of a sources.list; lines that apt itself would refuse are left out."""
    found = []
    for line in text.splitlines():
        match = _ONE_LINE.fullmatch(line.split("#", 1)[0].strip())
        if not match:
            continue
        rest = match["rest"].split()
        # cdrom:[Name of a disc]/ holds spaces, and is no mirror anyway.
        if len(rest) < 2 or rest[0].lower().startswith("cdrom:"):
            continue
        options = dict(o.split("=", 1) for o in (match["options"] or "").split() if "=" in o)
        found.append(Source([match["type"]], [rest[0]], [rest[1]], rest[2:], options))
    return found


def parse_deb822(text):
    """Entries of a .sources file; disabled ones are left out."""
    found = []
    for paragraph in _paragraphs(text):
        if paragraph.get("enabled", "yes").strip().lower() in ("no", "false", "without", "off", "disable"):
            continue
        source = Source(*(paragraph.get(key, "").split() for key in ("types", "uris", "suites", "components")))
        source.options = {k: v for k, v in paragraph.items() if k not in ("types", "uris", "suites", "components")}
        if source.types and source.uris and source.suites:
            found.append(source)
    return found


def _paragraphs(text):
    """Yields each paragraph as a dictionary with lower-case keys; continuation lines are joined."""
    fields, key = {}, None
    for line in text.splitlines() + [""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield fields
            fields, key = {}, None
        elif line[0] in " \t":
            if key:
                fields[key] += "\n" + line.strip()
        elif ":" in line:
            key, value = line.split(":", 1)
            key = key.strip().lower()
            fields[key] = value.strip()


def host_sources(etc="/etc/apt"):
    """Every entry that the apt configuration below `etc` names, in apt's order; unreadable files are left out."""
    etc = pathlib.Path(etc)
    parts = sorted((etc / "sources.list.d").glob("*")) if (etc / "sources.list.d").is_dir() else []
    found = []
    for path in [etc / "sources.list", *parts]:
        parse = {".list": parse_one_line, ".sources": parse_deb822}.get(path.suffix)
        try:
            text = path.read_text(encoding="utf-8", errors="replace") if parse else ""
        except OSError:
            continue
        if parse:
            found += parse(text)
    return found


def _is_debian_archive(source):
    """True for the archive itself: a suite of Debian's with component main, neither its security nor a side archive."""
    return "deb" in source.types and "main" in source.components and any(s in DEBIAN_SUITES for s in source.suites)


def mirrors(environ=os.environ, etc="/etc/apt"):
    """URIs to try for Debian packages, best first: the variable alone when set, else the host's own mirrors."""
    wanted = environ.get(MIRROR_VARIABLE, "").strip()
    if wanted:
        if not _URI.fullmatch(wanted) or set(wanted) & set("[]\"'\\"):
            raise BadInput(f"{MIRROR_VARIABLE}: not the URI of a Debian mirror: {wanted}")
        return [wanted]
    found = []
    for source in host_sources(etc):
        if _is_debian_archive(source):
            found += [u for u in source.uris if _URI.fullmatch(u) and u not in found]
    if not found:
        raise Missing(f"the apt configuration of this host names no Debian mirror; set {MIRROR_VARIABLE} to one")
    return found
