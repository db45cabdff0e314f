# SPDX-License-Identifier: Apache-2.0
"""Records of what was seized: from whom, under which order, what of it is left; and how it is shared out to victims."""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from msgspec.structs import replace

from counterfoil.law.fields import CountedIn
from counterfoil.law.outcome import require
from counterfoil.law.sharing import shared_out
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import AnyAccount
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
)

VICTIMS_MAX: Final = 100
"""In one order, so that its record stays small."""


class Victim(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Who is to be given back, where, and how much is due: in the smallest unit of what is returned."""

    account: AnyAccount
    claim: Annotated[PositiveQuantity, CountedIn("instrument")]


class Share(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """What a victim is given."""

    account: AccountId
    quantity: PositiveQuantity


def shares_of(quantity: int, victims: Sequence[Victim]) -> tuple[Share, ...]:
    """What each victim is given; who would be given nothing has no share."""
    units = shared_out(quantity, [victim.claim for victim in victims])
    return tuple(
        Share(account=victim.account, quantity=Quantity(one)) for victim, one in zip(victims, units, strict=True) if one
    )


class Seizure(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was seized under one order. It is in a state account until it is sold or returned; so is what it brought."""

    seizure: str
    """the order"""
    account: AccountId
    """from which account"""
    holder: PartyId
    """and from whom"""
    instrument: InstrumentId
    state: AccountId
    """where it is"""
    taken: Quantity = Quantity(0)
    """units seized in all: those left, sold and returned"""
    left: Quantity = Quantity(0)
    sold: Quantity = Quantity(0)
    returned: Quantity = Quantity(0)
    cash: InstrumentId | None = None
    """what they were sold for; None: none was sold"""
    received: Money = Quantity(0)
    """money that the sales brought: what is left of it, and what was paid out"""
    money: Money = Quantity(0)
    paid_out: Money = Quantity(0)

    def with_more(self, quantity: int) -> "Seizure":
        """After more was seized under the same order."""
        return replace(self, taken=Quantity(self.taken + quantity), left=Quantity(self.left + quantity))

    def after_sale(self, quantity: int, cash: InstrumentId, price: int) -> "Seizure":
        """After units were sold."""
        self.require_left(self.instrument, quantity)
        require(self.cash in (None, cash), SupervisionOutcome.not_the_sale, self.seizure)
        return replace(
            self,
            left=Quantity(self.left - quantity),
            sold=Quantity(self.sold + quantity),
            cash=cash,
            received=Quantity(self.received + price),
            money=Quantity(self.money + price),
        )

    def after_return(self, instrument: InstrumentId, quantity: int) -> "Seizure":
        """After units, or money, went back to victims."""
        self.require_left(instrument, quantity)
        if instrument == self.instrument:
            return replace(self, left=Quantity(self.left - quantity), returned=Quantity(self.returned + quantity))
        return replace(self, money=Quantity(self.money - quantity), paid_out=Quantity(self.paid_out + quantity))

    def require_left(self, instrument: InstrumentId, quantity: int) -> None:
        """So much of the instrument, or of the money, is still there."""
        there = {self.cash: self.money, self.instrument: self.left}.get(instrument, 0)
        require(quantity <= there, SupervisionOutcome.not_so_much_seized, f"{self.seizure}: {there} of {instrument}")


class Custody(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units in a state account that nobody may move but under an order of sale or of return."""

    account: AccountId
    instrument: InstrumentId
    units: Quantity = Quantity(0)

    def changed(self, change: int) -> "Custody":
        return replace(self, units=Quantity(self.units + change))


SEIZURES: Final = Table(
    "supervision/seizure", Seizure, SupervisionOutcome.unknown_seizure, SupervisionOutcome.seizure_exists
)
CUSTODIES: Final = Table(
    "supervision/custody", Custody, SupervisionOutcome.unknown_custody, SupervisionOutcome.custody_exists
)
