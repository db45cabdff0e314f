# SPDX-License-Identifier: Apache-2.0
"""What each event does to a repo: exchange, accrual, margin, income, substitution, repurchase."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from counterfoil.primitives.errors import InputError
from counterfoil.terms.arithmetic import ZERO, text
from counterfoil.terms.calendars import STANDARD, Calendar
from counterfoil.terms.contract import Contract
from counterfoil.terms.dates import format_time
from counterfoil.terms.day_count import year_fraction
from counterfoil.terms.events import Scheduled
from counterfoil.terms.market import margining
from counterfoil.terms.market.holding import given
from counterfoil.terms.market.margining import COLLATERAL, Collateral, MarginSettlement, PriceOf
from counterfoil.terms.market.repo_terms import RepoState, RepoTerms, RepoType
from counterfoil.terms.risk_factors import ObservedEvent, RiskFactors

Occasion = Scheduled[RepoState]


class RepoSteps(Contract[RepoTerms, RepoState]):
    """The state of a repo, and the steps that change it."""

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
        self.status_date = given(terms.status_date, "statusDate")
        self.start = given(terms.initial_exchange_date, "initialExchangeDate")
        self.sign = given(terms.contract_role, "contractRole").sign
        convention = given(terms.day_count_convention, "dayCountConvention")
        calendar = self.calendar if convention.needs_calendar else None
        self.year_fraction = year_fraction(convention, maturity=terms.maturity_date, calendar=calendar)

    def initial_exchange(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """IED: ``-sign purchase price``; the collateral is with the buyer."""
        state.status_date = item.until
        self.begin(state)
        return -state.notional_principal

    def repurchase(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """MD, STD: ``sign purchase price (1 + rate year fraction)``; nothing is left."""
        self.advance(state, item.until)
        payoff = state.notional_principal + state.accrued_interest
        state.notional_principal = state.accrued_interest = state.accrued_before = ZERO
        state.collateral, state.collateral_value = (), None
        return payoff

    def margin_call(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """MR: ``sign (required - collateral value - cash margin held)`` in cash; 0 where collateral moves instead.

        The seller of a pledged repo gets back no more cash than it gave: an excess of collateral stays pledged.
        """
        terms = self.terms
        self.advance(state, item.until)
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
        return self.rate_reset_observed(rate, state, item, risk_factors)

    def rate_reset_observed(
        self, rate: Decimal, state: RepoState, item: Occasion, risk_factors: RiskFactors
    ) -> Decimal:
        """RR: the rate is replaced from here on; what accrued stays."""
        self.advance(state, item.until)
        state.accrued_before, state.accrual_start = state.accrued_interest, item.until
        state.nominal_interest_rate = rate
        return ZERO

    def notice(self, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """XD: the first notice counts."""
        self.advance(state, item.until)
        state.exercise_date = state.exercise_date or item.at
        return ZERO

    def manufactured_income(
        self, seen: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors
    ) -> Decimal:
        """MI: ``-sign quantity income per unit``, of the collateral that is there when the income is paid."""
        self.advance(state, item.until)
        named = seen.states.get("collateralID")
        held = [piece for piece in state.collateral if named in (None, piece.collateral_id)]
        if len(held) != 1:
            raise InputError(
                "no collateral is named" if named is None else f"{named!r} is not among the collateral",
                where=f"MI observed on {format_time(seen.at)}",
                remedy=f"name in states.collateralID one of: {margining.shown(state.collateral)}",
            )
        return -self.sign * held[0].quantity * amount_of(seen)

    def substitution(self, seen: ObservedEvent, state: RepoState, item: Occasion, risk_factors: RiskFactors) -> Decimal:
        """CSB: 0; InputError unless the new collateral and the cash margin are worth what is required."""
        where = f"CSB observed on {format_time(seen.at)}"
        self.advance(state, item.until)
        offered = _collateral(seen, where)
        value = margining.value_of(offered, _prices(item.at, risk_factors))
        required = self._required(state) - self._held(state)
        if value < required:
            raise InputError(
                f"the new collateral is worth {text(value)}, but {text(required)} is required",
                where=where,
                remedy="offer more of it, or another",
            )
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


def amount_of(seen: ObservedEvent) -> Decimal:
    """The value of an observed event; InputError if it has none."""
    if seen.value is None:
        where = f"{seen.type} observed on {format_time(seen.at)}"
        raise InputError("there is no value", where=where, remedy="give the value of the event")
    return seen.value


def _collateral(seen: ObservedEvent, where: str) -> tuple[Collateral, ...]:
    remedy = "give in states.collateral a list of {collateralID, quantity, marketObjectCode}"
    try:
        offered: tuple[Collateral, ...] = COLLATERAL.read(seen.states.get("collateral"))
    except ValueError:
        raise InputError("no list of collateral", where=where, remedy=remedy) from None
    problem = margining.fault(offered)
    if problem:
        raise InputError(problem, where=where, remedy=remedy)
    return offered
