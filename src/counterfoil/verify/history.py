# SPDX-License-Identifier: Apache-2.0
"""Check 9: every event in order, caused by a call of its transaction and authorised under the facts just before it.

Its rules:

1. Events come in the order of the chain; each meets the facts that the events before it made, and then changes them.
2. An event of block 0 without a transaction is the genesis's own, which the trust file pins.
3. Any other event's transaction is shown, of this chain, not expired, and in one block only.
4. A block runs one transaction after another: no event of another stands between those of one.
5. One of the transaction's calls causes exactly this event, all data included, by the table ``rules.RULES``. Events
   of a transaction come in the order of its calls, and of a call in its own order; none is caused twice.
6. The consent that this call needs is signed, under the keys and the standing in force just then.
7. All calls of a transaction take effect or none does: of what they cause, nothing is missing that would stand in a
   trail shown whole. What would stand in other trails is those trails' own affair.
8. A fact comes from a trail that is shown whole. One that is needed and not shown is a ``MissingTrail``: a failure
   here, and for the collector the name of the trail to add.
9. No transaction is shown twice, without an event that names it, or out of order. Of a transaction that is itself the
   claim, every event of every call is shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import msgspec

from counterfoil.evidence.event import GENESIS_TRANSACTION, Event
from counterfoil.primitives.types import ChainId, Hash, HexHash, RecordPath, Timestamp
from counterfoil.verify.authority import Moment, SignedTransaction
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.effects import EVENTS
from counterfoil.verify.facts import Facts, MissingTrail
from counterfoil.verify.rule import Caused
from counterfoil.verify.rules import RULES


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """An event whose inclusion was checked, its block's time, and its leaf hash."""

    event: Event
    time: Timestamp
    leaf: Hash

    @property
    def position(self) -> tuple[int, int]:
        return self.event.height, self.event.index


@dataclass(frozen=True, slots=True)
class Step:
    """An event after its facts are applied, and why it is not accounted for, if it is not."""

    dated: DatedEvent
    facts: Facts
    problem: CheckFailed | None


class History:
    """The events of a package against its transactions; ``shown`` are the records whose whole trail is there."""

    def __init__(
        self, chain: ChainId, transactions: Sequence[SignedTransaction], shown: Collection[RecordPath]
    ) -> None:
        """Raises CheckFailed for a transaction that stands twice."""
        self._chain = chain
        self.transactions: Mapping[HexHash, SignedTransaction] = {one.id: one for one in transactions}
        self._shown = shown
        self._caused: dict[tuple[HexHash, int], Sequence[Caused]] = {}
        self._ended: set[HexHash] = set()
        """transactions whose events were followed by another's: a block runs one after the other"""
        if len(self.transactions) != len(transactions):
            raise CheckFailed("a transaction stands twice", "某交易重复出现")

    def walk(self, events: Sequence[DatedEvent]) -> Iterator[Step]:
        """Account for each event in order; whoever walks decides what to do about a problem."""
        facts = Facts(self._shown)
        for dated, following in zip_longest(events, events[1:]):
            problem = None
            try:
                self._account_for(dated, facts)
            except CheckFailed as error:
                problem = error
            try:
                apply_event(facts, dated)
                if problem is None and (following is None or following.event.transaction != dated.event.transaction):
                    self._end(dated, facts)
            except CheckFailed as error:
                problem = problem or error
            yield Step(dated, facts, problem)

    def require_all_used(self, events: Sequence[DatedEvent]) -> None:
        """The transactions are those that the events name, in that order, and no others; CheckFailed if not."""
        named = dict.fromkeys(dated.event.transaction for dated in events)
        if list(self.transactions) != [name for name in named if name in self.transactions]:
            raise CheckFailed(
                "the transactions are not those that the events name, in that order",
                "所示交易与事件所引的交易或次序不符",
            )

    def require_whole(self, transaction: HexHash) -> None:
        """Every event of the transaction was shown, and none of its calls is left over; CheckFailed if not."""
        signed = self.transactions.get(transaction)
        expected = [] if signed is None else [(call, at) for call, count in self._counts(signed) for at in range(count)]
        if signed is None or signed.matched != expected:
            raise CheckFailed("not every event of the transaction is shown", "该交易的事件未全部展示")

    def _counts(self, signed: SignedTransaction) -> list[tuple[int, int]]:
        return [(call, len(self._caused.get((signed.id, call), ((),)))) for call in range(len(signed.calls))]

    def _account_for(self, dated: DatedEvent, facts: Facts) -> None:
        event = dated.event
        if event.height == 0 and event.transaction == GENESIS_TRANSACTION:
            return
        transaction = self.transactions.get(event.transaction)
        if transaction is None:
            raise CheckFailed(f"transaction {event.transaction} is not shown", f"未展示交易 {event.transaction}")
        if transaction.payload.chain != self._chain:
            raise CheckFailed(f"transaction {transaction.id} is of another chain", "某交易属于另一业务链")
        if event.height > transaction.payload.valid_until:
            raise CheckFailed(f"transaction {transaction.id} had expired", f"交易 {transaction.id} 已过有效期")
        if transaction.height not in (None, event.height):
            raise CheckFailed(f"transaction {transaction.id} is in two blocks", f"交易 {transaction.id} 出现于两个区块")
        if transaction.id in self._ended:
            raise CheckFailed(
                f"events of another stand between those of transaction {transaction.id}",
                f"交易 {transaction.id} 的事件之间夹有其他交易的事件",
            )
        moment = Moment(facts, dated.time, transaction, event.data)
        found = self._find_call(event, moment)
        transaction.matched.append(found)
        transaction.height = event.height
        signed = transaction.calls[found[0]]
        if signed is not None:
            RULES[type(signed)].authorise(signed, moment)

    def _find_call(self, event: Event, moment: Moment) -> tuple[int, int]:
        """The call that caused the event, and which of its events it is: a later one than the event before was."""
        transaction = moment.transaction
        wanted = Caused(event.type, event.data)
        last = transaction.matched[-1] if transaction.matched else (0, -1)
        left_out: Caused | None = None
        for position in range(last[0], len(transaction.calls)):
            candidates = self._events_of(position, moment)
            begin = last[1] + 1 if position == last[0] else 0
            for number in range(begin, len(candidates)):
                if candidates[number].same_as(wanted):
                    self._caused[transaction.id, position] = candidates
                    self._require_elsewhere(left_out, transaction)
                    return position, number
                left_out = left_out or (candidates[number] if self._belongs_here(candidates[number]) else None)
        raise _not_caused(event, used=any(wanted in self._events_of(at, moment) for at in range(last[0] + 1)))

    def _end(self, dated: DatedEvent, facts: Facts) -> None:
        """All calls of a transaction succeed or none: what is left of it happened to records that are not shown."""
        transaction = self.transactions.get(dated.event.transaction)
        if transaction is None or not transaction.matched:
            return
        self._ended.add(transaction.id)
        moment = Moment(facts, dated.time, transaction, {})
        last = transaction.matched[-1]
        for position in range(last[0], len(transaction.calls)):
            try:
                candidates = self._events_of(position, moment)
            except MissingTrail:
                continue
            begin = last[1] + 1 if position == last[0] else 0
            for number in range(begin, len(candidates)):
                if self._belongs_here(candidates[number]):
                    self._require_elsewhere(candidates[number], transaction)

    def _belongs_here(self, candidate: Caused) -> bool:
        """Whether such an event would stand in a trail that is shown whole."""
        return any(record in self._shown for record in EVENTS[candidate.type].records(candidate.data))

    def _require_elsewhere(self, left_out: Caused | None, transaction: SignedTransaction) -> None:
        if left_out is not None:
            raise CheckFailed(
                f"transaction {transaction.id} took effect in part: a {left_out.type} is missing from a trail shown",
                f"交易 {transaction.id} 仅部分生效：所示流转轨迹中缺少其引起的 {left_out.type}",
            )

    def _events_of(self, position: int, moment: Moment) -> Sequence[Caused]:
        """What a call causes; once one of its events was seen the list stands: they change nothing it rests on."""
        known = self._caused.get((moment.transaction.id, position))
        call = moment.transaction.calls[position]
        if known is not None or call is None:
            return known or ()
        return RULES[type(call)].events(call, moment)


def apply_event(facts: Facts, dated: DatedEvent) -> None:
    """Fold an event into the facts; CheckFailed when its data cannot be read."""
    event = dated.event
    try:
        EVENTS[event.type].apply(facts, event.data, dated.time)
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        where = f"event {event.index} of block {event.height}"
        raise CheckFailed(
            f"{where}: its data cannot be read", f"区块 {event.height} 的事件 {event.index} 无法解读"
        ) from error


def _not_caused(event: Event, *, used: bool) -> CheckFailed:
    where, where_zh = f"event {event.index} of block {event.height}", f"区块 {event.height} 的事件 {event.index}"
    if used:
        return CheckFailed(
            f"{where}: the call of transaction {event.transaction} that would cause it was used by an earlier event",
            f"{where_zh}：交易 {event.transaction} 的调用已被先前事件使用",
        )
    return CheckFailed(
        f"{where}: transaction {event.transaction} holds no call that causes a {event.type} with this data",
        f"{where_zh}：交易 {event.transaction} 中没有引起该事件的调用",
    )
