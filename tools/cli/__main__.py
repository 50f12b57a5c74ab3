# SPDX-License-Identifier: Apache-2.0
"""Started by the launcher `skerry` as `python3 tools/cli`."""

import pathlib
import sys

# This folder is the package `cli`; the script's own folder would let `import main` find it under a second name.
sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

from cli import main  # noqa: E402

sys.exit(main.main(sys.argv[1:]))
