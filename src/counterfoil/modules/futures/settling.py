# SPDX-License-Identifier: Apache-2.0
"""Events of the daily settlement: an account's statement, and the money that moves for it."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.futures.events import FuturesEvent
from counterfoil.modules.futures.listing import Count
from counterfoil.modules.futures.paying_outcomes import PayingOutcome
from counterfoil.modules.futures.records import (
    DAYS,
    MARGIN_ACCOUNTS,
    ROLLS,
    Amount,
    MarginAccount,
    Roll,
    TradingDay,
)
from counterfoil.modules.futures.securing import LodgedLine
from counterfoil.modules.futures.statement_parts import Lines, settled_out
from counterfoil.modules.instruments.records import Money, PositiveMoney
from counterfoil.modules.parties.authority import require_party
from counterfoil.primitives.types import AccountId, DayNumber, InstrumentId, PartyId, Quantity

_ACCOUNTS: Changes[MarginAccount] = Changes(MARGIN_ACCOUNTS)
_DAYS: Changes[TradingDay] = Changes(DAYS)
_ROLLS: Changes[Roll] = Changes(ROLLS)


class Settled(FuturesEvent, frozen=True):
    """An account's statement of a day: balance before + paid in − paid out + variation − fees = balance."""

    type: ClassVar[str] = "futures.settled"
    account: AccountId
    house: str
    cash: InstrumentId
    day: DayNumber
    parts: Count
    """that tell the first lines (``SettledPart``)"""
    lines: Lines
    """those that are left: of an account of few positions all"""
    before: Amount
    """what it had: the balance that was settled last, and what came beside settlements since (deliveries, covers)"""
    deposited: Amount
    withdrawn: Money
    variation: Amount
    """CloseProfit + PositionProfit"""
    fees: Money
    balance: Amount
    margin: Money
    """CurrMargin"""
    combined: Money
    """what combinations spare of it"""
    delivery_margin: Money
    """of what is to be delivered"""
    held: Amount
    """what is in the account once the loss is collected as far as it goes"""
    due: Money
    owed: Money
    due_before: Money
    """of it, what stood before and could not be paid"""
    owed_before: Money
    mortgage: Money
    """what lodged securities count for beside the balance (Mortgage)"""
    maintenance: Money
    """so much of the margin keeps the account from a call"""
    called: Money
    """what cash lacks to the margin, where it has less than that"""
    lodged: tuple[LodgedLine, ...]
    listed: Count
    """how many positions are open: those of all its lines that have lots"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(self._account, self.account)
        yield _DAYS.change(self._day, self.house, str(self.day))
        if not self.listed:
            yield _ROLLS.change(lambda before: replace(before, accounts=before.accounts - 1), self.house)

    def _account(self, before: MarginAccount) -> MarginAccount:
        kept, gone = settled_out(before, self.lines, first=not self.parts)
        return replace(
            before,
            positions=kept,
            settled=self.day,
            closed_out=gone,
            balance=self.balance,
            margin=self.margin,
            held=self.held,
            withdrawn=Quantity(0),
            due=self.due,
            owed=self.owed,
            called=self.called,
            intraday=None,
        )

    def _day(self, before: TradingDay) -> TradingDay:
        return replace(
            before,
            accounts=before.accounts + 1,
            dropped=before.dropped + (not self.listed),
            variation=before.variation + self.variation,
            fees=Quantity(before.fees + self.fees),
            margin=Quantity(before.margin + self.margin),
            owed=Quantity(before.owed + self.owed - self.owed_before),
            due=Quantity(before.due + self.due - self.due_before),
        )


class Moved(FuturesEvent, frozen=True):
    """Money of an account moved by the house's doing."""

    account: AccountId
    house: str
    cash: InstrumentId
    day: DayNumber
    amount: PositiveMoney


class Collected(Moved, frozen=True):
    """An account paid of what it owed: what was due to it first, and then in cash."""

    type: ClassVar[str] = "futures.collected"
    set_off: Money
    """of it, what is due to the account less"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(
                before,
                owed=Quantity(before.owed - self.amount),
                due=Quantity(before.due - self.set_off),
                held=before.held - self.amount + self.set_off,
            ),
            self.account,
        )
        yield less(self.house, self.day, owed=self.amount, due=self.set_off)


class Covered(Moved, frozen=True):
    """A member paid what its client owed, out of ``account``."""

    type: ClassVar[str] = "futures.covered"
    client: AccountId
    of_due: Money
    """of it, what is due to ``account`` less: no cash moved for that"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(self._member, self.account)
        yield _ACCOUNTS.change(
            lambda before: replace(
                before,
                owed=Quantity(before.owed - self.amount),
                to_member=Quantity(before.to_member + self.amount),
                balance=before.balance + self.amount,
            ),
            self.client,
        )
        yield less(self.house, self.day, owed=self.amount, due=self.of_due)

    def _member(self, before: MarginAccount) -> MarginAccount:
        require(self.of_due <= before.due, PayingOutcome.less_is_due, self.account)
        return replace(
            before,
            balance=before.balance - self.amount,
            held=before.held - self.amount + self.of_due,
            due=Quantity(before.due - self.of_due),
        )


class Paid(Moved, frozen=True):
    """An account was paid what it gained."""

    type: ClassVar[str] = "futures.paid"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.change(
            lambda before: replace(before, due=Quantity(before.due - self.amount), held=before.held + self.amount),
            self.account,
        )
        yield less(self.house, self.day, due=self.amount)


class Withdrawn(FuturesEvent, frozen=True):
    """The holder of an account was paid out what it has beyond its margin."""

    type: ClassVar[str] = "futures.withdrawn"
    account: AccountId
    cash: InstrumentId
    to: AccountId
    amount: PositiveMoney
    holder: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield paid_out(self.account, self.amount)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.holder)
        return ()


class FeesTaken(FuturesEvent, frozen=True):
    """The fees of a day went to the house."""

    type: ClassVar[str] = "futures.fees_taken"
    house: str
    cash: InstrumentId
    day: DayNumber
    amount: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _DAYS.replace(self.house, str(self.day), taken=True)


class CallAnswered(FuturesEvent, frozen=True):
    """An account has its margin again."""

    type: ClassVar[str] = "futures.call_answered"
    account: AccountId
    cash: InstrumentId
    called: Money

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ACCOUNTS.replace(self.account, called=Quantity(0))


EVENTS: tuple[type[EventData], ...] = (Settled, Collected, Covered, Paid, Withdrawn, CallAnswered, FeesTaken)


def paid_out(account: AccountId, amount: int) -> Touch:
    """So much left an account by the wish of its holder."""
    return _ACCOUNTS.change(
        lambda before: replace(before, withdrawn=Quantity(before.withdrawn + amount), held=before.held - amount),
        account,
    )


def less(house: str, day: DayNumber, *, owed: int = 0, due: int = 0) -> Touch:
    """Of a day, so much less is owed or due."""
    return _DAYS.change(
        lambda before: replace(before, owed=Quantity(before.owed - owed), due=Quantity(before.due - due)),
        house,
        str(day),
    )
