# SPDX-License-Identifier: Apache-2.0
"""Orders: what was ordered, by whom, on what ground, how far and until when; and how far it has come."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from counterfoil.evidence.event import ConsentKind
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import PPM, AnyAccount, AnyParty, OrderKind
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    HashField,
    InstrumentId,
    KeyId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

FREEZES: Final = "supervision/"
"""What the names of freezes under orders begin with; the slash keeps them apart from names that people choose."""
FreezeName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._:/-]{1,200}\Z")]
ShareField = Annotated[int, Meta(ge=1, le=PPM)]


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """How far an order goes. Each kind names some of these, and no others (``SHAPES``)."""

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


class Order(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An authority's order: by itself the consent to what it orders."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.order
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


ORDERS: Final = Table("supervision/order", Order, SupervisionOutcome.unknown_order, SupervisionOutcome.order_exists)


def subjects_of(moment: Moment, kind: OrderKind, scope: Scope) -> tuple[RecordPath, ...]:
    """What an order touches: a party; an account and its holder; or an instrument. Refused when it is not there."""
    require(SHAPES[kind].fits(scope), SupervisionOutcome.wrong_scope, kind)
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
