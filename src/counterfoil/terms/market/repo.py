# SPDX-License-Identifier: Apache-2.0
"""REPO, sale and repurchase: cash against collateral, classic or pledged, for a term or open until notice.

=====  =======================  ==================================================================================
Event  Name                     Payoff to the buyer (to the seller: the opposite)
=====  =======================  ==================================================================================
IED    initial exchange         ``-purchase price``
RR     rate reset               0; the repo rate becomes market rate + spread, or what is observed of an open repo
MI     manufactured income      classic: ``-quantity income per unit``, because the buyer received the income
CSB    collateral substitution  0; the new collateral is worth what is required, or the substitution is an error
MR     margin call              ``required - collateral value - cash margin held``, in cash or in lots of collateral;
                                cash margin goes back when the repo ends
MD     maturity                 ``purchase price (1 + rate year fraction)``
XD     exercise                 0; notice that ends an open repo after the notice period
STD    settlement               of an open repo: as MD
=====  =======================  ==================================================================================

Required is ``(purchase price + accrued interest) / (1 - haircut)``, or times the initial margin ratio. Calls restore it
in full, once the gap is above the threshold. Interest on cash margin is not part of the contract. Observed are XD, RR
(value: rate), MI (value: income per unit; ``states``: collateralID unless there is but one) and CSB (``states``:
collateral, the whole new list).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from counterfoil.primitives.errors import InputError
from counterfoil.terms.arithmetic import ONE
from counterfoil.terms.dates import format_time
from counterfoil.terms.events import EVENT_TYPES, Scheduled, Step, event_types
from counterfoil.terms.market import margining
from counterfoil.terms.market.holding import given
from counterfoil.terms.market.margining import MarginSettlement
from counterfoil.terms.market.repo_steps import Occasion, RepoSteps, amount_of
from counterfoil.terms.market.repo_terms import RepoState, RepoType
from counterfoil.terms.period import Cycle
from counterfoil.terms.reading import TermError
from counterfoil.terms.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.roles import ContractRole
from counterfoil.terms.schedule import schedule

Planned = Iterator[Occasion]

EVENTS: Final = EVENT_TYPES | event_types(("MI", "manufactured income", 13), ("CSB", "collateral substitution", 14))
"""Income and substitutions come before the margin call of the day."""

_SIDES: Final = (ContractRole.RPA, ContractRole.RPL, ContractRole.BUY, ContractRole.SEL)


class Repo(RepoSteps, contract_type="REPO", name="sale and repurchase agreement"):
    """A purchase and a repurchase of collateral, between which it is margined."""

    def check(self, where: str) -> None:
        """One side, one kind of end, one way to say what collateral must be worth, and a market rate for resets."""
        super().check(where)
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
                raise TermError(name, problem, where=where, remedy=remedy)
        problem = margining.fault(terms.collateral or ())
        if problem:
            raise TermError(
                "collateral", problem, where=where, remedy="give {collateralID, quantity, marketObjectCode}"
            )

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
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """From the initial exchange to the repurchase: what comes after the status date, up to ``until``."""
        end = self.end(risk_factors)
        for item in self._life(end, until, risk_factors):
            begins_and_ends = self.start <= item.at and (end is None or item is end or item.order < end.order)
            if begins_and_ends and item.at > self.status_date and (until is None or item.at <= until):
                yield item

    def end(self, risk_factors: RiskFactors) -> Occasion | None:
        """The repurchase: at maturity, or after notice; None of an open repo while no notice is observed."""
        terms = self.terms
        notices = list(self._observed("XD", risk_factors))
        if terms.maturity_date is not None:
            if notices:
                raise self._refused(notices[0], "the repo has a maturityDate and ends without notice")
            return self.shifted("MD", terms.maturity_date, self.repurchase)
        if not notices:
            return None
        return self.shifted("STD", given(terms.x_day_notice, "xDayNotice").after(notices[0].at), self.repurchase)

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
        yield from self._unscheduled(risk_factors)

    def _times(
        self, anchor: datetime | None, cycle: Cycle | None, end: Occasion | None, until: datetime | None
    ) -> list[datetime]:
        """The times of a cycle up to the end of the repo; of an open one without notice, up to ``until``."""
        if cycle is None:
            return [anchor or self.start]
        last = until if end is None else end.at
        if last is None:
            raise InputError(
                "an open repo without notice has margin calls and rate resets for ever",
                where=f"REPO {self.terms.contract_id or ''}",
                remedy="give the time until which events are wanted",
            )
        every = Cycle(cycle.period, long_stub=False)
        convention = self.terms.end_of_month_convention
        after = last + timedelta(days=1)
        return schedule(anchor or cycle.period.after(self.start), after, every, end_of_month=convention, with_end=False)

    def _repeated(self, kind: str, times: list[datetime], step: Step[RepoState], end: Occasion | None) -> Planned:
        """One event per business day that times fall on, before the day of the repurchase."""
        taken: datetime | None = None
        for at in times:
            item = self.shifted(kind, at, step)
            if item.at != taken and (end is None or item.at < end.at):
                yield item
            taken = item.at

    def _unscheduled(self, risk_factors: RiskFactors) -> Planned:
        for seen in self._observed("XD", risk_factors):
            yield _on_its_day("XD", seen.at, self.notice)
        for seen in self._observed("RR", risk_factors):
            if self.terms.maturity_date is not None:
                raise self._refused(seen, "the rate of a repo with a maturityDate is agreed at the start")
            yield _on_its_day("RR", seen.at, partial(self.rate_reset_observed, amount_of(seen)))
        for seen in self._observed("MI", risk_factors):
            if self.terms.repo_type is RepoType.PLEDGED:
                raise self._refused(seen, "the seller of a pledged repo keeps the title, and the income with it")
            yield _on_its_day("MI", seen.at, partial(self.manufactured_income, seen))
        for seen in self._observed("CSB", risk_factors):
            yield _on_its_day("CSB", seen.at, partial(self.substitution, seen))

    def _observed(self, kind: str, risk_factors: RiskFactors) -> Iterator[ObservedEvent]:
        for seen in risk_factors.observed(self.terms.contract_id or ""):
            if seen.type == kind and seen.at >= self.start:
                yield seen

    def _refused(self, seen: ObservedEvent, problem: str) -> InputError:
        where = f"{seen.type} of REPO {self.terms.contract_id or ''} observed on {format_time(seen.at)}"
        return InputError(problem, where=where, remedy="check which contract the observation is of")


def _on_its_day(kind: str, at: datetime, step: Step[RepoState]) -> Occasion:
    """What is observed takes place, and accrues, on the day it is observed on, business day or not."""
    return Scheduled(at, EVENTS[kind], at, at, step)
