# SPDX-License-Identifier: Apache-2.0
"""Calls about locked days, and about margins that are announced."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call
from counterfoil.modules.futures.widening import LockedSide, Ratio

Why = Annotated[str, Meta(min_length=1, max_length=200)]


class LockDay(Call, frozen=True, tag_field="call", tag="futures.lock_day"):
    """Say that the open day of a contract ended at its limit with nobody on the other side; by the venue.

    The next day's limit, and the margin from now on, are computed by the steps of the product's rules.
    """

    contract: str
    side: LockedSide
    reason: Why


class AnnounceMargins(Call, frozen=True, tag_field="call", tag="futures.announce_margins"):
    """Set a contract's margins until the price of the day after is fixed, whatever is computed; by the house."""

    contract: str
    long_ppm: Ratio
    short_ppm: Ratio
    reason: Why
    hedge_ppm: Ratio | None = None
    """of positions for hedging; None: as others"""
