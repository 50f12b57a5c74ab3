# SPDX-License-Identifier: Apache-2.0
"""Installing packages: what is said, what apt-get is asked for, and what happens when it fails."""

import os

import harness_path
from cli import exits, packages
from harness import case

SHELLCHECK_APPEARS = 'echo "$@" >>"$LOG"; printf "#!/bin/sh\\n" >"$BIN/shellcheck"; chmod +x "$BIN/shellcheck"'


def _lint_with(t, apt):
    """Runs `skerry lint shell` where shellcheck is missing and apt-get is the given script; (result, apt-get's calls)."""
    env = {**harness_path.path_without(t, "shellcheck", "sudo"), "LOG": str(t.dir / "calls"), "BIN": str(t.dir / "bin")}
    harness_path.add_program(t, "apt-get", apt)
    harness_path.add_program(t, "sudo", 'exec "$@"')
    done = t.run([t.root / "skerry", "lint", "shell"], env=env)
    calls = t.dir / "calls"
    return done, calls.read_text().splitlines() if calls.exists() else []


@case(tiers=["unit"])
def missing_package_is_named_and_installed(t):
    """The package and its purpose are told first; then apt-get installs just that, and the verb goes on."""
    done, calls = _lint_with(t, SHELLCHECK_APPEARS)
    assert done.code == 0, done
    assert done.out.index("shellcheck  checks the shell scripts") < done.out.index("shell: clean")
    installs = [c for c in calls if "install" in c.split()]
    assert len(installs) == 1 and installs[0].endswith("install -y --no-install-recommends shellcheck"), calls


@case(tiers=["unit"])
def stale_lists_are_refreshed_once(t):
    """When the first try fails, the package lists are fetched again before the second."""
    fails_once = 'case "$*" in *install*) [ -e "$LOG.failed" ] || { echo "$@" >>"$LOG"; : >"$LOG.failed"; exit 100; };; esac'
    done, calls = _lint_with(t, f"{fails_once}\n{SHELLCHECK_APPEARS}")
    assert done.code == 0, done
    verbs = [next(w for w in c.split() if w in ("install", "update")) for c in calls]
    assert verbs[-3:] == ["install", "update", "install"], calls


@case(tiers=["unit"])
def failed_installation_ends_with_its_own_code(t):
    """When apt-get cannot, the exit code is 4 and its last words are shown."""
    done, _ = _lint_with(t, 'echo "E: no such thing"; exit 100')
    assert done.code == 4, done
    assert "E: no such thing" in done.err and "could not install: shellcheck" in done.err


@case(tiers=["unit"])
def installed_but_unusable_is_told(t):
    """An apt-get that succeeds without bringing the program is no success."""
    done, _ = _lint_with(t, "exit 0")
    assert done.code == 4 and "not usable: shellcheck" in done.err, done


def _as_ordinary_user(t, sudo):
    """What packages.ensure() says to a user who is not root; `sudo` is that program's script, None for none."""
    os.environ.update(harness_path.path_without(t, "shellcheck", "sudo"))
    os.geteuid = lambda: 1000  # this process is the case's own
    harness_path.add_program(t, "apt-get", "exit 1")
    if sudo:
        harness_path.add_program(t, "sudo", sudo)
    try:
        packages.ensure(["lint"], True)
    except exits.CliError as error:
        return error
    return None


@case(tiers=["unit"])
def ordinary_user_without_sudo_is_told_the_command(t):
    """Nothing is tried; exit code 4 with what root would have to type."""
    error = _as_ordinary_user(t, None)
    assert error.code == exits.NOT_INSTALLED and "as root: apt-get" in str(error), error


@case(tiers=["unit"])
def ordinary_user_goes_through_sudo(t):
    """apt-get runs under sudo and asks no questions there."""
    os.environ.update({"LOG": str(t.dir / "calls"), "BIN": str(t.dir / "bin")})
    assert _as_ordinary_user(t, SHELLCHECK_APPEARS) is None
    call = (t.dir / "calls").read_text().splitlines()[-1]
    assert call.startswith("env DEBIAN_FRONTEND=noninteractive apt-get") and call.endswith("shellcheck"), call
