# SPDX-License-Identifier: Apache-2.0
"""The contract of the `skerry` command: verbs, options, exit codes, from any folder."""

import json
import os

import harness_path
from harness import case

VERBS = ["demo", "run", "test", "build", "bench", "coverage", "check", "graph", "lint", "doctor", "help"]


def skerry(t, *words, **options):
    """Runs the command as a user would."""
    return t.run([t.root / "skerry", *words], **options)


@case(tiers=["unit"])
def help_names_every_verb(t):
    """The overview has a line for each verb."""
    done = skerry(t, "help")
    assert done.code == 0
    for verb in VERBS:
        assert f"\n  {verb} " in done.out, verb


@case(tiers=["unit"], params=VERBS)
def help_tells_each_verb(t):
    """Each verb has a page of its own, by both ways to ask."""
    done = skerry(t, "help", t.param)
    assert done.code == 0 and f"skerry {t.param}" in done.out
    assert skerry(t, t.param, "--help").out.strip() == done.out.strip()


@case(tiers=["unit"])
def unknown_verb_is_bad_input(t):
    """Exit code 2, and the word is named."""
    done = skerry(t, "frobnicate")
    assert done.code == 2 and "frobnicate" in done.err


@case(tiers=["unit"])
def no_verb_is_bad_input(t):
    """Exit code 2 and the overview on standard error."""
    done = skerry(t)
    assert done.code == 2 and "usage:" in done.err and done.out == ""


@case(tiers=["unit"], params=VERBS)
def unknown_option_is_bad_input(t):
    """Exit code 2 from every verb."""
    needed = {"run": ["--on", "qemu"], "check": ["a.dts"], "graph": ["a.dts", "-o", "a.svg"]}
    done = skerry(t, t.param, *needed.get(t.param, []), "--frobnicate")
    assert done.code == 2 and "--frobnicate" in done.err


@case(tiers=["unit"], params=["test moon", "build moon", "run --on moon", "run", "run --on qemu --cpus 0", "graph a.dts",
                              "run --on qemu --seed 1", "help moon", "lint moon", "check no-such.dts",
                              "test unit --json /no/such/folder/a.json"])
def wrong_value_is_bad_input(t):
    """Values outside the contract end with exit code 2 before anything is built."""
    assert skerry(t, *t.param.split()).code == 2


@case(tiers=["unit"])
def filter_that_matches_nothing_is_bad_input(t):
    """A misspelt filter is no success."""
    done = skerry(t, "test", "unit", "--filter", "unit/no-such-file/no_such_case")
    assert done.code == 2, done
    assert done.out.splitlines()[-1] == "0 passed, 0 failed, 0 skipped"


@case(tiers=["unit"])
def works_from_another_folder_and_through_a_link(t):
    """Neither the working directory nor a symbolic link matters."""
    os.symlink(t.root / "skerry", t.dir / "link")
    done = t.run([t.dir / "link", "help"], cwd="/")
    assert done.code == 0 and "usage:" in done.out


@case(tiers=["unit"])
def list_names_cases_and_runs_none(t):
    """This very case is in the list."""
    done = skerry(t, "test", "unit", "--list", "--filter", "unit/cli_contract/*")
    assert done.code == 0
    assert "unit/cli_contract/list_names_cases_and_runs_none" in done.out.split("\n")
    assert "passed" not in done.out.splitlines()[-1]


@case(tiers=["unit"])
def json_agrees_with_the_closing_line(t):
    """The JSON file has the counts of the last line and a record for each case."""
    path = t.dir / "out.json"
    done = skerry(t, "test", "unit", "--filter", "unit/cli_contract/help_names_every_verb", "--json", path)
    body = json.loads(path.read_text())
    assert done.code == 0, done
    assert done.out.splitlines()[-1] == f"{body['passed']} passed, {body['failed']} failed, {body['skipped']} skipped"
    assert [c["name"] for c in body["cases"]] == ["unit/cli_contract/help_names_every_verb"]


@case(tiers=["unit"])
def launcher_without_python_only_reports(t):
    """With --no-install a machine without Python gets exit code 4 and is told what is missing."""
    done = t.run(["/bin/sh", t.root / "skerry", "doctor", "--no-install"], env=harness_path.path_without(t, "python3"))
    assert done.code == 4 and "python3" in done.err, done


@case(tiers=["unit"])
def no_install_only_reports(t):
    """With --no-install a missing package is named with its purpose; exit code 4."""
    done = skerry(t, "lint", "shell", "--no-install", env=harness_path.path_without(t, "shellcheck"))
    assert done.code == 4, done
    assert "shellcheck" in done.err and "checks the shell scripts" in done.err


@case(tiers=["unit"])
def without_apt_missing_packages_are_reported(t):
    """On a system without apt-get nothing is tried; exit code 4."""
    done = skerry(t, "lint", "shell", env=harness_path.path_without(t, "shellcheck", "apt-get"))
    assert done.code == 4 and "no apt-get" in done.err, done


@case(tiers=["unit"])
def doctor_tells_what_is_missing(t):
    """A missing program is marked, and the exit code is 4."""
    done = skerry(t, "doctor", env=harness_path.path_without(t, "shellcheck"))
    assert done.code == 4, done
    assert any("missing" in line and "shellcheck" in line for line in done.out.splitlines())


@case(tiers=["unit"])
def output_to_a_file_has_no_colour(t):
    """Escape sequences belong to terminals."""
    assert "\033" not in skerry(t, "doctor").out
