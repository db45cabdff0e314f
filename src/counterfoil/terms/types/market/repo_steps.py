# SPDX-License-Identifier: Apache-2.0
"""What each event does to a repo: exchange, accrual, margin, income, substitution, repurchase.

The half of REPO that does not know schedules; the other half is ``repo.py``.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import margining
from counterfoil.terms.formulas.amounts import check_amounts
from counterfoil.terms.formulas.margining import COLLATERAL, Collateral, MarginSettlement, PriceOf
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.day_count import year_fraction
from counterfoil.terms.kernel.events import Scheduled
from counterfoil.terms.kernel.reading import given, located
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.market.orders import Rejection, amount_of
from counterfoil.terms.types.market.repo_terms import RepoState, RepoTerms, RepoType

Occasion = Scheduled[RepoState]


class RepoSteps(Contract[RepoTerms, RepoState]):
    """The state of a repo, and the steps that change it; a base class of ``Repo`` only."""

    record = RepoTerms
    required = (
        "contract_role",
        "status_date",
        "currency",
        "repo_type",
        "initial_exchange_date",
        "purchase_price",
        "nominal_interest_rate",
        "day_count_convention",
        "collateral",
    )

    def __init__(self, terms: RepoTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.start = given(terms.initial_exchange_date, "initialExchangeDate")
        convention = given(terms.day_count_convention, "dayCountConvention")
        calendar = self.calendar if convention.needs_calendar else None
        self.year_fraction = year_fraction(convention, maturity=terms.maturity_date, calendar=calendar)

    def initial_exchange(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """IED: ``-sign purchase price``; the collateral is with the buyer."""
        state.status_date = item.accrued_to
        self.begin(state)
        return -state.notional_principal

    def repurchase(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """MD, STD: ``sign purchase price (1 + rate year fraction)``; nothing is left."""
        self.advance(state, item.accrued_to)
        payoff = state.notional_principal + state.accrued_interest
        state.notional_principal = state.accrued_interest = state.accrued_before = ZERO
        state.collateral, state.collateral_value = (), None
        return payoff

    def margin_call(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """MR: ``sign (required - collateral value - cash margin held)`` in cash; 0 where collateral moves instead.

        The seller of a pledged repo gets back no more cash than it gave: an excess of collateral stays pledged.
        """
        terms = self.terms
        self.advance(state, item.accrued_to)
        price_of = _prices(item.at, risk_factors)
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

    def margin_return(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """MR: cash margin goes back to who gave it."""
        payoff = state.cash_margin
        state.cash_margin = ZERO
        return payoff

    def rate_reset(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """RR: market rate + spread."""
        code = given(self.terms.market_object_code_of_rate_reset, "marketObjectCodeOfRateReset")
        rate = risk_factors.fixing(code, item.at) + self.terms.rate_spread
        return self._set_rate(rate, state, item)

    def rate_agreed(self, order: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """RR: the rate that the parties of an open repo agreed on."""
        state.rejection = Rejection.NONE
        return self._set_rate(amount_of(order), state, item)

    def _set_rate(self, rate: Decimal, state: RepoState, item: Occasion) -> Decimal:
        """The rate is replaced from here on; what accrued stays."""
        self.advance(state, item.accrued_to)
        state.accrued_before, state.accrual_start = state.accrued_interest, item.accrued_to
        state.nominal_interest_rate = rate
        return ZERO

    def notice(self, order: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """XD: 0; the first notice counts."""
        if state.exercise_date is not None:
            return self.refused(Rejection.ALREADY_GIVEN, state, item, risk_factors)
        self.advance(state, item.accrued_to)
        state.exercise_date, state.rejection = item.at, Rejection.NONE
        return ZERO

    def refused(self, reason: Rejection, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """XD, RR, CSB that the repo refuses: 0; interest accrues, nothing else changes."""
        state.rejection, state.status_date = reason, item.accrued_to
        if state.notional_principal:
            self.advance(state, item.accrued_to)
        return ZERO

    def manufactured_income(
        self, seen: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors
    ) -> Decimal:
        """MI: ``-sign quantity income per unit``, of the collateral that is there when the income is paid."""
        where = f"MI observed on {format_time(seen.at)}"
        if self.terms.repo_type is RepoType.PLEDGED:
            problem = "the seller of a pledged repo keeps the title, and the income with it"
            raise InputError(problem, where=where, remedy="check which contract the observation is of")
        self.advance(state, item.accrued_to)
        named = seen.states.get("collateralID")
        held = [piece for piece in state.collateral if named in (None, piece.collateral_id)]
        if len(held) != 1:
            raise InputError(
                "no collateral is named" if named is None else f"{named!r} is not among the collateral",
                where=where,
                remedy=f"name in states.collateralID one of: {margining.shown(state.collateral)}",
            )
        return -self.sign * held[0].quantity * amount_of(seen)

    def income_of_others(
        self, seen: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors
    ) -> Decimal:
        """MI outside the life of the repo: InputError, because the income of these days is not the buyer's."""
        raise InputError(
            "the buyer holds no collateral outside the life of the repo",
            where=f"MI observed on {format_time(seen.at)}",
            remedy="check the day, and which contract the observation is of",
        )

    def substitution(
        self, order: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors
    ) -> Decimal:
        """CSB: 0; refused unless the new collateral and the cash margin are worth what is required."""
        self.advance(state, item.accrued_to)
        offered = _collateral(order, f"CSB observed on {format_time(order.at)}")
        value = margining.value_of(offered, _prices(item.at, risk_factors))
        if value < self._required(state) - self._held(state):
            return self.refused(Rejection.INSUFFICIENT_COLLATERAL, state, item, risk_factors)
        state.collateral, state.collateral_value, state.rejection = offered, value, Rejection.NONE
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
