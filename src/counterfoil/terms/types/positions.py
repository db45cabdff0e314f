# SPDX-License-Identifier: Apache-2.0
"""CSH, STK and COM, held without an end of their own; FXOUT, one exchange of currencies (techspec 7.8 to 7.11)."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial

from counterfoil.primitives.errors import InputError
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.dates import Cycle
from counterfoil.terms.kernel.dictionary import EVERY, State
from counterfoil.terms.kernel.reading import given
from counterfoil.terms.kernel.risk_factors import RiskFactors
from counterfoil.terms.kernel.roles import DeliverySettlement
from counterfoil.terms.types.actus_contract import ActusContract, Now, Planned
from counterfoil.terms.types.contingent import settlement
from counterfoil.terms.types.contract import Fault


class Cash(ActusContract):
    """An amount of money: monitored, never scheduled."""

    contract_type = "CSH"
    name = "cash"
    uses = f"{EVERY} NT"
    required = "NT"

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """``Nt = R(CNTRL) NT``."""
        state = super().initial_state(until, risk_factors)
        state.notional_principal = self.sign * (self.terms.notional_principal or ZERO)
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """What is observed of the account."""
        yield from self.unscheduled(risk_factors)


class Stock(ActusContract):
    """Shares: bought, sold, and paying dividends for as long as they are held.

    As in the techspec, prices and dividends are those of the whole holding: the term ``quantity`` scales nothing.
    """

    contract_type = "STK"
    name = "stock"
    uses = f"{EVERY} EOMC DVANX DVCL DVNP DVEX DVMO"

    def faults(self) -> Iterator[Fault]:
        """A dividend, and a cycle of dividends, start at an anchor date."""
        yield from super().faults()
        terms = self.terms
        if terms.cycle_anchor_date_of_dividend is not None:
            return
        for name, value in (
            ("cycleOfDividend", terms.cycle_of_dividend),
            ("nextDividendPaymentAmount", terms.next_dividend_payment_amount),
        ):
            if value is not None:
                yield name, "it is not said when dividends are paid", "give cycleAnchorDateOfDividend (DVANX)"

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Purchase, sale and dividends."""
        yield from super().planned(until, risk_factors)
        yield from self._entitled(self.dividends(until))

    def dividends(self, until: datetime | None) -> Planned:
        """DV events: the next dividend if its amount is known (DVNP), then one per cycle."""
        terms = self.terms
        start, cycle = terms.cycle_anchor_date_of_dividend, terms.cycle_of_dividend
        if start is None:
            return
        known, observed = terms.next_dividend_payment_amount, partial(self.dividend, None)
        if known is not None:
            yield self.shifted("DV", start, partial(self.dividend, known))
        if cycle is not None:
            first = start if known is None else cycle.period.after(start)
            yield from self.repeated("DV", self._cut(first, cycle, until), observed)
        elif known is None:
            yield self.shifted("DV", start, observed)

    def _cut(self, start: datetime, cycle: Cycle, until: datetime | None) -> list[datetime]:
        """The endless cycle up to the sale or the horizon: neither is a payment date, so neither makes a stub."""
        end = min((limit for limit in (until, self.terms.termination_date) if limit is not None), default=None)
        if end is None:
            remedy = "ask for the events up to a time, or give a terminationDate"
            problem = "dividends without end"
            raise InputError(problem, where="terms.cycleOfDividend", remedy=remedy)
        return self.times(start, Cycle(cycle.period, long_stub=False), self.foreseen(end), with_end=False)

    def _entitled(self, dividends: Planned) -> Planned:
        """Without the dividend that the seller keeps: the one after DVEX, if the purchase lies between the two."""
        bought, ex_dividend, kept = self.terms.purchase_date, self.terms.ex_dividend_date, None
        for item in dividends:
            if bought is not None and ex_dividend is not None and kept is None and item.at > ex_dividend:
                kept = item
                if ex_dividend < bought < item.at:
                    continue
            yield item

    def dividend(self, known: Decimal | None, now: Now) -> Decimal:
        """DV: ``R(CNTRL)`` times what is known (DVNP), or observed of DVMO, or of the identifier and ``-DV``."""
        terms, identifier = self.terms, self.terms.market_object_code_of_dividends
        if identifier is None and terms.contract_id is not None:
            identifier = f"{terms.contract_id}-DV"
        return self.sign * (self.fixing(identifier, "marketObjectCodeOfDividends", now) if known is None else known)


class Commodity(ActusContract):
    """A quantity of a good. Prices are per unit: the techspec has no quantity, the public cases multiply with it."""

    contract_type = "COM"
    name = "commodity"
    uses = EVERY

    def traded(self, price: Decimal, now: Now) -> Decimal:
        """``QT`` times the price."""
        return self.terms.quantity * price


class ForeignExchangeOutright(ActusContract):
    """An exchange of ``NT`` in ``CUR`` against ``NT2`` in ``CUR2``.

    Without ``deliverySettlement`` it is physical, the dictionary's default. The techspec calls the two deliveries STD;
    the public cases report them as two MD events.
    """

    contract_type = "FXOUT"
    name = "foreign exchange outright"
    uses = f"{EVERY} MD DS STP CUR2 NT NT2"
    required = "CUR2 MD NT NT2"
    signed_termination = False

    def faults(self) -> Iterator[Fault]:
        """Two different currencies, which a physical delivery does not convert into a third."""
        yield from super().faults()
        terms = self.terms
        if terms.currency2 == terms.currency:
            yield "currency2", f"{terms.currency2} is the first currency too", "give another currency"
        third = terms.settlement_currency not in (None, terms.currency)
        if third and terms.delivery_settlement is not DeliverySettlement.CASH:
            remedy = 'give "deliverySettlement": "S" for settlement in cash, or no settlementCurrency'
            problem = "a physical delivery pays in both currencies"
            yield "settlementCurrency", problem, remedy

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> State:
        """Maturity and performance; amounts are no state of this type."""
        state = super().initial_state(until, risk_factors)
        state.maturity_date = self.terms.maturity_date
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Planned:
        """Purchase, termination, and delivery at maturity or settlement after it."""
        terms, matured = self.terms, given(self.terms.maturity_date, "maturityDate")
        if terms.delivery_settlement is DeliverySettlement.CASH:
            ending = [settlement(self, matured, self.difference)]
        else:
            received, paid = terms.notional_principal or ZERO, terms.notional_principal2 or ZERO
            ending = [
                self.unshifted("MD", matured, partial(self.delivery, received)),
                self.shifted("MD", matured, partial(self.delivery, -paid), stays=True, currency=terms.currency2 or ""),
            ]
        yield from self.ended_by(ending)
        yield from self.unscheduled(risk_factors)

    def delivery(self, amount: Decimal, now: Now) -> Decimal:
        """MD: ``R(CNTRL) NT`` in ``CUR``, ``-R(CNTRL) NT2`` in ``CUR2``."""
        return self.sign * amount

    def difference(self, now: Now) -> Decimal:
        """STD: ``R(CNTRL) (NT - S NT2)`` with ``S`` the rate ``CUR2/CUR`` at maturity."""
        terms = self.terms
        rate = now.risk_factors.fixing(f"{terms.currency2}/{terms.currency}", now.state.maturity_date or now.item.at)
        return self.sign * ((terms.notional_principal or ZERO) - rate * (terms.notional_principal2 or ZERO))
