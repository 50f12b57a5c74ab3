# SPDX-License-Identifier: Apache-2.0
"""Exit codes of every command, and the error that carries one."""

GOOD = 0
FAILED = 1
BAD_INPUT = 2
NOT_SUPPORTED = 3
NOT_INSTALLED = 4
GUEST_FAILED = 5
LIMIT = 124

MEANING = {
    GOOD: "good",
    FAILED: "failed",
    BAD_INPUT: "bad input",
    NOT_SUPPORTED: "not supported here",
    NOT_INSTALLED: "something must be installed",
    GUEST_FAILED: "a guest or domain failed",
    LIMIT: "limit reached",
}


class CliError(Exception):
    """Ends a command with a message and one of the codes above."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
