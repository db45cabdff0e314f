# SPDX-License-Identifier: Apache-2.0
"""Records of the holdings module. A holding's balance is free + held + pledged + frozen, each never negative.

Freezes beyond what is free wait in line (轮候冻结): whatever becomes free goes to the first in line that lacks units.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.evidence.text import format_time
from counterfoil.law.detail import units
from counterfoil.law.event import Movement
from counterfoil.law.fields import OrAll
from counterfoil.law.moment import Moment, Reader
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.primitives.types import (
    INTEGER_MAX,
    QUANTITY_MAX,
    AccountId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

FREEZES_MAX: Final = 64
"""Freezes in line on one holding, so that its record stays small."""
WHOLE: Final = Quantity(QUANTITY_MAX)
"""What a whole freeze orders: more than any holding has, so that it takes whatever becomes free and is never sated."""


class Part(StrEnum):
    """Where in a holding a quantity stands."""

    free = "free"
    held = "held"
    pledged = "pledged"
    frozen = "frozen"


class Change(StrEnum):
    """What a correction does to a holding."""

    adds = "adds"
    removes = "removes"


class EncumbranceKind(StrEnum):
    """Why a quantity is not free."""

    hold = "hold"
    pledge = "pledge"
    freeze = "freeze"


PART_OF: Final[dict[EncumbranceKind, Part]] = {
    EncumbranceKind.hold: Part.held,
    EncumbranceKind.pledge: Part.pledged,
    EncumbranceKind.freeze: Part.frozen,
}


class GrantStatus(StrEnum):
    """Of an encumbrance or a mandate."""

    active = "active"
    executed = "executed"
    released = "released"


class FreezeOrder(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A freeze in the line of a holding: what was ordered, and what of it has been taken so far."""

    freeze: str
    ordered: Annotated[Quantity, OrAll()]
    taken: Quantity

    @property
    def whole(self) -> bool:
        """Whether it is of the whole holding, now and from now on."""
        return self.ordered == WHOLE

    @property
    def waits(self) -> bool:
        """Whether it has not taken all that was ordered."""
        return self.taken < self.ordered


class Taken(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """So many of the units that an encumbrance has."""

    encumbrance: str
    quantity: PositiveQuantity


def short_of(account: AccountId, instrument: InstrumentId, has: int, needed: int, part: Part = Part.free) -> str:
    """What an account lacks."""
    return f"{account} has {units(has, instrument)} {part}, and {units(needed, instrument)} are needed"


class Holding(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one account holds of one instrument, in the instrument's smallest unit."""

    bounded: ClassVar[bool] = True
    account: AccountId
    instrument: InstrumentId
    free: Quantity = Quantity(0)
    held: Quantity = Quantity(0)
    pledged: Quantity = Quantity(0)
    frozen: Quantity = Quantity(0)
    line: tuple[FreezeOrder, ...] = ()
    """freezes in the order in which they came; frozen is the sum of what they have taken"""

    @property
    def balance(self) -> int:
        return self.free + self.held + self.pledged + self.frozen

    def less(self, part: Part, quantity: int) -> "Holding":
        """Without so many units of a part; Refused when there are fewer."""
        there: int = getattr(self, part)
        rest = there - quantity
        if rest < 0:  # a million transfers pass here, and need no words
            told = short_of(self.account, self.instrument, there, quantity, part)
            require(False, HoldingsOutcome.insufficient_free_quantity, told)
        return replace(self, **{part: Quantity(rest)})

    def more(self, part: Part, quantity: int) -> "Holding":
        """With so many units more in a part; what becomes free serves the line. Refused beyond what can be counted."""
        require(self.balance + quantity <= QUANTITY_MAX, HoldingsOutcome.quantity_overflow)
        raised = replace(self, **{part: Quantity(getattr(self, part) + quantity)})
        return raised._served() if part is Part.free and self.line else raised

    def queued(self, freeze: str, quantity: Quantity) -> "Holding":
        """With one more freeze at the end of the line."""
        require(len(self.line) < FREEZES_MAX, HoldingsOutcome.too_many_freezes, self.account)
        order = FreezeOrder(freeze=freeze, ordered=quantity, taken=Quantity(0))
        return replace(self, line=(*self.line, order))._served()

    def unqueued(self, freeze: str) -> "Holding":
        """Without that freeze: what it had taken is free again, for the next in line."""
        order = next((one for one in self.line if one.freeze == freeze), None)
        if order is None:
            raise Refused(HoldingsOutcome.unknown_encumbrance, freeze)
        line = tuple(one for one in self.line if one is not order)
        return replace(self, line=line).less(Part.frozen, order.taken).more(Part.free, order.taken)

    def deprived(self, encumbrance: str, kind: EncumbranceKind, quantity: int) -> "Holding":
        """Without so many units that an encumbrance has; Refused when it has fewer. A freeze orders so much less."""
        if kind is not EncumbranceKind.freeze:
            return self.less(PART_OF[kind], quantity)
        none = FreezeOrder(freeze=encumbrance, ordered=Quantity(0), taken=Quantity(0))
        order = next((one for one in self.line if one.freeze == encumbrance), none)
        # What the freeze waits for it has not: to take that would shorten the order and move nothing.
        require(
            order.taken >= quantity,
            HoldingsOutcome.exceeds_hold,
            f"{encumbrance}: {units(quantity, self.instrument)} of {units(order.taken, self.instrument)}",
        )
        rest = replace(order, ordered=reduced(order.ordered, quantity), taken=Quantity(order.taken - quantity))
        line = tuple(rest if one is order else one for one in self.line)
        return replace(self, line=tuple(one for one in line if one.ordered)).less(Part.frozen, quantity)

    def same_units(self, other: "Holding") -> bool:
        """Whether each part and the line are the same in both."""
        return (*map(self._part, Part), self.line) == (*map(other._part, Part), other.line)

    def _part(self, part: Part) -> int:
        quantity: int = getattr(self, part)
        return quantity

    def joined(self, arriving: "Holding") -> "Holding":
        """With all that another holding has, each part as it was; its freezes stand behind those that are here."""
        waits = any(order.waits for order in self.line)
        require(not (waits and arriving.frozen), HoldingsOutcome.freezes_wait, self.account)
        line = (*self.line, *arriving.line)
        require(len(line) <= FREEZES_MAX, HoldingsOutcome.too_many_freezes, self.account)
        require(self.balance + arriving.balance <= QUANTITY_MAX, HoldingsOutcome.quantity_overflow)
        parts = {part.value: Quantity(getattr(self, part) + getattr(arriving, part)) for part in Part}
        return replace(self, line=line, **parts)._served()

    def _served(self) -> "Holding":
        free, frozen, line = int(self.free), int(self.frozen), []
        for order in self.line:
            takes = min(free, order.ordered - order.taken)
            free, frozen = free - takes, frozen + takes
            line.append(replace(order, taken=Quantity(order.taken + takes)) if takes else order)
        return replace(self, free=Quantity(free), frozen=Quantity(frozen), line=tuple(line))


class Supply(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of an instrument is outstanding: the sum of all its holdings."""

    instrument: InstrumentId
    outstanding: Quantity = Quantity(0)


class Encumbrance(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reservation of quantity: by whom it can be executed or released, until when, and why."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.hold
    encumbrance: str
    kind: EncumbranceKind
    account: AccountId
    instrument: InstrumentId
    quantity: Annotated[Quantity, OrAll()]
    """what is still reserved; of a freeze, what is ordered"""
    executor: str
    """who may execute or release it: a party, or (with a slash) the record whose doing it must be"""
    expires: Timestamp | None
    reference: str
    granted_by: tuple[PartyId, ...]
    """who consented when it was made"""
    status: GrantStatus = GrantStatus.active
    keeper: PartyId | UnsetType = UNSET
    """of a pledge that has one: who must agree to a release or an enforcement, besides the executor"""
    enforceable_from: Timestamp | UnsetType = UNSET
    """of a pledge: from when its executor may move the units; left out: never without an order"""
    enforceable_to: tuple[AccountId, ...] | UnsetType = UNSET
    """of a pledge: the accounts that it may move them to; left out: any"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """A hold lets its executor deliver what it reserves, before it expires; a pledge as its terms say."""
        require(self.status is GrantStatus.active, HoldingsOutcome.unknown_encumbrance, self.encumbrance)
        meant = (Side.gives, self.account, self.instrument)
        require(movement[:3] == meant, HoldingsOutcome.consent_missing, self.encumbrance)
        require(acts(moment, self.executor, movement.cause), HoldingsOutcome.hold_reserved, self.encumbrance)
        lasts = self.expires is None or moment.time < self.expires
        require(lasts, HoldingsOutcome.hold_expired, self.encumbrance)
        if self.kind is EncumbranceKind.pledge:
            require(self._enforceable(moment, movement), HoldingsOutcome.pledge_not_enforceable, self.encumbrance)
            require(self.kept(moment), HoldingsOutcome.keeper_missing, self.encumbrance)
        beyond = self._beyond(movement.quantity)
        require(movement.quantity <= self.quantity, HoldingsOutcome.exceeds_hold, beyond)
        return self.granted_by

    @property
    def reserved(self) -> bool:
        """Whether a module reserved it, under a name that nobody can choose."""
        return self.kind is not EncumbranceKind.freeze and "/" in self.encumbrance

    @property
    def lasting(self) -> bool:
        """Whether its record keeps it without an end: then it stands wherever its account's holder has the units."""
        return self.kind is EncumbranceKind.hold and self.expires is None

    def kept(self, moment: Moment) -> bool:
        """Whether the keeper agrees, if there is one, by keys that do not count for the executor."""
        if self.keeper is UNSET:
            return True
        executor = () if "/" in self.executor else (PartyId(self.executor),)
        return moment.consents(*executor, self.keeper)

    def _enforceable(self, moment: Moment, movement: Movement) -> bool:
        begun = self.enforceable_from is not UNSET and moment.time >= self.enforceable_from
        return begun and (self.enforceable_to is UNSET or movement.receiver in self.enforceable_to)

    @property
    def told(self) -> str:
        """What it reserves, for whom and until when."""
        until = "" if self.expires is None else f" until {format_time(self.expires)}"
        what = f"{self.encumbrance} is {self.status}: {units(self.quantity, self.instrument)} of {self.account}"
        return f"{what} for {self.executor}{until}"

    @property
    def stands(self) -> str:
        """Until when, and who may let it go before."""
        endless = self.expires is None or self.expires == INTEGER_MAX
        until = "it has no end" if endless else f"it stands until {format_time(self.expires or 0)}"
        if "/" not in self.executor:
            return f"{self.encumbrance}: {until}; its executor {self.executor} may release it at any time"
        record = f"its executor is the record {self.executor}"
        return f"{self.encumbrance}: {until}; {record}, so it is free once a call on that frees it, or that is over"

    def _beyond(self, quantity: int) -> str:
        return f"{self.encumbrance}: {units(quantity, self.instrument)} of {units(self.quantity, self.instrument)}"

    def lifted(self, quantity: int) -> "Encumbrance":
        """After so many of its units were freed."""
        require(quantity <= self.quantity, HoldingsOutcome.exceeds_hold, self._beyond(quantity))
        rest = Quantity(self.quantity - quantity)
        return replace(self, quantity=rest, status=GrantStatus.active if rest else GrantStatus.released)

    def used(self, quantity: int) -> "Encumbrance":
        """After so many of its units were delivered."""
        freezes = self.kind is EncumbranceKind.freeze
        require(quantity <= self.quantity, HoldingsOutcome.exceeds_hold, self._beyond(quantity))
        rest = reduced(self.quantity, quantity) if freezes else Quantity(self.quantity - quantity)
        return replace(self, quantity=rest, status=GrantStatus.active if rest else GrantStatus.executed)


class Mandate(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent given beforehand to an executor, within stated units, receivers and time; None leaves it unbounded."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    mandate: str
    account: AccountId
    executor: str
    """a party, or (with a slash) the record whose doing a movement must be"""
    instrument: InstrumentId | None
    quantity: Quantity | None
    """units that may move in all"""
    receivers: tuple[AccountId, ...] | None
    expires: Timestamp | None
    revocable: bool
    """whether the account can take it back; the executor can always give it up"""
    reference: str
    granted_by: tuple[PartyId, ...]
    moved: Quantity = Quantity(0)
    """units that moved in all; the greatest quantity says so many or more"""
    status: GrantStatus = GrantStatus.active
    takes: Literal[True] | UnsetType = UNSET
    """the executor, a record or any record of a table, brings units in; left out: it takes them out"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """A mandate lets its executor take free units out of the account, or bring units in, within its bounds."""
        require(self.status is GrantStatus.active, HoldingsOutcome.unknown_mandate, self.mandate)
        require(movement.side is self.side, HoldingsOutcome.consent_missing, self.mandate)
        require(movement.account == self.account, HoldingsOutcome.consent_missing, self.mandate)
        acting = acts(moment, self.executor, movement.cause) or self._brings(movement.cause)
        require(acting, HoldingsOutcome.hold_reserved, self.mandate)
        lasts = self.expires is None or moment.time < self.expires
        require(lasts, HoldingsOutcome.mandate_expired, self.mandate)
        fits = (
            self.instrument in (None, movement.instrument)
            and (self.receivers is None or movement.receiver in self.receivers)
            and (self.quantity is None or self.moved + movement.quantity <= self.quantity)
        )
        require(fits, HoldingsOutcome.exceeds_mandate, self.mandate)
        return self.granted_by

    @property
    def side(self) -> Side:
        """What its account does under it."""
        return Side.takes if self.takes else Side.gives

    def _brings(self, cause: RecordPath | None) -> bool:
        return self.takes is True and cause is not None and cause.startswith(f"{self.executor}/")

    def used(self, quantity: int) -> "Mandate":
        """After so many units were moved under it."""
        # Within a bound ``grants`` keeps it below; without one a count that is full ends no mandate.
        return replace(self, moved=Quantity(min(self.moved + quantity, QUANTITY_MAX)))


class Title(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the one unit of a unique instrument is, and the titles that it came from by split, merge or bridge."""

    instrument: InstrumentId
    account: AccountId | None
    """None: it was redeemed"""
    parents: tuple[RecordPath, ...] = ()


class Book(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The index of an account: its trail has the first event of each holding, and every pledge, freeze and recovery."""

    account: AccountId
    lines: int = 0


HOLDINGS: Final = Table(
    "holdings/holding", Holding, HoldingsOutcome.unknown_holding, HoldingsOutcome.holding_exists
).kept(AccountId)
SUPPLIES: Final = Table("holdings/supply", Supply, HoldingsOutcome.unknown_supply, HoldingsOutcome.supply_exists)
ENCUMBRANCES: Final = Table(
    "holdings/encumbrance", Encumbrance, HoldingsOutcome.unknown_encumbrance, HoldingsOutcome.encumbrance_exists
)
MANDATES: Final = Table("holdings/mandate", Mandate, HoldingsOutcome.unknown_mandate, HoldingsOutcome.mandate_exists)
TITLES: Final = Table("holdings/title", Title, HoldingsOutcome.unknown_title, HoldingsOutcome.title_exists)
BOOKS: Final = Table("holdings/book", Book, HoldingsOutcome.unknown_book, HoldingsOutcome.book_exists).kept(AccountId)


def free_of(known: Reader, account: AccountId, instrument: InstrumentId) -> int:
    """How many free units an account has of an instrument."""
    found = known.read(HOLDINGS, account, instrument)
    return 0 if found is None else int(found.free)


def reduced(ordered: Quantity, quantity: int) -> Quantity:
    """What a freeze orders after so many of its units went; a whole one stays whole."""
    return ordered if ordered == WHOLE else Quantity(ordered - quantity)


def acts(moment: Moment, executor: str, cause: RecordPath | None) -> bool:
    """Whether a named executor acts here: a party by its consent, a record by being the cause."""
    return executor == cause if "/" in executor else moment.consents(PartyId(executor))
