# SPDX-License-Identifier: Apache-2.0
"""Check 8: every trail shown is whole, and every event stands in the trails it belongs to, and no others."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from counterfoil.evidence.event import NO_PREVIOUS, Trail, TrailLink
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.effects import EVENTS, creates, text
from counterfoil.verify.facts import ACCOUNT, ENCUMBRANCE, INSTRUCTION, INSTRUMENT, PARTY, path
from counterfoil.verify.history import DatedEvent

SUBJECTS: Final = (PARTY, ACCOUNT, INSTRUMENT)
"""Tables whose records are shown, with their whole trail, as soon as one of their events is."""
FROM_THE_FIRST: Final = (ENCUMBRANCE, INSTRUCTION)
"""Tables whose trails are shown from the first event to the last one needed, without the record."""

Link = tuple[TrailLink, DatedEvent]


def check_trails(events: Sequence[DatedEvent], trails: Mapping[RecordPath, Trail], claimed: HexHash | None) -> None:
    """``trails``: what the shown records say of their trails; ``claimed``: the transaction claimed, if one is."""
    links = _links(events)
    for record, trail in trails.items():
        _check_whole(record, trail, links.get(record, []))
    for record, chain in links.items():
        table = _table(record)
        if table in SUBJECTS and record not in trails:
            raise CheckFailed(
                f"an event of {record} is shown, but not its record", f"展示了 {record} 的事件而未展示其记录"
            )
        if table in FROM_THE_FIRST:
            _check_linked(record, chain)
        if table in SUBJECTS + FROM_THE_FIRST:
            _check_begins(record, chain)
    shown = {(record, dated.event.transaction) for record, chain in links.items() for _, dated in chain}
    for dated in events:
        _check_purpose(dated, trails, claimed)
        _check_instruction(dated, shown)


def _links(events: Sequence[DatedEvent]) -> dict[RecordPath, list[Link]]:
    """Every link by record, in order of events, once each event's links are known to be those of its type."""
    links: dict[RecordPath, list[Link]] = defaultdict(list)
    for dated in events:
        event = dated.event
        kind = EVENTS.get(event.type)
        expected = () if kind is None else kind.records(event.data)
        if kind is None or tuple(link.record for link in event.trails) != expected:
            raise CheckFailed(
                f"event {event.index} of block {event.height} stands in trails that a {event.type} does not touch",
                f"区块 {event.height} 的事件 {event.index} 列入了其不应列入的流转轨迹",
            )
        for link in event.trails:
            links[link.record].append((link, dated))
    return links


def _check_whole(record: RecordPath, trail: Trail, chain: Sequence[Link]) -> None:
    _check_linked(record, chain)
    head = to_hex(chain[-1][1].leaf) if chain else NO_PREVIOUS
    if (len(chain), head) != (trail.seq, trail.head):
        raise CheckFailed(
            f"the trail of {record} does not end at its head: {len(chain)} events are shown of {trail.seq}",
            f"{record} 的流转轨迹未达其末端：应有 {trail.seq} 个事件，展示了 {len(chain)} 个",
        )


def _check_linked(record: RecordPath, chain: Sequence[Link]) -> None:
    previous = NO_PREVIOUS
    for number, (link, dated) in enumerate(chain, 1):
        if (link.seq, link.previous) != (number, previous):
            raise CheckFailed(
                f"the trail of {record} is broken before event {link.seq}",
                f"{record} 的流转轨迹在第 {link.seq} 个事件前中断",
            )
        previous = to_hex(dated.leaf)


def _check_begins(record: RecordPath, chain: Sequence[Link]) -> None:
    for link, dated in chain:
        if (link.seq == 1) != creates(dated.event.type, dated.event.data):
            raise CheckFailed(
                f"event {link.seq} of {record} cannot be a {dated.event.type}",
                f"{record} 的第 {link.seq} 个事件不可能是 {dated.event.type}",
            )


def _check_purpose(dated: DatedEvent, trails: Mapping[RecordPath, Trail], claimed: HexHash | None) -> None:
    event = dated.event
    belongs = any(link.record in trails or _table(link.record) in FROM_THE_FIRST for link in event.trails)
    if not belongs and event.transaction != claimed:
        raise CheckFailed(
            f"event {event.index} of block {event.height} belongs to nothing that is shown",
            f"区块 {event.height} 的事件 {event.index} 与所示内容无关",
        )


def _check_instruction(dated: DatedEvent, shown: Collection[tuple[RecordPath, HexHash]]) -> None:
    """What a settlement did to a holding is shown with the instruction's own event of the same transaction."""
    event = dated.event
    if "settlement" not in event.data:
        return
    instruction = path(INSTRUCTION, text(event.data, "settlement"))
    if (instruction, event.transaction) not in shown:
        raise CheckFailed(f"the trail of {instruction} is not shown", f"未展示 {instruction} 的流转轨迹")


def _table(record: RecordPath) -> str:
    return "/".join(record.split("/", 2)[:2])
