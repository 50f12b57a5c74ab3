# SPDX-License-Identifier: Apache-2.0
"""The `skerry` command: one module for each verb, and what they share."""
