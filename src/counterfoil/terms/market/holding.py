# SPDX-License-Identifier: Apache-2.0
"""What contracts about a holding share: terms, observed orders, business days, rounding, and why an order is refused.

A holding is counted in units, shares or face amount, never negative. Payoffs carry the sign of the contract role: the
holder (``RPA``) pays for what the issuer (``RPL``) is paid for.
"""

import decimal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, TypeVar

from counterfoil.primitives.errors import InputError
from counterfoil.terms.arithmetic import CONTEXT, ONE, ZERO, number
from counterfoil.terms.business_day import BusinessDayConvention, following
from counterfoil.terms.calendars import STANDARD, Calendar
from counterfoil.terms.contract import Contract
from counterfoil.terms.dates import format_time
from counterfoil.terms.events import EVENT_TYPES, ContractState, Scheduled, Step, event_types
from counterfoil.terms.reading import TermError, read_terms, term, write_terms
from counterfoil.terms.risk_factors import NOTHING_OBSERVED, ObservedEvent, RiskFactors
from counterfoil.terms.roles import ContractRole
from counterfoil.terms.values import TEXT, TIME, Kind, choice

CENT: Final = 2
"""Decimals of money."""
ONE_DAY: Final = timedelta(days=1)
END_OF_DAY: Final = timedelta(hours=23, minutes=59, seconds=59)

HOLDING_EVENTS: Final = EVENT_TYPES | event_types(
    ("SUB", "subscription order", 1),
    ("RED", "redemption order", 2),
    ("CNF", "confirmation of an order", 3),
    ("SS", "split or reverse split", 4),
    ("BI", "bonus issue", 5),
    ("RG", "rights granted", 6),
    ("CPA", "conversion price adjustment", 7),
    ("CPR", "conversion price reset", 8),
    ("DUE", "payment due on a holiday", 8),
    ("RS", "rights subscribed", 14),
    ("CV", "conversion", 15),
    ("PUT", "sale back to the issuer", 16),
    ("CALL", "redemption by the issuer", 17),
    ("RL", "rights lapsed", 23),
    ("RD", "record date", 24),
)
"""Event types of the dictionary, and those of holdings, by acronym."""


class Rounding(StrEnum):
    """Away from zero from a half on, or towards zero."""

    HALF_UP = "HALF_UP"
    DOWN = "DOWN"


_MODES: Final = {Rounding.HALF_UP: decimal.ROUND_HALF_UP, Rounding.DOWN: decimal.ROUND_DOWN}


def rounded(value: Decimal, decimals: int, rule: Rounding = Rounding.HALF_UP) -> Decimal:
    """``value`` to so many decimals."""
    return value.quantize(ONE.scaleb(-decimals), rounding=_MODES[rule], context=CONTEXT)


class Rejection(StrEnum):
    """Why an order had no effect; ``NONE`` if it had."""

    NONE = ""
    BELOW_MINIMUM = "BELOW_MINIMUM"
    ABOVE_LIMIT = "ABOVE_LIMIT"
    INSUFFICIENT_HOLDING = "INSUFFICIENT_HOLDING"
    NO_RIGHTS = "NO_RIGHTS"
    OUTSIDE_PERIOD = "OUTSIDE_PERIOD"
    NOT_TRIGGERED = "NOT_TRIGGERED"
    NOT_LOWER = "NOT_LOWER"


def records(record: type[Any], *, required: tuple[str, ...], name: str) -> Kind:
    """A list of records of terms; ``required`` are names in JSON. TermError tells which record is wrong, and how."""

    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list | tuple):
            raise ValueError("not a list")
        return tuple(read_one(item, f"terms.{name}[{index}]") for index, item in enumerate(value))

    def read_one(item: object, where: str) -> object:
        if not isinstance(item, Mapping):
            raise ValueError("not an object")
        for needed in required:
            if item.get(needed) in (None, ""):
                raise TermError(needed, f"each of {name} needs it", where=where, remedy="give " + ", ".join(required))
        return read_terms(record, item, where=where)

    return Kind(read, lambda rows: [write_terms(row) for row in rows], f"a list of objects, as for {name}")


def whole(least: int, most: int) -> Kind:
    """A whole number from ``least`` to ``most``."""

    def read(value: object) -> int:
        stated = number(value)
        if stated != stated.to_integral_value() or not least <= stated <= most:
            raise ValueError("not a whole number in range")
        return int(stated)

    return Kind(read, str, f"a whole number from {least} to {most}")


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

    def __init__(self, terms: T, calendars: Mapping[str, Calendar] = STANDARD) -> None:
        super().__init__(terms, calendars)
        self.sign = terms.contract_role.sign if terms.contract_role else ONE

    @property
    def status_date(self) -> datetime:
        """``SD``: the holding at that time is stated, what came before is not asked."""
        return given(self.terms.status_date, "statusDate")

    def check(self, where: str) -> None:
        """The creator of the record holds (RPA) or has issued (RPL)."""
        super().check(where)
        if self.terms.contract_role not in (ContractRole.RPA, ContractRole.RPL):
            raise TermError(
                "contractRole", "a holding has a holder or an issuer", where=where, remedy="allowed: RPA, RPL"
            )

    def schedule(
        self, until: datetime | None = None, risk_factors: RiskFactors = NOTHING_OBSERVED
    ) -> list[Scheduled[S]]:
        """The events after the status date, up to ``until`` (included)."""
        return [
            item
            for item in super().schedule(until, risk_factors)
            if item.at > self.status_date and (until is None or item.at <= until)
        ]

    def orders(self, risk_factors: RiskFactors, *kinds: str) -> Iterator[ObservedEvent]:
        """Observed events of these types, after the status date."""
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


def bind(step: Callable[..., Decimal], *known: object) -> Step[Any]:
    """A step that also takes what is known when it is planned."""
    return lambda state, item, risk_factors: step(state, item, risk_factors, *known)


V = TypeVar("V")


def given(value: V | None, name: str) -> V:
    """The value of a term; TermError if it is not given."""
    if value is None:
        raise TermError(name, "the term is needed here", where="terms")
    return value


def unknown_entitlement(status: datetime, record: datetime | None, last: datetime | None) -> str:
    """Why nobody can say what a record date found: it was before the status date; empty if it was not."""
    if record is None or last is None or not midnight(record) + END_OF_DAY <= status < last:
        return ""
    return "its record date is before the statusDate, and its effects are not"


def amount_of(order: ObservedEvent) -> Decimal:
    """What an order states: zero if it states nothing."""
    return order.value if order.value is not None else ZERO


def midnight(at: datetime) -> datetime:
    """The day's begin."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def business_days_after(at: datetime, count: int, calendar: Calendar) -> datetime:
    """The ``count``-th business day after a day; the time of day is kept."""
    for _ in range(count):
        at = following(at + ONE_DAY, calendar)
    return at
