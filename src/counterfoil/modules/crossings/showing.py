# SPDX-License-Identifier: Apache-2.0
"""What the other chain has, as it was shown here, and how late that is.

Nothing here rests on the own clock alone. What arrives rests on a departure that is anchored there. What is taken back
rests on a header of the other chain that is as late as the end and has no arrival: from the end on nothing is accepted
there, its times increase, and no anchored header of it is ever undone, so that there will be none.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from counterfoil.evidence.event import decode_event
from counterfoil.law.detail import after_then
from counterfoil.law.elsewhere import Peer, Shown, peer_at, shown_of
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.crossings.outcomes import CrossingsOutcome
from counterfoil.modules.crossings.records import TracedStep, TracedTitle
from counterfoil.modules.holdings.lineage import holder_after
from counterfoil.modules.holdings.records import TITLES, Title
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.merkle.verify import leaf_hash
from counterfoil.primitives.types import HexHash, JsonText, RecordPath, Timestamp

R = TypeVar("R", bound=TrailedRecord)
TRACED_LEAST: Final = 32
"""events of a title that must be shown where it has more"""


def peer_of(moment: Moment, path: RecordPath) -> Peer:
    """The chain whose record stands at a path."""
    found = peer_at(moment.find, path)
    if found is None:
        raise Refused(CrossingsOutcome.no_such_chain, path)
    return found


def shown(moment: Moment, peer: RecordPath, record: RecordPath) -> Shown:
    """What was last shown of a record of a chain, under the trust in force."""
    found = shown_of(moment.find, peer, record, moment.time)
    if found is None:
        raise Refused(CrossingsOutcome.not_shown_across, f"{peer}: {record}")
    return found


def there(moment: Moment, peer: RecordPath, table: Table[R], *key: str) -> R:
    """The record of the other chain, which must have been there."""
    path = table.path(*key)
    found = shown(moment, peer, path)
    if found.value is None:
        raise Refused(CrossingsOutcome.not_there, f"{peer}: {path}")
    return read(found.value, table.record, f"{peer}: {path}")


def read(value: JsonText, kind: type[R], told: str) -> R:
    """The record that a text is."""
    try:
        return canonical.decode(value.encode(), kind)
    except DecodeError as error:
        raise Refused(CrossingsOutcome.not_understood, f"{told}: {error}") from error


def require_never(moment: Moment, peer: RecordPath, record: RecordPath, until: Timestamp) -> None:
    """The other chain has not accepted it, and never will: it was not there at a header as late as the end."""
    found = shown(moment, peer, record)
    require(found.value is None, CrossingsOutcome.accepted_there, record)
    late = after_then(record, until, found.time)
    require(found.time >= until, CrossingsOutcome.other_chain_may_accept, late)


def traced(
    moment: Moment, peer: RecordPath, title: RecordPath, *, since: Timestamp, trail: Sequence[JsonText]
) -> TracedTitle:
    """The chain of title on the other chain, back from the state that was shown of it since a time.

    Each event holds the leaf hash of the one before; the record holds that of the last. So none is left out between.
    """
    found = shown(moment, peer, title)
    fresh = found.value is not None and found.time >= since
    require(fresh, CrossingsOutcome.title_not_shown, after_then(title, since, found.time))
    record = read(found.value or JsonText(""), Title, f"{peer}: {title}")
    head, seq = record.trail.head, record.trail.seq
    steps: list[TracedStep] = []
    for text in reversed(trail):
        require(to_hex(leaf_hash(text.encode())) == head, CrossingsOutcome.title_not_traced, f"event {seq} of {title}")
        step, head = _step(text, title, seq)
        steps.insert(0, step)
        seq -= 1
    require(seq == 0 or len(trail) >= TRACED_LEAST, CrossingsOutcome.title_not_traced, f"{seq} events are not shown")
    return TracedTitle(record=title, head=record.trail.head, before=seq, steps=tuple(steps), parents=record.parents)


def title_path(instrument: str) -> RecordPath:
    """Where the title of an instrument stands, on any chain."""
    return TITLES.path(instrument)


def _step(text: JsonText, title: RecordPath, seq: int) -> tuple[TracedStep, HexHash]:
    try:
        event = decode_event(text.encode())
    except DecodeError as error:
        raise Refused(CrossingsOutcome.title_not_traced, str(error)) from error
    link = next((one for one in event.trails if (one.record, one.seq) == (title, seq)), None)
    if link is None:
        raise Refused(CrossingsOutcome.title_not_traced, f"event {seq} is of another record")
    return TracedStep(holder_after(event.data), event.height), link.previous
