# SPDX-License-Identifier: Apache-2.0
"""Counterfoil: a two-tier ledger that proves, offline, who controls an asset and how it came to them."""

__version__ = "0.1.0"
