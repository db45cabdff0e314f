# SPDX-License-Identifier: Apache-2.0
"""From the mine to the note: copper delivered in a futures contract, its cables invoiced, a voucher of that passed on,
financed, and put into a pool; and one package that leads from the pool's notes back to the goods.
"""

from typing import Final

from msgspec.structs import replace

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.scenes import copper, vouchers
from counterfoil.demo.scenes.copper import EXCHANGE, MINE, MINT, RECEIPT, REPOSITORY, of
from counterfoil.demo.scenes.futures_days import (
    HOUSE,
    NAME,
    last_two_days,
    margin_account,
    margin_of,
    open_house,
    rules_given,
    traded,
    write_matching,
    yuan,
)
from counterfoil.demo.scenes.vouchers import CABLE, DEEPEST
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import DAY_MS, day_of
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.parties.calls import OpenAccount
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receivables.lot_calls import OfferLot, Take
from counterfoil.modules.receivables.lots import LOTS as LOTS_OF_VOUCHERS
from counterfoil.modules.receivables.lots import Financing
from counterfoil.modules.securitisation import calls as p
from counterfoil.modules.securitisation.notes import INVESTORS
from counterfoil.modules.securitisation.pool_terms import NoteTerms, PoolTerms
from counterfoil.modules.securitisation.records import POOLS
from counterfoil.modules.securitisation.waterfall import FeeTerms, TrancheTerms
from counterfoil.modules.traceability.records import BATCHES
from counterfoil.primitives.types import DayNumber, InstrumentId, Millionths, PartyId, Quantity, Timestamp

BROKER: Final = PartyId("futures-broker")
COPPER: Final = "cu2103"
PRICE: Final = 60_000
"""yuan a tonne; a lot is five of them, and a receipt five lots"""
LOTS: Final = 5
TONNES: Final = 5
FEN: Final = 100
MANAGER, TRUSTEE, FUND = PartyId("pool-manager"), PartyId("custodian-bank"), PartyId("fund")
POOL: Final = "POOL-1"
SENIOR, RESIDUAL = InstrumentId("POOL-1-SENIOR"), InstrumentId("POOL-1-RESIDUAL")
SOLD_FOR: Final = 248_500 * FEN
"""for which the pool has a lot of 250,000 yuan"""
RATE: Final = Millionths(30_000)


def play(stage: Stage) -> None:
    """Goods, their delivery, what is owed for them, and who is paid in the end."""
    stage.mint(MINT)
    copper.found(stage)
    texts, batch = copper.bring_goods(stage)
    copper.pledge(stage)
    vouchers.found(stage)
    deliver(stage)
    copper.load_out(stage, CABLE, RECEIPT, copper.KILOGRAMS)
    shown = (BATCHES.path(REPOSITORY, "1"), DOCUMENTS.path(RECEIPT), TITLES.path(RECEIPT))
    vouchers.invoice(stage, *shown)
    vouchers.promise(stage)
    vouchers.pass_on(stage)
    vouchers.finance(stage)
    securitise(stage)
    vouchers.repay(stage)
    stage.wait(2 * DAY_MS)
    stage.drive(
        "what came in on the lot goes out by the order of payments, and the notes end", "securitisation", by=MANAGER
    )
    stage.show("yuan that the fund has", f"{stage.holding(of(FUND), CASH).free / FEN:,.2f}")
    stage.prove(
        chain_of_title=lambda collector: collector.provenance(DEEPEST),
        from_the_note=lambda collector: collector.record(POOLS.path(POOL)),
    )
    copper.prove_arrival(stage, texts, batch)


def deliver(stage: Stage) -> None:
    """The mine sells the cable works copper in a futures contract, which ends in the receipt against its price."""
    first, second = last_two_days(stage.now)
    stage.enter(Firm(HOUSE, "Example Clearing House", (Role.clearing_house,)), Firm(BROKER, "Futures broker"))
    open_house(stage, first, second)
    _list_copper(stage, first)
    _trade(stage, first)
    _expire(stage)
    stage.do("the next trading day opens", c.OpenDay(house=NAME, day=second), by=[HOUSE])
    write_matching(stage, COPPER)
    stage.drive("the receipt goes to the cable works, and its price to the mine", "futures", by=BROKER)
    stage.show("the cable works has", f"{stage.holding(of(CABLE), RECEIPT).free} receipt")


def _list_copper(stage: Stage, day: DayNumber) -> None:
    ending = EndingRules(
        mode=EndingMode.in_goods,
        final=FinalMethod.last_settlement,
        unit=LOTS,
        schedule=Schedule(0, 1, 1),
        penalty_ppm=Millionths(200_000),
    )
    stage.do(
        "house and exchange list copper, which ends in receipts: offered on the last day, paid on the next",
        s.OpenDesk(house=NAME, account="desk"),
        c.DefineProduct(
            product="CU",
            house=NAME,
            venue=EXCHANGE,
            title="铜 Copper cathode",
            decimals=0,
            multiplier=TONNES * FEN,
            rules=replace(rules_given(), tick=10, ending=ending),
        ),
        c.ListContract(contract=COPPER, product="CU", first=day, last=day, listing_price=PRICE),
        s.AdmitGoods(instrument=RECEIPT, product="CU"),
        by=[HOUSE, EXCHANGE],
    )
    stage.set(c.Admit(house=NAME, member=BROKER), by=[HOUSE, BROKER])
    for client in (MINE, CABLE):
        stage.set(margin_account(client, BROKER), by=[client, BROKER])
        stage.set(Issue(instrument=CASH, account=margin_of(client), quantity=yuan(2_000_000)), by=[MINT, client])


def _trade(stage: Stage, day: DayNumber) -> None:
    stage.do("the contract's last trading day opens", c.OpenDay(house=NAME, day=day), by=[HOUSE])
    booked = traded(day, COPPER, (CABLE, MINE), PRICE, LOTS)
    turnover = LOTS * PRICE * TONNES * FEN
    balanced = c.Balance(contract=COPPER, lots=LOTS, turnover=turnover, open_interest=LOTS)
    stage.do("the cable works buys five lots of the mine", *booked, balanced, by=[EXCHANGE])


def _expire(stage: Stage) -> None:
    priced = c.FixSettlement(contract=COPPER, price=PRICE, reason="one trade, at this price")
    settled = (c.Settle(account=margin_of(party)) for party in (MINE, CABLE))
    stage.do("the last settlement price is the final price", priced, by=[HOUSE])
    stage.set(e.FixFinal(contract=COPPER), by=[HOUSE])
    expired = (e.Expire(account=margin_of(party), contract=COPPER) for party in (MINE, CABLE))
    stage.do("both are settled, and copper expires", *settled, *expired, by=[BROKER])
    offer = s.Offer(contract=COPPER, account=margin_of(MINE), place=of(MINE), offered=(Goods(RECEIPT),))
    stage.do("the mine's receipt goes to the house's desk", offer, by=[MINE])
    wish = s.Intend(contract=COPPER, account=margin_of(CABLE), place=of(CABLE))
    stage.do("the cable works says that it takes it", wish, by=[CABLE])
    stage.drive("gains and losses are paid, the day is closed", "futures", by=BROKER)


def securitise(stage: Stage) -> None:
    """The bank sells the lot to a pool, which issues two notes against money; nobody else has it any more."""
    stage.enter(
        Firm(MANAGER, "Pool manager", (Role.issuer,)),
        Firm(TRUSTEE, "Custodian bank", (Role.custodian,)),
        Firm(FUND, "Fund", (Role.custodian,)),
    )
    opened = OpenAccount(
        account=of(MANAGER), holder=MANAGER, custodian=TRUSTEE, outgoing=Control.both, incoming=Control.both
    )
    stage.set(opened, by=[MANAGER, TRUSTEE])
    stage.open(of(FUND), FUND)
    stage.pay_in(MINT, (of(FUND), 300_000 * FEN))
    signers = [MANAGER, TRUSTEE, vouchers.BANK]
    stage.do(
        "a manager opens a pool, whose account a bank keeps", p.OpenPool(pool=POOL, terms=_terms(stage)), by=signers
    )
    ahead = Transfer(sender=of(vouchers.BANK), receiver=of(MANAGER), instrument=CASH, quantity=Quantity(SOLD_FOR))
    stage.set(ahead, by=signers)
    _sell(stage)
    admitted = p.Admit(pool=POOL, owed=LOTS_OF_VOUCHERS.path(DEEPEST))
    stage.do(
        "the lot is admitted: its debtor confirmed it, it is not late, and nobody else claims it",
        admitted,
        by=[MANAGER],
    )
    kept = Hold(
        hold="again",
        account=of(MANAGER),
        instrument=DEEPEST,
        quantity=Quantity(1),
        executor=LOTS_OF_VOUCHERS.path(DEEPEST),
        expires=Timestamp(stage.now + DAY_MS),
    )
    said = "the manager would sell it a second time"
    stage.refuse(said, kept, by=[MANAGER, TRUSTEE], outcome="lot_is_pooled")
    stage.do("the pool is cut off, and its notes come into the world", p.ClosePool(pool=POOL), by=[MANAGER])
    for note, party, amount in ((SENIOR, FUND, 200_000), (RESIDUAL, vouchers.BANK, 40_000)):
        _subscribe(stage, note, party, Quantity(amount * FEN))
    stage.do("all notes are issued against the money, or none", p.IssueNotes(pool=POOL), by=[MANAGER])


def _sell(stage: Stage) -> None:
    """Offered, registered, and taken against its price."""
    offered = Hold(
        hold="to-pool",
        account=of(vouchers.BANK),
        instrument=DEEPEST,
        quantity=Quantity(1),
        executor=LOTS_OF_VOUCHERS.path(DEEPEST),
        expires=Timestamp(stage.now + DAY_MS),
    )
    said = Financing(discount=Quantity(250_000 * FEN - SOLD_FOR), fees=Quantity(0), registration="ZDW-2026-0002")
    offer = OfferLot(lot=DEEPEST, to=of(MANAGER), hold="to-pool", financing=said)
    stage.do("the bank offers its lot to the pool, registered as a true sale", offered, offer, by=[vouchers.BANK])
    price = Hold(
        hold="pools-price",
        account=of(MANAGER),
        instrument=CASH,
        quantity=Quantity(SOLD_FOR),
        executor=LOTS_OF_VOUCHERS.path(DEEPEST),
        expires=Timestamp(stage.now + DAY_MS),
    )
    taken = Take(lot=DEEPEST, hold="pools-price")
    stage.do("the pool takes it against its price", price, taken, by=[MANAGER, TRUSTEE])


def _subscribe(stage: Stage, note: InstrumentId, party: PartyId, amount: Quantity) -> None:
    held = Hold(
        hold=f"pays-{note}",
        account=of(party),
        instrument=CASH,
        quantity=amount,
        executor=INVESTORS.path(note, of(party)),
        expires=Timestamp(stage.now + DAY_MS),
    )
    ordered = p.Subscribe(instrument=note, account=of(party), quantity=amount, hold=held.hold)
    stage.do(f"{party} subscribes to {note} with money that waits for it", held, ordered, by=[party])


def _terms(stage: Stage) -> PoolTerms:
    today = day_of(stage.now, vouchers.OFFSET)
    ranks = (
        NoteTerms(instrument=SENIOR, tranche=TrancheTerms(rank=1, notional=Quantity(200_000 * FEN), rate_ppm=RATE)),
        NoteTerms(instrument=RESIDUAL, tranche=TrancheTerms(rank=2, notional=Quantity(40_000 * FEN), residual=True)),
    )
    return PoolTerms(
        manager=MANAGER,
        originator=vouchers.BANK,
        servicer=vouchers.BANK,
        account=of(MANAGER),
        cash=CASH,
        offset_min=vouchers.OFFSET,
        cut_off=today,
        tenor_max_days=180,
        debtor_max_ppm=Millionths(1_000_000),
        seller_max_ppm=Millionths(1_000_000),
        discount_ppm=Millionths(40_000),
        notes=ranks,
        retained=of(vouchers.BANK),
        fees=FeeTerms(rate_ppm=Millionths(2_000)),
        fee_account=of(vouchers.BANK),
        bridge=of(vouchers.BANK),
        first_payment=DayNumber(today + vouchers.TENOR + 2),
        every_days=30,
        final=DayNumber(today + 120),
    )


SCENE: Final = Scene(
    number=78,
    name="supply-chain",
    title="From the mine to the note 供应链: goods, a futures delivery, a voucher, a pool, and one package across",
    play=play,
    days=vouchers.DAYS,
)
