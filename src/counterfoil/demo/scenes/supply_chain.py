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
    OFFSET,
    last_two_days,
    margin_account,
    margin_of,
    open_house,
    rules_given,
    write_matching,
    yuan,
)
from counterfoil.demo.scenes.vouchers import CABLE
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.dated import MINUTE_MS, day_begins
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures.delivery import Goods
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod, Schedule
from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.traceability.records import BATCHES
from counterfoil.primitives.types import DayNumber, Millionths, PartyId, Timestamp

BROKER: Final = PartyId("futures-broker")
COPPER: Final = "cu2103"
PRICE: Final = 60_000
"""yuan a tonne; a lot is five of them, and a receipt five lots"""
LOTS: Final = 5
TONNES: Final = 5
FEN: Final = 100


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
    vouchers.repay(stage)
    stage.prove(
        chain_of_title=lambda collector: collector.provenance(vouchers.DEEPEST),
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
    time = Timestamp(day_begins(day, OFFSET) + 600 * MINUTE_MS)
    booked = (
        c.Book(account=margin_of(party), contract=COPPER, fills=(Fill(1, time, side, Offset.opens, PRICE, LOTS),))
        for party, side in ((CABLE, Direction.bought), (MINE, Direction.sold))
    )
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


SCENE: Final = Scene(
    number=78,
    name="supply-chain",
    title="From the mine to the note 供应链: goods, a futures delivery, a voucher, a pool, and one package across",
    play=play,
    days=vouchers.DAYS,
)
