# SPDX-License-Identifier: Apache-2.0
"""The law of handing in: what a batch must say, and to whom it must be sealed. What is sealed nobody looks into."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import handing_in_calls as c
from counterfoil.modules.futures.handing_in import (
    COLLECTIONS,
    HANDED_IN,
    SUITE,
    BatchHandedIn,
    Collection,
    CollectionSet,
    HandedIn,
)
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.records import HOUSES, MEMBERS, House
from counterfoil.modules.futures.trading_days import is_trading_day
from counterfoil.modules.parties.authority import keyids_of
from counterfoil.primitives.types import KeyId


def set_collection(call: c.SetCollection, moment: Moment) -> Iterable[EventData]:
    known(moment, HOUSES, call.house)
    before = moment.read(COLLECTIONS, call.house)
    require(KeyId(call.sealed_to) in keyids_of(moment, call.supervisor), FuturesOutcome.not_its_key, call.supervisor)
    yield CollectionSet(
        house=call.house,
        supervisor=call.supervisor,
        before=None if before is None else before.supervisor,
        sealed_to=call.sealed_to,
        due_min=call.due_min,
    )


def hand_in(call: c.HandIn, moment: Moment) -> Iterable[EventData]:
    house, collection = known(moment, HOUSES, call.house), known(moment, COLLECTIONS, call.house)
    known(moment, MEMBERS, call.house, call.member)
    _require_sealed(call, moment, collection)
    _require_day(call, house)
    before = moment.read(HANDED_IN, call.house, call.member, call.kind)
    if before is None:
        before = HandedIn(house=call.house, member=call.member, kind=call.kind)
    told = f"{call.member}, {call.kind}: {call.number} after {before.batches}"
    require(call.number == before.batches + 1, FuturesOutcome.batch_out_of_order, told)
    ended = before.ended is not None and call.day <= before.ended
    require(not (call.ends_day and ended), FuturesOutcome.day_ended_already, format_day(call.day))
    yield BatchHandedIn(
        house=call.house,
        member=call.member,
        kind=call.kind,
        number=call.number,
        day=call.day,
        rows=call.rows,
        root=call.root,
        sealed=tuple(one.digest for one in call.sealed),
        supervisor=collection.supervisor,
        sealed_to=collection.sealed_to,
        time=moment.time,
        late=moment.time > house.at(call.day, collection.due_min),
        amends=ended,
        ends_day=call.ends_day,
    )


def _require_sealed(call: c.HandIn, moment: Moment, collection: Collection) -> None:
    """There is something, and the supervisor's key opens all of it; a key that it gave up may be anybody's by now."""
    stands = KeyId(collection.sealed_to) in keyids_of(moment, collection.supervisor)
    require(stands, FuturesOutcome.collection_key_gone, collection.supervisor)
    require(call.rows > 0 or call.ends_day, FuturesOutcome.empty_batch, call.member)
    to_it = all((one.recipient, one.suite) == (collection.sealed_to, SUITE) for one in call.sealed)
    require(bool(call.sealed) and to_it, FuturesOutcome.sealed_otherwise, f"{len(call.sealed)} attachments")


def _require_day(call: c.HandIn, house: House) -> None:
    """A trading day that has begun here."""
    last = house.last_day
    told = f"{call.house}: {format_day(call.day)}"
    require(last is not None and call.day <= last, FuturesOutcome.day_not_begun, told)
    require(is_trading_day(house, call.day), FuturesOutcome.not_a_trading_day, told)


CALLS: Final[dict[type[Call], Moves]] = {c.SetCollection: set_collection, c.HandIn: hand_in}
