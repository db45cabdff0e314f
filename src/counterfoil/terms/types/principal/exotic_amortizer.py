# SPDX-License-Identifier: Apache-2.0
"""LAX, exotic linear amortiser: redemptions, increases and rate resets by arrays of segments (techspec 7.3)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property, partial
from itertools import pairwise, zip_longest
from typing import Any

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import MOST_TIMES, array_schedule, repetition
from counterfoil.terms.kernel.dictionary import ARRAYS, State
from counterfoil.terms.kernel.reading import TermError, by_acronym
from counterfoil.terms.kernel.roles import FixedVariable, IncreaseDecrease
from counterfoil.terms.types.actus_contract import Now, Planned
from counterfoil.terms.types.contract import Fault
from counterfoil.terms.types.principal.amortizers import LinearAmortizer

_INTEREST = "ARIPANX ARIPCL"
_REDEMPTIONS = "ARPRANX ARPRCL ARPRNXT ARINCDEC"
_RESETS = "ARRRANX ARRRCL ARRATE ARFIXVAR"
"""Arrays that belong together: anchors and cycles first."""
Segment = tuple[Any, ...]


class ExoticLinearAmortizer(LinearAmortizer):
    """Each segment of the arrays has an anchor, a cycle, an amount, and a direction."""

    contract_type = "LAX"
    name = "exotic linear amortiser"
    uses = ARRAYS
    required = "ARPRANX ARPRNXT ARINCDEC"

    def _segments(self, arrays: str) -> list[Segment]:
        """Anchor, cycle and what else the arrays say of each segment; a single value stands for all segments.

        TermError if there are not as many values as anchors. Without anchors the others mean nothing.
        """
        known = by_acronym(type(self.terms))
        named = [known[acronym] for acronym in arrays.split()]
        anchors, cycles, *others = (getattr(self.terms, item.field) for item in named)
        columns, count = [], len(anchors or ())
        for item, values in zip(named, (anchors, (None,) if cycles is None else cycles, *others), strict=True):
            columns.append((values or ()) if len(values or ()) != 1 else values * count)
            if count and len(columns[-1]) != count:
                problem = f"{len(columns[-1])} values for {count} anchors"
                raise TermError(item.name, problem, remedy="give one per anchor")
        return list(zip(*columns, strict=True)) if count else []

    def _schedules(self, segments: Sequence[Segment], end: datetime) -> list[list[datetime]]:
        """The schedule of each segment, without ``end``; a segment that starts at or after it is empty."""
        anchors, cycles = [item[0] for item in segments], [item[1] for item in segments]
        return array_schedule(anchors, cycles, end, end_of_month=self.terms.end_of_month_convention)

    @cached_property
    def _tables(self) -> dict[str, list[Segment]]:
        return {arrays: self._segments(arrays) for arrays in (_REDEMPTIONS, _INTEREST, _RESETS)}

    @cached_property
    def _redemptions(self) -> list[Segment]:
        """Anchor, cycle and signed change of the principal (before the role's sign) of each segment."""
        return [
            (start, cycle, payment if direction is IncreaseDecrease.INCREASE else -payment)
            for start, cycle, payment, direction in self._tables[_REDEMPTIONS]
        ]

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else the time at which the principal is repaid."""
        if self.terms.maturity_date is not None:
            return self.terms.maturity_date
        left, segments = self.terms.notional_principal, self._redemptions
        stops = [start for start, _, _ in segments[1:]]
        for (start, cycle, change), stop in zip_longest(segments, stops):
            for count in range(MOST_TIMES if cycle else 1):
                try:
                    at = start if cycle is None else repetition(start, cycle, count, self.terms.end_of_month_convention)
                except InputError:  # the end of the calendar: the last segment has no other
                    break
                if stop is not None and at >= stop:
                    break
                left += change if at > self.status_date else ZERO
                if left <= ZERO:
                    return at
        remedy = "give maturityDate, or redemptions (DEC) that repay notionalPrincipal"
        problem = "LAX needs the term (MD): its redemptions never repay the principal"
        raise TermError("maturityDate", problem, remedy=remedy)

    def initial_redemption(self, state: State) -> Decimal:
        """The amount of the segment under way at ``SD``, else of the first."""
        segments = self._redemptions
        under_way = [change for start, _, change in segments if start <= self.status_date]
        changes = under_way or [change for _, _, change in segments[:1]]
        return self.sign * abs(changes[-1]) if changes else ZERO

    def redemptions(self) -> Planned:
        """PR and PI events, without maturity; each knows its amount, so that no PRF event is needed."""
        segments = self._redemptions
        if self.maturity is None:
            return
        for times, (_, _, change) in zip(self._schedules(segments, self.maturity), segments, strict=True):
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
        if terms.nominal_interest_rate is None or end is None:
            return []
        if terms.array_cycle_anchor_date_of_interest_payment is None:
            return super().interest_times(end)
        times = {at for part in self._schedules(self._tables[_INTEREST], end) for at in part}
        return sorted(times | {end})

    def rate_resets(self, end: datetime | None) -> Planned:
        """RRF events to a rate of the array (fixed), RR events with a spread of the array (variable)."""
        if self.terms.array_cycle_anchor_date_of_rate_reset is None or end is None:
            yield from super().rate_resets(end)
            return
        segments = self._tables[_RESETS]
        for times, (_, _, rate, kind) in zip(self._schedules(segments, end), segments, strict=True):
            if kind is FixedVariable.FIXED:
                yield from self.repeated("RRF", times, partial(self.rate_reset_fixed, rate))
            else:
                yield from self.repeated("RR", times, partial(self.rate_reset, spread=rate))

    def faults(self) -> Iterator[Fault]:
        """The arrays ascend and have one element per anchor."""
        for arrays in (_REDEMPTIONS, _INTEREST, _RESETS):
            stated = by_acronym(type(self.terms))[arrays.split()[0]]
            anchors = getattr(self.terms, stated.field)
            if anchors is not None and (not anchors or any(a >= b for a, b in pairwise(anchors))):
                yield stated.name, "the times do not ascend", "give at least one, each later"
        yield from super().faults()
        _ = self._tables
