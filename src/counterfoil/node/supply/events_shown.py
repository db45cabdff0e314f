# SPDX-License-Identifier: Apache-2.0
"""The root over the events that show goods (spec/goods-shown.md): whoever has them makes the same, in any order."""

from collections.abc import Iterable

from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.modules.receipts.showing import shown_as
from counterfoil.modules.receipts.terms import Shown
from counterfoil.primitives.types import HexHash


def hashes_of(events: Iterable[Event]) -> tuple[HexHash, ...]:
    """The hashes of some events, each once; by their times, then by their hashes."""
    names = sorted({(one.event_time.ms, digits_of(event_hash(one))) for one in events})
    return tuple(HexHash(digits) for _, digits in names)


def shown_by(events: Iterable[Event]) -> Shown:
    """Root and number of some events, one at least, each counted once."""
    return shown_as(hashes_of(events))
