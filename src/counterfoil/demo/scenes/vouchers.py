# SPDX-License-Identifier: Apache-2.0
"""A receivable voucher: promised under two keys, passed three tiers down, financed, refused a second time, repaid."""

from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import DAY_MS, day_of
from counterfoil.modules.holdings.calls import GrantMandate, Hold
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import lot_calls as lc
from counterfoil.modules.receivables.lots import LOTS, Financing
from counterfoil.modules.receivables.queries import leaves
from counterfoil.modules.receivables.records import ROOTS, InvoiceShare, RootTerms
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    Duration,
    HexHash,
    InstrumentId,
    Millionths,
    OffsetMinutes,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

MINT, PLATFORM, REGISTRY = PartyId("central-bank"), PartyId("platform"), PartyId("invoice-registry")
CORE, CHECKER = PartyId("shipyard"), PartyId("shipyard-checker")
CABLE, DRAWING, TOOLS, BANK = PartyId("cable-works"), PartyId("drawing-mill"), PartyId("tool-maker"), PartyId("bank")
TIERS: Final = (CABLE, DRAWING, TOOLS)
PROGRAMME, VOUCHER, OTHER = "yard-2026", "VOUCHER-1", "VOUCHER-2"
WHOLE, KEPT, PASSED, REST, DEEPEST = (
    InstrumentId(f"{VOUCHER}-{name}") for name in ("whole", "kept", "passed", "rest", "deepest")
)
OFFSET: Final = OffsetMinutes(480)
FACE: Final = Quantity(1_000_000_00)
TENOR: Final = 30
DAYS: Final = 34
INVOICE: Final = HexHash(to_hex(digest(b"the registry's keyed fingerprint of the invoice")))
CONTRACT: Final = HexHash(to_hex(digest(b"the contract that the cables were delivered under")))


def of(party: PartyId) -> AccountId:
    """The account of a firm."""
    return AccountId(f"of-{party}")


def play(stage: Stage) -> None:
    """An invoice becomes a voucher, which goes three tiers down and is paid straight to whoever has it."""
    stage.mint(MINT)
    found(stage)
    invoice(stage)
    promise(stage)
    pass_on(stage)
    finance(stage)
    repay(stage)
    stage.prove(
        chain_of_title=lambda collector: collector.provenance(DEEPEST),
        voucher=lambda collector: collector.record(ROOTS.path(VOUCHER)),
        financed_lot=lambda collector: collector.record(LOTS.path(DEEPEST)),
    )


def found(stage: Stage) -> None:
    """A platform that informs, a registry of invoices, and a shipyard with three tiers of suppliers."""
    stage.enter(
        Firm(PLATFORM, "Voucher platform", (Role.venue,)),
        Firm(REGISTRY, "Registry of invoices", (Role.registrar,)),
        *(
            Firm(party, name, (Role.custodian,))
            for party, name in zip(TIERS, ("Cable works", "Wire-drawing mill", "Tool maker"), strict=True)
        ),
        Firm(BANK, "Financing bank", (Role.custodian,)),
    )
    _enter_core(stage)
    for party in (*TIERS, BANK, CORE):
        stage.open(of(party), party)
    stage.pay_in(MINT, (of(CORE), 1_200_000_00), (of(BANK), 500_000_00))
    policy = c.SetProgramme(
        programme=PROGRAMME,
        keeper=PLATFORM,
        registry=REGISTRY,
        cash=CASH,
        offset_min=OFFSET,
        tenor_max_days=365,
        examined_beyond_days=182,
        depth_max=5,
        accept_within=Duration(7 * DAY_MS),
        grace_days=5,
        penalty_ppm=Millionths(500),
    )
    line = c.SetLine(programme=PROGRAMME, issuer=CORE, ceiling=Quantity(5_000_000_00))
    stage.set(policy, line, by=[PLATFORM, REGISTRY])


def invoice(stage: Stage, *delivered: RecordPath) -> None:
    """The registry records the cable works' invoice, and which records show the delivery."""
    registered = c.RegisterInvoice(
        programme=PROGRAMME, fingerprint=INVOICE, buyer=CORE, seller=CABLE, amount=FACE, delivered=delivered
    )
    stage.set(registered, by=[REGISTRY])


def _enter_core(stage: Stage) -> None:
    """The shipyard has two keys, of which either signs, and a promise takes both; on every chain the same."""
    keyring = stage.network.keyring
    known = keyring.names()
    keys = tuple((keyring.get(name) if name in known else keyring.create(name)).public for name in (CORE, CHECKER))
    firm = Firm(CORE, "Shipyard", (Role.issuer,)).registration(KeyPolicy(keys=keys, threshold=1))
    stage.set(firm, by=[DEPOSITORY])


def promise(stage: Stage) -> None:
    proposed = c.Propose(root=VOUCHER, by=CABLE, terms=terms_of(stage), until=Timestamp(stage.now + 7 * DAY_MS))
    stage.do("the cable works proposes a voucher of 1,000,000 yuan on its invoice", proposed, by=[CABLE])
    again = c.Propose(root=OTHER, by=CABLE, terms=terms_of(stage), until=Timestamp(stage.now + 7 * DAY_MS))
    stage.refuse("it proposes another on the same invoice", again, by=[CABLE], outcome="invoice_exceeded")
    pays = GrantMandate(
        mandate="pays-voucher", account=of(CORE), executor=ROOTS.path(VOUCHER), instrument=CASH, revocable=False
    )
    stage.do(
        "the shipyard's maker prepares the promise, and says what pays for it", pays, c.Prepare(root=VOUCHER), by=[CORE]
    )
    confirmed = c.Confirm(root=VOUCHER, mandate="pays-voucher", lot=WHOLE)
    stage.refuse("the maker confirms it alone", confirmed, by=[CORE], outcome="two_keys_needed")
    stage.do("the checker confirms it: from here on it cannot be taken back", confirmed, by=[CHECKER])


def pass_on(stage: Stage) -> None:
    parts = (
        lc.Part(lot=KEPT, value=Quantity(400_000_00)),
        lc.Part(lot=PASSED, value=Quantity(600_000_00), account=of(DRAWING)),
    )
    stage.do(
        "the cable works keeps 400,000 and passes 600,000 to the drawing mill",
        lc.Split(lot=WHOLE, parts=parts),
        by=[CABLE],
    )
    deeper = (
        lc.Part(lot=REST, value=Quantity(350_000_00)),
        lc.Part(lot=DEEPEST, value=Quantity(250_000_00), account=of(TOOLS)),
    )
    divided = lc.Split(lot=PASSED, parts=deeper)
    stage.do("the drawing mill passes 250,000 of it to the tool maker", divided, by=[DRAWING])
    twice = lc.Split(lot=PASSED, parts=(lc.Part(lot=InstrumentId("AGAIN"), value=Quantity(600_000_00)),))
    stage.refuse("the drawing mill splits what it has split already", twice, by=[DRAWING], outcome="lot_not_held")
    stage.show("the lots that are out", _lots(stage))


def finance(stage: Stage) -> None:
    """The bank pays in the transaction that brings it the lot; nobody finances it a second time."""
    kept = Hold(
        hold="offered",
        account=of(TOOLS),
        instrument=DEEPEST,
        quantity=Quantity(1),
        executor=LOTS.path(DEEPEST),
        expires=Timestamp(stage.now + 3 * DAY_MS),
    )
    said = Financing(discount=Quantity(2_000_00), fees=Quantity(100_00), registration="")
    offer = lc.OfferLot(lot=DEEPEST, to=of(BANK), hold="offered", financing=said)
    stage.refuse(
        "the tool maker offers its lot without a registration",
        kept,
        offer,
        by=[TOOLS],
        outcome="registration_missing",
    )
    said = Financing(discount=Quantity(2_000_00), fees=Quantity(100_00), registration="ZDW-2026-0001")
    offer = lc.OfferLot(lot=DEEPEST, to=of(BANK), hold="offered", financing=said)
    stage.do("it offers it to the bank, registered", kept, offer, by=[TOOLS])
    stage.refuse("it offers the same lot once more", offer, by=[TOOLS], outcome="lot_not_held")
    price = Hold(
        hold="price",
        account=of(BANK),
        instrument=CASH,
        quantity=Quantity(247_900_00),
        executor=LOTS.path(DEEPEST),
        expires=Timestamp(stage.now + 3 * DAY_MS),
    )
    stage.do(
        "the bank takes it for 247,900 yuan, lot against money", price, lc.Take(lot=DEEPEST, hold="price"), by=[BANK]
    )


def repay(stage: Stage) -> None:
    for party, lot in ((CABLE, KEPT), (DRAWING, REST)):
        stage.set(lc.NamePayee(lot=lot), by=[party])
    early = c.Provide(root=VOUCHER, quota=FACE)
    stage.refuse("payment is asked for before the day", early, by=[CABLE], outcome="not_due")
    stage.wait(TENOR * DAY_MS)
    stage.drive("on the day the voucher is paid, straight to whoever has its lots", "receivables", by=CABLE)
    paid = ", ".join(f"{party} {stage.holding(of(party), CASH).free // 100:,}" for party in (*TIERS, BANK))
    stage.show("yuan in the accounts", paid)


def terms_of(stage: Stage) -> RootTerms:
    """Of a voucher on the whole invoice."""
    return RootTerms(
        programme=PROGRAMME,
        issuer=CORE,
        account=of(CABLE),
        cash=CASH,
        face=FACE,
        matures=DayNumber(day_of(stage.now, OFFSET) + TENOR),
        contract_hash=CONTRACT,
        invoices=(InvoiceShare(fingerprint=INVOICE, amount=FACE),),
        requires_acceptance=False,
        recourse=False,
        min_split=Quantity(100_00),
        max_depth=4,
    )


def _lots(stage: Stage) -> str:
    found = leaves(stage.node.ledger.view, VOUCHER)
    return ", ".join(f"{one.instrument} {one.value // 100:,} at tier {one.depth}" for one in found)


SCENE: Final = Scene(
    number=74,
    name="vouchers",
    title="A receivable voucher 应收账款电子凭证: three tiers down, financed, refused a second time, repaid",
    play=play,
    days=DAYS,
)
