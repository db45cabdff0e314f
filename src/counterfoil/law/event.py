# SPDX-License-Identifier: Apache-2.0
"""Typed events: each knows which records it touches, what it makes of them, and whose consent it needs.

Ledger, replay and verifier all use ``touches``: nobody writes a record or an event dictionary by hand.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, NamedTuple, Protocol, TypeGuard, TypeVar, runtime_checkable

import msgspec
from msgspec.structs import replace

from counterfoil.evidence.event import Consent, ConsentKind, ObjectClass, Side, Trail
from counterfoil.law.moment import Moment, Unknown
from counterfoil.law.outcome import Outcome, Refused
from counterfoil.law.runs import Finish, Start
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, RecordPath, Timestamp

T = TypeVar("T", bound=TrailedRecord)
Consents = tuple[Consent, ...]
Fold = Callable[[Any], TrailedRecord]
"""The record before (None: there was none) → the record after. Raises Refused when that cannot be."""


class Touch(NamedTuple):
    """One record that an event touches. ``opens``: what it touches besides if this is the record's first event."""

    table: Table[Any]
    key: tuple[str, ...]
    fold: Fold
    opens: "Touch | None" = None

    @property
    def path(self) -> RecordPath:
        return self.table.path(*self.key)


class Write(NamedTuple):
    """A record without a trail that an event leaves behind; it is written once and never changes."""

    table: Table[Any]
    key: tuple[str, ...]
    record: msgspec.Struct


class EventData(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What an event says. Subclasses are named by ``type`` and classed under JR/T 0315-2024 by ``object``."""

    type: ClassVar[str]
    object: ClassVar[ObjectClass]
    by_grant: ClassVar[bool] = False
    """what it does may be vouched for by consents recorded before alone, whatever call causes it"""
    bounded: ClassVar[bool] = False
    """what it touches refuses a number that canonical JSON cannot carry, so that the ledger need not look again"""

    @property
    def granted(self) -> bool:
        """Whether it names, in full, the records that vouch for it."""
        return self.by_grant

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        """The records that it touches, in the order of its trail links; ``consents`` are those that it rests on."""
        raise NotImplementedError

    def writes(self, moment: Moment) -> Iterator[Write]:
        """Records without a trail that it leaves behind, judged before the fold."""
        yield from ()

    def permit(self, moment: Moment) -> Consents:
        """The consents that it rests on, given the state just before it; Refused when one lacks."""
        return ()

    def frees(self) -> tuple[AccountId, ...]:
        """The accounts whose units it frees without a consent of its own, by the doing of its cause."""
        return ()

    def starts(self) -> Start | None:
        """Whose program runs from here on in its call: what programs decide there is the doing of those that run."""
        return None

    def finishes(self) -> Finish | None:
        """Whose program runs no more from here on in its call."""
        return None


class Diverting(EventData, frozen=True):
    """That money which comes due to its ``account`` goes, or is to go, to its ``receiver``, wherever that is.

    A limit on it holds for every noun's such event: whoever reserves an account lets nothing of it be diverted.
    """


class FollowingEvent(EventData, frozen=True):
    """What a module notes of another's event, in records of its own: counts, limits used up.

    No call says it and nobody consents to it; it follows from the whole state, so that a verifier takes it as executed,
    on the auditors' word. It moves nothing. Who may run a program by it (``starts``) is asked where records show it.
    """


class Passage(NamedTuple):
    """Units on their way from whom they were to whom they will be, in an account that is neither's."""

    instruments: tuple[InstrumentId, ...]
    since: Timestamp
    until: Timestamp
    """by then they are there"""


class Passing(EventData, frozen=True):
    """That units are, or will be, on their way for a time.

    A limit on it holds for every noun's such event: whoever counts holders at a time lets no units be on the way then.
    """

    counted_then: ClassVar[Outcome]
    """what it is refused with"""

    def passage(self, moment: Moment) -> Passage:
        """Which units, and when."""
        raise NotImplementedError


class Counting(EventData, frozen=True):
    """That holders of its ``instrument`` are, or are to be, counted at its ``record_time``.

    A limit on it holds for every noun's such event: whoever has units on their way has them arrive before.
    """


class Reaching(EventData, frozen=True):
    """That an order is to reach units of accounts.

    A limit on it holds for every noun's such event: whoever has units there for others says so when the order is given,
    and not only when it is carried out.
    """

    @property
    def reached(self) -> tuple[AccountId, ...]:
        """The accounts that it takes units of, keeps them in, or brings them to."""
        raise NotImplementedError


class Act(StrEnum):
    """What is done to an account's units; only an order does anything but to move them as they lie."""

    moves = "moves"
    freezes = "freezes"
    thaws = "thaws"
    forces = "forces"
    """takes them, encumbered or not, to another account"""
    burns = "burns"
    recovers = "recovers"
    """takes a whole holding, as it lies, to another account of its holder"""
    ends = "ends"
    """ends what they are reserved for, so that they are free again where they stand"""
    issues = "issues"
    """brings units into the world; asked of what an issuer recorded before"""
    redeems = "redeems"
    """ends units; asked of what an issuer recorded before"""


class Movement(NamedTuple):
    """What an account is asked to give or take."""

    side: Side
    account: AccountId
    instrument: InstrumentId
    quantity: int
    receiver: AccountId
    """where they go; the account itself where they stay or end"""
    cause: RecordPath | None
    """the record whose doing it is; of an end the record that ends"""
    act: Act = Act.moves


class Grant(Protocol):
    """A record by which consent was given before: a hold, a mandate, an affirmed instruction."""

    grant_kind: ClassVar[ConsentKind]

    @property
    def trail(self) -> Trail:
        """As every record that evidence follows has one."""
        ...

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Who consented to such a movement; Refused when nobody did."""
        ...


def is_grant(record: Any) -> TypeGuard[Grant]:
    """Whether a record is one: asked for every movement, and so of its class, once."""
    kind = type(record)
    found = _GRANTS.get(kind)
    if found is None:
        found = _GRANTS[kind] = hasattr(kind, "grants") and hasattr(kind, "grant_kind")
    return found


_GRANTS: Final[dict[type, bool]] = {}


@runtime_checkable
class Ending(Protocol):
    """A record for which a module reserved units, and which an order can end: so an order reaches what is reserved."""

    def ended(self, account: AccountId, order: RecordPath) -> Iterable[EventData]:
        """What an order about one account ends: all that is reserved for the record is free again, whoever's it is.

        Refused when nothing of the account is reserved for it.
        """
        ...


@runtime_checkable
class Issuance(Protocol):
    """A record by which an issuer consented before that units come into the world, or end."""

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Who consented to that, for units of the movement's instrument; Refused when nobody did."""
        ...


def given_by(consents: Consents) -> tuple[PartyId, ...]:
    """Who gave the last of the consents; Unknown when the event carries none."""
    if not consents:
        raise Unknown("the event carries no consent")
    return consents[-1].by


class Changes(Generic[T]):
    """Two common folds over a table, so that events read as tables of effects.

    What a fold takes is no ``T | None`` here: that would be made anew for every event, and takes longer than the fold.
    """

    def __init__(self, table: Table[T]) -> None:
        self._table = table

    def create(self, record: T, *key: str) -> Touch:
        """The record comes into the world; Refused with the table's ``exists`` when it is there."""

        def fold(before: Any) -> TrailedRecord:
            if before is not None:
                raise Refused(self._table.exists, "/".join(key))
            return record

        return Touch(self._table, key, fold)

    def replace(self, *key: str, **changes: Any) -> Touch:
        """Fields of the record change; Refused with the table's ``unknown`` when it is not there."""
        return self.change(lambda record: replace(record, **changes), *key)

    def change(self, make: Callable[[T], T], *key: str) -> Touch:
        """The record changes as ``make`` says; Refused with the table's ``unknown`` when it is not there."""

        def fold(before: Any) -> TrailedRecord:
            if before is None:
                raise Refused(self._table.unknown, "/".join(key))
            return make(before)

        return Touch(self._table, key, fold)
