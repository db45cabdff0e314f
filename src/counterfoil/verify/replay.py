# SPDX-License-Identifier: Apache-2.0
"""Check 10: quantities and facts, replayed from nothing, are what the records say."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.evidence.bilingual import VALUES
from counterfoil.evidence.claims import Quantities
from counterfoil.evidence.event import Trail
from counterfoil.primitives.types import QUANTITY_MAX, Quantity
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import HOLDING, Facts, Holding, path
from counterfoil.verify.history import DatedEvent
from counterfoil.verify.records import Records

Changes = tuple[tuple[str, int], ...]
Data = dict[str, Any]


def _shift(origin: str, target: str) -> Callable[[Data, str], Changes]:
    return lambda data, _account: ((origin, -data["quantity"]), (target, data["quantity"]))


def _transfer(data: Data, account: str) -> Changes:
    """Out of the sender's named part, into the receiver's free part."""
    return ((data["part"], -data["quantity"]),) if data["sender"] == account else (("free", data["quantity"]),)


CHANGES: Final[dict[str, Callable[[Data, str], Changes]]] = {
    "holdings.issued": lambda data, _account: (("free", data["quantity"]),),
    "holdings.redeemed": lambda data, _account: (("free", -data["quantity"]),),
    "holdings.transferred": _transfer,
    "holdings.held": _shift("free", "held"),
    "holdings.released": _shift("held", "free"),
    "holdings.pledged": _shift("free", "pledged"),
    "holdings.pledge_released": _shift("pledged", "free"),
    "holdings.frozen": _shift("free", "frozen"),
    "holdings.unfrozen": _shift("frozen", "free"),
}
"""event type → what it does to the parts of a holding of ``account``"""


def trail_of(events: Sequence[DatedEvent], account: str, instrument: str) -> list[DatedEvent]:
    """The events of one holding, in order."""
    record = path(HOLDING, account, instrument)
    return [dated for dated in events if any(link.record == record for link in dated.event.trails)]


def replay(trail: Sequence[DatedEvent], account: str) -> Quantities:
    """The four parts after these events; CheckFailed when one was negative or too large on the way."""
    parts = {"free": 0, "frozen": 0, "held": 0, "pledged": 0}
    for dated in trail:
        event = dated.event
        changes = CHANGES.get(event.type)
        if changes is None:
            raise CheckFailed(f"a {event.type} moves nothing", f"{event.type} 不改变数量")
        for part, change in changes(event.data, account):
            parts[part] += change
            if not 0 <= parts[part] <= QUANTITY_MAX:
                raise CheckFailed(
                    f"event {event.index} of block {event.height} makes the {part} quantity {parts[part]}",
                    f"区块 {event.height} 的事件 {event.index} 使{VALUES[part].zh}数量变为 {parts[part]}",
                )
    return Quantities(**{part: Quantity(quantity) for part, quantity in parts.items()})


def quantities_of(holding: Holding) -> Quantities:
    """What a holding's record says; CheckFailed when a part is negative or too large."""
    parts = (holding.free, holding.frozen, holding.held, holding.pledged)
    if any(not 0 <= part <= QUANTITY_MAX for part in parts):
        raise CheckFailed("a part of the holding is negative or too large", "持有记录的某部分为负或过大")
    return Quantities(*map(Quantity, parts))


def require_same(records: Records, facts: Facts, events: Sequence[DatedEvent]) -> None:
    """Every record shown is what the events make of it; CheckFailed if not."""
    for record, fact in records.present.items():
        if isinstance(fact, Holding):
            trail = trail_of(events, fact.account, fact.instrument)
            same = replay(trail, fact.account) == quantities_of(fact)
        else:
            same = facts.records.get(record) == replace(fact, trail=Trail())
        if not same:
            raise CheckFailed(f"the events do not add up to the record {record}", f"事件重放结果与记录 {record} 不符")
