# SPDX-License-Identifier: Apache-2.0
"""EQUITY: a shareholding with its corporate actions, of which the ACTUS type STK knows the cash dividend only.

Entitlement is fixed when the record date ends, by the shares held then:

- cash dividend: owed from the record date, paid on the pay date, after tax and to the cent;
- bonus issue, on the ex-date: new shares at no cost;
- split and reverse split, on the ex-date: other shares instead of those that are held;
- rights issue: whole rights after the record date, each to subscribe a share for ``price`` until they lapse on the day
  after ``subscriptionEnd``.

A fraction of a share is lost, rounded half up, or paid at ``price`` to the cent; such cash takes its average share of
the cost basis. The arithmetic is in ``formulas/corporate_actions.py``.
Conservation: cost basis + cost of what was sold = cost of what was bought; shares are whole if they were at first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

from counterfoil.terms.formulas.corporate_actions import Action, CorporateAction, FractionRule, average_cost
from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, rounded
from counterfoil.terms.kernel.dates import ONE_DAY, midnight
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import ContractState, Occurrence, Scheduled
from counterfoil.terms.kernel.reading import given, records, term
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import HOLDING
from counterfoil.terms.kernel.values import AMOUNT, TEXT
from counterfoil.terms.types.contract import Contract, Fault

_SPLITS: Final = (CorporateAction.SPLIT, CorporateAction.REVERSE_SPLIT)


@dataclass(frozen=True, kw_only=True)
class EquityTerms(BasicTerms):
    """The shares that are held at the status date, what they cost, and what becomes of them."""

    market_object_code: str | None = term(TEXT, "MOC")
    quantity: Decimal = term(AMOUNT, "QT", default=ZERO)
    cost_basis: Decimal = term(AMOUNT, "CBS", default=ZERO)
    corporate_actions: tuple[Action, ...] = term(records(Action, name="corporateActions"), "CAS", default=())


@dataclass
class EquityState(ContractState):
    """Shares and what they cost; rights; dividends declared and unpaid; gain on fractions that were paid out.

    ``entitled``: by number of the corporate action, the shares that its record date found.
    """

    shares: Decimal
    cost_basis: Decimal
    cost_of_sales: Decimal = ZERO
    realised_gain: Decimal = ZERO
    rights: Decimal = ZERO
    money_owed: Decimal = ZERO
    entitled: tuple[tuple[int, Decimal], ...] = field(default=(), repr=False)

    def relieve(self, shares: Decimal, held: Decimal, proceeds: Decimal) -> None:
        """Take the average cost of ``shares`` of ``held``, paid out at ``proceeds``, out of the cost basis."""
        cost = average_cost(self.cost_basis, shares, held)
        self.cost_basis -= cost
        self.cost_of_sales += cost
        self.realised_gain += proceeds - cost


Now = Occurrence[EquityState]
Planned = Iterator[Scheduled[EquityState]]


class Equity(Contract[EquityTerms, EquityState]):
    """Dividends, bonus issues, splits and rights issues of one share."""

    contract_type = "EQUITY"
    name = "shares with corporate actions"
    record = EquityTerms
    sides = HOLDING

    def faults(self) -> Iterator[Fault]:
        """Every corporate action is complete, and one rights issue ends before the next begins."""
        yield from super().faults()
        for number, action in enumerate(self.terms.corporate_actions):
            problem, last = action.contradiction(), action.last_date
            if problem is None and action.type not in _SPLITS and action.record_date is not None and last is not None:
                undecided = _record_time(action.record_date) <= self.status_date < last
                problem = "its record date is before the statusDate, and its effects are not" if undecided else None
            if problem is not None:
                yield f"corporateActions[{number}]", problem, "see the terms of EQUITY"
        issues = [item for item in self.terms.corporate_actions if item.type is CorporateAction.RIGHTS_ISSUE]
        issues.sort(key=lambda item: given(item.record_date, "recordDate"))
        for earlier, later in pairwise(issues):
            if given(later.record_date, "recordDate") <= given(earlier.subscription_end, "subscriptionEnd"):
                yield "corporateActions", "two rights issues at one time", "give them two contracts"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> EquityState:
        """The shares and the cost basis that the terms state."""
        return EquityState(self.status_date, self.terms.quantity, self.terms.cost_basis)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Corporate actions with their record dates."""
        for number, action in enumerate(self.terms.corporate_actions):
            if action.record_date is not None and action.type not in _SPLITS:
                fixed = partial(self.fix_entitlement, number, action)
                yield self.on_its_day("RD", _record_time(action.record_date), fixed)
            if action.type is CorporateAction.CASH_DIVIDEND:
                yield self.on_its_day("DV", given(action.pay_date, "payDate"), partial(self.dividend, number, action))
            elif action.type is CorporateAction.RIGHTS_ISSUE:
                record, end = given(action.record_date, "recordDate"), given(action.subscription_end, "subscriptionEnd")
                yield self.on_its_day("RG", midnight(record) + ONE_DAY, partial(self.grant, number, action))
                yield self.on_its_day("RL", midnight(end) + ONE_DAY, self.lapse)
            else:
                kind = "BI" if action.type is CorporateAction.BONUS_ISSUE else "SS"
                yield self.on_its_day(kind, given(action.ex_date, "exDate"), partial(self.convert, number, action))

    def fix_entitlement(self, number: int, action: Action, now: Now) -> None:
        """RD: the shares held now count for the action; a cash dividend is owed from now on."""
        state = now.state
        state.entitled = (*state.entitled, (number, state.shares))
        if action.type is CorporateAction.CASH_DIVIDEND:
            state.money_owed += action.cash(state.shares)

    def dividend(self, number: int, action: Action, now: Now) -> Decimal:
        """DV: receives the dividend after tax."""
        paid = action.cash(_entitled(now.state, number))
        now.state.money_owed -= paid
        return self.sign * paid

    def convert(self, number: int, action: Action, now: Now) -> Decimal:
        """BI, SS: new shares; receives ``fraction * price`` where fractions are paid in cash."""
        state, bonus = now.state, action.type is CorporateAction.BONUS_ISSUE
        kept = state.shares if bonus else ZERO
        exactly = action.new_shares(_entitled(state, number) if bonus else state.shares)
        shares, cash = action.fraction.whole(exactly), ZERO
        if action.fraction is FractionRule.CASH and exactly > shares:
            cash = rounded((exactly - shares) * given(action.price, "price"), CENT)
            state.relieve(exactly - shares, kept + exactly, cash)
        state.shares = kept + shares
        if not state.shares:
            state.relieve(ONE, ONE, ZERO)
        return self.sign * cash

    def grant(self, number: int, action: Action, now: Now) -> None:
        """RG: whole rights."""
        now.state.rights = FractionRule.DOWN.whole(action.new_shares(_entitled(now.state, number)))

    def lapse(self, now: Now) -> None:
        """RL: what was not subscribed is lost."""
        now.state.rights = ZERO


def _entitled(state: EquityState, number: int) -> Decimal:
    return sum((shares for known, shares in state.entitled if known == number), ZERO)


def _record_time(day: datetime) -> datetime:
    """When a record date finds who holds: as the day ends."""
    return midnight(day) + timedelta(hours=23, minutes=59, seconds=59)
