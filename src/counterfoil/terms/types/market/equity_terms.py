# SPDX-License-Identifier: Apache-2.0
"""The terms of a shareholding and of corporate actions."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from counterfoil.terms.kernel.arithmetic import ZERO, Rounding, rounded
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.values import POSITIVE, TIME, choice
from counterfoil.terms.types.market.holding import HoldingTerms

TEN: Final = Decimal(10)


class CorporateAction(StrEnum):
    """Cash dividend, bonus issue (out of profit or of reserves), split, reverse split, rights issue."""

    CASH_DIVIDEND = "CASH_DIVIDEND"
    BONUS_ISSUE = "BONUS_ISSUE"
    SPLIT = "SPLIT"
    REVERSE_SPLIT = "REVERSE_SPLIT"
    RIGHTS_ISSUE = "RIGHTS_ISSUE"


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

    type: CorporateAction = term(choice(CorporateAction), default=REQUIRED)
    record_date: datetime | None = term(TIME)
    ex_date: datetime | None = term(TIME)
    pay_date: datetime | None = term(TIME)
    per: Decimal = term(POSITIVE, default=TEN)
    amount: Decimal | None = term(POSITIVE)
    tax_rate: Decimal = term(POSITIVE, default=ZERO)
    shares: Decimal | None = term(POSITIVE)
    price: Decimal | None = term(POSITIVE)
    fraction: FractionRule = term(choice(FractionRule), default=FractionRule.DOWN)
    subscription_end: datetime | None = term(TIME)

    @property
    def last_date(self) -> datetime | None:
        """When the action has had all its effects."""
        return max((at for at in (self.ex_date, self.pay_date, self.subscription_end) if at), default=None)


_NEEDS: Final[dict[CorporateAction, tuple[tuple[str, str], ...]]] = {
    CorporateAction.CASH_DIVIDEND: (("record_date", "recordDate"), ("pay_date", "payDate"), ("amount", "amount")),
    CorporateAction.BONUS_ISSUE: (("record_date", "recordDate"), ("ex_date", "exDate"), ("shares", "shares")),
    CorporateAction.SPLIT: (("ex_date", "exDate"), ("shares", "shares")),
    CorporateAction.REVERSE_SPLIT: (("ex_date", "exDate"), ("shares", "shares")),
    CorporateAction.RIGHTS_ISSUE: (
        ("record_date", "recordDate"),
        ("subscription_end", "subscriptionEnd"),
        ("shares", "shares"),
        ("price", "price"),
    ),
}


def contradiction(action: Action) -> str | None:
    """Why a corporate action is not complete, or contradicts itself; None if neither."""
    kind = action.type
    for field, name in _NEEDS[kind]:
        if getattr(action, field) is None:
            return f"{kind} needs {name}"
    shares = ZERO if action.shares is None else action.shares
    if not action.per:
        return "per is 0"
    if kind is CorporateAction.SPLIT and shares <= action.per:
        return "a split makes more shares of per shares"
    if kind is CorporateAction.REVERSE_SPLIT and not ZERO < shares < action.per:
        return "a reverse split makes fewer shares of per shares"
    if action.fraction is FractionRule.CASH and action.price is None:
        return "fractions in cash need price"
    if action.tax_rate > 1:
        return "taxRate is more than 1"
    later = (action.ex_date, action.pay_date, action.subscription_end)
    if action.record_date is not None and any(at.date() <= action.record_date.date() for at in later if at):
        return "recordDate is not before the other dates"
    return None


@dataclass(frozen=True, kw_only=True)
class EquityTerms(HoldingTerms):
    """The shares that are held at the status date, what they cost, and what becomes of them."""

    quantity: Decimal = term(POSITIVE, "QT", default=ZERO)
    cost_basis: Decimal = term(POSITIVE, "CBS", default=ZERO)
    corporate_actions: tuple[Action, ...] = term(records(Action, name="corporateActions"), "CAS", default=())
