# SPDX-License-Identifier: Apache-2.0
"""A private apt root, pinned to one Debian suite and to mipsel whatever the host runs; needs no root rights."""

import os
import pathlib
import re
import shutil
import subprocess

from guests.errors import GuestError, Missing
from guests.sources import MIRROR_VARIABLE

SUITE = "bookworm"
KEYRINGS = ("/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp")

# Of the host's settings only those that say how to reach a server; never one that weakens the checks.
_REACH = re.compile(
    r'Acquire::(?:(?:http|https|ftp)::(?:[^: ]+::)?(?:Proxy|Proxy-Auto-Detect|ProxyAutoDetect|Timeout|CaInfo|SslCert|SslKey|Dl-Limit)'
    r'(?:::[^ ]*)?|Retries|ForceIPv[46]|Check-Valid-Until|Check-Date) "[^"]*";')
_OFFLINE = ("Could not resolve", "Temporary failure", "Could not connect", "Connection timed out", "Connection refused",
            "Network is unreachable", "Connection failed", "No route to host", "Unable to connect", "Connection reset")
_UNTRUSTED = ("NO_PUBKEY", "BADSIG", "EXPKEYSIG", "KEYEXPIRED", "is not signed", "signatures couldn't be verified",
              "signatures were invalid", "no longer signed", "NODATA", "sqv returned an error", "does not have a Release file")


def _keyring():
    for path in KEYRINGS:
        if os.path.exists(path):
            return path
    raise Missing("the keys of the Debian archive are not installed: install the package debian-archive-keyring")


class AptRoot:
    """Sources, state and cache of apt in `directory`; only the package lists and half-fetched files persist there."""

    def __init__(self, directory, mirrors, suite=SUITE):
        self.dir = pathlib.Path(directory)
        self.mirrors = mirrors
        self.suite = suite
        self.keyring = _keyring()
        for tool in ("apt-get", "apt-cache", "apt-config", "dpkg-deb"):
            if not shutil.which(tool):
                raise Missing(f"{tool} is not installed: install the packages apt and dpkg, or fill the cache on another machine")

    def update(self):
        """Fetches the package list from the first mirror that has the suite and whose signature is right."""
        said = []
        for mirror in self.mirrors:
            self._configure(mirror)
            result = self._apt("apt-get", "update", "-o", "APT::Update::Error-Mode=any")
            if result.returncode == 0:
                return
            said.append((mirror, result.stderr))
        text = "\n".join(line for _, err in said for line in err.splitlines() if line[:2] in ("E:", "W:"))
        where = ", ".join(mirror for mirror, _ in said)
        if any(sign in text for sign in _UNTRUSTED):
            raise GuestError(f"the Debian archive's signature could not be checked at {where}; nothing was used\n{text}")
        if any(sign in text for sign in _OFFLINE):
            raise Missing(f"no Debian mirror can be reached ({where}): go online once, or set {MIRROR_VARIABLE}, "
                          f"or copy a filled cache\n{text}")
        raise Missing(f"{where} does not carry {self.suite} for mipsel; set {MIRROR_VARIABLE} to a mirror that does\n{text}")

    def show(self, package):
        """Fields of the newest version of a package, keys in lower case."""
        result = self._apt("apt-cache", "show", "--no-all-versions", package)
        fields = dict(re.findall(r"^([A-Za-z0-9-]+): (.*)$", result.stdout, re.MULTILINE))
        if result.returncode != 0 or not fields:
            raise Missing(f"{self.suite} for mipsel has no package {package} at this mirror")
        return {key.lower(): value for key, value in fields.items()}

    def download(self, package, directory):
        """Fetches a package, checked against the signed list, and returns its path; a broken-off fetch is taken up again."""
        directory = pathlib.Path(directory)
        directory.mkdir(parents=True, exist_ok=True)
        fields = self.show(package)
        name = f"{package}_{fields['version'].replace(':', '%3a')}_{fields['architecture']}.deb"
        path = directory / name
        if not path.exists():
            partial = self.dir / "partial"
            partial.mkdir(parents=True, exist_ok=True)
            result = self._apt("apt-get", "download", f"{package}={fields['version']}", cwd=partial)
            if result.returncode != 0 or not (partial / name).exists():
                raise Missing(f"{package} could not be fetched; run again to go on where it broke off\n{result.stderr.strip()}")
            os.rename(partial / name, path)
        return path

    def _configure(self, mirror):
        for sub in ("lists/partial", "archives/partial"):
            (self.dir / sub).mkdir(parents=True, exist_ok=True)
        (self.dir / "status").touch()
        (self.dir / "sources.list").write_text(
            f"deb [signed-by={self.keyring} arch=mipsel] {mirror} {self.suite} main\n", encoding="utf-8")
        host = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
        reach = [line for line in host.splitlines() if _REACH.fullmatch(line)]
        nothing = "/dev/null"
        settings = {
            "Dir::Etc::SourceList": self.dir / "sources.list", "Dir::Etc::SourceParts": nothing,
            "Dir::Etc::Preferences": nothing, "Dir::Etc::PreferencesParts": nothing,
            "Dir::Etc::Trusted": nothing, "Dir::Etc::TrustedParts": nothing,
            "Dir::Etc::Main": nothing, "Dir::Etc::Parts": nothing,
            "Dir::State": self.dir, "Dir::State::Lists": self.dir / "lists", "Dir::State::Status": self.dir / "status",
            "Dir::Cache": self.dir, "Dir::Cache::Archives": self.dir / "archives",
            "Dir::Log": self.dir / "log",
            "APT::Architecture": "mipsel", "APT::Sandbox::User": "", "Acquire::Languages": "none",
            "Acquire::Retries": "3", "Acquire::AllowInsecureRepositories": "false",
        }
        lines = [f'{key} "{value}";' for key, value in settings.items()]
        lines += ['#clear APT::Architectures;', 'APT::Architectures { "mipsel"; };']
        (self.dir / "apt.conf").write_text("\n".join(reach + lines) + "\n", encoding="utf-8")

    def _apt(self, *command, cwd=None):
        environ = {**os.environ, "APT_CONFIG": str(self.dir / "apt.conf"), "LC_ALL": "C"}
        return subprocess.run(command, env=environ, cwd=cwd, capture_output=True, text=True, check=False)
