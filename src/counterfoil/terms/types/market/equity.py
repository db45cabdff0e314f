# SPDX-License-Identifier: Apache-2.0
"""EQUITY: a shareholding with its corporate actions, of which the ACTUS type STK knows the cash dividend only.

Entitlement is fixed when the record date ends, by the shares held then. With ``ratio = shares / per``:

- cash dividend: ``held * amount / per * (1 - taxRate)`` to the cent, owed from the record date, paid on the pay date;
- bonus issue, on the ex-date: ``held * ratio`` new shares at no cost;
- split and reverse split, on the ex-date: ``held * ratio`` shares instead of ``held``;
- rights issue: after the record date ``held * ratio`` rights, whole ones; each subscribes (RS) a share for ``price``
  until they lapse on the day after ``subscriptionEnd``.

A fraction of a share is lost, rounded half up, or paid at ``price`` to the cent. Only whole shares are ordered, unless
the holding has a fraction; rights are always whole. Purchases (PRD, value: shares) add
to the cost basis; sales (TD, value: shares) and cash for fractions take their average share of it.
Conservation: cost basis + cost of what was sold = cost of what was bought; shares are whole if they were at first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.terms.kernel.arithmetic import CENT, ONE, ZERO, rounded
from counterfoil.terms.kernel.events import FlatState, Scheduled
from counterfoil.terms.kernel.reading import TermError, given
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.market.equity_terms import Action, CorporateAction, EquityTerms, FractionRule, check_action
from counterfoil.terms.types.market.holding import HoldingContract, day_after, record_time
from counterfoil.terms.types.market.orders import Rejection, amount_of, is_whole, refusal


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
    rejection: Rejection = Rejection.NONE
    entitled: tuple[tuple[int, Decimal], ...] = ()

    def values(self) -> dict[str, Decimal | datetime | str | None]:
        """The state by names of terms."""
        return {
            "statusDate": self.status_date,
            "shares": self.shares,
            "costBasis": self.cost_basis,
            "costOfSales": self.cost_of_sales,
            "realisedGain": self.realised_gain,
            "rights": self.rights,
            "moneyOwed": self.money_owed,
            "rejection": self.rejection.value,
        }

    def relieve(self, shares: Decimal, held: Decimal, proceeds: Decimal) -> None:
        """Take out of the cost basis the average cost of ``shares`` of ``held``, sold for ``proceeds``."""
        cost = self.cost_basis if shares == held else self.cost_basis * shares / held
        self.cost_basis -= cost
        self.cost_of_sales += cost
        self.realised_gain += proceeds - cost


class Equity(HoldingContract[EquityTerms, EquityState]):
    """Purchases, sales, dividends, bonus issues, splits and rights issues of one share."""

    contract_type = "EQUITY"
    name = "shares with corporate actions"
    record = EquityTerms

    def check(self, where: str) -> None:
        """Every corporate action is complete, and one rights issue ends before the next begins."""
        super().check(where)
        free = None
        for number, action in enumerate(self.terms.corporate_actions):
            name = f"corporateActions[{number}]"
            check_action(action, name=name, where=where)
            if action.type not in _SPLITS:
                self.check_entitlement(action.record_date, action.last_date, name=name, where=where)
        issues = [item for item in self.terms.corporate_actions if item.type is CorporateAction.RIGHTS_ISSUE]
        for action in sorted(issues, key=lambda item: given(item.record_date, "recordDate")):
            if free is not None and given(action.record_date, "recordDate") <= free:
                raise TermError(
                    "corporateActions", "two rights issues at one time", where=where, remedy="give them two contracts"
                )
            free = action.subscription_end

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> EquityState:
        """The shares and the cost basis that the terms state."""
        return EquityState(self.status_date, self.terms.quantity, self.terms.cost_basis)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Scheduled[EquityState]]:
        """Corporate actions with their record dates, and observed orders."""
        for number, action in enumerate(self.terms.corporate_actions):
            if action.record_date is not None and action.type not in _SPLITS:
                fixed = partial(self.fix_entitlement, number, action)
                yield self.occasion("RD", record_time(action.record_date), fixed)
            yield from self._effects(number, action)
        steps = {"PRD": self.purchase, "TD": self.sale, "RS": self.subscribe}
        for order in self.orders(risk_factors, *steps):
            yield self.occasion(order.type, order.at, partial(steps[order.type], order))

    def _effects(self, number: int, action: Action) -> Iterator[Scheduled[EquityState]]:
        if action.type is CorporateAction.CASH_DIVIDEND:
            yield self.occasion("DV", given(action.pay_date, "payDate"), partial(self.dividend, number, action))
        elif action.type is CorporateAction.RIGHTS_ISSUE:
            record, end = given(action.record_date, "recordDate"), given(action.subscription_end, "subscriptionEnd")
            yield self.occasion("RG", day_after(record), partial(self.grant, number, action))
            yield self.occasion("RL", day_after(end), self.lapse)
        else:
            kind = "BI" if action.type is CorporateAction.BONUS_ISSUE else "SS"
            yield self.occasion(kind, given(action.ex_date, "exDate"), partial(self.convert, number, action))

    # Corporate actions.

    def fix_entitlement(
        self, number: int, action: Action, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """RD: the shares held now count for the action; a cash dividend is owed from now on."""
        state.status_date = item.at
        state.entitled = (*state.entitled, (number, state.shares))
        if action.type is CorporateAction.CASH_DIVIDEND:
            state.money_owed += _cash(action, state.shares)
        return ZERO

    def dividend(
        self, number: int, action: Action, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """DV: receives the dividend after tax."""
        state.status_date = item.at
        paid = _cash(action, _entitled(state, number))
        state.money_owed -= paid
        return self.sign * paid

    def convert(
        self, number: int, action: Action, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """BI, SS: new shares; receives ``fraction * price`` where fractions are paid in cash."""
        state.status_date = item.at
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

    def grant(
        self, number: int, action: Action, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """RG: whole rights, at a price, until an end."""
        state.status_date = item.at
        entitled = _entitled(state, number) * given(action.shares, "shares") / action.per
        state.rights = FractionRule.DOWN.whole(entitled)
        state.rights_price = given(action.price, "price")
        return ZERO

    def subscribe(
        self, order: ObservedEvent, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """RS: pays ``shares * price`` for new shares; refused beyond the rights, which are whole."""
        state.status_date = item.at
        shares = amount_of(order)
        state.rejection = refusal(shares, state.rights, Rejection.NO_RIGHTS) or _divided(shares, state.rights)
        if state.rejection is not Rejection.NONE:
            return ZERO
        cost = rounded(shares * state.rights_price, CENT)
        state.rights -= shares
        state.shares += shares
        state.cost_basis += cost
        return -self.sign * cost

    def lapse(self, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors) -> Decimal:
        """RL: what was not subscribed is lost."""
        state.status_date, state.rights = item.at, ZERO
        return ZERO

    # Orders.

    def purchase(
        self, order: ObservedEvent, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """PRD: pays ``shares * price``."""
        state.status_date = item.at
        shares = amount_of(order)
        state.rejection = refusal(shares, shares) or _divided(shares, state.shares)
        if state.rejection is not Rejection.NONE:
            return ZERO
        cost = rounded(shares * self.price(item.at, risk_factors), CENT)
        state.shares += shares
        state.cost_basis += cost
        return -self.sign * cost

    def sale(
        self, order: ObservedEvent, state: EquityState, item: Scheduled[EquityState], risk_factors: RiskFactors
    ) -> Decimal:
        """TD: receives ``shares * price``; refused beyond the holding."""
        state.status_date = item.at
        shares = amount_of(order)
        state.rejection = refusal(shares, state.shares) or _divided(shares, state.shares)
        if state.rejection is not Rejection.NONE:
            return ZERO
        proceeds = rounded(shares * self.price(item.at, risk_factors), CENT)
        state.relieve(shares, state.shares, proceeds)
        state.shares -= shares
        return self.sign * proceeds


_SPLITS = (CorporateAction.SPLIT, CorporateAction.REVERSE_SPLIT)


def _cash(action: Action, shares: Decimal) -> Decimal:
    gross = shares * given(action.amount, "amount") / action.per
    return rounded(gross * (ONE - action.tax_rate), CENT)


def _divided(shares: Decimal, held: Decimal) -> Rejection:
    """Why an order for a fraction of a share is refused: none is held, so that shares would no longer be whole."""
    return Rejection.NOT_WHOLE if is_whole(held) and not is_whole(shares) else Rejection.NONE


def _entitled(state: EquityState, number: int) -> Decimal:
    return sum((shares for known, shares in state.entitled if known == number), ZERO)
