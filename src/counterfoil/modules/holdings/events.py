# SPDX-License-Identifier: Apache-2.0
"""Events that create, extinguish and move units: what each touches, and whose consent it needs."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Act, Changes, Consents, EventData, Movement, Touch
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import table_prefix
from counterfoil.modules.holdings.consents import acting_parties, by_signature, consent, require_issuer, require_movable
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import (
    BOOKS,
    ENCUMBRANCES,
    HOLDINGS,
    MANDATES,
    SUPPLIES,
    TITLES,
    Book,
    Change,
    Holding,
    Part,
    Supply,
    Title,
    short_of,
)
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.authority import RECORDERS, require_party, require_role, together
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import (
    QUANTITY_MAX,
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
)

_TITLES: Changes[Title] = Changes(TITLES)
_GRANTS: dict[str, Changes[Any]] = {
    ENCUMBRANCES.prefix: Changes(ENCUMBRANCES),
    MANDATES.prefix: Changes(MANDATES),
}
"""table → how a record in it, under which units move, is used up"""


class RegistrationEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.registration


class Issued(RegistrationEvent, frozen=True):
    """Units came into the world.

    ``issuing`` and ``taking`` name the records by which the issuer and the account consented before; left out: they
    consent by this transaction. ``cause`` is the record whose doing it is.
    """

    type: ClassVar[str] = "holdings.issued"
    by_grant: ClassVar[bool] = True
    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    parents: tuple[RecordPath, ...] = ()
    """of a unique instrument: the titles that it was made from"""
    reference: str = ""
    issuing: RecordPath | UnsetType = UNSET
    taking: RecordPath | UnsetType = UNSET
    cause: RecordPath | UnsetType = UNSET

    @property
    def granted(self) -> bool:
        return self.issuing is not UNSET

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield received(self.account, self.instrument, self.quantity)
        yield supplied(self.instrument, self.quantity)
        if self.taking is not UNSET:
            yield from used_up(self.taking, self.quantity)
        if is_unique(moment, self.instrument):
            title = Title(instrument=self.instrument, account=self.account, parents=self.parents)
            yield _TITLES.create(title, self.instrument)

    def permit(self, moment: Moment) -> Consents:
        require_movable(moment, self.instrument, self.account)
        now = require_issuer(moment, self._movement(Act.issues), self.issuing)
        takes = consent(moment, self._movement(Act.moves), self.taking or None)
        return together(moment, (takes,), *now)

    def _movement(self, act: Act) -> Movement:
        cause = self.cause or None
        return Movement(Side.takes, self.account, self.instrument, self.quantity, self.account, cause, act)


class Redeemed(RegistrationEvent, frozen=True):
    """Units were extinguished.

    ``redeeming`` and ``giving`` name the records by which the issuer and the account consented before; left out: they
    consent by this transaction. ``part``: held, where the account gives under a hold; else left out. ``cause`` is the
    record whose doing it is.
    """

    type: ClassVar[str] = "holdings.redeemed"
    by_grant: ClassVar[bool] = True
    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    reference: str = ""
    redeeming: RecordPath | UnsetType = UNSET
    giving: RecordPath | UnsetType = UNSET
    cause: RecordPath | UnsetType = UNSET
    part: Part | UnsetType = UNSET

    @property
    def granted(self) -> bool:
        return self.redeeming is not UNSET

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield delivered(self.account, self.instrument, self.part or Part.free, self.quantity)
        yield supplied(self.instrument, -self.quantity)
        if self.giving is not UNSET:
            yield from used_up(self.giving, self.quantity)
        yield from retitled(moment, self.instrument, None)

    def permit(self, moment: Moment) -> Consents:
        part = self.part or Part.free
        held = self.giving is not UNSET and table_prefix(self.giving) == ENCUMBRANCES.prefix
        require(part is (Part.held if held else Part.free), HoldingsOutcome.consent_missing, part)
        require_movable(moment, self.instrument, self.account, redeems=True)
        now = require_issuer(moment, self._movement(Act.redeems), self.redeeming)
        gives = consent(moment, self._movement(Act.moves), self.giving or None, part)
        return together(moment, (gives,), *now)

    def _movement(self, act: Act) -> Movement:
        cause = self.cause or None
        return Movement(Side.gives, self.account, self.instrument, self.quantity, self.account, cause, act)


class Transferred(RegistrationEvent, frozen=True):
    """Units went from one account to another.

    ``giving`` and ``taking`` name the records by which the sender and the receiver consented before; null: they
    consent by this transaction. ``cause`` is the record whose doing it is.
    """

    type: ClassVar[str] = "holdings.transferred"
    by_grant: ClassVar[bool] = True
    bounded: ClassVar[bool] = True
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    part: Part = Part.free
    giving: RecordPath | None = None
    taking: RecordPath | None = None
    cause: RecordPath | None = None
    reference: str = ""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield delivered(self.sender, self.instrument, self.part, self.quantity)
        yield received(self.receiver, self.instrument, self.quantity)
        for grant in (self.giving, self.taking):
            if grant is not None:  # most transfers rest on signatures, and pass here a million times
                yield from used_up(grant, self.quantity)
        yield from retitled(moment, self.instrument, self.receiver)

    def permit(self, moment: Moment) -> Consents:
        require(self.sender != self.receiver, HoldingsOutcome.same_account, self.sender)
        reserved = self.giving is not None and table_prefix(self.giving) == ENCUMBRANCES.prefix
        # Frozen units move under an order alone, and others out of the part that the consent is about.
        parts = (Part.held, Part.pledged) if reserved else (Part.free,)
        require(self.part in parts, HoldingsOutcome.consent_missing, self.part)
        require_movable(moment, self.instrument, self.sender, self.receiver)
        consents = all_known(
            (
                lambda: consent(moment, self._movement(Side.gives, self.sender), self.giving, self.part),
                lambda: consent(moment, self._movement(Side.takes, self.receiver), self.taking),
            )
        )
        return together(moment, consents, *acting_parties(moment, self.giving))

    def _movement(self, side: Side, account: AccountId) -> Movement:
        return Movement(side, account, self.instrument, self.quantity, self.receiver, self.cause)


class Corrected(RegistrationEvent, frozen=True):
    """Units were added to a holding, or taken from it, because a register shows that it was wrong."""

    type: ClassVar[str] = "holdings.corrected"
    instrument: InstrumentId
    account: AccountId
    quantity: PositiveQuantity
    change: Change
    maker: PartyId
    checker: PartyId
    reason: str
    document: HashField

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        adds = self.change is Change.adds
        if adds:
            yield received(self.account, self.instrument, self.quantity)
        else:
            yield delivered(self.account, self.instrument, Part.free, self.quantity)
        more = self.quantity if adds else -self.quantity
        yield supplied(self.instrument, more)

    def permit(self, moment: Moment) -> Consents:
        adds = self.change is Change.adds
        require_movable(moment, self.instrument, self.account, redeems=not adds)
        issuer = known(moment, INSTRUMENTS, self.instrument).issuer
        require_party(moment, issuer)
        require_role(moment, self.maker, *RECORDERS)
        if self.checker == issuer:
            require_party(moment, self.checker)
        else:
            require_role(moment, self.checker, *RECORDERS, Role.supervisor)
        two = self.maker != self.checker and moment.consents(self.maker, self.checker)
        require(two, HoldingsOutcome.four_eyes_needed, f"{self.maker}, {self.checker}")
        consent = by_signature(moment, self.account, Side.takes if adds else Side.gives)
        return together(moment, (consent,), issuer, self.maker, self.checker)


def is_unique(moment: Moment, instrument: InstrumentId) -> bool:
    """Whether the instrument's title is followed."""
    return known(moment, INSTRUMENTS, instrument).unique


def delivered(account: AccountId, instrument: InstrumentId, part: Part, quantity: int) -> Touch:
    """Units leave a part of a holding."""

    def fold(before: Holding | None) -> Holding:
        return (before or Holding(account=account, instrument=instrument)).less(part, quantity)

    return Touch(HOLDINGS, (account, instrument), fold)


def received(account: AccountId, instrument: InstrumentId, quantity: int) -> Touch:
    """Units come into the free part of a holding, whose first event the account's book notes."""

    def fold(before: Holding | None) -> Holding:
        return (before or Holding(account=account, instrument=instrument)).more(Part.free, quantity)

    return Touch(HOLDINGS, (account, instrument), fold, opens=booked(account))


def moved_within(account: AccountId, instrument: InstrumentId, origin: Part, target: Part, quantity: int) -> Touch:
    """Units go from one part of a holding to another."""

    def fold(before: Holding | None) -> Holding:
        if before is None:
            raise Refused(HoldingsOutcome.insufficient_free_quantity, short_of(account, instrument, 0, quantity))
        return before.less(origin, quantity).more(target, quantity)

    return Touch(HOLDINGS, (account, instrument), fold)


def used_up(record: RecordPath, quantity: int) -> Iterator[Touch]:
    """A hold, pledge or mandate under which so many units moved; no record of another kind is used up here."""
    if (table := _GRANTS.get(prefix := table_prefix(record))) is not None:
        yield table.change(lambda grant: grant.used(quantity), record.removeprefix(f"{prefix}/"))


def booked(account: AccountId, lines: int = 1) -> Touch:
    """More lines in the account's book."""

    def fold(before: Book | None) -> Book:
        book = before or Book(account=account)
        return replace(book, lines=book.lines + lines)

    return Touch(BOOKS, (account,), fold)


def supplied(instrument: InstrumentId, change: int) -> Touch:
    """So many units more are outstanding, or fewer."""

    def fold(before: Supply | None) -> Supply:
        supply = before or Supply(instrument=instrument)
        outstanding = supply.outstanding + change
        require(0 <= outstanding <= QUANTITY_MAX, HoldingsOutcome.quantity_overflow, instrument)
        return replace(supply, outstanding=Quantity(outstanding))

    return Touch(SUPPLIES, (instrument,), fold)


def retitled(moment: Moment, instrument: InstrumentId, account: AccountId | None) -> Iterator[Touch]:
    """Where the unit of a unique instrument is from now on; None: nowhere."""
    if is_unique(moment, instrument):
        yield _TITLES.replace(instrument, account=account)
