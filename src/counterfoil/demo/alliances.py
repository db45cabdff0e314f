# SPDX-License-Identifier: Apache-2.0
"""The demonstration's two chains: a securities-industry alliance and an over-the-counter alliance."""

from typing import Final

from counterfoil.demo.plan import BANK, CASH, ChainPlan, Firm, Product
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import ChainId, InstrumentId, PartyId

SECURITIES: Final = ChainId("securities")
OVER_THE_COUNTER: Final = ChainId("otc")
CLEARING: Final = PartyId("clearing")
WAREHOUSE: Final = PartyId("warehouse")
MERCHANT: Final = PartyId("merchant")
REFINERY: Final = PartyId("refinery")
RECEIPT: Final = InstrumentId("EXAMPLE-WR-0001")

_OPERATING_BANK: Final = Firm(BANK, "Operating bank", (Role.operating_bank, Role.custodian))

_YUAN: Final = Product(
    instrument=CASH,
    kind=InstrumentKind.cash,
    issuer=BANK,
    name="数字人民币 Digital yuan",
    unit=Unit(name="CNY", decimals=2),
    endowment=500_000_00,
)

PLANS: Final = (
    ChainPlan(
        chain=SECURITIES,
        title="证券业联盟链 securities-industry alliance",
        firms=(
            Firm(PartyId("issuer"), "Example Manufacturing", (Role.issuer,)),
            Firm(PartyId("treasury"), "Example Treasury", (Role.issuer,)),
            _OPERATING_BANK,
            Firm(CLEARING, "Example Clearing", (Role.clearing_house,)),
            *(Firm(PartyId(f"broker-{number}"), f"Broker {number}", (Role.custodian,)) for number in (1, 2, 3, 4)),
        ),
        brokers=tuple(PartyId(f"broker-{number}") for number in (1, 2, 3, 4)),
        houses=(PartyId("broker-1"), CLEARING),
        investors=240,
        products=(
            Product(
                instrument=InstrumentId("EXAMPLE-A"),
                kind=InstrumentKind.equity,
                issuer=PartyId("issuer"),
                name="示例制造 Example Manufacturing, ordinary share",
                unit=Unit(name="share", decimals=0),
                identifiers=Identifiers(cfi="ESVUFR", mic="XSHG", code="EXAMPLE-A"),
                price_fen=12_34,
                endowment=4_000,
            ),
            Product(
                instrument=InstrumentId("EXAMPLE-GB"),
                kind=InstrumentKind.bond,
                issuer=PartyId("treasury"),
                name="示例国债 Example government bond",
                unit=Unit(name="bond", decimals=0),
                identifiers=Identifiers(cfi="DBFTFR", mic="XSHG", code="EXAMPLE-GB"),
                price_fen=100_15,
                endowment=900,
            ),
            _YUAN,
        ),
        trades=2_400,
    ),
    ChainPlan(
        chain=OVER_THE_COUNTER,
        title="场外联盟链 over-the-counter alliance",
        firms=(
            Firm(PartyId("fund-manager"), "Example Fund Management", (Role.issuer,)),
            _OPERATING_BANK,
            Firm(WAREHOUSE, "Example Warehouse", (Role.issuer,)),
            Firm(MERCHANT, "Example Metals Trading"),
            Firm(REFINERY, "Example Refinery"),
            *(Firm(PartyId(f"dealer-{number}"), f"Dealer {number}", (Role.custodian,)) for number in (1, 2)),
        ),
        brokers=tuple(PartyId(f"dealer-{number}") for number in (1, 2)),
        houses=(WAREHOUSE, MERCHANT, REFINERY),
        investors=80,
        products=(
            Product(
                instrument=InstrumentId("EXAMPLE-FUND"),
                kind=InstrumentKind.fund_unit,
                issuer=PartyId("fund-manager"),
                name="示例基金 Example private fund, unit",
                unit=Unit(name="unit", decimals=2),
                identifiers=Identifiers(cfi="CIOIES", code="EXAMPLE-FUND"),
                price_fen=1_08,
                endowment=100_000,
            ),
            Product(
                instrument=RECEIPT,
                kind=InstrumentKind.warehouse_receipt,
                issuer=WAREHOUSE,
                name="示例仓单 Example warehouse receipt, 25 t of copper cathode",
                unit=Unit(name="receipt", decimals=0),
                identifiers=Identifiers(code="WR-0001"),
                price_fen=2_000_000_00,
                unique=True,
            ),
            _YUAN,
        ),
        trades=600,
    ),
)

BANK_FIRM: Final = _OPERATING_BANK
SHARE: Final = InstrumentId("EXAMPLE-A")
BOND: Final = InstrumentId("EXAMPLE-GB")
TRADED: Final = (SHARE, BOND)
SHARE_BLOCK: Final = 2_000
"""Shares that change hands between the chains' firms in one deal."""
_PRODUCTS: Final = {one.instrument: one for plan in PLANS for one in plan.products}


def product(instrument: InstrumentId) -> Product:
    """One that is traded on either chain."""
    return _PRODUCTS[instrument]


def firm(party: PartyId) -> Firm:
    """One that is on either chain."""
    return next(one for plan in PLANS for one in plan.firms if one.party == party)
