# SPDX-License-Identifier: Apache-2.0
"""What a chain of the demonstration is: its firms, their instruments, and who owns what at the beginning.

Investors are numbers behind commitments: no person is named, none has keys, and brokers act for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from counterfoil.identity.policy import KeyPolicy
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import (
    Identifiers,
    InstrumentKind,
    InstrumentStatus,
    TermsDocument,
    Unit,
)
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity

SEED: Final = 20_261_122
BANK: Final = PartyId("bank")
CASH: Final = InstrumentId("e-CNY")


@dataclass(frozen=True)
class Firm:
    """A party with keys of its own."""

    party: PartyId
    name: str
    roles: tuple[Role, ...] = ()

    def registration(self, keys: KeyPolicy) -> RegisterParty:
        return RegisterParty(
            party=self.party,
            registrar=DEPOSITORY,
            kind=PartyKind.organisation,
            name=self.name,
            roles=self.roles,
            keys=keys,
        )


@dataclass(frozen=True)
class Product:
    """An instrument of the demonstration, and how much of it the register gives each investor."""

    instrument: InstrumentId
    kind: InstrumentKind
    issuer: PartyId
    name: str
    unit: Unit
    identifiers: Identifiers = field(default_factory=Identifiers)
    price_fen: int = 1
    endowment: int = 0
    unique: bool = False

    def definition(self) -> list[DefineInstrument | ChangeStatus]:
        """Draft it with the hash of its terms, and activate it."""
        terms = TermsDocument(
            uri=f"urn:example:terms:{self.instrument}", hash=to_hex(tagged("demo-terms", self.instrument.encode()))
        )
        return [
            DefineInstrument(
                instrument=self.instrument,
                kind=self.kind,
                issuer=self.issuer,
                name=self.name,
                unit=self.unit,
                identifiers=self.identifiers,
                terms=None if self.kind is InstrumentKind.cash else terms,
                supply_limit=Quantity(1) if self.unique else None,
                unique=self.unique,
            ),
            ChangeStatus(instrument=self.instrument, status=InstrumentStatus.active, by=self.issuer),
        ]


@dataclass(frozen=True)
class ChainPlan:
    """One chain of the demonstration. ``houses`` are the firms that hold for themselves."""

    chain: ChainId
    title: str
    firms: Sequence[Firm]
    brokers: Sequence[PartyId]
    houses: Sequence[PartyId]
    investors: int
    """how many of them trade"""
    products: Sequence[Product]
    trades: int

    @property
    def newcomer(self) -> int:
        """An investor who never holds anything."""
        return self.investors

    @property
    def debtor(self) -> int:
        """An investor who trades nothing of his own accord, and against whom courts act."""
        return self.investors + 1

    @property
    def everybody(self) -> Sequence[int]:
        return range(self.investors + 2)

    @property
    def endowed(self) -> Sequence[int]:
        return [investor for investor in self.everybody if investor != self.newcomer]

    def broker_of(self, investor: int) -> PartyId:
        return self.brokers[investor % len(self.brokers)]


def account_of(investor: int) -> AccountId:
    """Investors are numbered from 0."""
    return AccountId(f"investor-{investor:03d}")


def house_account(firm: PartyId) -> AccountId:
    """Where a firm holds for itself."""
    return AccountId(f"{firm}-house")


def investor_registration(plan: ChainPlan, investor: int) -> RegisterParty:
    """A person: a commitment stands in for the identity, and the broker acts for it."""
    return RegisterParty(
        party=PartyId(account_of(investor)),
        registrar=DEPOSITORY,
        kind=PartyKind.person,
        commitment=to_hex(tagged("demo-person", f"{SEED}/{plan.chain}/{investor}".encode())),
    )


def investor_account(plan: ChainPlan, investor: int) -> OpenAccount:
    """Kept by the broker, who consents to what comes as to what goes: the investor has no keys to do it with."""
    return OpenAccount(
        account=account_of(investor),
        holder=PartyId(account_of(investor)),
        custodian=plan.broker_of(investor),
        outgoing=Control.custodian,
        incoming=Control.custodian,
    )


def firm_account(firm: PartyId) -> OpenAccount:
    """The firm alone lets anything in or out."""
    return OpenAccount(account=house_account(firm), holder=firm, outgoing=Control.holder)
