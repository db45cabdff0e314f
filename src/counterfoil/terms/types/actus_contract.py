# SPDX-License-Identifier: Apache-2.0
"""What the contract types of the ACTUS technical specification share: trades, fixings, the limits of their life."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import ClassVar

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.calendars import LONGEST_SHIFT
from counterfoil.terms.kernel.dates import Cycle, schedule
from counterfoil.terms.kernel.dictionary import State, Terms
from counterfoil.terms.kernel.events import EVENT_TYPES, Event, Occurrence, Scheduled, Step, order_of
from counterfoil.terms.kernel.reading import TermError
from counterfoil.terms.kernel.risk_factors import MissingFixing, RiskFactors
from counterfoil.terms.kernel.roles import ContractPerformance, FeeBasis
from counterfoil.terms.types.contract import Contract, Fault

Occasion = Scheduled[State]
Now = Occurrence[State]
Planned = Iterator[Occasion]

_SEQUENCE_OF_PURCHASE = EVENT_TYPES["PRD"].sequence
_SEQUENCE_OF_TERMINATION = EVENT_TYPES["TD"].sequence


class ActusContract(Contract[Terms, State]):
    """A contract whose terms are those of the ACTUS dictionary."""

    record: ClassVar[type[Terms]] = Terms
    observes = None
    event_types = EVENT_TYPES
    reports: ClassVar[tuple[str, ...]] = ("notionalPrincipal", "nominalInterestRate", "accruedInterest")
    signed_termination: ClassVar[bool] = True
    """Whether the role gives the price at termination its sign, as in the techspec.

    If not, it is positive where the creator of the record receives it: so the public cases, at purchase excepted.
    """

    @property
    def currency(self) -> str:
        """The settlement currency if the terms state one."""
        return self.terms.settlement_currency or self.terms.currency or ""

    def faults(self) -> Iterator[Fault]:
        """Purchase and termination come with a price each, and in this order."""
        yield from super().faults()
        terms = self.terms
        for trade, date, price, acronym in (
            ("purchase", terms.purchase_date, terms.price_at_purchase_date, "PPRD"),
            ("termination", terms.termination_date, terms.price_at_termination_date, "PTD"),
        ):
            if date is not None and price is None:
                yield f"priceAt{trade.capitalize()}Date", f"{trade}Date needs a price ({acronym})", "give the price"
        if terms.purchase_date and terms.termination_date and terms.termination_date < terms.purchase_date:
            yield "terminationDate", "before the purchaseDate", "give a later time"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """The performance alone; types with amounts add theirs."""
        return State(self.status_date, contract_performance=self.terms.contract_performance)

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Trades, and what is observed; types with a schedule add theirs."""
        yield from self.trades()
        yield from self.unscheduled(risk_factors)

    def settlement_rate(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """The rate ``CUR/CURS`` where the contract settles in another currency (techspec 3.10)."""
        settlement, currency = self.terms.settlement_currency, self.terms.currency
        if settlement is None or settlement == currency:
            return ONE
        return risk_factors.fixing(f"{currency}/{settlement}", at)

    def lives(self, at: datetime, sequence: int, until: datetime | None) -> bool:
        """Not after the termination either."""
        if at <= self.status_date or (until is not None and at > until):
            return False
        end = self.terms.termination_date
        return end is None or (at, sequence) <= (end, _SEQUENCE_OF_TERMINATION)

    def reported(self, events: list[Event], until: datetime | None) -> list[Event]:
        """Without what happened before the contract was bought."""
        bought = self.terms.purchase_date
        if bought is None:
            return events
        return [event for event in events if order_of(event) >= (bought, _SEQUENCE_OF_PURCHASE)]

    def trades(self, ended: datetime | None = None) -> Planned:
        """Purchase and termination, which nobody can do once the contract has ``ended`` (techspec 2.10)."""
        for kind, at, step in (
            ("PRD", self.terms.purchase_date, self.purchase),
            ("TD", self.terms.termination_date, self.termination),
        ):
            if at is not None and (ended is None or at <= ended):
                yield self.unshifted(kind, at, step)

    def ended_by(self, ending: Iterable[Occasion]) -> Planned:
        """What ends the contract, and the trades that come no later."""
        known = list(ending)
        yield from known
        yield from self.trades(max((item.at for item in known), default=None))

    def unscheduled(self, risk_factors: RiskFactors) -> Planned:
        """Monitoring and credit events that are observed of this contract."""
        for seen in self.seen(risk_factors, "AD", "CE"):
            if seen.type == "AD":
                yield self.unshifted("AD", seen.at, self.monitoring)
            elif seen.contract_id and seen.performance is not None:
                performance = ContractPerformance(seen.performance)
                yield self.unshifted("CE", seen.at, partial(self.credit_event, performance))

    def purchase(self, now: Now) -> Decimal:
        """PRD: pays ``PPRD``, and what else is ``traded``."""
        return -self.sign * self.traded(self.terms.price_at_purchase_date or ZERO, now)

    def termination(self, now: Now) -> Decimal:
        """TD: receives ``PTD``, and what else is ``traded``."""
        price = self.traded(self.terms.price_at_termination_date or ZERO, now)
        return self.sign * price if self.signed_termination else price

    def traded(self, price: Decimal, now: Now) -> Decimal:
        """What a buyer pays at a price."""
        return price

    def monitoring(self, now: Now) -> Decimal:
        """AD: brings the state forward."""
        return ZERO

    def credit_event(self, performance: ContractPerformance, now: Now) -> Decimal:
        """CE: the contract performs otherwise from now on."""
        now.state.contract_performance = performance
        return ZERO

    def fixing(self, identifier: str | None, term: str, now: Now) -> Decimal:
        """The value observed for an event: at its scheduled time, else at the business day it was shifted to."""
        if identifier is None:
            raise TermError(term, f"{now.item.type} events need the term", remedy="give the identifier")
        if now.item.at == now.item.scheduled:
            return now.risk_factors.fixing(identifier, now.item.at)
        try:
            return now.risk_factors.fixing(identifier, now.item.scheduled)
        except MissingFixing:
            return now.risk_factors.fixing(identifier, now.item.at)

    def times(
        self, start: datetime | None, cycle: Cycle | None, end: datetime | None, *, with_end: bool = True
    ) -> list[datetime]:
        """The schedule ``S(start, cycle, end)`` by the contract's end-of-month convention; it starts at ``anchor``."""
        return schedule(
            self.anchor(start, cycle), end, cycle, end_of_month=self.terms.end_of_month_convention, with_end=with_end
        )

    def repeated(
        self, kind: str, times: Iterable[datetime], step: Step[State], *, end: datetime | None = None
    ) -> Planned:
        """One event per time, each shifted to a business day, but for ``end``: techspec 3.4 shifts all but the last."""
        for at in times:
            yield self.shifted(kind, at, step, stays=at == end)

    def accrued_since(self, times: Sequence[datetime], end: datetime | None) -> datetime | None:
        """The time that amounts run from at the status date: that of the last of ``times`` which has taken place.

        ``times`` are scheduled, and took place on business days; a payment of the status date itself is made.
        """
        position = bisect_right(times, self.status_date + LONGEST_SHIFT)
        for at in reversed(times[:position]):
            item = self.shifted("IP", at, self.monitoring, stays=at == end)
            if item.at <= self.status_date:
                if item.unknown is not None:
                    raise item.unknown
                return item.accrued_to
        return None

    def fees(self, times: Iterable[datetime], end: datetime | None) -> Planned:
        """FP events; what a holiday would shift beyond the ``end`` of the contract is paid then."""
        for item in self.repeated("FP", times, self.fee_payment, end=end):
            if end is not None and item.at > end:
                item.at, item.accrued_to = end, min(item.accrued_to, end)
            yield item

    def fee_payment(self, now: Now) -> Decimal:
        """FP: ``R(CNTRL) FER``, an amount per payment (FEB=A), or ``Feac``, what accrued (FEB=N)."""
        on_amount = self.terms.fee_basis is FeeBasis.NOMINAL
        payoff = now.state.fee_accrued if on_amount else self.sign * (self.terms.fee_rate or ZERO)
        now.state.fee_accrued = ZERO
        return payoff

    def anchor(self, stated: datetime | None, cycle: Cycle | None) -> datetime | None:
        """Where a schedule starts: at its anchor date, else one cycle after the initial exchange."""
        if stated is not None:
            return stated
        start = self.terms.initial_exchange_date
        return None if cycle is None or start is None else cycle.period.after(start)
