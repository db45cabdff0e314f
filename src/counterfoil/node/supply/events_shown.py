# SPDX-License-Identifier: Apache-2.0
"""The root over the events that show goods (spec/goods-shown.md): whoever has them makes the same, in any order."""

from collections.abc import Iterable

from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.modules.receipts.terms import Shown
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hashes, root


def shown_by(events: Iterable[Event]) -> Shown:
    """Root and number of some events, one at least, each counted once; by their times, then by their hashes."""
    names = sorted({(one.event_time.ms, digits_of(event_hash(one))) for one in events})
    leaves = leaf_hashes([digits.encode() for _, digits in names])
    return Shown(root=to_hex(root(leaves)), count=len(leaves))
