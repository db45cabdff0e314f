# SPDX-License-Identifier: Apache-2.0
"""LAX, exotic linear amortiser: redemptions, increases and rate resets by arrays of segments (techspec 7.3)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from itertools import pairwise
from typing import TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import MOST_TIMES, Cycle, array_schedule, repetition
from counterfoil.terms.kernel.dictionary import ARRAYS, State
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.roles import FixedVariable, IncreaseDecrease
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.principal.amortizers import AmortizingContract

V = TypeVar("V")
_Segment = tuple[datetime, Cycle | None, Decimal]


class ExoticLinearAmortizer(AmortizingContract):
    """Each segment of the arrays has an anchor, a cycle, an amount, and a direction."""

    contract_type = "LAX"
    name = "exotic linear amortiser"
    uses = ARRAYS
    required = "ARPRANX ARPRNXT ARINCDEC"

    @property
    def _segments(self) -> list[_Segment]:
        """Anchor, cycle and signed change of the principal (before the role's sign) of each segment."""
        terms = self.terms
        anchors = terms.array_redemption_anchors or ()
        payments = _spread("arrayNextPrincipalRedemptionPayment", terms.array_redemption_payments or (), len(anchors))
        directions = _spread("arrayIncreaseDecrease", terms.array_increase_decrease or (), len(anchors))
        changes = [
            payment if direction is IncreaseDecrease.INCREASE else -payment
            for payment, direction in zip(payments, directions, strict=True)
        ]
        cycles = _cycles("arrayCycleOfPrincipalRedemption", terms.array_redemption_cycles, len(anchors))
        return list(zip(anchors, cycles, changes, strict=True))

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else the time at which the principal is repaid."""
        if self.terms.maturity_date is not None:
            return self.terms.maturity_date
        left = self.terms.notional_principal
        for at, change in self._changes():
            if at > self.status_date:
                left += change
            if left <= ZERO:
                return at
        remedy = "give maturityDate, or redemptions (DEC) that repay notionalPrincipal"
        problem = "LAX needs the term (MD): its redemptions never repay the principal"
        raise TermError("maturityDate", problem, remedy=remedy)

    def _changes(self) -> Iterator[tuple[datetime, Decimal]]:
        """Every change of the principal in order, the last segment without end but that of the calendar."""
        segments, convention = self._segments, self.terms.end_of_month_convention
        for number, (start, cycle, change) in enumerate(segments):
            stop = segments[number + 1][0] if number + 1 < len(segments) else None
            for count in range(MOST_TIMES if cycle else 1):
                try:
                    at = start if cycle is None else repetition(start, cycle, count, convention)
                except InputError:
                    break
                if stop is not None and at >= stop:
                    break
                yield at, change

    def initial_redemption(self, state: State) -> Decimal:
        """The amount of the segment under way at ``SD``, else of the first."""
        under_way = [change for start, _, change in self._segments if start <= self.status_date]
        changes = under_way or [change for _, _, change in self._segments[:1]]
        return self.sign * abs(changes[-1]) if changes else ZERO

    def redemptions(self) -> Planned:
        """PR and PI events, without maturity; each knows its amount, so that no PRF event is needed."""
        segments = self._segments
        if self.maturity is None:
            return
        anchors = [start for start, _, _ in segments]
        schedules = self._array(anchors, [cycle for _, cycle, _ in segments], self.maturity)
        for times, (_, _, change) in zip(schedules, segments, strict=True):
            kind = "PI" if change > 0 else "PR"
            yield from self.repeated(kind, times, partial(self.change_of_principal, change))

    def change_of_principal(self, change: Decimal, now: Now) -> Decimal:
        """PR: as for LAM. PI: ``-Nsc Prnxt``, added to the principal."""
        state = now.state
        state.next_principal_redemption_payment = self.sign * abs(change)
        if change <= 0:
            return self.redemption(now)
        increase = state.next_principal_redemption_payment
        state.notional_principal += increase
        self.rebase(state)
        return -state.notional_scaling_multiplier * increase

    def lower_redemption(self, state: State, before: Decimal, at: datetime) -> None:
        """A prepayment changes no later amount: the arrays state each of them."""

    def interest_times(self, end: datetime | None) -> list[datetime]:
        """``t^IP`` of the arrays of interest payments, and maturity."""
        terms = self.terms
        anchors = terms.array_interest_anchors
        if terms.nominal_interest_rate is None or end is None:
            return []
        if anchors is None:
            return super().interest_times(end)
        times = {at for part in self._array(anchors, self._interest_cycles, end) for at in part}
        return sorted(times | {end})

    @property
    def _interest_cycles(self) -> Sequence[Cycle | None]:
        """One cycle of interest per anchor."""
        anchors = self.terms.array_interest_anchors or ()
        return _cycles("arrayCycleOfInterestPayment", self.terms.array_interest_cycles, len(anchors))

    def rate_resets(self, end: datetime | None) -> Planned:
        """RRF events to a rate of the array (fixed), RR events with a spread of the array (variable)."""
        terms = self.terms
        anchors = terms.array_reset_anchors
        if anchors is None or end is None:
            yield from super().rate_resets(end)
            return
        cycles, rates, kinds = self._resets
        for times, rate, kind in zip(self._array(anchors, cycles, end), rates, kinds, strict=True):
            if kind is FixedVariable.FIXED:
                yield from self.repeated("RRF", times, partial(self.reset_to, rate))
            else:
                yield from self.repeated("RR", times, partial(self.reset_by, rate))

    @property
    def _resets(self) -> tuple[Sequence[Cycle | None], Sequence[Decimal], Sequence[FixedVariable]]:
        """Cycle, rate and kind of each segment of resets."""
        terms, count = self.terms, len(self.terms.array_reset_anchors or ())
        return (
            _cycles("arrayCycleOfRateReset", terms.array_reset_cycles, count),
            _spread("arrayRate", terms.array_rates or (), count),
            _spread("arrayFixedVariable", terms.array_fixed_variable or (), count),
        )

    def reset_to(self, rate: Decimal, now: Now) -> Decimal:
        """RRF: ``ARRATE_i``."""
        now.state.nominal_interest_rate = rate
        return ZERO

    def reset_by(self, spread: Decimal, now: Now) -> Decimal:
        """RR: ``RRMO RRMLT + ARRATE_i``, within the bounds of RR."""
        market = self.market_rate(now)
        self.set_rate(now.state, market * self.terms.rate_multiplier + spread)
        return ZERO

    def _array(
        self, anchors: Sequence[datetime], cycles: Sequence[Cycle | None], end: datetime
    ) -> list[list[datetime]]:
        """The schedule of each segment, without ``end``; a segment that starts at or after it is empty."""
        return array_schedule(anchors, cycles, end, end_of_month=self.terms.end_of_month_convention)

    def faults(self) -> Iterator[Fault]:
        """The arrays ascend and have one element per anchor."""
        for name, anchors in (
            ("arrayCycleAnchorDateOfPrincipalRedemption", self.terms.array_redemption_anchors),
            ("arrayCycleAnchorDateOfInterestPayment", self.terms.array_interest_anchors),
            ("arrayCycleAnchorDateOfRateReset", self.terms.array_reset_anchors),
        ):
            if anchors is not None and (not anchors or any(a >= b for a, b in pairwise(anchors))):
                yield name, "the times do not ascend", "give at least one, each later"
        yield from super().faults()
        _ = self._segments, self._interest_cycles, self._resets


def _spread(name: str, values: Sequence[V], count: int) -> Sequence[V]:
    """The values, one per anchor; a single one stands for all. Without anchors they mean nothing."""
    if len(values) == count or not count:
        return values[:count]
    if len(values) == 1:
        return tuple(values) * count
    raise TermError(name, f"{len(values)} values for {count} anchors", remedy="give one per anchor")


def _cycles(name: str, cycles: Sequence[Cycle] | None, count: int) -> Sequence[Cycle | None]:
    return (None,) * count if cycles is None else _spread(name, cycles, count)
