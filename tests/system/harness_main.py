# SPDX-License-Identifier: Apache-2.0
"""Runs one system case in this process: the order comes as JSON on standard input, the result goes to result.json."""

import importlib
import json
import pathlib
import signal
import sys
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import harness  # noqa: E402 (needs the path above)


class Ended(Exception):
    """The runner has ended this case from outside."""


def _end(_number, _frame):
    raise Ended("ended by the runner: the case ran beyond its bound")


def _attempt(context, function):
    try:
        function(context)
    except harness.Skip as skip:
        return "skipped", str(skip)
    except AssertionError as error:
        where = traceback.extract_tb(error.__traceback__)
        here = [f for f in where if pathlib.Path(f.filename).name.startswith("test_")] or where
        return "failed", f"{pathlib.Path(here[-1].filename).name}:{here[-1].lineno}: {error or here[-1].line}"
    except Exception:  # any other error is the case's failure, told in full
        return "failed", traceback.format_exc()
    finally:
        context.close()
    return "passed", ""


def main():
    """Runs the case that standard input names."""
    order = json.load(sys.stdin)
    sys.path.insert(0, order["source"])
    function = getattr(importlib.import_module(order["file"]), order["function"])
    context = harness.Context(function.skerry_case, order["tier"], order["cpu"], order["param"], order["directory"],
                              order["artefacts"], order["update_golden"])
    signal.signal(signal.SIGTERM, _end)
    status, message = _attempt(context, function)
    if status == "failed":
        for name, text in context.transcripts():
            tail = "\n".join(text.splitlines()[-25:])
            message += f"\n--- end of {name}\n{tail}"
    (context.dir / "result.json").write_text(json.dumps({"status": status, "message": message, "notes": context.notes}))


main()
