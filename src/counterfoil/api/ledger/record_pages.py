# SPDX-License-Identifier: Apache-2.0
"""Records as they stand, with their proofs; and events as they come, page by page.

A page's cursor is a place on the chain, ``HEIGHT.INDEX``: of the event that is looked at next. Blocks are only added,
so between two pages nothing is left out and nothing comes twice, however many blocks came meanwhile.
"""

import re
from typing import Any, Final, NamedTuple

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from counterfoil.api.callers import Caller
from counterfoil.api.ledger.answering import (
    PAGE_MAX,
    Asking,
    AskingParty,
    Policy,
    Running,
    as_of,
    json_answer,
    table_of,
    wrong,
)
from counterfoil.api.ledger.need_to_know import NeedToKnow, Sight
from counterfoil.api.ledger.row_pages import record_at, record_said
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import NOT_FOUND, Problem
from counterfoil.api.threads import in_thread
from counterfoil.evidence.event import GENESIS_TRANSACTION, decode_event
from counterfoil.evidence.transaction import decode_envelope
from counterfoil.node.chain import ChainNode
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, HexHash, PartyId, RecordPath

LOOKED_AT_MAX: Final = 2_000
"""Events that are looked at for one page: where few are the party's own, a page may be empty and not the last."""
_CURSOR: Final = re.compile(r"([0-9]{1,15})\.([0-9]{1,9})")


class Place(NamedTuple):
    """Of an event on its chain."""

    height: Height
    number: int
    """among the events of its block, from 0"""

    def __str__(self) -> str:
        return f"{self.height}.{self.number}"


@get(
    "/chains/{chain:str}/records/{path:path}", summary="A record as it stands or stood, and its proof if that is wanted"
)
@in_thread
def record(
    chain: FromPath[str],
    path: FromPath[str],
    caller: AskingParty,
    policy: Policy,
    running: Running,
    proof: FromQuery[bool] = False,
    height: FromQuery[int | None] = None,
) -> Response[bytes]:
    node = running.node(chain)
    sight = policy.sight(caller, node)
    if height is not None:
        return record_at(running, node, sight, RecordPath(path.lstrip("/")), height, proof=proof)
    wanted = RecordPath(path.lstrip("/"))
    last = node.reader.height
    table = table_of(wanted)
    found = None if table is None else node.reader.record(wanted, last)
    if table is None or found is None:
        raise _not_there(node, sight, wanted, last, proof=proof and table is not None)
    value = canonical.decode(found, table.record)
    if not sight.record(value):
        raise Problem(NOT_FOUND)
    said = record_said(node, table, wanted, last, value, found)
    return json_answer(said | ({"proof": node.reader.record_proof(wanted, last)} if proof else {}))


def _not_there(node: ChainNode, sight: Sight, path: RecordPath, height: Height, *, proof: bool) -> Problem:
    """As of a secret; but whoever would be shown the record if it were there, has a proof that it is not."""
    if not (proof and sight.absence(path)):
        return Problem(NOT_FOUND)
    shown = {"at": as_of(node, height), "record": path, "proof": node.reader.record_proof(path, height)}
    return Problem(NOT_FOUND, "there is no such record, which the proof shows", more=shown)


def events_page(
    request: Asking, chain: str, caller: Caller, policy: NeedToKnow, running: RunningNetwork, limit: int
) -> Response[bytes]:
    """Of the events from a place on those that the party sees; raises Problem."""
    node = running.node(chain)
    sight = policy.sight(caller, node)
    if not 1 <= limit <= PAGE_MAX:
        raise wrong(f"1 to {PAGE_MAX}", "limit")
    last = node.reader.height
    begin = place_in(request.query_params.get("from", "0.0"), last)
    found, following = page_from(node, sight, begin, last, limit, looked_at_max=LOOKED_AT_MAX)
    more = following.height <= last
    return json_answer({"at": as_of(node, last), "events": found, "next": str(following), "more": more})


def place_in(text: str, last: Height, where: str = "from") -> Place:
    """The place that a cursor names; raises Problem."""
    read = _CURSOR.fullmatch(text)
    if read is None:
        raise wrong("a cursor is HEIGHT.INDEX, as `next` has it", where)
    place = Place(Height(int(read[1])), int(read[2]))
    if place > (last + 1, 0):
        raise wrong(f"the chain is at {last}, and this is a place behind its end", where)
    return place


def page_from(
    node: ChainNode, sight: Sight, place: Place, last: Height, limit: int, *, looked_at_max: int
) -> tuple[list[Any], Place]:
    """Events that are seen, and the place after the last that was looked at."""
    found: list[Any] = []
    parties = _Parties(node)
    left = looked_at_max
    while place.height <= last and left > 0 and len(found) < limit:
        wanted = min(left, limit)
        encoded = node.reader.events_from(place.height, place.number, wanted)
        for position, one in enumerate(encoded, place.number):
            event = decode_event(one)
            left -= 1
            place = Place(place.height, position + 1)
            if sight.all or sight.event(event, parties.of(event.transaction)):
                found.append(event)
                if len(found) == limit:
                    break
        else:
            if len(encoded) < wanted:
                place, left = Place(Height(place.height + 1), 0), left - 1
    return found, place


class _Parties:
    """Whose transactions are, for the length of one page."""

    def __init__(self, node: ChainNode) -> None:
        self._reader = node.reader
        self._of: dict[HexHash, tuple[PartyId, ...]] = {GENESIS_TRANSACTION: ()}

    def of(self, transaction: HexHash) -> tuple[PartyId, ...]:
        if transaction not in self._of:
            _, payload = decode_envelope(self._reader.transaction(transaction).envelope)
            self._of[transaction] = payload.by
        return self._of[transaction]


HANDLERS = [record]
