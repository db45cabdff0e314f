# SPDX-License-Identifier: Apache-2.0
"""What the demonstration trades: two chains, their firms and instruments, and who owns what at the beginning.

Everything is computed from a seed. Investors are numbers behind commitments: no person is named.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.commerce.modules.instruments.messages import ChangeStatus, DefineInstrument
from counterfoil.commerce.modules.instruments.state import (
    Identifiers,
    InstrumentKind,
    InstrumentStatus,
    TermsDocument,
    Unit,
)
from counterfoil.commerce.modules.parties.messages import OpenAccount, RegisterParty
from counterfoil.commerce.modules.parties.state import Control, PartyKind, Role
from counterfoil.commerce.modules.settlement.state import Leg
from counterfoil.identity.policy import KeyPolicy
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives.hashing import tagged, to_hex
from counterfoil.primitives.types import AccountId, ChainId, InstrumentId, PartyId, Quantity

SEED: Final = 20_261_122
SECURITIES: Final = ChainId("securities")
OVER_THE_COUNTER: Final = ChainId("otc")
BANK: Final = PartyId("bank")
CASH: Final = InstrumentId("e-CNY")
SHARE_PRICE_FEN: Final = 12_34
BOND_PRICE_FEN: Final = 100_15


@dataclass(frozen=True)
class Product:
    """An instrument of the demonstration, and how much of it the register gives each investor."""

    instrument: InstrumentId
    kind: InstrumentKind
    issuer: PartyId
    issuer_name: str
    name: str
    unit: Unit
    identifiers: Identifiers
    price_fen: int
    endowment: int

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
            ),
            ChangeStatus(instrument=self.instrument, status=InstrumentStatus.active, by=self.issuer),
        ]


@dataclass(frozen=True)
class ChainPlan:
    """One chain of the demonstration."""

    chain: ChainId
    title: str
    brokers: Sequence[PartyId]
    investors: int
    products: Sequence[Product]
    trades: int

    @property
    def newcomer(self) -> int:
        """An investor who never holds anything."""
        return self.investors

    def broker_of(self, investor: int) -> PartyId:
        return self.brokers[investor % len(self.brokers)]


def account_of(investor: int) -> AccountId:
    """Investors are numbered from 0; the one after the last has an account and never holds anything."""
    return AccountId(f"investor-{investor:03d}")


YUAN: Final = Product(
    instrument=CASH,
    kind=InstrumentKind.cash,
    issuer=BANK,
    issuer_name="Operating bank",
    name="数字人民币 Digital yuan",
    unit=Unit(name="CNY", decimals=2),
    identifiers=Identifiers(),
    price_fen=1,
    endowment=500_000_00,
)

PLANS: Final = (
    ChainPlan(
        chain=SECURITIES,
        title="证券业联盟链 securities-industry alliance",
        brokers=tuple(PartyId(f"broker-{number}") for number in (1, 2, 3, 4)),
        investors=240,
        products=(
            Product(
                instrument=InstrumentId("EXAMPLE-A"),
                kind=InstrumentKind.equity,
                issuer=PartyId("issuer"),
                issuer_name="Example Manufacturing",
                name="示例制造 Example Manufacturing, ordinary share",
                unit=Unit(name="share", decimals=0),
                identifiers=Identifiers(cfi="ESVUFR", mic="XSHG", code="EXAMPLE-A"),
                price_fen=SHARE_PRICE_FEN,
                endowment=4_000,
            ),
            Product(
                instrument=InstrumentId("EXAMPLE-GB"),
                kind=InstrumentKind.bond,
                issuer=PartyId("treasury"),
                issuer_name="Example Treasury",
                name="示例国债 Example government bond",
                unit=Unit(name="bond", decimals=0),
                identifiers=Identifiers(cfi="DBFTFR", mic="XSHG", code="EXAMPLE-GB"),
                price_fen=BOND_PRICE_FEN,
                endowment=900,
            ),
            YUAN,
        ),
        trades=2_400,
    ),
    ChainPlan(
        chain=OVER_THE_COUNTER,
        title="场外联盟链 over-the-counter alliance",
        brokers=tuple(PartyId(f"dealer-{number}") for number in (1, 2)),
        investors=80,
        products=(
            Product(
                instrument=InstrumentId("EXAMPLE-FUND"),
                kind=InstrumentKind.fund_unit,
                issuer=PartyId("fund-manager"),
                issuer_name="Example Fund Management",
                name="示例基金 Example private fund, unit",
                unit=Unit(name="unit", decimals=2),
                identifiers=Identifiers(cfi="CIOIES", code="EXAMPLE-FUND"),
                price_fen=1_08,
                endowment=100_000,
            ),
            YUAN,
        ),
        trades=600,
    ),
)


def firms(plan: ChainPlan) -> dict[PartyId, tuple[str, tuple[Role, ...]]]:
    """Party → (name, roles) of the firms that hold keys on a chain, besides depository and supervisor."""
    issuers = {product.issuer: (product.issuer_name, (Role.issuer,)) for product in plan.products}
    brokers = {broker: (broker.replace("-", " ").title(), (Role.custodian,)) for broker in plan.brokers}
    return {**issuers, BANK: ("Operating bank", (Role.operating_bank, Role.custodian)), **brokers}


def registration(party: PartyId, name: str, roles: tuple[Role, ...], keys: KeyPolicy) -> RegisterParty:
    return RegisterParty(
        party=party, registrar=DEPOSITORY, kind=PartyKind.organisation, name=name, roles=roles, keys=keys
    )


def investor_registration(plan: ChainPlan, investor: int) -> RegisterParty:
    """A person: a commitment stands in for the identity, and the broker acts for it."""
    return RegisterParty(
        party=PartyId(account_of(investor)),
        registrar=DEPOSITORY,
        kind=PartyKind.person,
        commitment=to_hex(tagged("demo-person", f"{SEED}/{plan.chain}/{investor}".encode())),
    )


def investor_account(plan: ChainPlan, investor: int) -> OpenAccount:
    return OpenAccount(
        account=account_of(investor),
        holder=PartyId(account_of(investor)),
        custodian=plan.broker_of(investor),
        outgoing=Control.custodian,
        incoming=Control.custodian,
    )


@dataclass(frozen=True)
class Trade:
    """One trade: securities one way, digital yuan the other."""

    seller: int
    buyer: int
    product: Product
    quantity: int

    def legs(self) -> tuple[Leg, Leg]:
        """Delivery and payment."""
        price = self.quantity * self.product.price_fen // 10**self.product.unit.decimals
        seller, buyer = account_of(self.seller), account_of(self.buyer)
        return (
            Leg(sender=seller, receiver=buyer, instrument=self.product.instrument, quantity=Quantity(self.quantity)),
            Leg(sender=buyer, receiver=seller, instrument=CASH, quantity=Quantity(max(1, price))),
        )


def trades(plan: ChainPlan) -> list[Trade]:
    """The day's trades. A few sell more than the seller has: the ledger rejects those and keeps the attempt."""
    dice = random.Random(f"{SEED}/{plan.chain}")  # noqa: S311 - a demonstration, repeatable on purpose
    products = [product for product in plan.products if product.kind is not InstrumentKind.cash]
    made = []
    for number in range(plan.trades):
        seller, buyer = dice.sample(range(plan.investors), 2)
        product = dice.choice(products)
        quantity = dice.randint(1, max(2, product.endowment // 100))
        if number % 500 == 499:
            quantity = product.endowment * 1_000
        made.append(Trade(seller, buyer, product, quantity))
    return made
