# SPDX-License-Identifier: Apache-2.0
"""In whose hands a unique thing was, one after another, back through what it was split or merged from. To read alone.

What convinces a stranger of it is the claim ``provenance``.
"""

from collections.abc import Iterator
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.records import TITLES, Title
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.node.chain_reader import ChainReader
from counterfoil.node.history import history
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath, Timestamp


class TitleStep(NamedTuple):
    """Since a time a thing was in an account."""

    instrument: InstrumentId
    time: Timestamp
    account: AccountId | None
    """None: it was in nobody's any more"""
    holder: PartyId | None
    event: str
    """by what that came"""
    height: int
    position: int
    """of the event in its block, in which a thing may come to be, be split and pass on"""


def title_chain(reader: ChainReader, view: View, instrument: InstrumentId) -> list[TitleStep]:
    """Every step of its title and of those that it came of, from the first on; none of what is not unique."""
    found: list[TitleStep] = []
    for path in _lineage(view, TITLES.path(instrument)):
        before: AccountId | None = None
        for event, title in history(reader, view, path):
            assert isinstance(title, Title), "the trail of a title is of titles"
            if title.account == before:
                continue
            before = title.account
            holder = None if before is None else view.read(ACCOUNTS, before)
            time = reader.header(event.height).time
            party = None if holder is None else holder.holder
            found.append(TitleStep(title.instrument, time, before, party, event.type, event.height, event.index))
    return sorted(found, key=lambda step: (step.height, step.position))


def _lineage(view: View, path: RecordPath) -> Iterator[RecordPath]:
    """What a title came of, each once, the oldest first; then itself."""
    seen: dict[RecordPath, None] = {}
    waiting = [path]
    while waiting:
        one = waiting.pop()
        if one in seen or table_prefix(one) != TITLES.prefix:
            continue
        seen[one] = None
        title = view.read(TITLES, one.rpartition("/")[2])
        waiting += () if title is None else title.parents
    return reversed(seen)
