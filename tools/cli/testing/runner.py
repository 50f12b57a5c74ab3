# SPDX-License-Identifier: Apache-2.0
"""One test run: packages, builds, unit tests, system cases, closing line."""

import os
from concurrent.futures import ThreadPoolExecutor

from cli import artefacts, buildtree, exits, packages, process, term
from cli.testing import needs, report, system, unit
from cli.testing.result import FAILED, SKIPPED, Result, could_match, matcher

TIERS = ("unit", "sim", "qemu", "emu")


class Runner:
    """A run over some tiers, with the options of `skerry test`."""

    def __init__(self, args, tiers):
        self.args = args
        self.tiers = tiers
        self.matches = matcher(args.filter)
        self.report = report.Report(args.verbose)
        self.unavailable = {}  # need: why its part is not there
        self.artefacts = {}
        found, self.broken = system.discover()
        self.in_tier = [c for c in found if c.tier in tiers]
        self.cases = [c for c in self.in_tier if self.matches(c.name)]
        self.unit_builds = {}
        if "unit" in tiers:
            self.unit_builds = {n: p for n, p in unit.BUILDS.items() if could_match(args.filter, f"unit[{n}]")}

    def names(self):
        """Names of the chosen cases, in the order they would run."""
        self._install(())
        chosen = []
        for build_name, preset in self.unit_builds.items():
            for test, executable in unit.manifest(unit.build(preset)):
                chosen += [n for n in unit.names(build_name, test, executable) if self.matches(n)]
        return chosen + [c.name + (" (long)" if c.long else "") for c in self.cases]

    def run(self):
        """Runs everything chosen; the exit code."""
        if not self.unit_builds and not self.in_tier:
            raise exits.CliError(exits.NOT_SUPPORTED, f"not supported yet: no cases in the tier {', '.join(self.tiers)}")
        self._install({need for case in self._wanted() for need in case.needs})
        for result in self.broken:
            self.report.add(result)
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            try:
                for build_name, preset in self.unit_builds.items():
                    self._run_unit(pool, build_name, preset)
                self._run_system(pool)
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                process.stop_all()
                raise
        self.report.close(self.args.json)
        if not self.report.results:
            term.warn(f"skerry test: no case matches '{self.args.filter}'")
            return exits.BAD_INPUT
        return exits.FAILED if self.report.count(FAILED) else exits.GOOD

    def _wanted(self):
        return [c for c in self.cases if self.args.long or not c.long]

    def _install(self, wanted):
        groups = {g for preset in self.unit_builds.values() for g in buildtree.PRESET_GROUPS[preset]}
        packages.ensure(sorted(groups | set(needs.groups_of(wanted))), not self.args.no_install)

    def _run_unit(self, pool, build_name, preset):
        try:
            tests = unit.manifest(unit.build(preset))
        except buildtree.BuildError as error:
            self.report.add(Result(f"unit[{build_name}]/build", FAILED, error.output))
            return
        chosen = [t for t in tests if self._any_case(build_name, t)]

        def one(test):
            results, seconds = unit.run(build_name, *test)
            picked = [r for r in results if self.matches(r.name) or r.name.endswith("/runs_to_its_end")]
            if picked:
                self.report.add_group(f"unit[{build_name}]/{test[0]}", picked, seconds)

        list(pool.map(one, chosen))

    def _any_case(self, build_name, test):
        # Repetitions of a loop get their numbers when they run, so a filter may name what --list does not.
        return self.args.filter is None or any(
            self.matches(n) or self.args.filter.startswith(f"{n}[") for n in unit.names(build_name, *test))

    def _run_system(self, pool):
        for case in self.cases:
            if case.long and not self.args.long:
                self.report.add(Result(case.name, SKIPPED, "long; runs with --long"))
        wanted = self._wanted()
        for need in sorted({n for c in wanted for n in c.needs}):
            self._prepare(need)
        ready = []
        for case in wanted:
            why = next((self.unavailable[n] for n in case.needs if n in self.unavailable), None)
            if why:
                self.report.add(Result(case.name, SKIPPED, why))
            else:
                ready.append(case)
        with system.scratch() as folder:
            list(pool.map(lambda c: self.report.add(system.run(c, self.artefacts, self.args.update_golden, folder)), ready))

    def _prepare(self, need):
        target = needs.NEEDS[need][1]
        if target is None:
            return
        try:
            self.artefacts.update(artefacts.build(target))
        except exits.CliError as error:
            self.unavailable[need] = str(error)
            if error.code not in (exits.NOT_SUPPORTED, exits.NOT_INSTALLED):
                self.report.add(Result(f"build/{need}", FAILED, getattr(error, "output", str(error))))
                self.unavailable[need] = f"the build {need} failed"
