# SPDX-License-Identifier: Apache-2.0
"""What stands for cash as margin: pledges of securities, and of receipts for goods that were sold."""

from typing import Final

import msgspec

from counterfoil.primitives.types import InstrumentId

LODGED_MAX: Final = 32
"""Pledges lodged for one account."""


class Lodged(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A pledge that counts as margin; how many units it has, its own record says."""

    pledge: str
    instrument: InstrumentId
    product: str = ""
    """whose short lots it stands for; empty: it counts by what it is worth"""
