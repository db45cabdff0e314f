# SPDX-License-Identifier: Apache-2.0
"""What is always true of what crosses."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.modules.crossings.queries import assets, stands, went
from counterfoil.modules.crossings.records import DEALS, AssetSide, DealStatus
from counterfoil.modules.holdings.records import ENCUMBRANCES, GrantStatus


def invariants(view: View) -> Iterator[str]:
    """Each broken one, in words."""
    for asset in assets(view):
        there, has = went(view, asset), stands(view, asset)
        # An order may end units of a mirror, and terms of an instrument bring units into a pool.
        if asset.side is AssetSide.home and has < there:
            yield f"{asset.path}: {there} are on {asset.chain}, and the pool has {has}"
        if asset.side is AssetSide.mirror and has > -there:
            yield f"{asset.path}: {-there} came from {asset.chain}, and {has} circulate"
    for path, deal in view.rows(DEALS):
        kept = view.read(ENCUMBRANCES, deal.reservation)
        active = kept is not None and kept.status is GrantStatus.active and kept.quantity == deal.quantity
        if active != (deal.status is DealStatus.reserved):
            yield f"{path}: {deal.status}, and its units are {'kept' if active else 'not kept'}"
