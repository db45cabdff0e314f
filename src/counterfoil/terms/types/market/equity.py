# SPDX-License-Identifier: Apache-2.0
"""EQUITY: a shareholding with its corporate actions, of which the ACTUS type STK knows the cash dividend only.

Entitlement is fixed when the record date ends, by the shares held then. With ``ratio = shares / per``:

- cash dividend: ``held * amount / per * (1 - taxRate)`` to the cent, owed from the record date, paid on the pay date;
- bonus issue, on the ex-date: ``held * ratio`` new shares at no cost;
- split and reverse split, on the ex-date: ``held * ratio`` shares instead of ``held``;
- rights issue: after the record date ``held * ratio`` rights, whole ones, each to subscribe a share for ``price`` until
  they lapse on the day after ``subscriptionEnd``.

A fraction of a share is lost, rounded half up, or paid at ``price`` to the cent; such cash, and sales
(TD, value: shares), take their average share of the cost basis, to which purchases (PRD, value: shares) and
subscriptions (RS) add. Whole shares are traded, unless the holding has a fraction; rights are always whole.
Conservation: cost basis + cost of what was sold = cost of what was bought; shares are whole if they were at first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, rounded
from counterfoil.terms.kernel.dates import ONE_DAY, midnight
from counterfoil.terms.kernel.events import FlatState, Occurrence, Scheduled, Values
from counterfoil.terms.kernel.reading import given
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.market.equity_terms import (
    Action,
    CorporateAction,
    EquityTerms,
    FractionRule,
    contradiction,
)
from counterfoil.terms.types.market.holding import HoldingContract, impossible, traded

_SPLITS: Final = (CorporateAction.SPLIT, CorporateAction.REVERSE_SPLIT)


@dataclass(slots=True)
class EquityState(FlatState):
    """Shares and what they cost; rights not subscribed; dividends declared and unpaid; gain on what was sold.

    ``entitled``: by number of the corporate action, the shares that its record date found.
    """

    status_date: datetime
    shares: Decimal
    cost_basis: Decimal
    cost_of_sales: Decimal = ZERO
    realised_gain: Decimal = ZERO
    rights: Decimal = ZERO
    rights_price: Decimal = ZERO
    money_owed: Decimal = ZERO
    entitled: tuple[tuple[int, Decimal], ...] = ()

    def values(self) -> Values:
        """The state by names of terms."""
        return {
            "statusDate": self.status_date,
            "shares": self.shares,
            "costBasis": self.cost_basis,
            "costOfSales": self.cost_of_sales,
            "realisedGain": self.realised_gain,
            "rights": self.rights,
            "moneyOwed": self.money_owed,
        }

    def relieve(self, shares: Decimal, held: Decimal, proceeds: Decimal) -> None:
        """Take out of the cost basis the average cost of ``shares`` of ``held``, sold for ``proceeds``."""
        cost = self.cost_basis if shares == held else self.cost_basis * shares / held
        self.cost_basis -= cost
        self.cost_of_sales += cost
        self.realised_gain += proceeds - cost


Now = Occurrence[EquityState]
Planned = Iterator[Scheduled[EquityState]]


class Equity(HoldingContract[EquityTerms, EquityState]):
    """Purchases, sales, dividends, bonus issues, splits and rights issues of one share."""

    contract_type = "EQUITY"
    name = "shares with corporate actions"
    record = EquityTerms

    def faults(self) -> Iterator[Fault]:
        """Every corporate action is complete, and one rights issue ends before the next begins."""
        yield from super().faults()
        for number, action in enumerate(self.terms.corporate_actions):
            problem, record = contradiction(action), action.record_date
            if problem is None and record is not None and action.type not in _SPLITS:
                problem = self._undecided(record, action.last_date)
            if problem is not None:
                yield f"corporateActions[{number}]", problem, "see the terms of EQUITY"
        issues = [item for item in self.terms.corporate_actions if item.type is CorporateAction.RIGHTS_ISSUE]
        issues.sort(key=lambda item: given(item.record_date, "recordDate"))
        for earlier, later in pairwise(issues):
            if given(later.record_date, "recordDate") <= given(earlier.subscription_end, "subscriptionEnd"):
                yield "corporateActions", "two rights issues at one time", "give them two contracts"

    def _undecided(self, record: datetime, last: datetime | None) -> str | None:
        """Why nobody can say what a record date found: it was before the status date, and its effects are not."""
        undecided = last is not None and _record_time(record) <= self.status_date < last
        return "its record date is before the statusDate, and its effects are not" if undecided else None

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> EquityState:
        """The shares and the cost basis that the terms state."""
        return EquityState(self.status_date, self.terms.quantity, self.terms.cost_basis)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Corporate actions with their record dates, and observed trades."""
        for number, action in enumerate(self.terms.corporate_actions):
            if action.record_date is not None and action.type not in _SPLITS:
                fixed = partial(self.fix_entitlement, number, action)
                yield self.occasion("RD", _record_time(action.record_date), fixed)
            yield from self._effects(number, action)
        steps = {"PRD": self.purchase, "TD": self.sale, "RS": self.subscribe}
        for seen in self.trades(risk_factors, *steps):
            yield self.occasion(seen.type, seen.at, partial(steps[seen.type], seen))

    def _effects(self, number: int, action: Action) -> Planned:
        if action.type is CorporateAction.CASH_DIVIDEND:
            yield self.occasion("DV", given(action.pay_date, "payDate"), partial(self.dividend, number, action))
        elif action.type is CorporateAction.RIGHTS_ISSUE:
            record, end = given(action.record_date, "recordDate"), given(action.subscription_end, "subscriptionEnd")
            yield self.occasion("RG", _day_after(record), partial(self.grant, number, action))
            yield self.occasion("RL", _day_after(end), self.lapse)
        else:
            kind = "BI" if action.type is CorporateAction.BONUS_ISSUE else "SS"
            yield self.occasion(kind, given(action.ex_date, "exDate"), partial(self.convert, number, action))

    # Corporate actions.

    def fix_entitlement(self, number: int, action: Action, now: Now) -> Decimal:
        """RD: the shares held now count for the action; a cash dividend is owed from now on."""
        state = now.state
        state.entitled = (*state.entitled, (number, state.shares))
        if action.type is CorporateAction.CASH_DIVIDEND:
            state.money_owed += _cash(action, state.shares)
        return ZERO

    def dividend(self, number: int, action: Action, now: Now) -> Decimal:
        """DV: receives the dividend after tax."""
        state = now.state
        paid = _cash(action, _entitled(state, number))
        state.money_owed -= paid
        return self.sign * paid

    def convert(self, number: int, action: Action, now: Now) -> Decimal:
        """BI, SS: new shares; receives ``fraction * price`` where fractions are paid in cash."""
        state = now.state
        bonus = action.type is CorporateAction.BONUS_ISSUE
        held = _entitled(state, number) if bonus else state.shares
        exactly = held * given(action.shares, "shares") / action.per
        shares = action.fraction.whole(exactly)
        kept = state.shares if bonus else ZERO
        cash = ZERO
        if action.fraction is FractionRule.CASH and exactly > shares:
            cash = rounded((exactly - shares) * given(action.price, "price"), CENT)
            state.relieve(exactly - shares, kept + exactly, cash)
        state.shares = kept + shares
        if not state.shares:
            state.relieve(ONE, ONE, ZERO)
        return self.sign * cash

    def grant(self, number: int, action: Action, now: Now) -> Decimal:
        """RG: whole rights, at a price, until an end."""
        state = now.state
        entitled = _entitled(state, number) * given(action.shares, "shares") / action.per
        state.rights = FractionRule.DOWN.whole(entitled)
        state.rights_price = given(action.price, "price")
        return ZERO

    def subscribe(self, seen: ObservedEvent, now: Now) -> Decimal:
        """RS: pays ``shares * price`` for new shares, no more than there are rights."""
        state, shares = now.state, _shares(seen, now.state.rights, now.state.rights)
        state.rights -= shares
        return self._acquire(state, shares, state.rights_price)

    def purchase(self, seen: ObservedEvent, now: Now) -> Decimal:
        """PRD: pays ``shares * price``."""
        shares = _shares(seen, None, now.state.shares)
        return self._acquire(now.state, shares, self.price(now.item.at, now.risk_factors))

    def _acquire(self, state: EquityState, shares: Decimal, price: Decimal) -> Decimal:
        cost = rounded(shares * price, CENT)
        state.shares += shares
        state.cost_basis += cost
        return -self.sign * cost

    def sale(self, seen: ObservedEvent, now: Now) -> Decimal:
        """TD: receives ``shares * price``."""
        state, shares = now.state, _shares(seen, now.state.shares, now.state.shares)
        proceeds = rounded(shares * self.price(now.item.at, now.risk_factors), CENT)
        state.relieve(shares, state.shares, proceeds)
        state.shares -= shares
        return self.sign * proceeds

    def lapse(self, now: Now) -> Decimal:
        """RL: what was not subscribed is lost."""
        now.state.rights = ZERO
        return ZERO


def _shares(seen: ObservedEvent, available: Decimal | None, held: Decimal) -> Decimal:
    """The shares traded; InputError for a fraction of one where none is held, so that shares would not stay whole."""
    shares = traded(seen, available)
    if rounded(held, 0) == held and rounded(shares, 0) != shares:
        raise impossible(seen, f"{shares} is not a whole number of shares")
    return shares


def _cash(action: Action, shares: Decimal) -> Decimal:
    gross = shares * given(action.amount, "amount") / action.per
    return rounded(gross * (ONE - action.tax_rate), CENT)


def _entitled(state: EquityState, number: int) -> Decimal:
    return sum((shares for known, shares in state.entitled if known == number), ZERO)


def _day_after(day: datetime) -> datetime:
    """The midnight at which a day is over, and with it what lasts to that day."""
    return midnight(day) + ONE_DAY


def _record_time(day: datetime) -> datetime:
    """When a record date finds who holds: as the day ends."""
    return midnight(day) + timedelta(hours=23, minutes=59, seconds=59)
