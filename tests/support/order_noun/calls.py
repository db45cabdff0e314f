# SPDX-License-Identifier: Apache-2.0
"""Calls of the orders module. Whoever wants carries an order out."""

from counterfoil.law.call import Call, NewId
from counterfoil.law.event import Act
from counterfoil.modules.holdings.records import Taken
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)


class Give(Call, frozen=True, tag_field="call", tag="orders.give"):
    """Order an act about an account; by a supervisor."""

    order: NewId
    authority: PartyId
    act: Act
    account: AccountId
    receiver: AccountId | None = None
    expires: Timestamp | None = None


class Force(Call, frozen=True, tag_field="call", tag="orders.force"):
    """Move units."""

    order: str
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    free: NaturalQuantity = Quantity(0)
    taken: tuple[Taken, ...] = ()


class Burn(Call, frozen=True, tag_field="call", tag="orders.burn"):
    """End units."""

    order: str
    account: AccountId
    instrument: InstrumentId
    free: NaturalQuantity = Quantity(0)
    taken: tuple[Taken, ...] = ()


class Recover(Call, frozen=True, tag_field="call", tag="orders.recover"):
    """Move a holding as it is."""

    order: str
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    encumbrances: tuple[str, ...] = ()


class Freeze(Call, frozen=True, tag_field="call", tag="orders.freeze"):
    """Freeze units, or all."""

    order: str
    freeze: NewId
    account: AccountId
    instrument: InstrumentId
    quantity: PositiveQuantity | None = None
    supervisor: PartyId = PartyId("supervisor")


class Thaw(Call, frozen=True, tag_field="call", tag="orders.thaw"):
    """Lift a freeze."""

    order: str
    freeze: str
    supervisor: PartyId = PartyId("supervisor")


class End(Call, frozen=True, tag_field="call", tag="orders.end"):
    """End what units are reserved for."""

    order: str
    record: RecordPath
