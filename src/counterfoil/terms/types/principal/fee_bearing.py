# SPDX-License-Identifier: Apache-2.0
"""Fees of contracts with a principal: an amount at each payment, or a rate on the principal (techspec 7.1)."""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.calendars import STANDARD, Calendar
from counterfoil.terms.kernel.day_count import YearFraction, no_accrual
from counterfoil.terms.kernel.dictionary import State, Terms
from counterfoil.terms.kernel.roles import FeeBasis
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned


class FeeBearingContract(ActusContract):
    """A contract that bears fees, which accrue by a day count between their payments until the contract ends."""

    def __init__(self, terms: Terms, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.fee_rate = terms.fee_rate or ZERO

    @cached_property
    def year_fraction(self) -> YearFraction:
        """``Y``, which for 30E/360 ISDA knows the maturity, computed or not."""
        return self.year_fraction_until(self.maturity)

    def year_fraction_until(self, maturity: datetime | None) -> YearFraction:
        """``Y`` of the day-count convention for a contract that ends then."""
        convention = self.terms.day_count_convention
        return no_accrual if convention is None else self.counting(convention, maturity)

    @cached_property
    def maturity(self) -> datetime | None:
        """``Md``: the maturity date, stated or computed from the other terms; None if there is none."""
        return self.terms.maturity_date

    @property
    def stated_end(self) -> datetime | None:
        """Maturity if the terms state it: then it is never shifted to a business day; a computed one is."""
        return self.terms.maturity_date

    @cached_property
    def fee_times(self) -> list[datetime]:
        """``t^FP``."""
        terms = self.terms
        if not terms.fee_rate:
            return []
        start = self.anchor(terms.cycle_anchor_date_of_fee, terms.cycle_of_fee)
        return self.times(start, terms.cycle_of_fee, self.maturity)

    def fee_times_around(self, at: datetime) -> list[datetime]:
        """``t^FP``, at least to the first time after ``at``."""
        return self.fee_times

    def fees(self) -> Planned:
        """FP events; what a holiday would shift beyond maturity is paid at maturity."""
        for item in self.repeated("FP", self.fee_times, self.fee_payment, end=self.stated_end):
            yield self.not_after(self.stated_end, item)

    def accrue_fee(self, state: State, fraction: Decimal, until: datetime) -> None:
        """Accrue for a ``fraction`` of a year that ends at ``until``."""
        if self.terms.fee_basis is FeeBasis.NOMINAL:
            state.fee_accrued += fraction * state.notional_principal * self.fee_rate
        else:
            state.fee_accrued = self._fee_share(until) * self.sign * self.fee_rate

    def _fee_share(self, at: datetime) -> Decimal:
        """``Y(tFP-, t) / Y(tFP-, tFP+)`` of the fee period around ``at``; zero outside, and where it has no length.

        A payment ends its period: at its own time nothing is owed but the payment, whatever is calculated after it.
        """
        times = self.fee_times_around(at)
        after = bisect_right(times, at)
        start = times[after - 1] if after else self.terms.initial_exchange_date
        if after == len(times) or start is None or start >= at:
            return ZERO
        period = self.year_fraction(start, times[after])
        return self.year_fraction(start, at) / period if period else ZERO

    def fee_payment(self, now: Now) -> Decimal:
        """FP: an amount per payment (FEB=A), or what accrued on the principal (FEB=N)."""
        state = now.state
        payoff = state.fee_accrued if self.terms.fee_basis is FeeBasis.NOMINAL else self.sign * self.fee_rate
        state.fee_accrued = ZERO
        return payoff

    def fee_at_status(self, state: State) -> Decimal:
        """``Feac`` at ``SD``: as stated, else since the last payment."""
        if self.terms.fee_accrued is not None or not self.fee_rate:
            return self.terms.fee_accrued or ZERO
        start = self.accrued_since(self.fee_times_around(self.status_date), self.stated_end)
        if start is None:
            return ZERO
        if self.terms.fee_basis is FeeBasis.NOMINAL:
            return self.year_fraction(start, self.status_date) * state.notional_principal * self.fee_rate
        return self._fee_share(self.status_date) * self.sign * self.fee_rate
