# SPDX-License-Identifier: Apache-2.0
"""Records of the restrictions module: an instrument's rules by date, what is counted of its holders, its lists."""

from enum import StrEnum
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.law.dated import in_force
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.parties.attestations import COUNTRIES, Topic, Value
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.primitives.types import (
    BasisPoints,
    DayNumber,
    HexHash,
    InstrumentId,
    MinuteOfDay,
    OffsetMinutes,
    PartyId,
    PositiveQuantity,
    Quantity,
    Timestamp,
    TimestampField,
)

RULES_MAX: Final = 32
"""Rules that are in force together, of the issuer and of supervisors each."""
NAMED_MAX: Final = 512
"""Values and parties that the rules of one set name together: all sets of a record stay below a line of a package."""
POSITIONS_MAX: Final = 512
"""Counted instruments that one party may ever have held, so that its record stays small; orders bring it others too."""
UNASKED_MAX: Final = 256
"""Of these, as many as may be there when one more comes in unasked: the others are kept for what it agrees to."""
DAY_MIN: Final = 24 * 60
SHARE_ALL_BP: Final = 10_000
UNKNOWN_COUNTRY: Final = "ZZ"
"""Of a party whose country nobody attested, or whose attestation is revoked; ISO 3166 leaves the code to its users."""


class RuleKind(StrEnum):
    """What a rule asks."""

    attested = "attested"
    """the receiver has an attestation of ``topic`` in force, with one of ``values`` (none: with any)"""
    country_allowed = "country_allowed"
    """the receiver's attested country is one of ``values``"""
    country_denied = "country_denied"
    """the receiver's country is attested, and none of ``values``"""
    listed = "listed"
    """the receiver is on the instrument's list"""
    max_holders = "max_holders"
    """not more than ``holders`` parties hold the instrument"""
    max_balance = "max_balance"
    """no party holds more than ``quantity``, in all its accounts"""
    supply_cap = "supply_cap"
    """not more than ``quantity`` is outstanding"""
    locked = "locked"
    """``parties`` (none: nobody) transfer nothing before ``until``, or before ``event`` is declared"""
    window = "window"
    """transfers on ``days`` (none: all) from ``opens_min`` to before ``closes_min``, in the rules' time"""
    approval = "approval"
    """each of ``parties`` approves a transfer that was proposed"""
    foreign_share = "foreign_share"
    """holders of other countries than ``values`` have at most ``share_bp`` of what is outstanding"""
    daily_limit = "daily_limit"
    """no party transfers more than ``quantity`` to others in a day, in the rules' time"""


COUNTING: Final = frozenset(
    {
        RuleKind.max_holders,
        RuleKind.max_balance,
        RuleKind.supply_cap,
        RuleKind.foreign_share,
        RuleKind.daily_limit,
    }
)
"""Kinds that need the instrument's holders counted."""
_NEEDS: Final[dict[RuleKind, tuple[set[str], set[str]]]] = {
    RuleKind.attested: ({"topic"}, {"values"}),
    RuleKind.country_allowed: ({"values"}, set()),
    RuleKind.country_denied: ({"values"}, set()),
    RuleKind.listed: (set(), set()),
    RuleKind.max_holders: ({"holders"}, set()),
    RuleKind.max_balance: ({"quantity"}, set()),
    RuleKind.supply_cap: ({"quantity"}, set()),
    RuleKind.locked: (set(), {"parties", "until", "event"}),
    RuleKind.window: ({"opens_min", "closes_min"}, {"days"}),
    RuleKind.approval: ({"parties"}, set()),
    RuleKind.foreign_share: ({"share_bp", "values"}, set()),
    RuleKind.daily_limit: ({"quantity"}, set()),
}
"""kind → fields that it must have, and that it may have"""
_OF_COUNTRIES: Final = frozenset({RuleKind.country_allowed, RuleKind.country_denied, RuleKind.foreign_share})


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule: its kind, and what the kind needs besides."""

    kind: RuleKind
    topic: Topic | None = None
    values: Annotated[tuple[Value, ...], Meta(max_length=249)] = ()
    """of the topic; of the rules on countries: ISO 3166-1 alpha-2"""
    parties: Annotated[tuple[PartyId, ...], Meta(max_length=64)] = ()
    holders: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    quantity: PositiveQuantity | None = None
    share_bp: Annotated[BasisPoints, Meta(ge=0, le=SHARE_ALL_BP)] | None = None
    """in hundredths of a per cent"""
    until: TimestampField | None = None
    event: Topic | None = None
    days: Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(max_length=7)] = ()
    """1 Monday to 7 Sunday"""
    opens_min: Annotated[MinuteOfDay, Meta(ge=0, le=DAY_MIN)] | None = None
    """minutes since the day began"""
    closes_min: Annotated[MinuteOfDay, Meta(ge=0, le=DAY_MIN)] | None = None

    @property
    def needed(self) -> str:
        """What its kind must have, and may have, in words."""
        needs, may = (", ".join(sorted(names)) or "nothing" for names in _NEEDS[self.kind])
        words = f"{self.kind} needs {needs}, may have {may}"
        strange = [value for value in self.values if self.kind in _OF_COUNTRIES and value not in COUNTRIES]
        return f"{words}; a country is two capital letters such as CN, not {', '.join(strange)}" if strange else words

    @property
    def is_well_formed(self) -> bool:
        """Whether it has what its kind needs, and nothing that its kind does not know."""
        needs, may = _NEEDS[self.kind]
        given = set(msgspec.to_builtins(self)) - {"kind"}
        if not needs <= given <= needs | may:
            return False
        if self.kind is RuleKind.locked:
            return (self.until is None) != (self.event is None)
        if self.kind is RuleKind.window:
            return (self.opens_min or 0) < (self.closes_min or 0)
        return self.kind not in _OF_COUNTRIES or COUNTRIES.issuperset(self.values)


class RuleSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rules that are in force together from a time on, in the order in which they are asked."""

    since: Timestamp
    offset_min: OffsetMinutes
    """minutes by which their day begins before midnight UTC"""
    rules: tuple[Rule, ...]


class SetInForce(NamedTuple):
    """A set whose rules are asked now, and whether supervisors imposed it."""

    set: RuleSet
    imposed: bool


class Restriction(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of an instrument: those of supervisors, which are asked first, and those of its issuer."""

    instrument: InstrumentId
    counted: bool
    """whether its holders are counted, which they can be from the first unit on alone"""
    imposed: tuple[RuleSet, ...] = ()
    own: tuple[RuleSet, ...] = ()

    def sets_in_force(self, time: Timestamp) -> tuple[SetInForce, ...]:
        """The sets whose rules are asked at a time, supervisors' first; none, one or two."""
        found = ((in_force(self.imposed, time), True), (in_force(self.own, time), False))
        return tuple(SetInForce(one, imposed) for one, imposed in found if one is not None)

    def rules_in_force(self, time: Timestamp) -> list[Rule]:
        """The rules that are asked at a time, in their order."""
        return [rule for one in self.sets_in_force(time) for rule in one.set.rules]


class Count(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many parties hold an instrument, and how many units holders of each country have."""

    instrument: InstrumentId
    holders: int = 0
    units: Quantity = Quantity(0)
    countries: dict[str, Quantity] = msgspec.field(default_factory=dict)


class Position(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a party holds of an instrument in all its accounts, and what it transferred on the last day that it did."""

    party: PartyId
    instrument: InstrumentId
    country: str
    """attested last, expired or not"""
    balance: Quantity = Quantity(0)
    day: DayNumber = DayNumber(0)
    sent: Quantity = Quantity(0)

    def sent_on(self, day: int) -> int:
        """What counts as transferred on a day. A day that goes back does not begin anew."""
        return self.sent if day <= self.day else 0


class Portfolio(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The counted instruments that a party ever held."""

    party: PartyId
    instruments: tuple[InstrumentId, ...] = ()


class Listing(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party's place on an instrument's list of those who may hold it."""

    instrument: InstrumentId
    party: PartyId
    listed: bool
    """as issuer or supervisor said last; the issuer's own rules ask it"""
    listed_by_supervisor: bool
    """as a supervisor said last; rules that supervisors imposed ask this, which no issuer writes"""


class Declaration(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That something happened on which a lock-up hangs."""

    instrument: InstrumentId
    event: str
    by: PartyId
    by_supervisor: bool
    """whether a supervisor said so: no rule that supervisors imposed ends by the issuer's word"""
    reference: str
    document: HexHash | None


RESTRICTIONS: Final = Table(
    "restrictions/rules", Restriction, RestrictionsOutcome.not_restricted, RestrictionsOutcome.restricted_already
)
COUNTS: Final = Table("restrictions/count", Count, RestrictionsOutcome.unknown_count, RestrictionsOutcome.count_exists)
POSITIONS: Final = Table(
    "restrictions/position", Position, RestrictionsOutcome.unknown_position, RestrictionsOutcome.position_exists
)
PORTFOLIOS: Final = Table(
    "restrictions/portfolio", Portfolio, RestrictionsOutcome.unknown_portfolio, RestrictionsOutcome.portfolio_exists
).kept(PartyId)
LISTINGS: Final = Table(
    "restrictions/listing", Listing, RestrictionsOutcome.unknown_listing, RestrictionsOutcome.listing_exists
)
DECLARATIONS: Final = Table(
    "restrictions/declaration", Declaration, RestrictionsOutcome.not_declared, RestrictionsOutcome.declared_already
)
