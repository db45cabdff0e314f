# SPDX-License-Identifier: Apache-2.0
"""Checks 9 and 10: every event in order, linked, caused by a call of its transaction, and consented to.

Its rules:

1. Events come in the order of the chain; each meets the facts that the events before it made, and then changes them.
2. An event of block 0 without a transaction is the genesis's own, which the trust file pins.
3. Any other event's transaction is shown, of this chain and genesis, valid at that height, and in that block. A block
   runs one transaction after another, in the order in which they stand in it.
4. The event names a call, which is shown. Where a module has the call's law, the call causes exactly this event, in
   the order that the law gives, none twice; of what it causes nothing is missing that would stand in a trail shown
   whole. Calls that it carries out follow, each by the facts that those before left. Where no module has the law, the
   event is as executed, on the auditors' word; an event whose own law is known then rests on consents recorded
   before, never on a signature of that transaction, and its type is one that they vouch for (``by_grant``).
5. The event rests on the consents that its law asks for, given under the keys and the standing in force when the
   transaction began, or by a decision on record that the call carries out. They are exactly those that it carries.
6. A fact comes from a trail without a gap (see ``facts``). One that is needed and not shown is a ``MissingTrail``.
7. An event that stands only in trails that others need, such as somebody else's affirmation of an instruction, may
   rest on an account's consent that is not shown, until something shown whole rests on that very consent: names it, or
   frees the account's units by the same call. That one account's consent is not shown excuses no other's that lacks.
8. Where a trail is opened, nothing rests on the event that left the record so: for that record the auditors vouch.
9. What a module notes of another's event, in records of its own, is as executed, on the auditors' word. It stands in
   no record of another module and carries no consent.
   Where a program decides what a call causes besides (``Rule.programmed``), that is as executed, on the word of the
   auditors: it rests on consents recorded before, never on a signature of that transaction, and is the doing of a
   record that runs: events of that call before it say that it began (``EventData.starts``) and none that it ended, in
   trails that are shown; and it ends (``EventData.finishes``) before the transaction does, and before whatever the law
   of the call says next. That a program began by another's doing, or ended, is noted under calls that have programs
   alone, and, as far as is shown, of those that run.
10. Of a transaction that is itself the claim, every call is shown, with every event of each, as its law says it; and
   as many events in all as its block says that it caused.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any, Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claims import Unproven
from counterfoil.evidence.event import GENESIS_TRANSACTION, GIVEN_NOW, Event
from counterfoil.law.event import EventData, FollowingEvent
from counterfoil.law.module import Laws
from counterfoil.law.moment import NOBODY, Unknown
from counterfoil.law.outcome import Refused
from counterfoil.law.runs import Runs
from counterfoil.law.table import TrailedRecord
from counterfoil.primitives.types import AccountId, ChainId, HexHash, PartyId, RecordPath
from counterfoil.verify.begun import BegunCall
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import Facts, MissingTrail
from counterfoil.verify.package_moment import PackageMoment
from counterfoil.verify.shown import DatedEvent, ShownTransaction

_Rest = RecordPath | tuple[HexHash, int | None]
"""what may rest on consents that are not shown: a record, or a call"""


@dataclass(frozen=True, slots=True)
class Step:
    """An event that was looked at, the parties on whose consent it rests, and whatever is wrong with it."""

    dated: DatedEvent
    consenting: tuple[PartyId, ...]
    after: Mapping[RecordPath, TrailedRecord]
    """what it made of the records that it touches, as far as they are known"""
    problems: tuple[CheckFailed, ...]
    noted: bool
    """it is what a module noted of another's event"""
    lawless: str | None
    """name of the call that caused it, when no module here has that call's law"""

    @property
    def unknown(self) -> str | None:
        """What nobody here has the law of: the call that caused it, else the event's type; None: all is known."""
        event = self.dated.event
        unread = self.dated.data is None and event.transaction != GENESIS_TRANSACTION
        return self.lawless or (event.type if unread else None)

    @property
    def underived(self) -> str | None:
        """The type of an event of known law that a module noted, so that no call says it; None of any other."""
        return self.dated.event.type if self.noted and self.dated.data is not None else None


_LAWLESS: Final = Words("the law of its call is not known here", "此处无其调用的规则")
_UNSAID: Final = Words("the law of its call does not say it", "其调用的规则并不引起该事件")


class MadeUp(CheckFailed):
    """An event that nothing can have caused."""


class Walk:
    """The events of a package against its transactions."""

    def __init__(
        self,
        chain: ChainId,
        genesis: HexHash,
        facts: Facts,
        transactions: Mapping[HexHash, ShownTransaction],
        claimed: HexHash | None = None,
    ) -> None:
        self.facts = facts
        self._laws: Laws = facts.laws
        self._chain = chain
        self._genesis = genesis
        self._transactions = transactions
        self._claimed = claimed
        self._moment = PackageMoment(chain, facts)
        self._calls: dict[_Rest, BegunCall] = {}
        self._runs = Runs(lambda path: facts.read(path, self._moment.position, throughout=True))
        self._last: tuple[int, int, int] = (-1, -1, -1)
        """(height, transaction, call) of the event before"""
        self._noted = False
        self._lawless: str | None = None
        self._untold: dict[_Rest, CheckFailed] = {}
        """call that a decision speaks for → what is not shown of the decision, or of what it carries out"""
        self._unshown: dict[_Rest, dict[AccountId | None, MissingTrail]] = defaultdict(dict)
        """account (None: any) → what a record, or the running call, rests on and is not shown (rule 7)"""

    def steps(self, events: Sequence[DatedEvent]) -> Iterator[Step]:
        """Look at each event in order; whoever walks decides what to do about a problem."""
        self.facts.expect(events)
        for dated, following in zip_longest(events, events[1:]):
            moment = self._moment
            moment.used, self._noted, self._lawless = [], False, None
            problems: list[CheckFailed] = []
            try:
                self._account_for(dated)
            except (Unproven, Refused) as error:
                if self._tells(dated.event) or isinstance(error, MadeUp):
                    problems.append(_as_check(error, dated))
            consenting = tuple(dict.fromkeys(moment.used))
            problems += [_as_check(error, dated) for error in self.facts.follow(dated, self._touches(dated))]
            if following is None or _running(following.event) != _running(dated.event):
                try:
                    if not problems:
                        self._run_out(dated.event)
                except (Unproven, Refused) as error:
                    problems.append(_as_check(error, dated))
            if following is None or following.event.transaction != dated.event.transaction:
                try:
                    self._runs.over()
                    if not problems:
                        self._require_nothing_left(dated.event.transaction)
                except (Unproven, Refused) as error:
                    problems.append(_as_check(error, dated))
                self.facts.end_transaction()
            after = {one.record: known for one in dated.event.trails if (known := self.facts.records.get(one.record))}
            yield Step(dated, consenting, after, tuple(problems), self._noted, self._lawless)

    def _tells(self, event: Event) -> bool:
        return event.transaction == self._claimed or self.facts.tells(event)

    def require_whole(self, transaction: HexHash, number: int) -> None:
        """Every call of the transaction is shown, and ``number`` events, which are all; CheckFailed if not."""
        shown = self._transactions[transaction]
        whole = number == shown.events
        for index in range(shown.payload.calls.count):
            call = self._calls.get((transaction, index))
            if call is not None and call.caused is None:
                raise CheckFailed(
                    f"the law of its call {index} is not known here: nobody can tell if it was to cause this",
                    f"此处无其调用 {index} 的规则，无从判断其应否引起所示事件",
                )
            whole = whole and call is not None and call.whole
        if not whole:
            raise CheckFailed("not every event of the transaction is shown", "该交易的事件未全部展示")

    def _require_granted(self, dated: DatedEvent) -> None:
        """What no law says rests on consents recorded before; it is no known record's doing, or of one that runs."""
        data, why = dated.data, _UNSAID if self._noted else _LAWLESS
        if data is None and not self._noted:
            return
        if data is None or not data.granted or any(one.by and one.kind in GIVEN_NOW for one in dated.event.consents):
            raise CheckFailed(
                f"{why.en}, and a signature under that call is consent to no such event",
                f"{why.zh}，该调用下的签名不构成对此类事件的同意",
            )
        cause: Any = getattr(data, "cause", None)
        unknown = cause is None or self._laws.table_of(cause) is None
        if not (self._runs.acts(dated.event.call, cause) if self._noted else unknown):
            raise CheckFailed(
                f"{why.en}, and {cause} acts by known calls alone", f"{why.zh}，而 {cause} 仅因已知调用而行事"
            )

    def _touches(self, dated: DatedEvent) -> Any:
        return None if dated.data is None else dated.data.touches(self._moment, dated.event.consents)

    def _account_for(self, dated: DatedEvent) -> None:
        event, moment = dated.event, self._moment
        moment.height, moment.time, moment.position = event.height, dated.time, dated.position
        if event.height == 0 and event.transaction == GENESIS_TRANSACTION and event.call is None:
            return
        if event.transaction == GENESIS_TRANSACTION or event.call is None:
            raise MadeUp("no call caused it, and it is not the genesis's", "该事件既非由调用引起，亦非创世事件")
        transaction = self._require_transaction(event)
        if moment.transaction is not transaction:
            moment.begin(transaction)
        shown = transaction.calls.get(event.call)
        if shown is None:
            raise CheckFailed(f"its call {event.call} is not shown", f"未展示其调用 {event.call}")
        moment.call, moment.spoken = shown.name, NOBODY
        self._noted = self._follows(dated)
        if self._noted:
            self._runs.note(event.call, dated.data, moment, partial(self._laws.programmed, shown.typed, moment))
            return
        if (untold := self._untold.get(_running(event))) is not None:
            raise untold
        if (call := self._calls.get(_running(event))) is None:
            call = self._calls[_running(event)] = self._begun(shown.typed, transaction, event)
        moment.spoken = call.spoken
        self._lawless = shown.name if call.caused is None else None
        call.tells = call.tells or (bool(call.left) and self._tells(event))
        # What a program decided, no law says.
        says = self._says(call, dated)
        self._noted = call.programmed and not says
        if call.caused is None or self._noted:
            self._require_granted(dated)
        else:
            self._match(call, dated)
            self._runs.caused(event.call, dated.data)
        self._require_consents(dated, call)

    def _follows(self, dated: DatedEvent) -> bool:
        """Whether the event is what a module notes of another's (rule 9); CheckFailed when it does more than that."""
        event = dated.event
        noun = event.type.partition(".")[0]
        foreign = noun != self._moment.call.partition(".")[0]
        if not (isinstance(dated.data, FollowingEvent) if dated.data else foreign):
            return False
        if event.consents or any(link.record.partition("/")[0] != noun for link in event.trails):
            raise CheckFailed("it does more than to note another event", "该事件不止于记录另一事件")
        return True

    def _require_transaction(self, event: Event) -> ShownTransaction:
        transaction = self._transactions.get(event.transaction)
        if transaction is None:
            raise CheckFailed(f"transaction {event.transaction} is not shown", f"未展示交易 {event.transaction}")
        payload = transaction.payload
        if (payload.chain, payload.genesis) != (self._chain, self._genesis):
            raise CheckFailed("its transaction is of another chain, or of another genesis", "该交易属于另一业务链")
        if not payload.valid_from <= event.height <= payload.valid_until:
            raise CheckFailed("its transaction was not valid at that height", "该交易在该高度无效")
        if transaction.height != event.height:
            raise CheckFailed("its transaction is in another block", "该交易在另一区块中")
        place = (event.height, transaction.index, event.call or 0)
        if place < self._last:
            raise CheckFailed("it comes after an event of a later call", "事件次序与调用次序不符")
        self._last = place
        return transaction

    def _begun(self, call: Any, transaction: ShownTransaction, event: Event) -> BegunCall:
        """A call whose first event is looked at: who speaks for it, and what it causes.

        A decision is used up by its first event: what could not be told of it then cannot be told later.
        """
        if call is None:
            return BegunCall(None)
        try:
            return self._judged(call, transaction)
        except MissingTrail as missing:
            if self._laws.rules[type(call)].speaks is not None:
                self._untold[_running(event)] = missing
            raise

    def _judged(self, call: Any, transaction: ShownTransaction) -> BegunCall:
        feature = self._laws.rules[type(call)].needs(call)
        if feature is not None and feature not in transaction.features:
            raise CheckFailed(f"needs the feature {feature}, not active then", f"功能 {feature} 当时未启用")
        moment = self._moment
        moment.spoken = self._laws.spoken(call, moment)
        return BegunCall.begin(call, self._laws, moment, transaction.features, moment.spoken)

    def _says(self, call: BegunCall, dated: DatedEvent) -> bool:
        """Whether the call says the event. What cannot be told of what it carries out cannot be told later either."""
        try:
            return call.says(dated.data, self._laws, self._moment)
        except (MissingTrail, Refused) as error:
            self._untold[_running(dated.event)] = _as_check(error, dated)
            raise

    def _run_out(self, event: Event) -> None:
        """The call of an event ends with it: what is known just after it counts."""
        moment = self._moment
        if (call := self._calls.get(_running(event))) is not None:
            moment.spoken, moment.position = call.spoken, (event.height, event.index + 1)
            call.run_out(self._laws, moment)

    def _match(self, call: BegunCall, dated: DatedEvent) -> None:
        """The event is one that the call causes, later than the one before; what lies between is others' affair."""
        for left_out in call.pass_to(dated):
            self._require_elsewhere(left_out)

    def _require_nothing_left(self, transaction: HexHash) -> None:
        """Of calls that are shown nothing is missing that would stand in a trail shown whole."""
        shown = self._transactions.get(transaction)
        for index in shown.calls if shown is not None else ():
            call = self._calls.get((transaction, index))
            for left_out in call.unseen if call is not None else ():
                self._require_elsewhere(left_out)

    def _require_elsewhere(self, left_out: EventData) -> None:
        """What a call causes and is not shown would stand in no trail that is shown whole; CheckFailed if it would."""
        try:
            for touch in left_out.touches(self._moment, ()):
                opened = touch.opens if touch.path not in self.facts.firsts else None
                paths = [one.path for one in (touch, opened) if one is not None]
                if any(map(self.facts.shows, paths)):
                    raise CheckFailed(
                        f"its call took effect in part: a {left_out.type} is missing from a trail shown",
                        f"其调用仅部分生效：所示流转轨迹中缺少 {left_out.type}",
                    )
        except (Unknown, Refused):
            return  # what it would touch besides rests on records and consents that are not shown

    def _require_consents(self, dated: DatedEvent, call: BegunCall) -> None:
        event = dated.event
        if dated.data is None:
            return
        running = _running(event)
        claimed = self._is_claimed(event)
        try:
            consents = dated.data.permit(self._moment)
        except MissingTrail as missing:
            if not event.consents or claimed:
                raise
            rests: list[_Rest] = [running, *(link.record for link in event.trails)]
            for rest in rests:
                self._unshown[rest] |= dict.fromkeys(missing.accounts or (None,), missing)
        else:
            if consents != event.consents:
                raise CheckFailed("it does not rest on the consents that it carries", "其所载同意与实际依据不符")
            if claimed:
                call.frees.update(dated.data.frees())
                for consent in consents:
                    self._require_shown(consent.record, consent.account)
        for account in call.frees:
            self._require_shown(running, account)

    def _require_shown(self, rest: _Rest, account: AccountId) -> None:
        unshown = self._unshown.get(rest, {})
        missing = unshown.get(account) or unshown.get(None)
        if missing is not None:
            raise missing

    def _is_claimed(self, event: Event) -> bool:
        return event.transaction == self._claimed or any(link.record in self.facts.whole for link in event.trails)


def _running(event: Event) -> tuple[HexHash, int | None]:
    """The call that an event is of."""
    return event.transaction, event.call


def _as_check(error: Unproven | Refused, dated: DatedEvent) -> CheckFailed:
    """A refusal of a law as this check's failure, and where."""
    if isinstance(error, MissingTrail):
        return error
    where = f"event {dated.event.index} of block {dated.event.height} ({dated.event.type})"
    where_zh = f"区块 {dated.event.height} 的事件 {dated.event.index}"
    if isinstance(error, Refused):
        return CheckFailed(f"{where}: {error}", f"{where_zh} 违反规则：{error.outcome.name}")
    return CheckFailed(f"{where}: {error.words.en}", f"{where_zh}：{error.words.zh}", number=error.number)


def names_of(events: Sequence[DatedEvent]) -> list[HexHash]:
    """The transactions that the events name, in that order."""
    names = dict.fromkeys(dated.event.transaction for dated in events)
    return [name for name in names if name != GENESIS_TRANSACTION]


def require_used(events: Sequence[DatedEvent], transactions: Mapping[HexHash, ShownTransaction]) -> None:
    """Transactions, in order, and their calls are those that the events name and no others; CheckFailed if not."""
    if list(transactions) != names_of(events):
        raise CheckFailed("the transactions are not those that the events name, in that order", "所示交易与事件不符")
    named = {(dated.event.transaction, dated.event.call) for dated in events if dated.event.call is not None}
    if named != {(name, index) for name, shown in transactions.items() for index in shown.calls}:
        raise CheckFailed("the calls shown are not those that the events name", "所示调用与事件不符")
