# SPDX-License-Identifier: Apache-2.0
"""ANN, annuity: constant payments that repay the principal by the amortization date (techspec 7.5)."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from counterfoil.terms.kernel.actus_state import State
from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.dates import ONE_DAY
from counterfoil.terms.kernel.dictionary import REDEEMED
from counterfoil.terms.kernel.events import EVENT_TYPES, EventType
from counterfoil.terms.types.actus_contract import Now, Occasion, Planned
from counterfoil.terms.types.principal.negative_amortizer import ConstantPaymentContract

_REFIXING = EventType("PRF", "principal payment amount fixing", 13)
"""The dictionary orders PRF (5) before rate resets (12); in the public cases it follows the reset that causes it."""


class Annuity(ConstantPaymentContract):
    """A constant total payment, fixed one day before the first redemption and again at each rate reset."""

    contract_type = "ANN"
    name = "annuity"
    uses = f"{REDEEMED} AMD"

    @cached_property
    def maturity(self) -> datetime | None:
        """``MD``, else ``AMD``, else the date by which stated payments redeem the principal (as for NAM)."""
        return self.stated_end or self.repaid()

    @property
    def stated_end(self) -> datetime | None:
        """``MD``, else ``AMD``."""
        return self.terms.maturity_date or self.terms.amortization_date

    @cached_property
    def counted_redemptions(self) -> list[datetime]:
        """The redemptions that the annuity counts: up to the amortization date, which may lie beyond maturity."""
        terms = self.terms
        end = terms.amortization_date or self.maturity
        times = self.times(self.first_redemption, terms.cycle_of_principal_redemption, end)
        started = terms.initial_exchange_date
        return [at for at in times if started is None or at >= started]

    @cached_property
    def annuity_times(self) -> list[datetime]:
        """The times that interest of these redemptions is calculated for, so that the last leaves nothing."""
        return [self.calculated_for(at) for at in self.counted_redemptions]

    def initial_redemption(self, state: State) -> Decimal:
        """``R(CNTRL) PRNXT``, else the annuity if no PRF event is left to fix it, else nothing yet."""
        stated = self.terms.next_principal_redemption_payment
        if stated is not None:
            return self.sign * stated
        if self._first_fixing is not None:
            return ZERO
        started = self.terms.initial_exchange_date or self.status_date
        since = max(self.status_date, started)
        past = bisect_left(self.counted_redemptions, True, key=self.is_to_come)
        return self._annuity(past, self.notional, state.accrued_interest, since, self.rate)

    @cached_property
    def _first_fixing(self) -> datetime | None:
        """The day before the first redemption, if the contract lives then and the payment is not stated."""
        first, started = self.first_redemption, self.terms.initial_exchange_date
        if first is None or started is None or self.terms.next_principal_redemption_payment is not None:
            return None
        fixing = min(first, self.shifted("PR", first, self.redemption).at) - ONE_DAY
        return fixing if fixing > started and fixing > self.status_date else None

    def redemptions(self) -> Planned:
        """PR events, and the PRF event before the first."""
        yield from super().redemptions()
        if self._first_fixing is not None:
            # Shifted to a business day, it could come after the redemption that it is for.
            fixing = self._first_fixing
            yield Occasion(fixing, EVENT_TYPES["PRF"], fixing, fixing, self.payment_fixing)

    def rate_resets(self, end: datetime | None) -> Planned:
        """RR and RRF events, each followed by a PRF event."""
        for item in super().rate_resets(end):
            yield item
            yield Occasion(item.at, _REFIXING, item.accrued_to, item.scheduled, self.payment_fixing)

    def payment_fixing(self, now: Now) -> Decimal:
        """PRF: ``Prnxt = A(t, AMD, Nt, Ipac, Ipnr)``."""
        state = now.state
        self._fix(state, now.item.accrued_to, accrued=state.accrued_interest)
        return ZERO

    def _fix(self, state: State, at: datetime, *, accrued: Decimal) -> None:
        past = bisect_right(self.annuity_times, at)
        state.next_principal_redemption_payment = self._annuity(
            past, state.notional_principal, accrued, at, state.nominal_interest_rate
        )

    def _annuity(self, position: int, principal: Decimal, accrued: Decimal, since: datetime, rate: Decimal) -> Decimal:
        """The payment from the redemption at ``position`` on, with interest accrued until then."""
        if position == len(self.annuity_times):
            return principal + accrued
        growth = self.year_fraction(since, self.annuity_times[position]) * rate * principal
        return annuity(principal + accrued + growth, self._annuity_fractions[position:], rate)

    @cached_property
    def _annuity_fractions(self) -> list[Decimal]:
        """The year fraction from each of the annuity's times to the next."""
        return [self.year_fraction(earlier, later) for earlier, later in pairwise(self.annuity_times)]

    def lower_redemption(self, state: State, before: Decimal, at: datetime) -> None:
        """Compute the annuity anew from the principal that is left; interest that falls due now is paid apart."""
        self._fix(state, at, accrued=ZERO if self._pays_interest(at) else state.accrued_interest)

    def _pays_interest(self, at: datetime) -> bool:
        return at in self._paid_times

    @cached_property
    def _paid_times(self) -> frozenset[datetime]:
        """The times at which interest is paid and not capitalised."""
        capitalized_to = self.terms.capitalization_end_date
        times = self.interest_times(self.maturity)
        return frozenset(at for at in times if capitalized_to is None or at > capitalized_to)


def annuity(owed: Decimal, fractions: Sequence[Decimal], rate: Decimal) -> Decimal:
    """The constant payment that repays what is ``owed`` at the first of its times (techspec 3.8).

    ``fractions`` are the year fractions between the times of payment, one less than there are payments.
    ``A = owed P / (1 + S)`` with ``P`` the product of all growth factors ``1 + r Y`` and ``S`` the sum of the products
    from each factor to the last. Computed from the last time to the first.
    """
    product, total = ONE, ONE
    for fraction in reversed(fractions):
        product *= ONE + rate * fraction
        total += product
    return owed * product / total
