# SPDX-License-Identifier: Apache-2.0
"""Corporate actions of a share: what its holder gets, what its price becomes; and its conversion out of a bond.

With ``ratio = shares / per``: a cash dividend pays ``held * amount / per * (1 - taxRate)``, a bonus issue gives
``held * ratio`` new shares, a split makes ``held * ratio`` of ``held``, a rights issue grants ``held * ratio`` rights.

Clauses of convertible bonds are market convention; check the prospectus before use.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from operator import ge, lt
from typing import Final, NamedTuple

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, Rounding, exact, rounded
from counterfoil.terms.kernel.reading import REQUIRED, given, term, terms_of
from counterfoil.terms.kernel.values import AMOUNT, TIME, whole

TEN: Final = Decimal(10)
TICK: Final = Decimal("0.01")
"""The price tick of Chinese A-shares, in yuan."""


class CorporateAction(StrEnum):
    """Cash dividend, bonus issue (out of profit or of reserves), split, reverse split, rights issue."""

    CASH_DIVIDEND = "CASH_DIVIDEND"
    BONUS_ISSUE = "BONUS_ISSUE"
    SPLIT = "SPLIT"
    REVERSE_SPLIT = "REVERSE_SPLIT"
    RIGHTS_ISSUE = "RIGHTS_ISSUE"


_NEEDS: Final = {
    CorporateAction.CASH_DIVIDEND: "recordDate payDate amount",
    CorporateAction.BONUS_ISSUE: "recordDate exDate shares",
    CorporateAction.SPLIT: "exDate shares",
    CorporateAction.REVERSE_SPLIT: "exDate shares",
    CorporateAction.RIGHTS_ISSUE: "recordDate subscriptionEnd shares price",
}


class FractionRule(StrEnum):
    """What becomes of a fraction of a share: lost, rounded half up to a whole share, or paid in cash."""

    DOWN = "DOWN"
    HALF_UP = "HALF_UP"
    CASH = "CASH"

    def whole(self, shares: Decimal) -> Decimal:
        """The whole shares that are delivered."""
        return rounded(shares, 0, Rounding.HALF_UP if self is FractionRule.HALF_UP else Rounding.DOWN)


@dataclass(frozen=True, kw_only=True)
class Action:
    """A corporate action, per ``per`` shares (10, as Chinese issuers announce them).

    ``amount``: cash before tax. ``shares``: new shares of a bonus or rights issue, or what ``per`` shares become in a
    split. ``price``: per new share of a rights issue, or per share that a fraction is paid out at.
    """

    type: CorporateAction = term(CorporateAction, default=REQUIRED)
    record_date: datetime | None = term(TIME)
    ex_date: datetime | None = term(TIME)
    pay_date: datetime | None = term(TIME)
    per: Decimal = term(AMOUNT, default=TEN)
    amount: Decimal | None = term(AMOUNT)
    tax_rate: Decimal = term(AMOUNT, default=ZERO)
    shares: Decimal | None = term(AMOUNT)
    price: Decimal | None = term(AMOUNT)
    fraction: FractionRule = term(FractionRule, default=FractionRule.DOWN)
    subscription_end: datetime | None = term(TIME)

    @property
    def last_date(self) -> datetime | None:
        """When the action has had all its effects."""
        return max((at for at in (self.ex_date, self.pay_date, self.subscription_end) if at), default=None)

    def cash(self, held: Decimal) -> Decimal:
        """The dividend after tax, to the cent."""
        with exact():
            return rounded(self.gross(held) * (ONE - self.tax_rate), CENT)

    def gross(self, held: Decimal) -> Decimal:
        """The dividend before tax, not rounded."""
        with exact():
            return held * given(self.amount, "amount") / self.per

    def new_shares(self, held: Decimal) -> Decimal:
        """New shares or rights, or the shares after a split, with their fraction."""
        with exact():
            return held * given(self.shares, "shares") / self.per

    def contradiction(self) -> str | None:
        """Why the action is not complete, or contradicts itself; None if neither."""
        kind, shares = self.type, self.shares or ZERO
        for name in _NEEDS[kind].split():
            if getattr(self, terms_of(Action)[name].field) is None:
                return f"{kind} needs {name}"
        if not self.per:
            return "per is 0"
        if kind is CorporateAction.SPLIT and shares <= self.per:
            return "a split makes more shares of per shares"
        if kind is CorporateAction.REVERSE_SPLIT and not ZERO < shares < self.per:
            return "a reverse split makes fewer shares of per shares"
        if self.fraction is FractionRule.CASH and self.price is None:
            return "fractions in cash need price"
        if self.tax_rate > 1:
            return "taxRate is more than 1"
        later = (self.ex_date, self.pay_date, self.subscription_end)
        if self.record_date is not None and any(at.date() <= self.record_date.date() for at in later if at):
            return "recordDate is not before the other dates"
        return None


def average_cost(cost_basis: Decimal, shares: Decimal, held: Decimal) -> Decimal:
    """What ``shares`` of the ``held`` take of the cost basis with them: their average share, the last all of it."""
    with exact():
        return cost_basis if shares == held else cost_basis * shares / held


@dataclass(frozen=True, kw_only=True)
class ShareAction:
    """A corporate action of the share, per share: new shares free (bonus), new shares for a price, cash dividend."""

    ex_date: datetime = term(TIME, default=REQUIRED)
    bonus: Decimal = term(AMOUNT, default=ZERO)
    rights: Decimal = term(AMOUNT, default=ZERO)
    rights_price: Decimal = term(AMOUNT, default=ZERO)
    dividend: Decimal = term(AMOUNT, default=ZERO)

    def ex_price(self, price: Decimal) -> Decimal:
        """``(price - dividend + rightsPrice * rights) / (1 + bonus + rights)``, not rounded."""
        with exact():
            return (price - self.dividend + self.rights_price * self.rights) / (ONE + self.bonus + self.rights)


def theoretical_ex_price(previous_close: Decimal, action: ShareAction, *, tick: Decimal = TICK) -> Decimal:
    """``ShareAction.ex_price`` of the close before, half up to the tick.

    The reference price of the ex-date by market convention of the Shanghai and Shenzhen exchanges; check the
    exchange's trading rules before use.
    """
    with exact():
        return rounded(action.ex_price(previous_close) / tick, 0) * tick


def adjusted_conversion_price(price: Decimal, action: ShareAction, *, decimals: int = CENT) -> Decimal:
    """``ShareAction.ex_price`` of a conversion price, half up: market convention; check the prospectus before use.

    InputError if nothing is left of the price.
    """
    adjusted = rounded(action.ex_price(price), decimals)
    if adjusted <= 0:
        problem = f"a conversion price of {price} would become {adjusted}"
        raise InputError(problem, where="shareActions", remedy="amounts of shareActions are per share")
    return adjusted


class Conversion(NamedTuple):
    """Whole shares, and the rest of the face, which comes in cash with its accrued interest."""

    shares: Decimal
    rest: Decimal


def converted(face: Decimal, price: Decimal) -> Conversion:
    """``shares = floor(face / price)``, at a conversion price above 0."""
    with exact():
        shares = rounded(face / price, 0, Rounding.DOWN)
        return Conversion(shares, face - shares * price)


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """Met when, on at least ``days`` of ``window`` trading days in a row, the share closes at ``ratio`` or beyond.

    ``ratio`` is of the conversion price in force on the day. After a reset of that price the days for a put are
    counted anew, and before the issue there are none: where fewer days than the window are known, it is not met.
    ``start`` and ``end``: when the right exists.
    """

    ratio: Decimal = term(AMOUNT, default=REQUIRED)
    days: int = term(whole(1, 250), default=REQUIRED)
    window: int = term(whole(1, 250), default=REQUIRED)
    start: datetime | None = term(TIME)
    end: datetime | None = term(TIME)

    def call(self, closes: Iterable[tuple[Decimal, Decimal]]) -> bool:
        """Whether the issuer may call: the last closes, each with its conversion price, were at ``ratio`` or above."""
        return self._met(closes, ge)

    def put(self, closes: Iterable[tuple[Decimal, Decimal]]) -> bool:
        """Whether the holder may sell back: the last closes were below ``ratio``."""
        return self._met(closes, lt)

    def _met(self, closes: Iterable[tuple[Decimal, Decimal]], reached: Callable[[Decimal, Decimal], bool]) -> bool:
        with exact():
            days = [reached(close, self.ratio * price) for close, price in list(closes)[-self.window :]]
        return len(days) == self.window and sum(days) >= self.days
