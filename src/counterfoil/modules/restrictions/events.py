# SPDX-License-Identifier: Apache-2.0
"""Events of the restrictions module: rules, lists, declarations; and what is counted of others' events."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.restrictions.outcomes import RestrictionsOutcome
from counterfoil.modules.restrictions.preapprovals import PreapprovalUsed, Preapproved
from counterfoil.modules.restrictions.proposals import PROPOSAL_EVENTS
from counterfoil.modules.restrictions.records import (
    COUNTS,
    DECLARATIONS,
    LISTINGS,
    PORTFOLIOS,
    POSITIONS,
    RESTRICTIONS,
    Count,
    Declaration,
    Listing,
    Portfolio,
    Position,
    Restriction,
    Rule,
    RuleSet,
)
from counterfoil.primitives.types import (
    QUANTITY_MAX,
    DayNumber,
    HexHash,
    InstrumentId,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

_RESTRICTIONS: Changes[Restriction] = Changes(RESTRICTIONS)
_POSITIONS: Changes[Position] = Changes(POSITIONS)
_COUNTS: Changes[Count] = Changes(COUNTS)


class RestrictionEvent(EventData, frozen=True):
    """What the events share that an issuer or a supervisor causes about an instrument."""

    object: ClassVar[ObjectClass] = ObjectClass.regulatory
    instrument: InstrumentId
    by: PartyId

    def permit(self, moment: Moment) -> Consents:
        if self.by == known(moment, INSTRUMENTS, self.instrument).issuer:
            require_party(moment, self.by)
        else:
            require_role(moment, self.by, Role.supervisor)
        return ()


class Restricted(RestrictionEvent, frozen=True):
    """An instrument may have rules from now on; or its holders are counted from now on, where they were not."""

    type: ClassVar[str] = "restrictions.restricted"
    counted: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Restriction | None) -> Restriction:
            if before is None:
                return Restriction(instrument=self.instrument, counted=self.counted)
            # Who restricted first, uncounted, cannot keep all others from ever counting.
            begins = self.counted and not before.counted
            require(begins, RestrictionsOutcome.restricted_already, self.instrument)
            return replace(before, counted=True)

        yield Touch(RESTRICTIONS, (self.instrument,), fold)


class RulesSet(RestrictionEvent, frozen=True):
    """The issuer's rules, or those that supervisors imposed, were replaced from a time on."""

    type: ClassVar[str] = "restrictions.rules_set"
    imposed: bool
    since: Timestamp
    offset_min: OffsetMinutes
    rules: tuple[Rule, ...]
    reference: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        new = RuleSet(since=self.since, offset_min=self.offset_min, rules=self.rules)

        def fold(before: Restriction) -> Restriction:
            replaced = before.imposed if self.imposed else before.own
            sets = scheduled(replaced, new, self.time, RestrictionsOutcome.too_many_rule_sets, self.instrument)
            return replace(before, imposed=sets) if self.imposed else replace(before, own=sets)

        yield _RESTRICTIONS.change(fold, self.instrument)


class PartyListed(RestrictionEvent, frozen=True):
    """A party was put on an instrument's list, or taken off it."""

    type: ClassVar[str] = "restrictions.party_listed"
    by_supervisor: bool
    party: PartyId
    listed: bool

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Listing | None) -> Listing:
            so_far = before is not None and before.listed_by_supervisor
            return Listing(
                instrument=self.instrument,
                party=self.party,
                listed=self.listed,
                listed_by_supervisor=self.listed if self.by_supervisor else so_far,
            )

        yield Touch(LISTINGS, (self.instrument, self.party), fold)


class Declared(RestrictionEvent, frozen=True):
    """Something happened on which a lock-up hangs; a supervisor says it once more where the issuer said it."""

    type: ClassVar[str] = "restrictions.declared"
    by_supervisor: bool
    event: str
    reference: str
    document: HexHash | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        declaration = Declaration(
            instrument=self.instrument,
            event=self.event,
            by=self.by,
            by_supervisor=self.by_supervisor,
            reference=self.reference,
            document=self.document,
        )

        def fold(before: Declaration | None) -> Declaration:
            adds = before is None or (self.by_supervisor and not before.by_supervisor)
            require(adds, RestrictionsOutcome.declared_already, f"{self.instrument}/{self.event}")
            return declaration

        yield Touch(DECLARATIONS, (self.instrument, self.event), fold)


class Counted(FollowingEvent, frozen=True):
    """Units went from one party to another, came into the world, or went out of it."""

    type: ClassVar[str] = "restrictions.counted"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    instrument: InstrumentId
    quantity: Quantity
    giver: PartyId | None
    """None: they came into the world"""
    taker: PartyId | None
    """None: they went out of it"""
    giver_country: str
    taker_country: str
    holders: int
    """how many more parties hold the instrument: −1, 0 or 1"""
    day: DayNumber | None
    """on which the giver transferred them; null when it did not"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        if self.giver is not None:
            yield _position(self, self.giver, self.giver_country, -self.quantity)
        if self.taker is not None:
            yield _position(self, self.taker, self.taker_country, self.quantity)
        yield Touch(COUNTS, (self.instrument,), lambda count: _recount(self, count))


class Recounted(FollowingEvent, frozen=True):
    """A holder's country was attested anew, or its attestation revoked."""

    type: ClassVar[str] = "restrictions.recounted"
    object: ClassVar[ObjectClass] = ObjectClass.registration
    instrument: InstrumentId
    party: PartyId
    quantity: Quantity
    before: str
    after: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _POSITIONS.replace(self.party, self.instrument, country=self.after)

        def fold(count: Count) -> Count:
            left = changed(count.countries, self.before, -self.quantity)
            return replace(count, countries=changed(left, self.after, self.quantity))

        yield _COUNTS.change(fold, self.instrument)


EVENTS: tuple[Any, ...] = (
    Restricted,
    RulesSet,
    PartyListed,
    Declared,
    *PROPOSAL_EVENTS,
    Preapproved,
    PreapprovalUsed,
    Counted,
    Recounted,
)


def changed(countries: dict[str, Quantity], country: str, change: int) -> dict[str, Quantity]:
    """Units by country after a change; a country without units is left out."""
    units = Quantity(countries.get(country, 0) + change)
    others = {name: held for name, held in countries.items() if name != country}
    return others | {country: units} if units else others


def _position(event: Counted, party: PartyId, country: str, change: int) -> Touch:
    """A party has more or less; of what it transferred to another the day is kept."""
    instrument = event.instrument

    def fold(before: Position | None) -> Position:
        position = before or Position(party=party, instrument=instrument, country=country)
        counted = replace(position, balance=Quantity(position.balance + change))
        if change > 0 or event.day is None:
            return counted
        sent = min(position.sent_on(event.day) + event.quantity, QUANTITY_MAX)
        return replace(counted, day=max(event.day, position.day), sent=Quantity(sent))

    return Touch(POSITIONS, (party, instrument), fold, opens=_listed_in_portfolio(party, instrument))


def _recount(event: Counted, before: Count | None) -> Count:
    """The count of an instrument after units changed hands."""
    count = before or Count(instrument=event.instrument)
    countries, units = count.countries, int(count.units)
    if event.giver is not None:
        countries, units = changed(countries, event.giver_country, -event.quantity), units - event.quantity
    if event.taker is not None:
        countries, units = changed(countries, event.taker_country, event.quantity), units + event.quantity
    return replace(count, holders=count.holders + event.holders, units=Quantity(units), countries=countries)


def _listed_in_portfolio(party: PartyId, instrument: InstrumentId) -> Touch:
    def fold(before: Portfolio | None) -> Portfolio:
        portfolio = before or Portfolio(party=party)
        return replace(portfolio, instruments=(*portfolio.instruments, instrument))

    return Touch(PORTFOLIOS, (party,), fold)
