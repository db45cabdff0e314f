# SPDX-License-Identifier: Apache-2.0
"""What contracts about a holding share: terms, event types, observed orders, record dates, the market's price.

A holding is counted in units, shares or face amount, never negative. Payoffs carry the sign of the contract role: the
holder (``RPA``) pays for what the issuer (``RPL``) is paid for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar, Final, Generic, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.formulas.amounts import check_amounts
from counterfoil.terms.kernel.business_day import BusinessDayConvention
from counterfoil.terms.kernel.dates import ONE_DAY, format_time, midnight
from counterfoil.terms.kernel.events import EVENT_TYPES, ContractState, Scheduled, Step, event_types
from counterfoil.terms.kernel.reading import TermError, given, term
from counterfoil.terms.kernel.risk_factors import ObservedEvent, RiskFactors
from counterfoil.terms.kernel.roles import ContractRole
from counterfoil.terms.kernel.values import TEXT, TIME, choice
from counterfoil.terms.types.contract import Contract

HOLDING_EVENTS: Final = EVENT_TYPES | event_types(
    ("SUB", "subscription order", 1),
    ("RED", "redemption order", 2),
    ("CNF", "confirmation of an order", 3),
    ("SS", "split or reverse split", 4),
    ("BI", "bonus issue", 5),
    ("RL", "rights lapsed", 5),
    ("RG", "rights granted", 6),
    ("CPA", "conversion price adjustment", 7),
    ("CPR", "conversion price reset", 8),
    ("DUE", "payment due on a holiday", 8),
    ("RS", "rights subscribed", 14),
    ("CV", "conversion", 15),
    ("PUT", "sale back to the issuer", 16),
    ("CALL", "redemption by the issuer", 17),
    ("RD", "record date", 24),
)
"""Event types of the dictionary, and those of holdings, by acronym.

Rights lapse before new ones are granted and before the orders of that time, which come too late.
"""


@dataclass(frozen=True, kw_only=True)
class HoldingTerms:
    """The terms of every holding."""

    contract_type: str | None = term("contractType", "CT", TEXT)
    contract_id: str | None = term("contractID", "CID", TEXT, aliases=("contractIdentifier",))
    contract_role: ContractRole | None = term("contractRole", "CNTRL", choice(ContractRole))
    status_date: datetime | None = term("statusDate", "SD", TIME)
    currency: str | None = term("currency", "CUR", TEXT)
    calendar: str | None = term("calendar", "CLDR", TEXT)
    business_day_convention: BusinessDayConvention = term(
        "businessDayConvention", "BDC", choice(BusinessDayConvention), default=BusinessDayConvention.NOS
    )
    market_object_code: str | None = term("marketObjectCode", "MOC", TEXT)


T = TypeVar("T", bound=HoldingTerms)
S = TypeVar("S", bound=ContractState)


class HoldingContract(Contract[T, S], Generic[T, S]):
    """A contract about a holding: what happens after the status date, observed orders among it."""

    required: ClassVar[tuple[str, ...]] = ("status_date", "contract_role", "currency")

    def check(self, where: str) -> None:
        """The creator of the record holds (RPA) or has issued (RPL); no amount is too large to be rounded."""
        super().check(where)
        check_amounts(self.terms, where=where)
        if self.terms.contract_role not in (ContractRole.RPA, ContractRole.RPL):
            raise TermError(
                "contractRole", "a holding has a holder or an issuer", where=where, remedy="allowed: RPA, RPL"
            )

    def check_payments(self, where: str) -> None:
        """TermError unless a holiday postpones a payment: made earlier, it would not be to who holds when it is due."""
        convention = self.terms.business_day_convention
        if convention.goes_back:
            problem = f"under {convention} a payment may be made before it is due"
            raise TermError("businessDayConvention", problem, where=where, remedy="allowed: NOS, SCF, CSF")

    def orders(self, risk_factors: RiskFactors, *kinds: str) -> Iterator[ObservedEvent]:
        """Observed events of these types after the status date: what the terms state includes those up to it."""
        for seen in risk_factors.observed(self.terms.contract_id or ""):
            if seen.type in kinds and seen.at > self.status_date:
                yield seen

    def occasion(self, kind: str, at: datetime, step: Step[S]) -> Scheduled[S]:
        """An event of a type of holdings, business day or not."""
        return Scheduled(at, HOLDING_EVENTS[kind], at, at, step)

    def price(self, at: datetime, risk_factors: RiskFactors) -> Decimal:
        """The market's price at a time; InputError if it is not positive."""
        identifier = given(self.terms.market_object_code, "marketObjectCode")
        value = risk_factors.fixing(identifier, at)
        if value <= 0:
            raise InputError(
                f"{identifier} is {value} at {format_time(at)}", where="risk factors", remedy="a price is above 0"
            )
        return value

    def check_entitlement(self, record: datetime | None, last: datetime | None, *, name: str, where: str) -> None:
        """TermError if nobody can say what a record date found: it was before the status date, its effects are not."""
        if record is not None and last is not None and record_time(record) <= self.status_date < last:
            problem = "its record date is before the statusDate, and its effects are not"
            raise TermError(name, problem, where=where, remedy="state the holding before the record date, or after all")


def day_after(day: datetime) -> datetime:
    """The midnight at which a day is over, and with it what lasts to that day."""
    return midnight(day) + ONE_DAY


def record_time(day: datetime) -> datetime:
    """When a record date finds who holds: as the day ends, after all its orders."""
    return midnight(day) + timedelta(hours=23, minutes=59, seconds=59)
