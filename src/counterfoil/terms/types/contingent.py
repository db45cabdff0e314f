# SPDX-License-Identifier: Apache-2.0
"""OPTNS options, FUTUR futures, and what they share with guarantees: exercise, then settlement (techspec 7.15, 7.16).

An exercise (XD) fixes the amount, a settlement (STD) pays it one settlement period (STP) later. The techspec pays the
same amount whether ``deliverySettlement`` is cash or physical: the value at exercise stands for what is delivered.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dictionary import CONTINGENT, State
from counterfoil.terms.kernel.events import Step
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import NOTHING_OBSERVED, RiskFactors
from counterfoil.terms.kernel.roles import OptionExerciseType, OptionType, ReferenceRole, ReferenceType
from counterfoil.terms.types.actus_contract import ActusContract, Now, Occasion, Planned
from counterfoil.terms.types.contract import Fault


def settlement(contract: ActusContract, fixed: datetime, step: Step[State]) -> Occasion:
    """STD, one settlement period after the amount is ``fixed``, on a business day.

    A convention that shifts backwards never settles before the amount is known: the next business day does.
    """
    period = contract.terms.settlement_period
    return contract.not_before(fixed, contract.shifted("STD", fixed if period is None else period.after(fixed), step))


class Contingent(ActusContract):
    """A contract that is exercised once, or never."""

    reports: ClassVar[tuple[str, ...]] = ("notionalPrincipal", "exerciseAmount", "exerciseDate")
    exercise: Step[State]
    """XD: fixes the exercise amount ``Xa``."""

    def exercise_time(self, risk_factors: RiskFactors) -> datetime | None:
        """When the contract is exercised, None if never: as the terms state, else at maturity."""
        return self.terms.exercise_date or self.terms.maturity_date

    def settle(self, now: Now) -> Decimal:
        """STD: ``R(CNTRL) Xa``; nothing is left."""
        state = now.state
        payoff = self.sign * (state.exercise_amount or ZERO)
        state.exercise_amount = ZERO
        return payoff

    def faults(self) -> Iterator[Fault]:
        """An exercise in the past has an amount, and an amount has a date."""
        yield from super().faults()
        date, amount = self.terms.exercise_date, self.terms.exercise_amount
        if date is not None and date <= self.status_date and amount is None:
            yield "exerciseDate", "exercised, but for what amount?", "give exerciseAmount (XA)"
        if amount is not None and date is None:
            yield "exerciseAmount", "exercised, but when?", "give exerciseDate (XD)"
        maturity = self.terms.maturity_date
        if date is not None and maturity is not None and date > maturity:
            yield "exerciseDate", "after the maturityDate", "give an earlier time"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """Exercise date and amount as far as the terms state them."""
        terms, state = self.terms, super().initial_state(until, risk_factors)
        state.maturity_date = terms.maturity_date
        state.exercise_date, state.exercise_amount = terms.exercise_date, terms.exercise_amount or ZERO
        return state

    def exercised(self, at: datetime | None) -> Planned:
        """The exercise, which counts from when it happens, business day or not, and its settlement."""
        if at is not None:
            yield replace(self.unshifted("XD", at, self.exercise), accrued_to=at)
            yield settlement(self, at, self.settle)

    def schedule(self, risk_factors: RiskFactors = NOTHING_OBSERVED, until: datetime | None = None) -> list[Occasion]:
        """The events of the contract's life, which settlement ends (techspec 2.10)."""
        kept = super().schedule(risk_factors, until)
        exercised = self.exercise_time(risk_factors)
        if exercised is None:
            return kept
        end = settlement(self, exercised, self.settle).at
        return [item for item in kept if item.at <= end]


class Derivative(Contingent):
    """A contract whose amount depends on the price of an underlying."""

    value: Callable[[Decimal], Decimal]
    """What an exercise at a price of the underlying is worth to the buyer."""

    def faults(self) -> Iterator[Fault]:
        """There is an underlying with a price."""
        yield from super().faults()
        _ = self.underlying
        matured = self.terms.maturity_date
        if matured is None or matured > self.status_date or self.terms.exercise_date is not None:
            return
        if self.exercisable(matured) and settlement(self, matured, self.settle).at > self.status_date:
            remedy = "give exerciseDate (XD) and exerciseAmount (XA), which is 0 if nothing is owed"
            problem = "matured, not settled yet, and of what value?"
            yield "exerciseDate", problem, remedy

    @property
    def underlying(self) -> str:
        """The market object of the underlying: a reference to it, or the one that an underlying contract names."""
        for reference in self.terms.contract_structure:
            if reference.role is ReferenceRole.UNDERLYING:
                code = reference.object.get("marketObjectCode")
                if reference.type in (ReferenceType.MARKET_OBJECT, ReferenceType.CONTRACT) and isinstance(code, str):
                    return code.strip()
        problem = f"{self.contract_type} needs an underlying with a price"
        raise TermError("contractStructure", problem, remedy='give a reference of role UDL with a "marketObjectCode"')

    def observed_value(self, now: Now) -> Decimal:
        """What an exercise is worth at the time of an event."""
        return self.value(self.fixing(self.underlying, "contractStructure", now))

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Purchase, termination, maturity, exercise and settlement."""
        yield from self.trades()
        if self.terms.maturity_date is not None:
            yield self.unshifted("MD", self.terms.maturity_date, self.expiry)
        yield from self.exercised(self.exercise_time(risk_factors))
        yield from self.unscheduled(risk_factors)

    def expiry(self, now: Now) -> Decimal:
        """MD: pays nothing; what is worth something to the buyer counts as exercised from here on."""
        state = now.state
        if state.exercise_date is None and self.exercisable(now.item.at) and self.observed_value(now) > 0:
            state.exercise_date = now.item.at
        return ZERO

    def exercisable(self, at: datetime) -> bool:
        """Whether the contract may be exercised at a time."""
        return at == self.terms.maturity_date

    def exercise(self, now: Now) -> Decimal:
        """XD: fixes ``Xa`` as the value. What is worth nothing at maturity is not exercised; before, somebody has."""
        state = now.state
        state.exercise_amount = self.observed_value(now)
        if state.exercise_amount or now.item.at != self.terms.maturity_date:
            state.exercise_date = now.item.at
        return ZERO


class Option(Derivative):
    """The right to buy (C) or sell (P) an underlying at a strike, or both (CP).

    A European option is exercised at maturity. An American or Bermudan one is exercised at the first XD event that is
    observed of it at a time its terms allow, else at maturity if they allow that; other notices have no effect. An
    exercise at maturity happens by itself: worth nothing, its events are reported all the same, with zeros.
    """

    contract_type = "OPTNS"
    name = "option"
    uses = f"{CONTINGENT} EOMC OPTP OPXT OPXED OPS1 OPS2 OPANX OPCL"
    required = "MD OPTP OPXT OPS1"

    @property
    def exercise_end(self) -> datetime | None:
        """The last time of exercise: OPXED, else maturity; a European option has only the latter."""
        if self.terms.option_exercise_type is OptionExerciseType.EUROPEAN:
            return self.terms.maturity_date
        return self.terms.option_exercise_end_date or self.terms.maturity_date

    def faults(self) -> Iterator[Fault]:
        """Strikes and exercise dates fit the type of the option."""
        yield from super().faults()
        terms = self.terms
        if terms.option_type is OptionType.CALL_PUT and terms.option_strike2 is None:
            yield "optionStrike2", "a call-put has two strikes", "give optionStrike2 (OPS2), the strike of the put"
        if terms.option_exercise_type is OptionExerciseType.EUROPEAN:
            return
        end, maturity, start = self.exercise_end, terms.maturity_date, terms.cycle_anchor_date_of_optionality
        if end is not None and maturity is not None and end > maturity:
            yield "optionExerciseEndDate", "after the maturityDate", "give an earlier time"
        if start is not None and end is not None and start > end:
            problem = "after the last exercise"
            yield "cycleAnchorDateOfOptionality", problem, "give an anchor before the last time of exercise"
        if terms.option_exercise_type is OptionExerciseType.BERMUDAN and start is None:
            remedy = "give the first exercise date (OPANX), and the cycle of the others (OPCL)"
            problem = "a Bermudan option has dates"
            yield "cycleAnchorDateOfOptionality", problem, remedy

    def exercise_time(self, risk_factors: RiskFactors) -> datetime | None:
        """The exercise that the terms state, else the first that is observed and allowed, else maturity."""
        maturity, notices = self.terms.maturity_date, self.seen(risk_factors, "XD")
        noticed = [seen.at for seen in notices if seen.at > self.status_date and self.exercisable(seen.at)]
        last = [maturity] if maturity is not None and self.exercisable(maturity) else []
        return self.terms.exercise_date or next(iter(noticed + last), None)

    def exercisable(self, at: datetime) -> bool:
        """Whether ``at`` is in the exercise period (A), or one of the exercise dates (B, E)."""
        terms, end = self.terms, self.exercise_end
        if end is None or at >= end:
            return at == end
        start = terms.cycle_anchor_date_of_optionality
        if terms.option_exercise_type is OptionExerciseType.AMERICAN:
            return start is None or start <= at
        if terms.option_exercise_type is OptionExerciseType.BERMUDAN:
            return at in self._exercise_dates
        return False

    @cached_property
    def _exercise_dates(self) -> frozenset[datetime]:
        """The dates of a Bermudan option, on business days."""
        terms, end = self.terms, self.exercise_end
        dates = self.times(terms.cycle_anchor_date_of_optionality, terms.cycle_of_optionality, end)
        return frozenset(item.at for item in self.repeated("XD", dates, self.exercise, end=end))

    def value(self, price: Decimal) -> Decimal:
        """``max(S - OPS1, 0)`` of a call, ``max(OPS1 - S, 0)`` of a put; a call-put puts at OPS2."""
        terms = self.terms
        strike = terms.option_strike1 or ZERO
        if terms.option_type is OptionType.PUT:
            return max(strike - price, ZERO)
        call = max(price - strike, ZERO)
        if terms.option_type is OptionType.CALL_PUT:
            call += max((terms.option_strike2 or ZERO) - price, ZERO)
        return call


class Future(Derivative):
    """An obligation to buy an underlying at a price at maturity: settled once, without daily margin."""

    contract_type = "FUTUR"
    name = "future"
    uses = f"{CONTINGENT} PFUT"
    required = "MD PFUT"

    def value(self, price: Decimal) -> Decimal:
        """``S - PFUT``, negative where the buyer loses.

        At maturity the techspec counts any value but zero as exercised; the public cases only a gain of the buyer, and
        a loss from the exercise on.
        """
        return price - (self.terms.futures_price or ZERO)
