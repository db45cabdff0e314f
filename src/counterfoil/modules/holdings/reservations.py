# SPDX-License-Identifier: Apache-2.0
"""Events that reserve units inside a holding and let them go: holds, pledges, freezes; and mandates."""

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from msgspec import UNSET, UnsetType

from counterfoil.evidence.event import Consent, ObjectClass, Side
from counterfoil.law.event import Act, Changes, Consents, EventData, Movement, Touch, given_by
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.consents import (
    by_signature,
    given_out_of,
    has_ended,
    kept_on,
    require_movable,
    under_order,
)
from counterfoil.modules.holdings.events import RegistrationEvent, booked, moved_within, used_up
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import (
    ENCUMBRANCES,
    HOLDINGS,
    MANDATES,
    PART_OF,
    WHOLE,
    Encumbrance,
    EncumbranceKind,
    GrantStatus,
    Holding,
    Mandate,
    Part,
    acts,
)
from counterfoil.modules.parties.authority import ordered, require_standing, together
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

_ENCUMBRANCES: Changes[Encumbrance] = Changes(ENCUMBRANCES)
_MANDATES: Changes[Mandate] = Changes(MANDATES)


class Reserved(RegistrationEvent, frozen=True):
    """What a hold and a pledge share: free units of an account are set aside for an executor."""

    kind: ClassVar[EncumbranceKind]
    encumbrance: str
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity
    executor: str
    """a party, or (with a slash) the record whose doing it is"""
    expires: Timestamp | None = None
    cause: RecordPath | None = None
    reference: str = ""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        part = PART_OF[self.kind]
        yield moved_within(self.account, self.instrument, self._origin(), part, self.quantity)
        encumbrance = Encumbrance(
            encumbrance=self.encumbrance,
            kind=self.kind,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity,
            executor=self.executor,
            expires=self.expires,
            reference=self.reference,
            granted_by=given_by(consents),
            **self._terms(),
        )
        yield _ENCUMBRANCES.create(encumbrance, self.encumbrance)

    def permit(self, moment: Moment) -> Consents:
        return _set_aside(moment, self.instrument, self.account, self.executor)

    def _origin(self) -> Part:
        return Part.free

    def _terms(self) -> dict[str, Any]:
        """What the encumbrance says besides."""
        return {}


class Held(Reserved, frozen=True):
    """Units are reserved for an executor until an expiry; a record that might take them may keep them without one."""

    type: ClassVar[str] = "holdings.held"
    kind: ClassVar[EncumbranceKind] = EncumbranceKind.hold
    giving: RecordPath | UnsetType = UNSET
    """the hold or mandate under which the record might take them; left out: the account consents now"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        if self.giving is not UNSET:
            yield from used_up(self.giving, self.quantity)

    def permit(self, moment: Moment) -> Consents:
        if self.giving is UNSET:
            return super().permit(moment)
        require_movable(moment, self.instrument, self.account)
        gives = Movement(Side.gives, self.account, self.instrument, self.quantity, self.account, self.cause)
        return (kept_on(moment, gives, self.giving, self.executor),)

    def _origin(self) -> Part:
        return Part.free if self.giving is UNSET else given_out_of(self.giving)


class Pledged(Reserved, frozen=True):
    """Units are pledged to a pledgee; the account's book notes it."""

    type: ClassVar[str] = "holdings.pledged"
    kind: ClassVar[EncumbranceKind] = EncumbranceKind.pledge
    keeper: PartyId | UnsetType = UNSET
    """left out where there is none"""
    enforceable_from: Timestamp | UnsetType = UNSET
    """left out where only an order enforces it"""
    enforceable_to: tuple[AccountId, ...] | UnsetType = UNSET
    """left out where it is any account"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from super().touches(moment, consents)
        yield booked(self.account)

    def permit(self, moment: Moment) -> Consents:
        if self.keeper is not UNSET:
            require(self.keeper != self.executor, HoldingsOutcome.keeper_is_pledgee, self.encumbrance)
            require_standing(moment, self.keeper)
        return _set_aside(moment, self.instrument, self.account, self.executor)

    def _terms(self) -> dict[str, Any]:
        names = ("keeper", "enforceable_from", "enforceable_to")
        return {name: getattr(self, name) for name in names}


class Lifted(RegistrationEvent, frozen=True):
    """What the release of a hold and of a pledge share: so much of what is reserved is free again."""

    kind: ClassVar[EncumbranceKind]
    encumbrance: str
    account: AccountId
    instrument: InstrumentId
    quantity: Quantity
    cause: RecordPath | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield moved_within(self.account, self.instrument, PART_OF[self.kind], Part.free, self.quantity)
        yield _ENCUMBRANCES.change(lambda before: before.lifted(self.quantity), self.encumbrance)

    def frees(self) -> tuple[AccountId, ...]:
        return (self.account,)

    def _require_here(self, found: Encumbrance) -> None:
        """The encumbrance is on the holding whose units become free."""
        here = (found.account, found.instrument) == (self.account, self.instrument)
        require(here, HoldingsOutcome.encumbrance_elsewhere, self.encumbrance)


class Released(Lifted, frozen=True):
    """A hold was given up: by its executor; by the account's outgoing rule once it is over, or its executor is."""

    type: ClassVar[str] = "holdings.released"
    by_grant: ClassVar[bool] = True
    kind: ClassVar[EncumbranceKind] = EncumbranceKind.hold

    def permit(self, moment: Moment) -> Consents:
        hold = active(moment, self.encumbrance, self.kind)
        self._require_here(hold)
        if acts(moment, hold.executor, self.cause):
            return ()
        consent = _taken_back(moment, hold)
        # Of one that has expired nobody need show what became of its executor.
        over = hold.expires is not None and moment.time >= hold.expires
        over = over or has_ended(moment, hold.executor, hold.account)
        require(over, HoldingsOutcome.hold_not_expired, hold.stands)
        return (consent,)


class PledgeReleased(Lifted, frozen=True):
    """The pledgee, or whoever pledged to one that has ended, freed some of it, with the keeper if there is one."""

    type: ClassVar[str] = "holdings.pledge_released"
    by_grant: ClassVar[bool] = True
    kind: ClassVar[EncumbranceKind] = EncumbranceKind.pledge

    def permit(self, moment: Moment) -> Consents:
        pledge = active(moment, self.encumbrance, self.kind)
        self._require_here(pledge)
        acting = acts(moment, pledge.executor, self.cause)
        consents = () if acting else (_taken_back(moment, pledge),)
        require(pledge.kept(moment), HoldingsOutcome.keeper_missing, self.encumbrance)
        # Last: that what became of the executor is not shown excuses neither a signature nor a keeper that lacks.
        ended = acting or has_ended(moment, pledge.executor, pledge.account)
        require(ended, HoldingsOutcome.hold_reserved, pledge.stands)
        return together(moment, consents, *(() if pledge.keeper is UNSET else (pledge.keeper,)))


class RegulatoryEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class FreezeEvent(RegulatoryEvent, frozen=True, omit_defaults=True):
    """What a freeze and its end share. Without an order it is the supervisor's own, by this transaction."""

    by_grant: ClassVar[bool] = True
    encumbrance: str
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity | None
    """None: all there is, and all that comes"""
    supervisor: PartyId
    legal_reference: str
    document: HashField
    order: RecordPath | None = None
    """the record of the order that it carries out; left out where there is none"""

    def movement(self, side: Side, act: Act) -> Movement:
        """What an order is asked for: the units stay in the account."""
        quantity = self.quantity or WHOLE
        return Movement(side, self.account, self.instrument, quantity, self.account, self.order, act)


class Frozen(FreezeEvent, frozen=True, omit_defaults=True):
    """A supervisor froze units; the account's book notes it. What is not free waits in line."""

    type: ClassVar[str] = "holdings.frozen"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Holding | None) -> Holding:
            holding = before or Holding(account=self.account, instrument=self.instrument)
            return holding.queued(self.encumbrance, self.quantity or WHOLE)

        yield Touch(HOLDINGS, (self.account, self.instrument), fold)
        freeze = Encumbrance(
            encumbrance=self.encumbrance,
            kind=EncumbranceKind.freeze,
            account=self.account,
            instrument=self.instrument,
            quantity=self.quantity or WHOLE,
            executor=self.order or self.supervisor,
            expires=None,
            reference=self.legal_reference,
            granted_by=(self.supervisor,) if self.order is None else given_by(consents),
        )
        yield _ENCUMBRANCES.create(freeze, self.encumbrance)
        yield booked(self.account)

    def permit(self, moment: Moment) -> Consents:
        return _authorised(moment, self, self.account, self.supervisor, Act.freezes)


class Unfrozen(FreezeEvent, frozen=True, omit_defaults=True):
    """A supervisor lifted a freeze; the next in line took what became free."""

    type: ClassVar[str] = "holdings.unfrozen"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Holding | None) -> Holding:
            holding = before or Holding(account=self.account, instrument=self.instrument)
            return holding.unqueued(self.encumbrance)

        yield Touch(HOLDINGS, (self.account, self.instrument), fold)
        yield _ENCUMBRANCES.replace(self.encumbrance, quantity=Quantity(0), status=GrantStatus.released)

    def permit(self, moment: Moment) -> Consents:
        freeze = active(moment, self.encumbrance, EncumbranceKind.freeze)
        # Who may undo an order is for the orders to say, not for any supervisor alone.
        alone = self.order is None and "/" in freeze.executor
        require(not alone, HoldingsOutcome.frozen_by_order, self.encumbrance)
        return _authorised(moment, self, self.account, self.supervisor, Act.thaws)


class MandateGranted(RegistrationEvent, frozen=True):
    """Whoever controls an account lets an executor take units out of it from now on."""

    type: ClassVar[str] = "holdings.mandate_granted"
    mandate: str
    account: AccountId
    executor: str
    instrument: InstrumentId | None
    quantity: PositiveQuantity | None
    receivers: tuple[AccountId, ...] | None
    expires: Timestamp | None
    revocable: bool
    reference: str = ""
    takes: Literal[True] | UnsetType = UNSET

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        mandate = Mandate(
            mandate=self.mandate,
            account=self.account,
            executor=self.executor,
            instrument=self.instrument,
            quantity=self.quantity,
            receivers=self.receivers,
            expires=self.expires,
            revocable=self.revocable,
            reference=self.reference,
            granted_by=given_by(consents),
            takes=self.takes,
        )
        yield _MANDATES.create(mandate, self.mandate)

    def permit(self, moment: Moment) -> Consents:
        if "/" not in self.executor:
            require_standing(moment, PartyId(self.executor))
        return (by_signature(moment, self.account, Side.takes if self.takes else Side.gives),)


class MandateRevoked(RegistrationEvent, frozen=True):
    """A mandate ended: its executor gave it up, or has ended, or the account took it back."""

    type: ClassVar[str] = "holdings.mandate_revoked"
    by_grant: ClassVar[bool] = True
    mandate: str
    cause: RecordPath | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _MANDATES.replace(self.mandate, status=GrantStatus.released)

    def permit(self, moment: Moment) -> Consents:
        mandate = in_force(moment, self.mandate)
        if acts(moment, mandate.executor, self.cause):
            return ()
        consent = by_signature(moment, mandate.account, mandate.side)
        # Last: that what became of the executor is not shown excuses no signature that lacks.
        revocable = mandate.revocable or has_ended(moment, mandate.executor, mandate.account)
        require(revocable, HoldingsOutcome.mandate_irrevocable, self.mandate)
        return (consent,)


def _taken_back(moment: Moment, found: Encumbrance) -> Consent:
    """The outgoing rule of the account that an encumbrance is on, which named it."""
    # A module's own name has a slash: what it reserved it ends itself, by its record's doing, while that can act.
    own = "/" not in found.encumbrance or has_ended(moment, found.executor, found.account)
    require(own, HoldingsOutcome.hold_reserved, found.encumbrance)
    return by_signature(moment, found.account, Side.gives)


def _set_aside(moment: Moment, instrument: InstrumentId, account: AccountId, executor: str) -> Consents:
    """Who gives units over to an executor that stands."""
    require_movable(moment, instrument, account)
    if "/" not in executor:
        require_standing(moment, PartyId(executor))
    return (by_signature(moment, account, Side.gives),)


def _authorised(moment: Moment, event: FreezeEvent, account: AccountId, supervisor: PartyId, act: Act) -> Consents:
    """The supervisor's own order by this transaction, or the order that the event carries out, if it gave that one."""
    if event.order is None:
        return (ordered(moment, account, supervisor),)
    given = under_order(moment, event.movement(Side.gives, act), event.order)
    require(supervisor in given.by, PartiesOutcome.not_authorised, supervisor)
    return (given,)


def active(moment: Moment, encumbrance: str, kind: EncumbranceKind) -> Encumbrance:
    """The encumbrance, which must be active and of this kind."""
    record = known(moment, ENCUMBRANCES, encumbrance)
    require(record.status is GrantStatus.active, HoldingsOutcome.unknown_encumbrance, encumbrance)
    require(record.kind is kind, HoldingsOutcome.wrong_encumbrance_kind, encumbrance)
    return record


def given_back(moment: Moment, hold: str, cause: RecordPath, quantity: int | None = None) -> Iterator[Released]:
    """What a hold still has, or at most a quantity of it, is free again where it stands, by the doing of ``cause``.

    Nothing of one that is over: since it was made, an order may have taken from it or moved it, and its account may
    have taken it back.
    """
    record = known(moment, ENCUMBRANCES, hold)
    freed = record.quantity if quantity is None else Quantity(min(quantity, record.quantity))
    if record.status is GrantStatus.active and freed:
        yield Released(
            encumbrance=hold,
            account=record.account,
            instrument=record.instrument,
            quantity=freed,
            cause=cause,
        )


def in_force(moment: Moment, mandate: str) -> Mandate:
    """The mandate, which must be active."""
    record = known(moment, MANDATES, mandate)
    require(record.status is GrantStatus.active, HoldingsOutcome.unknown_mandate, mandate)
    return record
