# SPDX-License-Identifier: Apache-2.0
"""Prints results as they come, keeps them, and ends with the closing line."""

import json
import threading

from cli import term
from cli.testing.result import FAILED, PASSED, SKIPPED

COLOUR = {PASSED: "green", FAILED: "red", SKIPPED: "yellow"}


class Report:
    """Collects the results of a run."""

    def __init__(self, verbose=False):
        self.results = []
        self.verbose = verbose
        self._lock = threading.Lock()

    def add(self, result):
        """One case by itself."""
        self.add_group(result.name, [result], result.seconds)

    def add_group(self, name, results, seconds):
        """Several cases as one line, unless they failed."""
        with self._lock:
            self.results += results
            bad = [r for r in results if r.status == FAILED]
            if self.verbose or len(results) == 1:
                for result in results:
                    self._line(result.status, result.name, seconds if len(results) == 1 else None)
            else:
                counts = f"{len(results) - len(bad)} of {len(results)} passed"
                self._line(FAILED if bad else PASSED, f"{name} ({counts})", seconds)
            for result in results:
                for note in result.notes:
                    term.say(f"    {note}")
            for result in bad:
                if len(results) > 1 and not self.verbose:
                    self._line(FAILED, result.name, None)
                term.say("    " + result.message.rstrip().replace("\n", "\n    "))

    def count(self, status):
        """How many cases ended so."""
        return sum(r.status == status for r in self.results)

    def close(self, json_file=None):
        """Names skipped and failed cases, writes the JSON file, prints the closing line."""
        self._named(SKIPPED, "skipped:")
        self._named(FAILED, "failed:")
        if json_file:
            self._write(json_file)
        term.say(f"{self.count(PASSED)} passed, {self.count(FAILED)} failed, {self.count(SKIPPED)} skipped")

    def _named(self, status, heading):
        chosen = [r for r in self.results if r.status == status]
        if chosen:
            term.say(heading)
        for result in chosen:
            why = f": {result.message}" if status == SKIPPED else ""
            term.say(f"  {result.name}{why}")

    def _write(self, path):
        body = {status: self.count(status) for status in (PASSED, FAILED, SKIPPED)}
        body["cases"] = [{"name": r.name, "status": r.status, "seconds": round(r.seconds, 3), "message": r.message}
                         for r in self.results]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(body, file, indent="\t")
            file.write("\n")

    @staticmethod
    def _line(status, name, seconds):
        took = f"  {seconds:.1f} s" if seconds is not None and seconds >= 0.1 else ""
        term.say(f"{term.paint(status.ljust(7), COLOUR[status])} {name}{took}")
