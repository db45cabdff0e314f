# SPDX-License-Identifier: Apache-2.0
"""Over the counter: a note is placed privately, shared out exactly, and changes hands between two firms."""

from typing import Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.identity.identifiers.lei import lei_check_digits
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import Hold, Issue
from counterfoil.modules.instruments.records import InstrumentKind, Unit
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.deals import DEALS
from counterfoil.modules.over_the_counter.placements import INVESTOR_CLASS, PLACEMENTS, PROFESSIONAL, SUBSCRIPTIONS
from counterfoil.modules.over_the_counter.records import Direction
from counterfoil.modules.over_the_counter.reports import REPORTS
from counterfoil.modules.parties.calls import Attest, TrustAttesters
from counterfoil.modules.parties.records import Role
from counterfoil.node.initialise import SUPERVISOR
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, Duration, InstrumentId, PartyId, Quantity, Timestamp

ISSUER: Final = PartyId("issuer")
BANK: Final = PartyId("bank")
REPOSITORY: Final = PartyId("trade-repository")
DEALER: Final = PartyId("dealer")
INVESTORS: Final = {PartyId("fund-a"): 900, PartyId("fund-b"): 600, DEALER: 300}
"""who subscribes, in the order in which they come, and for how many notes"""
BUYER: Final = PartyId("fund-b")
NOTE: Final = InstrumentId("PRIVATE-NOTE")
OFFERED: Final = 1_000
LOT: Final = 10
LOT_PRICE: Final = Quantity(100_000)
"""fen"""
PLACED: Final = "note-2026"
AGREEMENT: Final = "master-2026"
QUOTE: Final = "quote-1"
DEAL: Final = "deal-1"
LEI_BODY: Final = "549300EXAMPLE0DEAL"
UTI: Final = f"{LEI_BODY}{lei_check_digits(LEI_BODY)}20260001"
DOCUMENT: Final = to_hex(digest(b"the document that the reference names"))
RESOLD: Final = Quantity(100)
RESOLD_PRICE: Final = Quantity(99_500)


def play(stage: Stage) -> None:
    """A placement, its allotment, a quote, a deal and its reports."""
    _found(stage)
    _place(stage)
    _deal(stage)
    stage.prove(
        placement=lambda collector: collector.record(PLACEMENTS.path(PLACED)),
        deal=lambda collector: collector.record(DEALS.path(DEAL)),
        report=lambda collector: collector.record(REPORTS.path(UTI)),
        buyers_notes=lambda collector: collector.control(AccountId(BUYER), NOTE),
    )


def _found(stage: Stage) -> None:
    """Firms with accounts and money, what is attested of them, and where deals are reported."""
    stage.enter(
        Firm(ISSUER, "Example Issuer", (Role.issuer,)),
        Firm(BANK, "Operating bank", (Role.operating_bank,)),
        Firm(REPOSITORY, "Example Trade Repository"),
        *(Firm(party, f"Example {party.replace('-', ' ').title()}") for party in INVESTORS),
    )
    stage.define(CASH, InstrumentKind.cash, Unit(name="CNY", decimals=2), issuer=BANK, name="人民币 Yuan")
    stage.define(
        NOTE, InstrumentKind.bond, Unit(name="note", decimals=0), issuer=ISSUER, name="示例收益凭证 Example note"
    )
    for party in (ISSUER, *INVESTORS):
        stage.open(AccountId(party), party)
    money = [Issue(instrument=CASH, account=AccountId(party), quantity=Quantity(20_000_000)) for party in INVESTORS]
    stage.set(*money, by=[BANK])
    trusted = TrustAttesters(topic=INVESTOR_CLASS, attesters=(BANK,), by=SUPERVISOR, reference="notice 2026-7")
    reporting = c.SetReporting(
        repository=REPOSITORY, within_ms=Duration(DAY_MS), by=SUPERVISOR, reference="rules of the alliance, 8"
    )
    stage.do(
        "the supervisor says whom the chain believes, and where deals are reported", trusted, reporting, by=[SUPERVISOR]
    )
    attested = [Attest(party=party, topic=INVESTOR_CLASS, value=PROFESSIONAL, attester=BANK) for party in INVESTORS]
    stage.set(*attested, by=[BANK])


def _place(stage: Stage) -> None:
    """1,800 notes are asked for and 1,000 placed, in lots of ten, by the largest remainder."""
    closes = Timestamp(stage.now + DAY_MS)
    latest = Timestamp(closes + 10 * DAY_MS)
    opened = c.Place(
        placement=PLACED,
        instrument=NOTE,
        quantity=Quantity(OFFERED),
        lot=Quantity(LOT),
        cash=CASH,
        lot_price=LOT_PRICE,
        minimum=Quantity(LOT),
        account=AccountId(ISSUER),
        closes=closes,
        latest=latest,
        document=DOCUMENT,
    )
    stage.do(f"the issuer opens a private placement of {OFFERED:,} notes", opened, by=[ISSUER])
    for party, quantity in INVESTORS.items():
        stage.do(
            f"{party} subscribes for {quantity}, its money set aside", *_subscribed(party, quantity, latest), by=[party]
        )
    early = c.Allot(placement=PLACED, by=ISSUER)
    stage.refuse("the issuer allots before the end", early, by=[ISSUER], outcome="still_taking")
    stage.wait(DAY_MS)
    stage.do("a day later it allots", early, by=[ISSUER])
    ended = [c.Complete(placement=PLACED, account=AccountId(party)) for party in INVESTORS]
    stage.do("notes against money, and the rest of the money is free", *ended, by=[ISSUER])
    stage.refuse("fund-a's is completed once more", ended[0], by=[ISSUER], outcome="subscription_over")
    shares = [int(stage.holding(AccountId(party), NOTE).balance) for party in INVESTORS]
    stage.show("allotted", f"{' + '.join(map(str, shares))} = {sum(shares):,}")


def _subscribed(party: PartyId, quantity: int, latest: Timestamp) -> tuple[Hold, c.Subscribe]:
    account = AccountId(party)
    held = Hold(
        hold=f"{PLACED}-{party}",
        account=account,
        instrument=CASH,
        quantity=Quantity(quantity // LOT * LOT_PRICE),
        executor=SUBSCRIPTIONS.path(PLACED, account),
        expires=latest,
    )
    return held, c.Subscribe(placement=PLACED, account=account, quantity=Quantity(quantity), hold=held.hold)


def _deal(stage: Stage) -> None:
    """The dealer quotes, a fund takes, both set aside what they deliver, and it settles; both report."""
    agreed = c.Agree(agreement=AGREEMENT, first=DEALER, second=BUYER, hash=DOCUMENT)
    stage.do("dealer and fund-b sign a master agreement", agreed, by=[DEALER, BUYER])
    latest = Timestamp(stage.now + 5 * DAY_MS)
    quoted = c.GiveQuote(
        quote=QUOTE,
        dealer=DEALER,
        account=AccountId(DEALER),
        direction=Direction.sells,
        instrument=NOTE,
        quantity=RESOLD,
        lot=Quantity(LOT),
        cash=CASH,
        lot_price=RESOLD_PRICE,
        firm=True,
        to=(BUYER,),
        expires=Timestamp(stage.now + DAY_MS),
        settles=stage.now,
        latest=latest,
    )
    stage.do(f"the dealer quotes {RESOLD} notes, firm", quoted, by=[DEALER])
    taken = c.Take(
        quote=QUOTE, deal=DEAL, by=BUYER, account=AccountId(BUYER), quantity=RESOLD, agreement=AGREEMENT, uti=UTI
    )
    stage.do("fund-b takes the quote, which makes a deal", taken, by=[BUYER])
    again = c.Take(
        quote=QUOTE, deal="deal-2", by=BUYER, account=AccountId(BUYER), quantity=RESOLD, agreement=AGREEMENT, uti=UTI
    )
    stage.refuse("the same quote is taken twice", again, by=[BUYER], outcome="quote_over")
    cost = Quantity(RESOLD // LOT * RESOLD_PRICE)
    for party, instrument, quantity in ((DEALER, NOTE, RESOLD), (BUYER, CASH, cost)):
        held = Hold(
            hold=f"{DEAL}-{party}",
            account=AccountId(party),
            instrument=instrument,
            quantity=quantity,
            executor=DEALS.path(DEAL),
            expires=latest,
        )
        stage.set(held, by=[party])
    settled = c.Settle(deal=DEAL, by=BUYER, delivery=f"{DEAL}-{DEALER}", payment=f"{DEAL}-{BUYER}")
    stage.do("notes against money, both or neither", settled, by=[BUYER])
    _report(stage)
    stage.show("fund-b has", f"{stage.holding(AccountId(BUYER), NOTE).balance} notes")


def _report(stage: Stage) -> None:
    deal = stage.node.ledger.view.read(DEALS, DEAL)
    if deal is None:
        raise ValueError("the deal of the scene is missing")
    for side in (DEALER, BUYER):
        told = c.ReportDeal(uti=UTI, deal=DEAL, side=side, by=side, terms=deal.hash)
        stage.do(f"{side} reports the deal to the trade repository", told, by=[side])
    report = stage.node.ledger.view.read(REPORTS, UTI)
    stage.show("the two reports are", "none" if report is None else str(report.status))


SCENE: Final = Scene(
    number=37,
    name="over-the-counter",
    title="Over the counter 场外业务: a privately placed note changes hands",
    play=play,
    days=2,
)
