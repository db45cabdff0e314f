# SPDX-License-Identifier: Apache-2.0
"""What contracts about a holding share, counted in shares or face amount; and what the two bonds among them do.

Payoffs carry the sign of the contract role: the holder (``RPA``) pays for what the issuer (``RPL``) is paid for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Generic, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import amount_of, check_amounts
from counterfoil.terms.formulas.bond_pricing import FACE
from counterfoil.terms.kernel.arithmetic import CENT, ZERO, rounded
from counterfoil.terms.kernel.dates import format_time
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import (
    MARKET_EVENT_TYPES,
    ContractState,
    FlatState,
    Occurrence,
    Scheduled,
    Step,
    Values,
)
from counterfoil.terms.kernel.reading import given, term
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.roles import ContractRole
from counterfoil.terms.kernel.values import POSITIVE, TEXT, TIME
from counterfoil.terms.types.contract import Contract, Fault


@dataclass(frozen=True, kw_only=True)
class HoldingTerms(BasicTerms):
    """``market_object_code`` names a price: of a share, clean and per 100 of a bond, of a convertible's share."""

    market_object_code: str | None = term(TEXT, "MOC")


T = TypeVar("T", bound=HoldingTerms)
S = TypeVar("S", bound=ContractState)


class HoldingContract(Contract[T, S], Generic[T, S]):
    """A contract about a holding: what happens to it after the status date, observed trades among it."""

    required: ClassVar[str] = "SD CNTRL CUR"

    def faults(self) -> Iterator[Fault]:
        """The creator of the record holds (RPA) or has issued (RPL); no amount is too large to be rounded."""
        yield from super().faults()
        check_amounts(self.terms, where="terms")
        if self.terms.contract_role not in (ContractRole.RPA, ContractRole.RPL):
            yield "contractRole", "a holding has a holder or an issuer", "allowed: RPA, RPL"

    def happen(self, now: Occurrence[S]) -> Decimal:
        """One event; the state is that of the day on which it takes place, whatever it is calculated for."""
        now.state.status_date = now.item.at
        return now.item.step(now)

    def occasion(self, kind: str, at: datetime, step: Step[S]) -> Scheduled[S]:
        """An event of a type of holdings, business day or not."""
        return Scheduled(at, MARKET_EVENT_TYPES[kind], at, at, step)

    def trades(self, risk_factors: RiskFactors, *kinds: str) -> Iterator[ObservedEvent]:
        """Observed events of these types after the status date: what the terms state includes those up to it."""
        for seen in risk_factors.observed(self.terms.contract_id or ""):
            if seen.type in kinds and seen.at > self.status_date:
                yield seen

    def price(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """The market's price at a time; InputError if it is not positive."""
        identifier = given(self.terms.market_object_code, "marketObjectCode")
        value = risk_factors.fixing(identifier, at)
        if value <= 0:
            problem = f"{identifier} is {value} at {format_time(at)}"
            raise InputError(problem, where="risk factors", remedy="a price is above 0")
        return value


def traded(seen: ObservedEvent, available: Decimal | None = None) -> Decimal:
    """What a trade is of; InputError unless it is more than nothing, and no more than is ``available``."""
    amount = amount_of(seen)
    if amount <= 0 or (available is not None and amount > available):
        problem = f"{amount} is not above 0" if amount <= 0 else f"{amount} of the {available} that there are"
        raise impossible(seen, problem)
    return amount


def impossible(seen: ObservedEvent, problem: str) -> InputError:
    """A trade that cannot have happened; whether an order is taken is asked before."""
    return InputError(problem, where=f"{seen.type} observed on {format_time(seen.at)}", remedy="give what was traded")


@dataclass(frozen=True, kw_only=True)
class BondTerms(HoldingTerms):
    """``notional_principal``: the face held at the status date, or subscribed at an issue after it."""

    notional_principal: Decimal = term(POSITIVE, "NT", default=ZERO)
    initial_exchange_date: datetime | None = term(TIME, "IED")
    maturity_date: datetime | None = term(TIME, "MD")


@dataclass(slots=True)
class BondState(FlatState):
    """Face held, its accrued interest, and where face came from and went; the conversion price of a convertible.

    ``due``: coupons that are fixed but, for a holiday, not paid.
    """

    status_date: datetime
    face: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    face_in: Decimal = ZERO
    face_sold: Decimal = ZERO
    face_repaid: Decimal = ZERO
    conversion_price: Decimal | None = None
    due: tuple[tuple[datetime, Decimal], ...] = ()

    def values(self) -> Values:
        """The state by names of terms."""
        known: Values = {"statusDate": self.status_date, "notionalPrincipal": self.face}
        known["accruedInterest"] = self.accrued_interest
        if self.conversion_price is not None:
            return known | {"conversionPrice": self.conversion_price, "faceRedeemed": self.face_repaid}
        return known | {"faceIn": self.face_in, "faceSold": self.face_sold, "faceRepaid": self.face_repaid}


B = TypeVar("B", bound=BondTerms)
Payment = Scheduled[BondState]
Now = Occurrence[BondState]


class BondContract(HoldingContract[B, BondState], Generic[B]):
    """Issue, coupons and redemption. Holidays postpone payments, never the other way."""

    required: ClassVar[str] = "SD CNTRL CUR IED MD"

    @property
    def issued(self) -> datetime:
        """When interest begins."""
        return given(self.terms.initial_exchange_date, "initialExchangeDate")

    @property
    def maturity(self) -> datetime:
        """When the bond is redeemed."""
        return given(self.terms.maturity_date, "maturityDate")

    def coupons(self) -> Iterator[datetime]:
        """When interest is due."""
        raise NotImplementedError

    def per_100(self, due: datetime) -> Decimal:
        """The interest per 100 that is due then."""
        raise NotImplementedError

    def prices(self) -> tuple[Decimal, Decimal]:
        """What is paid per 100 at the issue, and at maturity beside the coupons."""
        raise NotImplementedError

    def accrued(self, face: Decimal, at: datetime) -> Decimal:
        """Accrued interest of a face within the bond's life, to the cent."""
        raise NotImplementedError

    def faults(self) -> Iterator[Fault]:
        """A holiday postpones a payment: made earlier, it would not be to who holds the bond when it is due."""
        yield from super().faults()
        convention = self.terms.business_day_convention
        if convention.goes_back:
            yield (
                "businessDayConvention",
                f"under {convention} a payment may be made before it is due",
                "allowed: NOS, SCF, CSF",
            )

    def initial_state(self, until: datetime | None, risk_factors: RiskFactors) -> BondState:
        """The face that the terms state, if it is issued and not repaid, and its coupons that a holiday delays."""
        state, at = BondState(self.status_date), self.status_date
        if self.issued <= at < self._repayment().at:
            state.face = state.face_in = self.terms.notional_principal
            state.due = tuple(
                (payment.scheduled, self._amount(state, self.per_100(payment.scheduled)))
                for payment in self._payments()
                if payment.scheduled <= at < payment.at
            )
            self._accrue(state)
        return state

    def planned(self, until: datetime | None, risk_factors: RiskFactors) -> Iterator[Payment]:
        """Issue, coupons and redemption, and the days on which coupons are due that a holiday delays."""
        if self.terms.notional_principal:
            yield self.unshifted("IED", self.issued, self.issue)
        for payment in self._payments():
            if payment.at > payment.scheduled:
                yield self.occasion("DUE", payment.scheduled, self.falls_due)
            yield payment
        yield self._repayment()

    def _payments(self) -> Iterator[Payment]:
        for due in self.coupons():
            yield self.shifted("IP", due, self.interest)

    def _amount(self, state: BondState, per_100: Decimal) -> Decimal:
        return rounded(state.face / FACE * per_100, CENT)

    def _repayment(self) -> Payment:
        return self.shifted("MD", self.maturity, self.redemption)

    def happen(self, now: Now) -> Decimal:
        """One event, and what has accrued after it."""
        payoff = super().happen(now)
        self._accrue(now.state)
        return payoff

    def _accrue(self, state: BondState) -> None:
        living = self.issued <= state.status_date < self.maturity and state.face
        state.accrued_interest = self.accrued(state.face, state.status_date) if living else ZERO

    def issue(self, now: Now) -> Decimal:
        """IED: pays ``face / 100`` times the issue price."""
        now.state.face = now.state.face_in = self.terms.notional_principal
        return -self.sign * self._amount(now.state, self.prices()[0])

    def falls_due(self, now: Now) -> Decimal:
        """DUE: who holds the bond when a coupon is due gets it, though a holiday delays it."""
        now.state.due = (*now.state.due, (now.item.at, self._amount(now.state, self.per_100(now.item.at))))
        return ZERO

    def interest(self, now: Now) -> Decimal:
        """IP: receives the coupon."""
        state, due = now.state, now.item.scheduled
        fixed = [amount for at, amount in state.due if at == due]
        state.due = tuple(item for item in state.due if item[0] != due)
        return self.sign * (fixed[0] if fixed else self._amount(state, self.per_100(due)))

    def redemption(self, now: Now) -> Decimal:
        """MD: receives ``face / 100`` times the redemption price, which is 100 but of a convertible."""
        state = now.state
        payoff = self._amount(state, self.prices()[1])
        state.face_repaid += state.face
        state.face = ZERO
        return self.sign * payoff
