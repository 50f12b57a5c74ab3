# SPDX-License-Identifier: Apache-2.0
"""Guest supply: fetches, unpacks and builds the Linux guests that Skerry is tried with."""
