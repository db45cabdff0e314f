# SPDX-License-Identifier: Apache-2.0
"""REPO, sale and repurchase: cash against collateral, classic or pledged, for a term or open until notice.

=====  =======================  ==================================================================================
Event  Name                     Payoff to the buyer (to the seller: the opposite)
=====  =======================  ==================================================================================
IED    initial exchange         ``-purchase price``
RR     rate reset               0; the repo rate becomes market rate + spread, or what is observed of an open repo
MI     manufactured income      classic: ``-quantity income per unit``, because the buyer received the income
CSB    collateral substitution  0; the new collateral is worth what is required
MR     margin call              ``required - collateral value - cash margin held``, in cash or in lots of collateral;
                                cash margin goes back when the repo ends
MD     maturity                 ``purchase price (1 + rate year fraction)``
XD     exercise                 0; notice that ends an open repo after the notice period
STD    settlement               of an open repo: as MD
=====  =======================  ==================================================================================

Required is ``(purchase price + accrued interest) / (1 - haircut)``, or times the initial margin ratio. Calls restore it
in full, once the gap is above the threshold. Interest on cash margin is not part of the contract. Observed are XD, RR
(value: rate), MI (value: income per unit; ``states``: collateralID unless there is but one) and CSB (``states``:
collateral, the whole new list). One that cannot be is an error: a rate or a notice where a maturity is agreed, income
of a pledged repo, anything outside the life of the repo. Of notices the first counts.

Margining in full above a threshold, manufactured income and substitution follow the Global Master Repurchase Agreement
(The Bond Market Association and International Securities Market Association, 2000 version).
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import check_amounts
from counterfoil.terms.formulas.margining import MarginSettlement, check_collateral
from counterfoil.terms.kernel.arithmetic import ONE
from counterfoil.terms.kernel.dates import ONE_DAY, format_time
from counterfoil.terms.kernel.events import MARKET_EVENT_TYPES, Scheduled, Step, order_of
from counterfoil.terms.kernel.period import Cycle
from counterfoil.terms.kernel.reading import given
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import ContractRole
from counterfoil.terms.kernel.schedule import schedule
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.market.repo_steps import Occasion, RepoSteps
from counterfoil.terms.types.market.repo_terms import RepoState

Planned = Iterator[Occasion]

_SIDES: Final = (ContractRole.RPA, ContractRole.RPL, ContractRole.BUY, ContractRole.SEL)


class Repo(RepoSteps):
    """A purchase and a repurchase of collateral, between which it is margined."""

    contract_type = "REPO"
    name = "sale and repurchase agreement"

    def faults(self) -> Iterator[Fault]:
        """One side, one kind of end, one way to say what collateral must be worth, and a market rate for resets."""
        yield from super().faults()
        terms = self.terms
        open_ended = terms.maturity_date is None
        faults = (
            ("contractRole", terms.contract_role not in _SIDES, "not a side of a repo", "RPA, RPL, BUY or SEL"),
            (
                "maturityDate",
                terms.maturity_date is not None and terms.maturity_date <= self.start,
                "not after the initialExchangeDate",
                "give a later time",
            ),
            (
                "maturityDate",
                terms.maturity_date is not None and self._maturity(terms.maturity_date).at < self.start,
                f"under {terms.business_day_convention} the repurchase would be before the initialExchangeDate",
                "give a business day, or a convention that postpones",
            ),
            ("xDayNotice", open_ended and terms.x_day_notice is None, "an open repo needs it", "give a period"),
            (
                "xDayNotice",
                not open_ended and terms.x_day_notice is not None,
                "a repo with a maturityDate ends without notice",
                "give one of the two",
            ),
            ("purchasePrice", not terms.purchase_price, "not above zero", "give an amount above zero"),
            ("haircut", terms.haircut is not None and terms.haircut >= ONE, "not below 1", 'such as "0.05"'),
            (
                "initialMarginRatio",
                terms.haircut is not None and terms.initial_margin_ratio is not None,
                "given beside a haircut",
                "give one of the two",
            ),
            (
                "marketObjectCodeOfRateReset",
                self._resets and terms.market_object_code_of_rate_reset is None,
                "rate resets need the term",
                "give the identifier of the rate",
            ),
        )
        for name, wrong, problem, remedy in faults:
            if wrong:
                yield name, problem, remedy
        check_amounts(terms, where="terms")
        check_collateral(terms.collateral or (), where="terms")

    @property
    def _resets(self) -> bool:
        return self.terms.cycle_of_rate_reset is not None or self.terms.cycle_anchor_date_of_rate_reset is not None

    @property
    def _margined(self) -> bool:
        return self.terms.cycle_of_margining is not None or self.terms.cycle_anchor_date_of_margining is not None

    # What is planned.

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> RepoState:
        """Nothing before the initial exchange; else interest accrued since then, or as the terms state."""
        terms = self.terms
        state = RepoState(self.status_date, self.start)
        if self.start <= self.status_date:
            self.begin(state)
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
        for item in self._life(end, until, risk_factors):
            if self._within(item, end):
                yield item
        yield from self._observed(end, until, risk_factors)

    def end(self, risk_factors: RiskFactors) -> Occasion | None:
        """The repurchase: at maturity, or after notice, never before it; None of an open repo while there is none."""
        terms = self.terms
        if terms.maturity_date is not None:
            return self._maturity(terms.maturity_date)
        notice = self._notice_time(risk_factors)
        if notice is None:
            return None
        settled = given(terms.x_day_notice, "xDayNotice").after(notice)
        return self.not_before(notice, self.shifted("STD", settled, self.repurchase))

    def _maturity(self, stated: datetime) -> Occasion:
        return self.shifted("MD", stated, self.repurchase)

    def _notice_time(self, risk_factors: RiskFactors) -> datetime | None:
        """When the first notice of an open repo was given."""
        notices = (seen.at for seen in risk_factors.observed(self.terms.contract_id or "") if seen.type == "XD")
        return next((at for at in notices if at >= self.start), None)

    def _within(self, item: Occasion, end: Occasion | None) -> bool:
        return self.start <= item.at and (end is None or item is end or order_of(item) < order_of(end))

    def _life(self, end: Occasion | None, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        terms = self.terms
        yield _on_its_day("IED", self.start, self.initial_exchange)
        if end is not None:
            yield end
            if terms.cash_margin or (self._margined and terms.margin_settlement is MarginSettlement.CASH):
                yield _on_its_day("MR", end.at, self.margin_return)
        if self._margined:
            anchor, cycle = terms.cycle_anchor_date_of_margining, terms.cycle_of_margining
            yield from self._repeated("MR", self._times(anchor, cycle, end, until), self.margin_call, end)
        if self._resets:
            anchor, cycle = terms.cycle_anchor_date_of_rate_reset, terms.cycle_of_rate_reset
            yield from self._repeated("RR", self._times(anchor, cycle, end, until), self.rate_reset, end)

    def _times(
        self, anchor: datetime | None, cycle: Cycle | None, end: Occasion | None, until: datetime | None
    ) -> list[datetime]:
        """The times of a cycle up to the end of the repo; of an open one without notice, up to ``until``."""
        if cycle is None:
            return [anchor or self.start]
        if end is not None:
            after = end.at + ONE_DAY
        elif until is not None:
            after = self.foreseen(until)
        else:
            raise InputError(
                "an open repo without notice has margin calls and rate resets for ever",
                where=f"REPO {self.terms.contract_id or ''}",
                remedy="give the time until which events are wanted",
            )
        every = Cycle(cycle.period, long_stub=False)
        convention = self.terms.end_of_month_convention
        return schedule(anchor or cycle.period.after(self.start), after, every, end_of_month=convention, with_end=False)

    def _repeated(self, kind: str, times: list[datetime], step: Step[RepoState], end: Occasion | None) -> Planned:
        """One event per business day that times fall on, before the day of the repurchase."""
        taken: datetime | None = None
        for at in times:
            item = self.shifted(kind, at, step)
            if item.at != taken and (end is None or item.at.date() < end.at.date()):
                yield item
            taken = item.at

    def _observed(self, end: Occasion | None, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """What the collateral paid, notices, and what the parties agreed on: other rates, other collateral."""
        steps = {"MI": self.manufactured_income, "XD": self.notice, "RR": self.rate_agreed, "CSB": self.substitution}
        for seen in risk_factors.observed(self.terms.contract_id or ""):
            if seen.type in steps and self.lives(seen.at, MARKET_EVENT_TYPES[seen.type].sequence, until):
                item = _on_its_day(seen.type, seen.at, partial(steps[seen.type], seen))
                self._require_possible(item, end)
                yield item

    def _require_possible(self, item: Occasion, end: Occasion | None) -> None:
        """InputError for what cannot be: it is outside the life of the repo, or its end and its rate are agreed."""
        if not self._within(item, end):
            problem = "there is no collateral outside the life of the repo, and no rate"
        elif self.terms.maturity_date is not None and item.type.acronym in ("XD", "RR"):
            problem = "a repo with a maturityDate ends without notice, and its rate is agreed"
        else:
            return
        where = f"{item.type} observed on {format_time(item.at)}"
        raise InputError(problem, where=where, remedy="check the day, and which contract the observation is of")


def _on_its_day(kind: str, at: datetime, step: Step[RepoState]) -> Occasion:
    """What is observed takes place, and accrues, on the day it is observed on, business day or not."""
    return Scheduled(at, MARKET_EVENT_TYPES[kind], at, at, step)
