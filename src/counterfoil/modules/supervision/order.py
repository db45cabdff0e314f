# SPDX-License-Identifier: Apache-2.0
"""Orders: what was ordered, by whom, on what ground, how far and until when; and how far it has come."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.law.call import NewId
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.holdings.records import ENCUMBRANCES, WHOLE, Encumbrance
from counterfoil.modules.instruments.records import INSTRUMENTS, PositiveMoney
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import AnyAccount, AnyParty, OrderKind
from counterfoil.modules.supervision.seized import SEIZURES, VICTIMS_MAX, Seizure, Share, Victim, shares_of
from counterfoil.primitives.types import (
    IDENTIFIER,
    PARTS_PER_MILLION,
    AccountId,
    HashField,
    InstrumentId,
    KeyId,
    Millionths,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

FREEZES: Final = "supervision/"
"""What the names of freezes under orders begin with; the slash keeps them apart from names that people choose."""
FreezeName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:/-]{1,200}\Z")]
RecordName = Annotated[RecordPath, Meta(pattern=r"^[A-Za-z0-9._:/-]{1,200}\Z")]
"""The path of a record."""
ShareField = Annotated[Millionths, Meta(ge=1, le=PARTS_PER_MILLION)]


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How far an order goes. Each kind of order names some of these, and no others."""

    party: AnyParty | None = None
    account: AnyAccount | None = None
    instrument: Annotated[InstrumentId, IDENTIFIER] | None = None
    quantity: PositiveQuantity | None = None
    """units; of a freeze, None: all, and what comes; of a limit: units that may be held"""
    share_ppm: ShareField | None = None
    """of a limit: millionths of what is outstanding"""
    receiver: AnyAccount | None = None
    """of a seizure: a state account; of a recovery: the new account"""
    freeze: FreezeName | None = None
    """of a thaw: the freeze that ends"""
    keys: KeyPolicy | None = None
    """of a recovery: the new keys of whoever lost the old"""
    seizure: NewId | None = None
    """of a sale or a return: the order under which it was seized"""
    cash: Annotated[InstrumentId, IDENTIFIER] | None = None
    """of a sale: what is paid with"""
    price: PositiveMoney | None = None
    """of a sale: what is paid at least, for all of it"""
    victims: Annotated[tuple[Victim, ...], Meta(min_length=1, max_length=VICTIMS_MAX)] | None = None
    """of a return: to whom, and how much is due to each"""
    reserved_for: RecordName | None = None
    """of an end: the record that ends, such as a settlement instruction; None: any for which the account reserved"""

    @property
    def named(self) -> frozenset[str]:
        """The fields that the scope names."""
        return frozenset(name for name in self.__struct_fields__ if getattr(self, name) is not None)


class Shape(msgspec.Struct, frozen=True):
    """What the scope of a kind of order names: all of one of ``either``, and of ``maybe`` whatever it likes."""

    either: tuple[frozenset[str], ...]
    maybe: frozenset[str] = frozenset()

    def fits(self, scope: Scope) -> bool:
        return any(needed <= scope.named <= needed | self.maybe for needed in self.either)

    def __str__(self) -> str:
        ways = " or ".join(", ".join(sorted(needed)) for needed in self.either)
        return f"{ways}; may name {', '.join(sorted(self.maybe))}" if self.maybe else ways


def _all(names: str) -> tuple[frozenset[str], ...]:
    return (frozenset(names.split()),)


_ANYTHING: Final = (frozenset({"party"}), frozenset({"account"}), frozenset({"instrument"}))
SHAPES: Final[dict[OrderKind, Shape]] = {
    OrderKind.freeze: Shape(_all("account instrument"), frozenset({"quantity"})),
    OrderKind.thaw: Shape(_all("account instrument freeze")),
    OrderKind.seize: Shape(_all("account instrument quantity receiver")),
    OrderKind.burn: Shape(_all("account instrument quantity")),
    OrderKind.suspend: Shape(_ANYTHING),
    OrderKind.resume: Shape(_ANYTHING),
    OrderKind.recover: Shape(_all("account receiver"), frozenset({"keys"})),
    OrderKind.limit: Shape(
        tuple(
            frozenset({"instrument", most, *whose})
            for most in ("quantity", "share_ppm")
            for whose in ((), ("account",), ("party",))
        ),
        frozenset({"quantity", "share_ppm"}),
    ),
    OrderKind.disclose: Shape(_all("party")),
    OrderKind.sell: Shape(_all("seizure quantity cash price")),
    OrderKind.give_back: Shape(_all("seizure instrument quantity victims")),
    OrderKind.end: Shape(_all("account"), frozenset({"reserved_for"})),
}
"""kind → what its scope names"""


class OrderStatus(StrEnum):
    """How far an order has come."""

    proposed = "proposed"
    """it waits for a second party"""
    in_force = "in_force"
    """it can be carried out"""
    carried_out = "carried_out"
    """what it orders was done; a freeze, a suspension or a limit stands until it ends"""
    lifted = "lifted"
    expired = "expired"


ORDER_STEPS: Final[dict[OrderStatus, frozenset[OrderStatus]]] = {
    OrderStatus.proposed: frozenset({OrderStatus.in_force, OrderStatus.lifted, OrderStatus.expired}),
    OrderStatus.in_force: frozenset({OrderStatus.carried_out, OrderStatus.lifted, OrderStatus.expired}),
    OrderStatus.carried_out: frozenset({OrderStatus.lifted, OrderStatus.expired}),
    OrderStatus.lifted: frozenset(),
    OrderStatus.expired: frozenset({OrderStatus.carried_out}),
}
"""status → the statuses it may change to; a demand that was overdue may still be answered"""
STANDING: Final = frozenset({OrderKind.freeze, OrderKind.suspend, OrderKind.limit})
"""Kinds of order whose effect lasts until it is lifted or runs out."""
PENDING: Final = frozenset({OrderStatus.proposed, OrderStatus.in_force})
"""Of an order that is given and not carried out."""


class Order(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An authority's order: by itself the consent to what it orders."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.order
    ends: ClassVar[frozenset[str]] = frozenset(OrderStatus) - PENDING
    order: str
    kind: OrderKind
    authority: PartyId
    checker: PartyId | None
    """who agreed; None: nobody had to, or has yet"""
    eyes: tuple[KeyId, ...]
    """the authority's keys when it proposed the order, none of which may be the checker's; empty if given at once"""
    reference: str
    document: HashField
    """SHA-256 of the order as it was written"""
    scope: Scope
    subjects: tuple[RecordPath, ...]
    """what it touches, the thing itself first; in the file of each it is noted"""
    given: Timestamp
    """when it came in force; of one that is only proposed, when it was proposed"""
    expires: Timestamp
    status: OrderStatus
    done: Quantity = Quantity(0)
    """units that were seized or burned"""
    renewed: bool = False
    """of a recovery: the new keys are in force"""
    answer: HashField | None = None
    """of a demand: SHA-256 of what was disclosed"""

    @property
    def came_in_force(self) -> bool:
        """Whether it was ever more than proposed."""
        return self.checker is not None or not self.eyes

    @property
    def freeze(self) -> str:
        """The encumbrance that a freeze under it is."""
        return f"{FREEZES}{self.order}"

    def after(self, quantity: int) -> "Order":
        """After so many more units were seized or burned; it is carried out when all were."""
        done = Quantity(self.done + quantity)
        whole = self.scope.quantity or done
        require(done <= whole, SupervisionOutcome.beyond_order, self.order)
        return replace(self, done=done, status=OrderStatus.carried_out if done == whole else self.status)

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The authority, and who checked, consent to what was ordered, in its time, for the accounts it is about."""
        # What an order ends is another record, which the movement names; all else is the order's own doing.
        own = movement.cause == ORDERS.path(self.order) or movement.act is Act.ends
        require(own, SupervisionOutcome.beyond_order, self.order)
        if self.kind is OrderKind.freeze and movement.act is Act.thaws:
            over = self.status is OrderStatus.carried_out and moment.time >= self.expires
            require(over, SupervisionOutcome.order_not_expired, self.order)
        else:
            require(self.status is OrderStatus.in_force, SupervisionOutcome.order_not_in_force, self.order)
            require(moment.time < self.expires, SupervisionOutcome.order_expired, self.order)
        require(self._covers(moment, movement), SupervisionOutcome.beyond_order, self.order)
        return (self.authority,) if self.checker is None else (self.authority, self.checker)

    def _covers(self, moment: Moment, movement: Movement) -> bool:
        """Whether it orders that an account gives or takes so."""
        scope, act = self.scope, movement.act
        units = (movement.account, movement.instrument)
        if self.kind is OrderKind.freeze and act is Act.thaws:
            freeze = known(moment, ENCUMBRANCES, self.freeze)
            return units == (freeze.account, freeze.instrument)
        if self.kind is OrderKind.freeze:
            meant = units == (scope.account, scope.instrument) and act is Act.freezes
            return meant and movement.quantity == (scope.quantity or WHOLE)
        if self.kind is OrderKind.thaw:
            return units == (scope.account, scope.instrument) and act is Act.thaws
        if self.kind is OrderKind.end:
            meant = movement.account == scope.account and act is Act.ends
            return meant and scope.reserved_for in (None, movement.cause)
        if self.kind is OrderKind.burn:
            whole = self.done + movement.quantity <= (scope.quantity or 0)
            return units == (scope.account, scope.instrument) and act is Act.burns and whole
        side = scope.account if movement.side is Side.gives else scope.receiver
        between = (movement.account, movement.receiver) == (side, scope.receiver)
        if self.kind is OrderKind.seize:
            whole = self.done + movement.quantity <= (scope.quantity or 0)
            return between and movement.instrument == scope.instrument and act is Act.forces and whole
        if self.kind is OrderKind.recover:
            return between and act is Act.recovers
        return scope.seizure is not None and self._disposes(known(moment, SEIZURES, scope.seizure), movement)

    def _disposes(self, seizure: Seizure, movement: Movement) -> bool:
        """Whether it orders that what was seized, or money for it, changes accounts so."""
        scope, gives = self.scope, movement.side is Side.gives
        if self.kind is OrderKind.give_back:
            share = Share(account=movement.receiver, quantity=Quantity(movement.quantity))
            due = share in shares_of(scope.quantity or 0, scope.victims or ())
            from_state = movement.account == (seizure.state if gives else movement.receiver)
            return due and from_state and movement.act is Act.forces and movement.instrument == scope.instrument
        if self.kind is not OrderKind.sell or movement.act is not Act.moves:
            return False
        if movement.instrument == seizure.instrument:
            account = seizure.state if gives else movement.receiver
            return movement.account == account and movement.quantity == scope.quantity
        paid = movement.instrument == scope.cash and movement.quantity >= (scope.price or 0)
        return paid and not gives and movement.account == seizure.state


ORDERS: Final = Table("supervision/order", Order, SupervisionOutcome.unknown_order, SupervisionOutcome.order_exists)


def subjects_of(moment: Moment, kind: OrderKind, scope: Scope) -> tuple[RecordPath, ...]:
    """What an order touches, the thing itself first; Refused when it is not there, or the scope is none of the kind's.

    A party; an account and its holder; an instrument; of a sale and a return, from whom it was seized, and the victims.
    """
    require(SHAPES[kind].fits(scope), SupervisionOutcome.wrong_scope, f"{kind} names {SHAPES[kind]}")
    if scope.keys is not None:
        problem = check_policy(scope.keys)
        require(problem is None, PartiesOutcome.invalid_key_policy, problem or "")
    if scope.seizure is not None:
        seizure = known(moment, SEIZURES, scope.seizure)
        victims = [victim.account for victim in scope.victims or ()]
        require(len(set(victims)) == len(victims), SupervisionOutcome.wrong_scope, "a victim stands twice")
        for account in victims:
            known(moment, ACCOUNTS, account)
        others = (ACCOUNTS.path(account) for account in victims if account != seizure.account)
        return ACCOUNTS.path(seizure.account), PARTIES.path(seizure.holder), *others
    if scope.account is not None:
        holder = known(moment, ACCOUNTS, scope.account).holder
        return ACCOUNTS.path(scope.account), PARTIES.path(holder)
    if scope.party is not None:
        known(moment, PARTIES, scope.party)
        return (PARTIES.path(scope.party),)
    instrument = InstrumentId(scope.instrument or "")
    known(moment, INSTRUMENTS, instrument)
    return (INSTRUMENTS.path(instrument),)


def in_force_now(moment: Moment, order: str, *kinds: OrderKind) -> Order:
    """The order, which must be of one of the kinds and can be carried out now."""
    record = known(moment, ORDERS, order)
    require(record.kind in kinds, SupervisionOutcome.order_of_another_kind, f"{order}: {record.kind}")
    require(record.status is OrderStatus.in_force, SupervisionOutcome.order_not_in_force, f"{order} is {record.status}")
    require(moment.time < record.expires, SupervisionOutcome.order_expired, order)
    return record


def account_of(order: Order) -> AccountId:
    """The account that an order is about."""
    return AccountId(order.scope.account or "")


def instrument_of(order: Order) -> InstrumentId:
    """The instrument that an order is about."""
    return InstrumentId(order.scope.instrument or "")


def ordered_by(freeze: Encumbrance) -> str | None:
    """The order under which a freeze stands; None: none of this module."""
    under = freeze.executor.startswith(f"{ORDERS.prefix}/")
    return freeze.executor.removeprefix(f"{ORDERS.prefix}/") if under else None
