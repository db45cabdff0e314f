# SPDX-License-Identifier: Apache-2.0
"""REPO, sale and repurchase: cash against collateral, classic or pledged, for a term or open until notice.

=====  =======================  ==================================================================================
Event  Name                     Payoff to the buyer (to the seller: the opposite)
=====  =======================  ==================================================================================
IED    initial exchange         ``-purchase price``
RR     rate reset               0; the repo rate becomes market rate + spread
MI     manufactured income      classic: ``-quantity income per unit``, because the buyer received the income
MR     margin call              ``required - collateral value - cash margin held``, in cash or in lots of collateral;
                                cash margin goes back when the repo ends
MD     maturity                 ``purchase price (1 + rate year fraction)``
XD     exercise                 0; notice that ends an open repo after the notice period
STD    settlement               of an open repo: as MD
=====  =======================  ==================================================================================

Required is ``(purchase price + accrued interest) / (1 - haircut)``, or times the initial margin ratio. Calls restore it
in full, once the gap is above the threshold. Interest on cash margin is not part of the contract. Observed are XD, of
which the first counts, and MI (value: income per unit; ``states``: collateralID unless there is but one). One that
cannot be is an error: a notice where a maturity is agreed, income of a pledged repo, anything outside the life of the
repo. Another rate of an open repo, or other collateral, is stated in terms anew; what it must be worth says
``required_value``.

Margining in full above a threshold and manufactured income follow the Global Master Repurchase Agreement
(The Bond Market Association and International Securities Market Association, 2000 version).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas import margining
from counterfoil.terms.formulas.margining import Collateral, MarginSettlement, shown
from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.dates import ONE_DAY, Cycle, EndOfMonthConvention, Period, format_time, schedule
from counterfoil.terms.kernel.day_count import DayCountConvention
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import (
    ContractState,
    Occurrence,
    Scheduled,
    Step,
    Values,
    order_of,
)
from counterfoil.terms.kernel.reading import REQUIRED, given, records, term
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.roles import HOLDING, ContractRole, Sides
from counterfoil.terms.kernel.values import ABOVE_ZERO, AMOUNT, CYCLE, PERIOD, SIGNED, TEXT, TIME, choice, too_large
from counterfoil.terms.types.contract import Contract, Fault

Stated = tuple[datetime | None, Cycle | None]
"""Anchor and cycle of a schedule; neither if there is none."""


class RepoType(StrEnum):
    """Classic (outright, 买断式): title to the collateral passes to the buyer. Pledged (质押式): it stays."""

    CLASSIC = "CLASSIC"
    PLEDGED = "PLEDGED"


@dataclass(frozen=True, kw_only=True)
class RepoTerms(BasicTerms):
    """The buyer (role ``RPA`` or ``BUY``) lends cash against collateral, the seller (``RPL`` or ``SEL``) borrows it.

    ``accruedInterest`` and ``cashMargin`` are those at the status date and carry the sign of the role.
    """

    # Conventions.
    end_of_month_convention: EndOfMonthConvention = term(
        EndOfMonthConvention, "EOMC", default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention = term(DayCountConvention, "IPDC", default=REQUIRED)
    # Purchase and repurchase. Without a maturity date the repo is open.
    repo_type: RepoType = term(choice(RepoType, OUTRIGHT=RepoType.CLASSIC), "RPTP", default=REQUIRED)
    initial_exchange_date: datetime = term(TIME, "IED", default=REQUIRED)
    maturity_date: datetime | None = term(TIME, "MD")
    x_day_notice: Period | None = term(PERIOD, "XDN")
    purchase_price: Decimal = term(ABOVE_ZERO, "RPP", default=REQUIRED, aliases=("notionalPrincipal",))
    nominal_interest_rate: Decimal = term(SIGNED, "IPNR", default=REQUIRED, aliases=("repoRate",))
    accrued_interest: Decimal | None = term(SIGNED, "IPAC")
    cycle_anchor_date_of_rate_reset: datetime | None = term(TIME, "RRANX")
    cycle_of_rate_reset: Cycle | None = term(CYCLE, "RRCL")
    market_object_code_of_rate_reset: str | None = term(TEXT, "RRMO")
    rate_spread: Decimal = term(SIGNED, "RRSP", default=ZERO)
    # Collateral and margin.
    collateral: tuple[Collateral, ...] = term(records(Collateral, name="collateral"), "COLL", default=REQUIRED)
    haircut: Decimal | None = term(AMOUNT, "HC")
    initial_margin_ratio: Decimal | None = term(AMOUNT, "IMR")
    margin_settlement: MarginSettlement = term(MarginSettlement, "MRST", default=MarginSettlement.CASH)
    margin_threshold: Decimal = term(AMOUNT, "MRTH", default=ZERO)
    minimum_transfer_amount: Decimal = term(AMOUNT, "MTA", default=ZERO)
    cycle_anchor_date_of_margining: datetime | None = term(TIME, "MRANX")
    cycle_of_margining: Cycle | None = term(CYCLE, "MRCL")
    cash_margin: Decimal = term(SIGNED, "CMRG", default=ZERO)


@dataclass
class RepoState(ContractState):
    """Amounts carry the sign of the contract role: negative is owed by the creator of the contract record."""

    accrual_start: datetime = field(repr=False)
    accrued_before: Decimal = field(default=ZERO, repr=False)
    notional_principal: Decimal = ZERO
    nominal_interest_rate: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    cash_margin: Decimal = ZERO
    collateral: tuple[Collateral, ...] = ()
    collateral_value: Decimal | None = None
    exercise_date: datetime | None = None

    def values(self) -> Values:
        """The collateral by identifier; its value is the one last asked for, with its quantities of that time."""
        return ContractState.values(self) | {"collateral": shown(self.collateral)}


Occasion = Scheduled[RepoState]
Now = Occurrence[RepoState]
Planned = Iterator[Occasion]


class Repo(Contract[RepoTerms, RepoState]):
    """A purchase and a repurchase of collateral, between which it is margined."""

    contract_type = "REPO"
    name = "sale and repurchase agreement"
    record = RepoTerms
    observes = ("MI", "XD")
    sides = Sides("is not a side of a repo", (*HOLDING.roles, ContractRole.BUY, ContractRole.SEL))

    def __init__(self, terms: RepoTerms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.start = terms.initial_exchange_date
        self.resets: Stated = terms.cycle_anchor_date_of_rate_reset, terms.cycle_of_rate_reset
        self.margining: Stated = terms.cycle_anchor_date_of_margining, terms.cycle_of_margining
        self.year_fraction = self.counting(terms.day_count_convention, terms.maturity_date)

    def faults(self) -> Iterator[Fault]:
        """One side, one kind of end, one way to say what collateral must be worth, and a market rate for resets."""
        yield from super().faults()
        terms, end, notice = self.terms, self.terms.maturity_date, self.terms.x_day_notice
        if end is not None and end <= self.start:
            yield "maturityDate", "not after the initialExchangeDate", "give a later time"
        if end is not None and self.shifted("MD", end, self.repurchase).at < self.start:
            problem = f"under {terms.business_day_convention} the repurchase would be before the initialExchangeDate"
            yield "maturityDate", problem, "give a business day, or a convention that postpones"
        if end is None and notice is None:
            yield "xDayNotice", "an open repo needs it", "give a period"
        if end is not None and notice is not None:
            yield "xDayNotice", "a repo with a maturityDate ends without notice", "give one of the two"
        if terms.haircut is not None and terms.haircut >= ONE:
            yield "haircut", "not below 1", 'such as "0.05"'
        if terms.haircut is not None and terms.initial_margin_ratio is not None:
            yield "initialMarginRatio", "given beside a haircut", "give one of the two"
        if any(self.resets) and terms.market_object_code_of_rate_reset is None:
            yield "marketObjectCodeOfRateReset", "rate resets need the term", "give the identifier of the rate"
        wrong = margining.wrong_collateral(terms.collateral)
        if wrong is not None:
            yield "collateral", wrong, "give {collateralID, quantity, marketObjectCode}"

    # What is planned.

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> RepoState:
        """Nothing before the initial exchange; else interest accrued since then, or as the terms state."""
        terms = self.terms
        state = RepoState(self.status_date, self.start)
        if self.start <= self.status_date:
            self._begin(state)
            state.cash_margin = terms.cash_margin
            if terms.accrued_interest is not None:
                state.accrual_start, state.accrued_before = self.status_date, terms.accrued_interest
            self.advance(state, self.status_date)
            notice = self._notice_time(risk_factors)
            if notice is not None and notice <= self.status_date and terms.maturity_date is None:
                state.exercise_date = notice
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """From the initial exchange to the repurchase."""
        end = self.end(risk_factors)
        yield from (item for item in self._life(end, until) if self._within(item, end))
        for seen in self.seen(risk_factors, *self.observes):
            if not self.lives(seen.at, self.event_types[seen.type].sequence, until):
                continue
            step = partial(self.manufactured_income, seen) if seen.type == "MI" else self.notice
            item = self.on_its_day(seen.type, seen.at, step)
            if not self._within(item, end):
                raise _impossible(seen, "there is no collateral outside the life of the repo")
            if seen.type == "XD" and self.terms.maturity_date is not None:
                raise _impossible(seen, "a repo with a maturityDate ends without notice")
            yield item

    def end(self, risk_factors: RiskFactors) -> Occasion | None:
        """The repurchase: at maturity, or after notice, never before it; None of an open repo while there is none."""
        terms = self.terms
        if terms.maturity_date is not None:
            return self.shifted("MD", terms.maturity_date, self.repurchase)
        notice = self._notice_time(risk_factors)
        if notice is None:
            return None
        settled = given(terms.x_day_notice, "xDayNotice").after(notice)
        return self.not_before(notice, self.shifted("STD", settled, self.repurchase))

    def _notice_time(self, risk_factors: RiskFactors) -> datetime | None:
        """When the first notice of an open repo was given."""
        return next((seen.at for seen in self.seen(risk_factors, "XD") if seen.at >= self.start), None)

    def _within(self, item: Occasion, end: Occasion | None) -> bool:
        return self.start <= item.at and (end is None or item is end or order_of(item) < order_of(end))

    def _life(self, end: Occasion | None, until: datetime | None) -> Planned:
        terms = self.terms
        yield self.on_its_day("IED", self.start, self.initial_exchange)
        if end is not None:
            yield end
            if terms.cash_margin or (any(self.margining) and terms.margin_settlement is MarginSettlement.CASH):
                yield self.on_its_day("MR", end.at, self.margin_return)
        yield from self._repeated("MR", self.margining, self.margin_call, end, until)
        yield from self._repeated("RR", self.resets, self.rate_reset, end, until)

    def _repeated(
        self, kind: str, stated: Stated, step: Step[RepoState], end: Occasion | None, until: datetime | None
    ) -> Planned:
        """One event per business day that a cycle falls on, before the day of the repurchase.

        Of an open repo without notice, up to ``until``.
        """
        anchor, cycle = stated
        times = [anchor] if anchor is not None else []
        if cycle is not None:
            if end is None and until is None:
                remedy = "give the time until which events are wanted"
                problem = "an open repo without notice has margin calls and rate resets for ever"
                raise InputError(problem, where=f"REPO {self.terms.contract_id or ''}", remedy=remedy)
            after = end.at + ONE_DAY if end is not None else self.foreseen(given(until, "until"))
            first, every = anchor or cycle.period.after(self.start), Cycle(cycle.period, long_stub=False)
            convention = self.terms.end_of_month_convention
            times = schedule(first, after, every, end_of_month=convention, with_end=False)
        taken: datetime | None = None
        for at in times:
            item = self.shifted(kind, at, step)
            if item.at != taken and (end is None or item.at.date() < end.at.date()):
                yield item
            taken = item.at

    # Steps.

    def happen(self, now: Now) -> Decimal:
        """One event; the return of cash margin accrues no interest, which the repurchase of that time does."""
        return self.margin_return(now) if now.item.step == self.margin_return else super().happen(now)

    def initial_exchange(self, now: Now) -> Decimal:
        """IED: ``-sign purchase price``; the collateral is with the buyer."""
        self._begin(now.state)
        return -now.state.notional_principal

    def repurchase(self, now: Now) -> Decimal:
        """MD, STD: ``sign purchase price (1 + rate year fraction)``; nothing is left."""
        state = now.state
        payoff = state.notional_principal + state.accrued_interest
        state.notional_principal = state.accrued_interest = state.accrued_before = ZERO
        state.collateral, state.collateral_value = (), None
        return payoff

    def margin_call(self, now: Now) -> Decimal | None:
        """MR: ``sign (required - collateral value - cash margin held)`` in cash; 0 where collateral moves instead.

        The seller of a pledged repo gets back no more cash than it gave: an excess of collateral stays pledged.
        """
        state, terms = now.state, self.terms
        held = -self.sign * state.cash_margin  # by the buyer; negative if the seller holds it
        exposure = self.sign * (state.notional_principal + state.accrued_interest)

        def price_of(code: str) -> Decimal:
            return now.risk_factors.fixing(code, now.item.at)

        required = margining.required_value(exposure, haircut=terms.haircut, initial_margin=terms.initial_margin_ratio)
        state.collateral_value = margining.value_of(state.collateral, price_of)
        amount = margining.called(
            required - state.collateral_value - held,
            threshold=terms.margin_threshold,
            minimum_transfer=terms.minimum_transfer_amount,
        )
        if terms.margin_settlement is MarginSettlement.COLLATERAL:
            state.collateral = margining.moved(state.collateral, amount, price_of)
            state.collateral_value = margining.value_of(state.collateral, price_of)
            return None
        if terms.repo_type is RepoType.PLEDGED:
            amount = max(amount, -held)
        state.cash_margin -= self.sign * amount
        return self.sign * amount

    def margin_return(self, now: Now) -> Decimal:
        """MR: cash margin goes back to who gave it."""
        payoff, now.state.cash_margin = now.state.cash_margin, ZERO
        return payoff

    def rate_reset(self, now: Now) -> None:
        """RR: market rate + spread from here on; what accrued stays."""
        state, code = now.state, given(self.terms.market_object_code_of_rate_reset, "marketObjectCodeOfRateReset")
        state.accrued_before, state.accrual_start = state.accrued_interest, now.item.accrued_to
        state.nominal_interest_rate = now.risk_factors.fixing(code, now.item.at) + self.terms.rate_spread

    def notice(self, now: Now) -> None:
        """XD: the first notice counts."""
        now.state.exercise_date = now.state.exercise_date or now.item.at

    def manufactured_income(self, seen: ObservedEvent, now: Now) -> Decimal:
        """MI: ``-sign quantity income per unit``, of the collateral that is there when the income is paid."""
        if self.terms.repo_type is RepoType.PLEDGED:
            raise _impossible(seen, "the seller of a pledged repo keeps the title, and the income with it")
        if seen.value is None or too_large(seen.value):
            problem = "there is no value" if seen.value is None else f"{seen.value} is too large an amount"
            raise _impossible(seen, problem)
        named = seen.states.get("collateralID")
        held = [piece for piece in now.state.collateral if named in (None, piece.collateral_id)]
        if len(held) != 1:
            problem = "no collateral is named" if named is None else f"{named!r} is not among the collateral"
            remedy = f"name in states.collateralID one of: {margining.shown(now.state.collateral)}"
            raise _impossible(seen, problem, remedy)
        return -self.sign * held[0].quantity * seen.value

    # The state.

    def _begin(self, state: RepoState) -> None:
        """The state after the initial exchange, before anything accrued."""
        state.notional_principal = self.sign * self.terms.purchase_price
        state.nominal_interest_rate = self.terms.nominal_interest_rate
        state.collateral = self.terms.collateral

    def advance(self, state: RepoState, until: datetime) -> None:
        """Interest to ``until``, always from the last rate reset: margin calls between leave no trace in its digits."""
        fraction = self.year_fraction(state.accrual_start, until)
        accrued = state.notional_principal * state.nominal_interest_rate * fraction
        state.accrued_interest = state.accrued_before + accrued
        state.status_date = until


def _impossible(seen: ObservedEvent, problem: str, remedy: str = "") -> InputError:
    where = f"{seen.type} observed on {format_time(seen.at)}"
    return InputError(problem, where=where, remedy=remedy or "check the day, and which contract the observation is of")
