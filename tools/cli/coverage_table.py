# SPDX-License-Identifier: Apache-2.0
"""Adds up what gcovr counted and holds it against the thresholds."""


class Count:
    """Covered lines and branches of some files."""

    def __init__(self):
        self.lines = self.lines_hit = self.branches = self.branches_hit = 0

    def add(self, file):
        """Counts one of gcovr's files."""
        for line in file["lines"]:
            if line.get("gcovr/noncode") or line.get("gcovr/excluded"):
                continue
            self.lines += 1
            self.lines_hit += line["count"] > 0
            self.branches += len(line["branches"])
            self.branches_hit += sum(b["count"] > 0 for b in line["branches"])

    @staticmethod
    def percent(hit, total):
        """Percentage, rounded down to a tenth so that a threshold is never reached by rounding; 100 of nothing."""
        return 100.0 if total == 0 else hit * 1000 // total / 10

    def line(self):
        """Percentage of lines."""
        return self.percent(self.lines_hit, self.lines)

    def branch(self):
        """Percentage of branches."""
        return self.percent(self.branches_hit, self.branches)


def _count(files, folder):
    count = Count()
    for file in files:
        if file["file"].startswith(f"{folder}/"):
            count.add(file)
    return count


def table(files, thresholds):
    """(lines of the table, complaints): each folder against its least percentages."""
    lines = [f"{'folder':<20} {'lines':>16} {'least':>6} {'branches':>16} {'least':>6}"]
    below = []
    for folder, least in thresholds.items():
        count = _count(files, folder)
        lines.append(f"{folder:<20} {count.lines_hit:>5}/{count.lines:<5}{count.line():>4.1f}% {least['line']:>5}% "
                     f"{count.branches_hit:>5}/{count.branches:<5}{count.branch():>4.1f}% {least['branch']:>5}%")
        for what, got in (("line", count.line()), ("branch", count.branch())):
            if got < least[what]:
                below.append(f"{folder}: {what} coverage {got} % is below {least[what]} %")
    return lines, below


def uncovered(files):
    """One line a file: the lines never reached, and those with a branch never taken."""
    out = []
    for file in files:
        code = [x for x in file["lines"] if not x.get("gcovr/noncode") and not x.get("gcovr/excluded")]
        never = [x["line_number"] for x in code if x["count"] == 0]
        half = [x["line_number"] for x in code if x["count"] and any(b["count"] == 0 for b in x["branches"])]
        told = [f"{what} {ranges(numbers)}" for what, numbers in (("lines", never), ("branches at", half)) if numbers]
        if told:
            out.append(f"not covered: {file['file']}: {'; '.join(told)}")
    return out


def ranges(numbers):
    """1 2 3 7 as "1-3,7"."""
    parts = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
