# SPDX-License-Identifier: Apache-2.0
"""The system-description compiler, as `check` and `graph` use it."""

import os

from cli import exits, later, paths


def run_compiler(args, _arguments):
    """Checks that the source is there; ends with exit code 3 until tools/ has the compiler."""
    if not os.path.isfile(args.file):
        raise exits.CliError(exits.BAD_INPUT, f"no such file: {paths.shown(args.file)}")
    later.not_yet("the system-description compiler is")
