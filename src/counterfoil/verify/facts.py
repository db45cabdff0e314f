# SPDX-License-Identifier: Apache-2.0
"""Facts: what the events of a package make of records, as far as their trails are shown without a gap.

A record may be read at an event when its trail is known without a gap up to there, and nothing can be missing just
before it: because the trail is shown whole, or because the trail's next event, at or after this one, links to what is
known. Anything else is a ``MissingTrail``: a failure here, and for the collector the name of the trail to add.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from counterfoil.evidence.event import OPENING_EVERY, Event, Trail, TrailLink
from counterfoil.law.event import Touch
from counterfoil.law.module import Laws
from counterfoil.law.moment import Unknown
from counterfoil.law.outcome import Refused
from counterfoil.law.table import TrailedRecord, bare_hash
from counterfoil.primitives.types import HexHash, RecordPath
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.shown import DatedEvent, Position

_BEGINNING = Trail()


class MissingTrail(CheckFailed, Unknown):
    """A record is needed, as of an event, whose trail the package does not show up to there."""

    def __init__(self, record: RecordPath, position: Position) -> None:
        self.record = record
        self.position = position
        super().__init__(f"needs the trail of {record}, which is not shown", f"缺少所需的流转轨迹 {record}")


class Opaque(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record whose module is not known here: only its trail is followed."""


@dataclass
class Facts:
    """Records as of the event that is looked at now, by path."""

    laws: Laws
    whole: Mapping[RecordPath, Trail]
    """records whose trail is shown to its head: what the state says of it"""
    absent: Collection[RecordPath]
    openings: Mapping[RecordPath, tuple[int, TrailedRecord]]
    records: dict[RecordPath, TrailedRecord] = field(default_factory=dict)
    firsts: dict[RecordPath, int] = field(default_factory=dict)
    """number of the first event of each trail that is shown without a gap before it"""
    _ahead: dict[RecordPath, deque[TrailLink]] = field(default_factory=lambda: defaultdict(deque))
    """links of events that have not been looked at yet"""
    _before: dict[RecordPath, TrailedRecord | None] = field(default_factory=dict)
    """what the running transaction replaced"""
    _unknown_before: set[RecordPath] = field(default_factory=set)
    """records that the running transaction opened: what they were at its start is not shown"""
    _unopened: set[RecordPath] = field(default_factory=set)
    _just_opened: set[RecordPath] = field(default_factory=set)
    """records whose trail the running transaction opened"""

    def expect(self, events: Iterable[DatedEvent]) -> None:
        """Know which links are ahead."""
        self._unopened = set(self.openings)
        for dated in events:
            for link in dated.event.trails:
                self._ahead[link.record].append(link)

    def read(self, path: RecordPath, position: Position, *, throughout: bool = False) -> TrailedRecord | None:
        """The record just before the event at ``position``, None when it did not exist yet; raises MissingTrail.

        ``throughout``: with all that the running transaction did to it before.
        """
        record = self.records.get(path)
        if not self.follows(path) and path not in self.absent:
            trail = _BEGINNING if record is None else record.trail
            ahead = self._ahead.get(path)
            if not ahead or (ahead[0].seq, ahead[0].previous) != (trail.seq + 1, trail.head):
                raise MissingTrail(path, position)
        opened = throughout and path in self._just_opened
        if opened or (isinstance(record, Opaque) and self.laws.table_of(path) is not None):
            raise MissingTrail(path, position)
        return record

    def read_at_start(self, path: RecordPath, position: Position) -> TrailedRecord | None:
        """The record just before the running transaction."""
        if path in self._unknown_before:
            raise MissingTrail(path, position)
        return self._before[path] if path in self._before else self.read(path, position)

    def end_transaction(self) -> None:
        for one in (self._before, self._just_opened, self._unknown_before):
            one.clear()

    def follows(self, path: RecordPath) -> bool:
        """Whether every event of the record from now on is shown: its trail is whole, and not opened only later."""
        return path in self.whole and path not in self._unopened

    def shows(self, path: RecordPath) -> bool:
        """Whether every event of the running transaction that touches the record is shown.

        Of the transaction that opens a trail, what it did to the record before the opening is not.
        """
        return self.follows(path) and path not in self._just_opened

    def tells(self, event: Event) -> bool:
        """Whether an event says something of a record that is known up to it; otherwise nothing rests on it."""
        return any(map(self._continues, event.trails))

    def _continues(self, link: TrailLink) -> bool:
        known = self.records.get(link.record)
        trail = _BEGINNING if known is None else known.trail
        return (link.seq, link.previous) == (trail.seq + 1, trail.head)

    def told(self) -> dict[RecordPath, TrailedRecord]:
        """The records as of now, without those whose trail is opened only later."""
        return {path: record for path, record in self.records.items() if path not in self._unopened}

    def follow(self, dated: DatedEvent, touches: Iterable[Touch] | None) -> Iterator[CheckFailed | Refused]:
        """Fold an event into every record it touches; gives whatever is not in order with its links or its effects.

        The trails are followed all the same: what an event cannot make of a record leaves one that nobody can read.
        """
        links = dated.event.trails
        expected: list[Touch] | None = None
        try:
            expected = None if touches is None else touched(touches, links)
        except (CheckFailed, Refused) as error:
            yield error
        except Unknown:
            yield CheckFailed("an event carries fewer consents than it makes records of", "某事件所载同意不足")
        for number, link in enumerate(links):
            self._ahead[link.record].popleft()
            try:
                yield from self._follow(link, dated, None if expected is None else expected[number])
            except CheckFailed as error:
                yield error

    def require_ended(self) -> None:
        """Every trail that shall be whole runs to its head, and every opening was needed; CheckFailed if not."""
        for path, trail in self.whole.items():
            record = self.records.get(path)
            if (_BEGINNING if record is None else record.trail) != trail:
                raise CheckFailed(
                    f"the trail of {path} does not end at its head, event {trail.seq}",
                    f"{path} 的流转轨迹未达其末端（第 {trail.seq} 个事件）",
                )
        if self._unopened:
            raise CheckFailed("an opening is shown that opens nothing", "多余的展示起点")

    def _follow(self, link: TrailLink, dated: DatedEvent, touch: Touch | None) -> Iterator[CheckFailed | Refused]:
        path = link.record
        known = self.records.get(path)
        self._require_form(link)
        opens = path in self._unopened and self.openings[path][0] == link.seq
        after: TrailedRecord = Opaque()
        if self._continues(link):
            try:
                after = self._fold(link, known, touch, dated)
            except (CheckFailed, Refused) as error:
                yield error
        elif opens:
            after = self.openings[path][1]
            if path not in self._before:
                self._unknown_before.add(path)
        else:
            self._lose(path, link)
            return
        if opens:
            self._open(link)
        self.firsts.setdefault(path, link.seq)
        self._before.setdefault(path, known)
        self.records[path] = replace(after, trail=Trail(HexHash(dated.leaf.hex()), link.seq))

    def _require_form(self, link: TrailLink) -> None:
        begins_again = link.seq == 1 and link.record in self.firsts
        says_after = link.after is not None
        if begins_again or says_after != (link.seq % OPENING_EVERY == 0) or link.record in self.absent:
            raise CheckFailed(
                f"link {link.seq} of {link.record} is not in form",
                f"{link.record} 的第 {link.seq} 个链接形式不符",
                number=9,
            )

    def _open(self, link: TrailLink) -> None:
        if link.after != bare_hash(self.openings[link.record][1]):
            raise CheckFailed(
                f"the opening of {link.record} is not what event {link.seq} left",
                f"{link.record} 的展示起点不符",
                number=9,
            )
        self._unopened.discard(link.record)
        self._just_opened.add(link.record)

    def _fold(
        self, link: TrailLink, known: TrailedRecord | None, touch: Touch | None, dated: DatedEvent
    ) -> TrailedRecord:
        if touch is None or isinstance(known, Opaque):
            return Opaque()
        after = touch.fold(known)
        if link.after is not None and link.after != bare_hash(after):
            raise CheckFailed(
                f"event {dated.event.index} of block {dated.event.height} does not leave {link.record} as it says",
                f"区块 {dated.event.height} 的事件 {dated.event.index} 未使 {link.record} 成为其所称的样子",
            )
        return after

    def _lose(self, path: RecordPath, link: TrailLink) -> None:
        """There is a gap: what came before says nothing of what follows."""
        opens_later = path in self._unopened and self.openings[path][0] > link.seq
        if path in self.whole and not opens_later:
            raise CheckFailed(
                f"the trail of {path} is broken before event {link.seq}", f"{path} 的流转轨迹中断", number=9
            )
        self.records.pop(path, None)
        self._before.pop(path, None)


def touched(touches: Iterable[Touch], links: tuple[TrailLink, ...]) -> list[Touch]:
    """The touches in the order of the links; CheckFailed when the links are not exactly those."""
    found: list[Touch] = []
    for touch in touches:
        found.append(touch)
        first = len(found) <= len(links) and links[len(found) - 1].seq == 1
        if first and touch.opens is not None:
            found.append(touch.opens)
    if [touch.path for touch in found] != [link.record for link in links]:
        raise CheckFailed(
            "an event stands in trails that it does not touch", "某事件列入了其不应列入的流转轨迹", number=9
        )
    return found
