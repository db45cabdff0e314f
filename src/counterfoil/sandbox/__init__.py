# SPDX-License-Identifier: Apache-2.0
"""Contracts' programs: checked against the dialect, metered, and run in worker processes."""

from typing import Final

DIALECTS_VARIABLE: Final = "COUNTERFOIL_DIALECTS"
"""The folder of Python environments, each named by the dialect that the release installed in it has."""
