# SPDX-License-Identifier: Apache-2.0
"""Typed reading of what crosses."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.crossings.records import (
    ARRIVALS,
    ASSETS,
    DEALS,
    DEPARTURES,
    PAYMENTS,
    Arrival,
    Asset,
    AssetSide,
    CrossPayment,
    Deal,
    Departure,
    DepartureStatus,
)
from counterfoil.modules.holdings.queries import outstanding
from counterfoil.modules.holdings.records import HOLDINGS


def mapped(view: View, asset: str) -> Asset | None:
    """A mapping, or None."""
    return view.read(ASSETS, asset)


def assets(view: View) -> Iterator[Asset]:
    """All of them, in the order of names."""
    return (one for _, one in view.rows(ASSETS))


def departure(view: View, crossing: str) -> Departure | None:
    """What left under a name, or None."""
    return view.read(DEPARTURES, crossing)


def arrival(view: View, chain: str, crossing: str) -> Arrival | None:
    """What came from a chain under a name, or None."""
    return view.read(ARRIVALS, chain, crossing)


def deal(view: View, name: str) -> Deal | None:
    """What is delivered here, or None."""
    return view.read(DEALS, name)


def payment(view: View, chain: str, name: str) -> CrossPayment | None:
    """What was paid here for what a chain delivers, or None."""
    return view.read(PAYMENTS, chain, name)


def in_pool(view: View, asset: Asset) -> int:
    """Units of it that the pool has."""
    holding = view.read(HOLDINGS, asset.pool, asset.instrument)
    return 0 if holding is None else holding.balance


def circulating(view: View, asset: Asset) -> int:
    """Of a mirror, the units that anybody but the pool has."""
    return outstanding(view, asset.instrument) - in_pool(view, asset)


def went(view: View, asset: Asset) -> int:
    """Units that left and did not come back, less those that came."""
    left = sum(one.quantity for _, one in view.rows(DEPARTURES) if (one.asset, one.status) == (asset.asset, _AWAY))
    came = sum(one.quantity for _, one in view.rows(ARRIVALS) if one.asset == asset.asset)
    return left - came


def stands(view: View, asset: Asset) -> int:
    """Of a home what the pool has; of a mirror what circulates."""
    return in_pool(view, asset) if asset.side is AssetSide.home else circulating(view, asset)


_AWAY = DepartureStatus.away
