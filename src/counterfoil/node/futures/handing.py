# SPDX-License-Identifier: Apache-2.0
"""Batches of orders and terminals: planned and rehearsed before any is sent, and opened by the supervisor."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.transaction import Line
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.module import View
from counterfoil.modules import laws
from counterfoil.modules.futures.handing_in import (
    BATCHES,
    COLLECTIONS,
    HANDED_IN,
    BatchHandedIn,
    HandedIn,
    HandedKind,
)
from counterfoil.modules.futures.handing_in_calls import HandIn
from counterfoil.modules.parties.records import PARTIES
from counterfoil.node.chain import ChainNode
from counterfoil.node.futures.order_batches import Head, Opened, batches_of, opened, sealed
from counterfoil.node.futures.order_rows import Row
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import DayNumber, PartyId
from counterfoil.verify.shown import dated_data


class Planned(NamedTuple):
    """What a file comes to."""

    calls: Sequence[HandIn]
    already: int
    """batches of it that were handed in before"""


class OpenedBatch(NamedTuple):
    """A batch as it stands on record, and as a key opened it."""

    said: BatchHandedIn
    found: Opened


def planned(view: View, head: Head, rows: Sequence[Row], key: PrivateKey | None, *, ends_day: bool) -> Planned:
    """The calls that hand in what is not there yet; InputError where nobody collects."""
    recipient = recipient_of(view, head.house)
    before = view.read(HANDED_IN, head.house, head.member, head.kind) or HandedIn(
        house=head.house, member=head.member, kind=head.kind
    )
    made = list(batches_of(head, rows, key)) if rows else []
    fresh = [one for one in made if view.read(BATCHES, head.house, head.member, head.kind, one.root) is None]
    already = len(made) - len(fresh)
    if ends_day and not fresh and (before.ended is None or before.ended < head.day):
        fresh = list(batches_of(head, (), key))
    calls = [
        HandIn(
            house=head.house,
            member=head.member,
            kind=head.kind,
            number=before.batches + place,
            day=head.day,
            rows=len(one.rows),
            root=one.root,
            ends_day=ends_day and place == len(fresh),
            sealed=sealed(one, recipient),
        )
        for place, one in enumerate(fresh, start=1)
    ]
    return Planned(calls, already)


def recipient_of(view: View, house: str) -> PublicKey:
    """The key that batches of a house are sealed to."""
    collection = view.read(COLLECTIONS, house)
    if collection is None:
        remedy = "a supervisor says that it does: counterfoil futures set-collection"
        raise InputError("nobody collects orders and terminals", where=house, remedy=remedy)
    party = view.read(PARTIES, collection.supervisor)
    keys = () if party is None or party.keys is None else party.keys.keys
    found = next((one for one in keys if str(one.keyid) == collection.sealed_to), None)
    if found is None:
        remedy = "it names another: counterfoil futures set-collection"
        raise InputError("the key is the supervisor's no more", where=collection.supervisor, remedy=remedy)
    return found


def open_batches(
    node: ChainNode, house: str, member: str, kind: HandedKind, day: DayNumber | None, keys: Sequence[PrivateKey]
) -> Iterator[OpenedBatch]:
    """Every batch of a member, or of its day, in order; InputError for one that none of the keys opens."""
    path = HANDED_IN.path(house, member, kind)
    by_id = {str(key.keyid): key for key in keys}
    trail = node.reader.trail(path)
    if not trail:
        raise InputError("nothing was handed in", where=path, remedy="counterfoil show records futures/handed_in")
    for place in trail:
        event = decode_event(node.reader.event(*place))
        said = dated_data(event, laws())
        assert isinstance(said, BatchHandedIn), "no other event touches the record"
        assert event.call is not None, "a call caused it"
        if day not in (None, said.day):
            continue
        if (key := by_id.get(said.sealed_to)) is None:
            problem = f"batch {said.number} is sealed to {said.sealed_to}"
            raise InputError(problem, where=path, remedy="give that key too, with --key")
        line = canonical.decode(node.reader.transaction(event.transaction).lines[event.call], Line)
        call = canonical.convert(line.call, HandIn)
        head = Head(said.day, said.house, said.kind, PartyId(said.member))
        yield OpenedBatch(said, opened(call.sealed, head, said.rows, said.root, key))
