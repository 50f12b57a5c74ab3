# SPDX-License-Identifier: Apache-2.0
"""Errors of the guest supply; each carries the exit code that the command line ends with."""


class GuestError(Exception):
    """Something went wrong that the message explains; exit code 1."""

    code = 1


class BadInput(GuestError):
    """The caller or a file gave us something unusable; exit code 2."""

    code = 2


class Missing(GuestError):
    """A tool, a package or the network is not there; exit code 4."""

    code = 4
