# SPDX-License-Identifier: Apache-2.0
"""The settlement of a house's open day, whoever asks for it: reduce, settle, collect, cover, bear, pay, and close.

All of it is anybody's: each step is a call that the ledger judges like any other, and safe to ask for again. Accounts
are read, settled and let go of some thousands at a time, so that memory does not grow with how many there are.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from counterfoil.application import Refusal
from counterfoil.evidence.text import format_quantity
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call, call_name
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import reduction_calls as r
from counterfoil.modules.futures import reports_calls as n
from counterfoil.modules.futures.auction_calls import ChargeBid
from counterfoil.modules.futures.auctioning import moving
from counterfoil.modules.futures.closing_outcomes import ClosingOutcome
from counterfoil.modules.futures.defaults_calls import Absorb, DeclareDefault
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.house_accounts import accounts_of
from counterfoil.modules.futures.locking_outcomes import LockingOutcome
from counterfoil.modules.futures.option_outcomes import OptionOutcome
from counterfoil.modules.futures.option_queries import exercising
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.queries import expiring_of, open_day_of, payable_of
from counterfoil.modules.futures.reckoning import collectable, own_means
from counterfoil.modules.futures.records import (
    DAYS,
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    House,
    MarginAccount,
    MemberStatus,
    TradingDay,
)
from counterfoil.modules.futures.reducing import reducing
from counterfoil.modules.futures.reporting import noting
from counterfoil.modules.futures.settling import Settled
from counterfoil.modules.futures.statement_parts import SettledPart
from counterfoil.modules.futures.steps import cover_by, lasts
from counterfoil.modules.futures.to_be_priced import unended, unpriced
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.node.chain import ChainNode
from counterfoil.node.network import clock_ms
from counterfoil.node.rehearsing import foretell
from counterfoil.node.submitting import Answer, is_committed, sign_calls, submit
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.garbage import collection_put_off
from counterfoil.primitives.progress import Progress, no_progress
from counterfoil.primitives.types import DayNumber, Timestamp

BATCH: Final = 50
"""Calls in a transaction: few enough for what evidence of one can carry."""
AT_ONCE: Final = 200
"""Transactions that are under way together, so that a block, a sync and the pages of the state are of many."""


class Left(NamedTuple):
    """What was asked for and refused."""

    call: str
    account: str
    outcome: str
    detail: str


class SettledDay(NamedTuple):
    """What a settlement came to."""

    house: str
    day: DayNumber
    done: dict[str, int]
    """call → how many of it stand in blocks"""
    closed: bool
    left: Sequence[Left]


class Called(NamedTuple):
    """An account that is called for margin since it was settled."""

    account: str
    holder: str
    member: str
    called: int


def called_of(view: View, house: str) -> list[Called]:
    """Every account of a house that is called, the largest call first."""
    called = (Called(one.account, one.holder, one.member, one.called) for one in accounts_of(view, house) if one.called)
    return sorted(called, key=lambda one: (-one.called, one.account))


def open_house_of(view: View, house: str) -> tuple[House, DayNumber]:
    """A house and its open day; InputError where there is none."""
    found = view.read(HOUSES, house)
    if found is None:
        known = ", ".join(one.house for _, one in view.rows(HOUSES)) or "none"
        raise InputError(f"no house {house!r} clears futures here", where="HOUSE", remedy=f"known: {known}")
    if found.day is None:
        remedy = "the house opens one: counterfoil futures open-day"
        raise InputError("no trading day is open", where=house, remedy=remedy)
    return found, found.day


def settle_day(node: ChainNode, keys: Sequence[PrivateKey], house: str, progress: Progress = no_progress) -> SettledDay:
    """Do all that is due of the day, stage by stage: what was auctioned first; and close it if nothing is left.

    Fees of closed days are taken first, whoever closed them and did not come to that. If no day is open then, the last
    that was is told as closed: so whoever asks again, after a death at whatever place, ends where the dead would have.
    """
    work = Work(node, keys, progress)
    work.take("fees", _fees(node.ledger.view, house))
    days = [one.day for _, one in node.ledger.view.rows(DAYS, house)]
    if days and open_day_of(node.ledger.view, house) is None:
        return SettledDay(house, max(days), work.done, True, work.left)
    day = open_house_of(node.ledger.view, house)[1]
    for name, wanted in STAGES.items():
        work.take(name, wanted(node.ledger.view, house, day))
        if wanted is _bearing:
            while not work.left and (further := list(_bearing(node.ledger.view, house, day))):
                work.take(name, further)
    view = node.ledger.view
    work.left += [*_unpriced(view, house, day), *_owing(view, house, day), *_unended(view, house, day)]
    if not work.left:
        work.take("closed", [c.CloseDay(house=house)])
        work.take("fees", _fees(node.ledger.view, house))
    return SettledDay(house, day, work.done, bool(work.done.get(call_name(c.CloseDay))), work.left)


def foretold(node: ChainNode, house: str, time: Timestamp, progress: Progress = no_progress) -> Iterator[Any]:
    """The statements that settling would make now, or why it would not: Left.

    A statement is ``futures.settled`` as plain data, with all its lines.
    """
    calls = list(_unsettled(node.ledger.view, house, open_house_of(node.ledger.view, house)[1]))
    for done, call in enumerate(calls, start=1):
        told = foretell(node, [call], by=(), signers=(), time=time)
        progress("computed", done, len(calls))
        if told.result.code:
            yield _left(call, told.result)
        lines: list[Any] = []
        for event in told.events:
            if event.type in (SettledPart.type, Settled.type):
                lines += event.data["lines"]
            if event.type == Settled.type:
                yield {**event.data, "lines": lines, "parts": 0}


def _unsettled(view: View, house: str, day: DayNumber) -> Iterator[c.Settle]:
    return (c.Settle(account=one.account) for one in accounts_of(view, house) if one.positions and one.settled != day)


def _settleable(view: View, house: str, day: DayNumber) -> Iterator[c.Settle]:
    """None before all that the day waits for have their price: each would be refused for want of the same."""
    waits = known(view, DAYS, house, str(day)).awaited
    return iter(()) if waits else _unsettled(view, house, day)


def _unpriced(view: View, house: str, day: DayNumber) -> Iterator[Left]:
    """Settlement prices that the house has to fix."""
    for contract in unpriced(view, known(view, HOUSES, house), day):
        detail = "it traded, or is open, and has no price of the day: counterfoil futures fix-settlement"
        yield Left(call_name(c.FixSettlement), contract.contract, ClosingOutcome.prices_awaited.name, detail)


def _reducing(view: View, house: str, _day: DayNumber) -> Iterator[r.Reduce]:
    """What a forced reduction that the house ordered closes, position by position."""
    # All of it before any is done: of whom is reduced hangs what is left of others.
    return iter([one for one in reducing(view, known(view, HOUSES, house)) if isinstance(one, r.Reduce)])


def _reduced(view: View, house: str, _day: DayNumber) -> Iterator[r.ConcludeReduction]:
    """Reductions of which nothing is left."""
    told = reducing(view, known(view, HOUSES, house))
    return iter([one for one in told if isinstance(one, r.ConcludeReduction)])


def _auctioned(view: View, house: str, day: DayNumber) -> Iterator[Call]:
    """Lots that an auction moves, or releases. Who wins is said by a call of its own, which waits for its time."""
    return iter([one for one in moving(view, house, day, Timestamp(0)) if not isinstance(one, ChargeBid)])


def _charged(view: View, house: str, day: DayNumber) -> Iterator[Call]:
    """What was bid, once both accounts are settled."""
    return iter([one for one in moving(view, house, day, Timestamp(0)) if isinstance(one, ChargeBid)])


def _exercising(view: View, house: str, day: DayNumber) -> Iterator[Call]:
    """What is to be exercised and assigned, where the house said how it falls."""
    if not any(one.option is not None and one.house == house for _, one in view.rows(FUTURES)):
        return
    for one in accounts_of(view, house):
        if one.positions and one.settled != day:
            yield from list(exercising(view, one, day))


def _collectable(view: View, house: str, day: DayNumber) -> Iterator[c.Collect]:
    """Of accounts that owe, and have something: what was paid in since they were settled."""
    for one in accounts_of(view, house) if _sums_of(view, house, day).owed else ():
        if own_means(view, one):
            yield c.Collect(account=one.account)


def _coverable(view: View, house: str, day: DayNumber) -> Iterator[c.Cover]:
    """Of clients that owe: what their member's own account is due, and has, one after the other."""
    left: dict[str, tuple[int, int]] = {}
    for one in accounts_of(view, house) if _sums_of(view, house, day).owed else ():
        member = view.read(MEMBERS, house, one.member)
        own = None if member is None or one.own else view.read(MARGIN_ACCOUNTS, member.account or "")
        if own is None:
            continue
        due, cash = left.get(own.account, (int(own.due), collectable(view, own)))
        if (covered := cover_by(view, one, due, cash)) is not None:
            yield covered
            of_due = int(covered.of_due)
            left[own.account] = (due - of_due, cash - int(covered.amount) + of_due)


def _bearing(view: View, house: str, day: DayNumber) -> Iterator[Absorb]:
    """The next layer of each account of a member in default that owes."""
    # By the time of now: what was lodged comes first as long as it moves, and after that keeps nobody from bearing.
    for one in list(lasts(view, clock_ms())) if _sums_of(view, house, day).owed else ():
        if isinstance(one, Absorb) and known(view, MARGIN_ACCOUNTS, one.account).house == house:
            yield one


def _owing(view: View, house: str, day: DayNumber) -> Iterator[Left]:
    """Accounts that still owe, how much, and what could be done."""
    for one in accounts_of(view, house) if _sums_of(view, house, day).owed else ():
        if one.owed:
            member = view.read(MEMBERS, house, one.member)
            failed = member is not None and member.status is MemberStatus.in_default
            call = call_name(Absorb if failed else DeclareDefault)
            yield Left(call, one.account, FuturesOutcome.accounts_unsettled.name, _what_helps(view, one, failed=failed))


def _what_helps(view: View, account: MarginAccount, *, failed: bool) -> str:
    unit = known(view, INSTRUMENTS, account.cash).unit
    owed = f"it owes {format_quantity(account.owed, unit.decimals)} {unit.name}"
    if failed:
        return f"{owed}, and no layer has more: counterfoil futures call-further"
    who = "which it has not" if account.own else f"which neither it nor its member {account.member} has"
    default = f"counterfoil futures declare-default --house {account.house} --member {account.member}"
    return f"{owed}, {who}: what is paid in is collected, or, where it fails, {default}"


def _fees(view: View, house: str) -> Iterator[c.TakeFees]:
    """Of days that are closed."""
    for _, closed in view.rows(DAYS, house):
        if closed.fees_left:
            yield c.TakeFees(house=house, day=closed.day)


def _expiring(view: View, house: str, day: DayNumber) -> Iterator[e.Expire]:
    """What accounts that are settled have open of contracts whose final price is fixed."""
    if not any(one.house == house for _, one in view.rows(ENDINGS)):
        return
    for one in accounts_of(view, house):
        for contract in expiring_of(view, one, day):
            yield e.Expire(account=one.account, contract=contract)


def _unended(view: View, house: str, day: DayNumber) -> Iterator[Left]:
    """Final prices that the house has to fix, before which the day is left open."""
    for contract in unended(view, known(view, HOUSES, house), day):
        detail = "this is its last trading day: counterfoil futures fix-final"
        yield Left(call_name(e.FixFinal), contract.contract, FuturesOutcome.final_price_missing.name, detail)


def _payable(view: View, house: str, day: DayNumber) -> Iterator[c.Pay]:
    """As far as the money is there, to all but who is suspended: what is due to them waits for another day."""
    paid = payable_of(view, known(view, HOUSES, house)) if _sums_of(view, house, day).due else ()
    return (c.Pay(account=one) for one in paid)


def _sums_of(view: View, house: str, day: DayNumber) -> TradingDay:
    """What all accounts together owe and are due, as the day's record always has it: nobody is read in vain."""
    return known(view, DAYS, house, str(day))


def _noting(view: View, house: str, _day: DayNumber) -> Iterator[n.NotePosition]:
    """Positions that clients are to report, and those that are large no more."""
    return noting(view, known(view, HOUSES, house))


STAGES: Final = {
    "owing": _collectable,
    "auctioned": _auctioned,
    "reduced": _reducing,
    "reductions over": _reduced,
    "exercised": _exercising,
    "settled": _settleable,
    "expired": _expiring,
    "bids": _charged,
    "collected": _collectable,
    "covered": _coverable,
    "borne": _bearing,
    "paid": _payable,
    "large positions": _noting,
}
"""What is asked for, in this order: each reads what those before left."""


HELPS: Final = {
    FuturesOutcome.price_missing.name: "the house fixes it: counterfoil futures fix-settlement",
    ClosingOutcome.prices_awaited.name: "the house fixes each: counterfoil futures fix-settlement",
    LockingOutcome.reduction_first.name: (
        "once the house decided (counterfoil futures order-reduction, or waive-reduction) settle-day closes that "
        "first, which no dry run does; counterfoil clearing reduction shows whom"
    ),
    OptionOutcome.exercise_first.name: "the house draws: counterfoil clearing options draw",
}
"""Outcome → what helps, where a settlement waits for somebody."""


class Work:
    """What one command has ordered, and what was refused."""

    def __init__(self, node: ChainNode, keys: Sequence[PrivateKey], progress: Progress) -> None:
        self._node, self._keys, self._progress = node, keys, progress
        self.done: dict[str, int] = {}
        self.left: list[Left] = []

    def take(self, name: str, calls: Iterable[Call]) -> None:
        """Order calls, many to a transaction and many of these at once; one by one where one is refused.

        They are asked for as they are ordered: what names them all reads them from what is committed by then.
        """
        waiting, done = iter(calls), 0
        while taken := self._next(waiting):
            together = [taken[start : start + BATCH] for start in range(0, len(taken), BATCH)]
            refused = [part for part, stands in zip(together, self._order(together), strict=True) if not stands]
            for part in refused:
                self._order([[call] for call in part] if len(part) > 1 else [])
            done += len(taken)
            self._progress(name, done, 0)

    @staticmethod
    def _next(waiting: Iterator[Call]) -> list[Call]:
        with collection_put_off():
            return list(islice(waiting, BATCH * AT_ONCE))

    def together(self, name: str, groups: Sequence[Sequence[Call]]) -> None:
        """Order each group in a transaction of its own: all of it or nothing."""
        for number, group in enumerate(groups, start=1):
            self._order([group], alone=True)
            self._progress(name, number, len(groups))

    def _order(self, parts: Sequence[Sequence[Call]], *, alone: bool = False) -> list[bool]:
        """Which stand in a block, a transaction each; ``alone``: none is tried again call by call."""
        answers = submit(self._node, [sign_calls(self._node, calls, *self._keys) for calls in parts])
        for calls, answer in zip(parts, answers, strict=True):
            if is_committed(answer):
                for call in calls:
                    name = call_name(type(call))
                    self.done[name] = self.done.get(name, 0) + 1
            elif alone or len(calls) == 1:
                self.left.append(_left(calls[0], answer))
        return list(map(is_committed, answers))


def _left(call: Call, answer: Answer) -> Left:
    outcome = answer.reason if isinstance(answer, Refusal) else answer.outcome
    advice = HELPS.get(outcome)
    detail = f"{answer.detail}; {advice}" if advice else answer.detail
    return Left(call_name(type(call)), getattr(call, "account", ""), outcome, detail)
