# SPDX-License-Identifier: Apache-2.0
"""What each event does to a repo: exchange, accrual, margin, income, substitution, repurchase.

The half of REPO that does not know schedules; the other half is ``repo.py``.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import margining
from counterfoil.terms.formulas.amounts import amount_of, check_amounts
from counterfoil.terms.formulas.margining import COLLATERAL, Collateral, MarginSettlement, PriceOf
from counterfoil.terms.kernel.arithmetic import ZERO, text
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.day_count import year_fraction
from counterfoil.terms.kernel.events import Occurrence, Scheduled
from counterfoil.terms.kernel.reading import given, located
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.repo_terms import RepoState, RepoTerms, RepoType

Occasion = Scheduled[RepoState]
Now = Occurrence[RepoState]


class RepoSteps(Contract[RepoTerms, RepoState]):
    """The state of a repo, and the steps that change it; a base class of ``Repo`` only."""

    record = RepoTerms
    required = "CNTRL SD CUR RPTP IED RPP IPNR IPDC COLL"

    def __init__(self, terms: RepoTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.start = given(terms.initial_exchange_date, "initialExchangeDate")
        convention = given(terms.day_count_convention, "dayCountConvention")
        calendar = self.calendar if convention.needs_calendar else None
        self.year_fraction = year_fraction(convention, maturity=terms.maturity_date, calendar=calendar)

    def initial_exchange(self, now: Now) -> Decimal:
        """IED: ``-sign purchase price``; the collateral is with the buyer."""
        state = now.state
        self.begin(state)
        return -state.notional_principal

    def repurchase(self, now: Now) -> Decimal:
        """MD, STD: ``sign purchase price (1 + rate year fraction)``; nothing is left."""
        state = now.state
        payoff = state.notional_principal + state.accrued_interest
        state.notional_principal = state.accrued_interest = state.accrued_before = ZERO
        state.collateral, state.collateral_value = (), None
        return payoff

    def margin_call(self, now: Now) -> Decimal:
        """MR: ``sign (required - collateral value - cash margin held)`` in cash; 0 where collateral moves instead.

        The seller of a pledged repo gets back no more cash than it gave: an excess of collateral stays pledged.
        """
        state = now.state
        terms = self.terms
        price_of = _prices(now.item.at, now.risk_factors)
        state.collateral_value = margining.value_of(state.collateral, price_of)
        deficit = self._required(state) - state.collateral_value - self._held(state)
        amount = margining.called(
            deficit, threshold=terms.margin_threshold, minimum_transfer=terms.minimum_transfer_amount
        )
        if terms.margin_settlement is MarginSettlement.COLLATERAL:
            state.collateral = margining.moved(state.collateral, amount, price_of)
            state.collateral_value = margining.value_of(state.collateral, price_of)
            return ZERO
        if terms.repo_type is RepoType.PLEDGED:
            amount = max(amount, -self._held(state))
        payoff = self.sign * amount
        state.cash_margin -= payoff
        return payoff

    def happen(self, now: Now) -> Decimal:
        """One event; the return of cash margin accrues no interest, which the repurchase of that time does."""
        return now.item.step(now) if now.item.step == self.margin_return else super().happen(now)

    def margin_return(self, now: Now) -> Decimal:
        """MR: cash margin goes back to who gave it."""
        state = now.state
        payoff = state.cash_margin
        state.cash_margin = ZERO
        return payoff

    def rate_reset(self, now: Now) -> Decimal:
        """RR: market rate + spread."""
        code = given(self.terms.market_object_code_of_rate_reset, "marketObjectCodeOfRateReset")
        rate = now.risk_factors.fixing(code, now.item.at) + self.terms.rate_spread
        return self._set_rate(rate, now)

    def rate_agreed(self, seen: ObservedEvent, now: Now) -> Decimal:
        """RR: the rate that the parties of an open repo agreed on."""
        return self._set_rate(amount_of(seen), now)

    def _set_rate(self, rate: Decimal, now: Now) -> Decimal:
        """The rate is replaced from here on; what accrued stays."""
        state = now.state
        state.accrued_before, state.accrual_start = state.accrued_interest, now.item.accrued_to
        state.nominal_interest_rate = rate
        return ZERO

    def notice(self, seen: ObservedEvent, now: Now) -> Decimal:
        """XD: 0; the first notice counts."""
        state = now.state
        state.exercise_date = state.exercise_date or now.item.at
        return ZERO

    def manufactured_income(self, seen: ObservedEvent, now: Now) -> Decimal:
        """MI: ``-sign quantity income per unit``, of the collateral that is there when the income is paid."""
        state = now.state
        where = f"MI observed on {format_time(seen.at)}"
        if self.terms.repo_type is RepoType.PLEDGED:
            problem = "the seller of a pledged repo keeps the title, and the income with it"
            raise InputError(problem, where=where, remedy="check which contract the observation is of")
        named = seen.states.get("collateralID")
        held = [piece for piece in state.collateral if named in (None, piece.collateral_id)]
        if len(held) != 1:
            raise InputError(
                "no collateral is named" if named is None else f"{named!r} is not among the collateral",
                where=where,
                remedy=f"name in states.collateralID one of: {margining.shown(state.collateral)}",
            )
        return -self.sign * held[0].quantity * amount_of(seen)

    def substitution(self, seen: ObservedEvent, now: Now) -> Decimal:
        """CSB: 0; InputError unless the new collateral and the cash margin are worth what is required."""
        state, where = now.state, f"CSB observed on {format_time(seen.at)}"
        offered = _collateral(seen, where)
        value = margining.value_of(offered, _prices(now.item.at, now.risk_factors))
        required = self._required(state) - self._held(state)
        if value < required:
            problem = f"the new collateral is worth {text(value)}, required are {text(required)}"
            raise InputError(problem, where=where, remedy="check quantities, prices and the day")
        state.collateral, state.collateral_value = offered, value
        return ZERO

    # The state.

    def begin(self, state: RepoState) -> None:
        """The state after the initial exchange, before anything accrued."""
        terms = self.terms
        state.notional_principal = self.sign * given(terms.purchase_price, "purchasePrice")
        state.nominal_interest_rate = given(terms.nominal_interest_rate, "nominalInterestRate")
        state.collateral = given(terms.collateral, "collateral")

    def advance(self, state: RepoState, until: datetime) -> None:
        """Interest to ``until``, always from the last rate reset: margin calls between leave no trace in its digits."""
        fraction = self.year_fraction(state.accrual_start, until)
        state.accrued_interest = (
            state.accrued_before + state.notional_principal * state.nominal_interest_rate * fraction
        )
        state.status_date = until

    def _held(self, state: RepoState) -> Decimal:
        """Cash margin that the buyer holds; negative if the seller holds it."""
        return -self.sign * state.cash_margin

    def _required(self, state: RepoState) -> Decimal:
        exposure = self.sign * (state.notional_principal + state.accrued_interest)
        terms = self.terms
        return margining.required_value(exposure, haircut=terms.haircut, initial_margin=terms.initial_margin_ratio)


def _prices(at: datetime, risk_factors: RiskFactors) -> PriceOf:
    return lambda code: risk_factors.fixing(code, at)


def _collateral(seen: ObservedEvent, where: str) -> tuple[Collateral, ...]:
    try:
        with located(where):
            offered: tuple[Collateral, ...] = COLLATERAL.read(seen.states.get("collateral"))
    except ValueError:
        remedy = "give in states.collateral a list of {collateralID, quantity, marketObjectCode}"
        raise InputError("no list of collateral", where=where, remedy=remedy) from None
    margining.check_collateral(offered, where=where)
    for number, item in enumerate(offered):
        check_amounts(item, where=f"{where}.collateral[{number}]")
    return offered
