# SPDX-License-Identifier: Apache-2.0
"""Copper from mine to warehouse: events anchored, a receipt for what is there, pledged, released, sold, loaded out."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.epcis.document import read_document
from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.epcis.goods.mass_balance import balances
from counterfoil.epcis.goods.sighting import Listed, in_force
from counterfoil.epcis.goods.stock import stock_of
from counterfoil.epcis.goods.tracing import Direction, trace
from counterfoil.evidence.event_proof import Batched, document_hash, encode_event_proof
from counterfoil.evidence.text import format_time
from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS
from counterfoil.modules.holdings.calls import Hold, Pledge, ReleasePledge, Transfer
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, KeeperKind
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.terms import Asked, Contents, Lot, Shown
from counterfoil.modules.traceability.calls import Anchor, OpenRepository
from counterfoil.modules.traceability.records import BATCHES
from counterfoil.node.supply.events_shown import hashes_of
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import (
    QUANTITY_MAX,
    AccountId,
    HexHash,
    InstrumentId,
    Millionths,
    PartyId,
    Quantity,
    Timestamp,
)

MINT, EXCHANGE, WAREHOUSE, INSPECTOR = (
    PartyId(name) for name in ("central-bank", "exchange", "warehouse", "inspector")
)
MINE, TRADER, LENDER = PartyId("mine"), PartyId("trader"), PartyId("lender")
SCHEME, INTAKE, REPOSITORY, PLEDGED = "copper", "ARRIVAL-1", "copper-events", "LOAN-1"
RECEIPT, OTHER = InstrumentId("RECEIPT-1"), InstrumentId("RECEIPT-2")
HALF, REST = InstrumentId("RECEIPT-1-A"), InstrumentId("RECEIPT-1-B")
ARRIVAL: Final = "arrival.event-proof.json"
KILOGRAMS: Final = 25_000
ORE: Final = "urn:epc:class:lgtin:4012345.012345.ORE-7"
CATHODES: Final = "urn:epc:class:lgtin:4012345.054321.CU-1"
BUNDLE: Final = "urn:epc:id:sscc:4012345.0000000001"
PLACE: Final = "urn:epc:id:sgln:9521321.00001.0"
CERTIFICATE: Final = HexHash(to_hex(digest(b"the inspector's certificate")))
SEED: Final = digest(b"kept by whoever keeps the events, and made anew for every batch")


def of(party: PartyId) -> AccountId:
    """The account of a firm."""
    return AccountId(f"of-{party}")


def play(stage: Stage) -> None:
    """Goods become events, events become a stock, a stock becomes a receipt, and a receipt is owned."""
    stage.mint(MINT)
    found(stage)
    texts, batch = bring_goods(stage)
    pledge(stage)
    _sell(stage)
    stage.prove(
        chain_of_title=lambda collector: collector.provenance(HALF),
        receipt=lambda collector: collector.record(DOCUMENTS.path(RECEIPT)),
        goods_on_hand=lambda collector: collector.record(GOODS.path(SCHEME, WAREHOUSE, "CU-1")),
        events=lambda collector: collector.record(BATCHES.path(REPOSITORY, "1")),
    )
    prove_arrival(stage, texts, batch)
    stage.show("the arrival's own proof, for counterfoil verify events.zip --event", ARRIVAL)


def prove_arrival(stage: Stage, texts: Sequence[str], batch: Batched) -> None:
    """A file beside the evidence, which proves the event of the goods' arrival."""
    proof = batch.proof(3, texts[3], chain=stage.chain, repository=REPOSITORY, batch=1)
    (stage.network.layout.evidence / ARRIVAL).write_bytes(encode_event_proof(proof))


def bring_goods(stage: Stage) -> tuple[list[str], Batched]:
    """Events of goods are anchored, the goods taken in, and two receipts registered; the events, and their batch."""
    texts, events = _events(stage)
    _tell_of_goods(stage, events)
    batch = _anchor(stage, texts, events)
    _store(stage, events)
    _register(stage)
    return texts, batch


def found(stage: Stage) -> None:
    """An exchange, a warehouse, an inspector, a mine, a trader and a lender; the rules of copper receipts."""
    stage.enter(
        Firm(EXCHANGE, "Commodity exchange", (Role.venue,)),
        Firm(WAREHOUSE, "Bonded warehouse", (Role.issuer,)),
        Firm(INSPECTOR, "Inspector of goods", (Role.custodian,)),
        *(Firm(party, party.capitalize(), (Role.custodian,)) for party in (MINE, TRADER, LENDER)),
    )
    for party in (EXCHANGE, WAREHOUSE, MINE, TRADER, LENDER):
        stage.open(of(party), party)
    stage.pay_in(MINT, *((of(party), 5_000_000_00) for party in (MINE, TRADER)))
    rules = Asked(
        forecast_days=40,
        deposit_price=2_000,
        difference_price=6_000_000,
        tolerance_ppm=Millionths(20_000),
        document_days=730,
        inspected=True,
    )
    opened = r.OpenScheme(
        scheme=SCHEME,
        registered_by=EXCHANGE,
        commodity="copper cathode",
        uom="TNE",
        decimals=3,
        cash=CASH,
        account=of(EXCHANGE),
        rules=rules,
    )
    admitted = r.AdmitKeeper(
        scheme=SCHEME, goods_keeper=WAREHOUSE, kind=KeeperKind.warehouse, capacity=10_000_000, account=of(WAREHOUSE)
    )
    stage.set(opened, admitted, by=[EXCHANGE, WAREHOUSE])


def _events(stage: Stage) -> tuple[list[str], list[Event]]:
    """What the mine, the smelter and the warehouse wrote, as it was captured."""
    said: list[dict[str, Any]] = [
        {"type": "ObjectEvent", "action": "ADD", "bizStep": "creating_class_instance", **_of(ORE, 100, "TNE")},
        {
            "type": "TransformationEvent",
            "bizStep": "commissioning",
            "inputQuantityList": _of(ORE, 100, "TNE")["quantityList"],
            "outputQuantityList": _of(CATHODES, 50_000, "KGM")["quantityList"],
        },
        {
            "type": "AggregationEvent",
            "action": "ADD",
            "bizStep": "packing",
            "parentID": BUNDLE,
            "childQuantityList": _of(CATHODES, 50, "TNE")["quantityList"],
        },
        {
            "type": "ObjectEvent",
            "action": "OBSERVE",
            "bizStep": "receiving",
            "bizLocation": {"id": PLACE},
            "epcList": [BUNDLE],
            **_of(CATHODES, 50, "TNE"),
        },
    ]
    texts = []
    for number, one in enumerate(said):
        time = format_time(Timestamp(stage.now - (len(said) - number) * 3_600_000))
        head = {"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"}
        texts.append(json.dumps({**head, "eventTime": time, "eventTimeZoneOffset": "+00:00", **one}))
    return texts, [read_document(text.encode()).events[0] for text in texts]


def _of(thing: str, quantity: int, uom: str) -> dict[str, Any]:
    return {"quantityList": [{"epcClass": thing, "quantity": quantity, "uom": uom}]}


def _tell_of_goods(stage: Stage, events: Iterable[Event]) -> None:
    sightings = in_force(enumerate(events, 1))
    arrived = sightings[-1]
    bundle, cathodes = (one.uri for one in arrived.named("epc"))
    found = trace(Listed(sightings), bundle, Direction.backward)
    stage.show("the bundle came of", ", ".join(sorted(uri.rpartition("/")[2] for uri in found.things if uri != bundle)))
    (balance,) = balances(sightings)
    stage.show("what went in and what came out", f"{balance.answer}: {balance.into} and {balance.out} {balance.unit}")
    stock = stock_of(cathodes, arrived.place, sightings)
    stage.show("in the warehouse, by its events", f"{stock.amount} {stock.unit}")


def _anchor(stage: Stage, texts: list[str], events: list[Event]) -> Batched:
    hashes = [(digits_of(event_hash(event)), document_hash(text)) for event, text in zip(events, texts, strict=True)]
    batch = Batched(SEED, hashes)
    opened = OpenRepository(repository=REPOSITORY, keeper=WAREHOUSE, title="Copper, from mine to warehouse")
    anchored = Anchor(repository=REPOSITORY, batch=1, events=len(batch), root=batch.root)
    stage.do("the warehouse anchors four events, which stay with it", opened, anchored, by=[WAREHOUSE])
    stage.refuse("it anchors the same batch again", anchored, by=[WAREHOUSE], outcome="event_batch_not_next")
    return batch


def _store(stage: Stage, events: list[Event]) -> None:
    """Goods are declared, given room, and taken in as measured, with the events that show them."""
    executor = f"receipts/intake/{INTAKE}"
    deposit = _hold("deposit", of(MINE), CASH, 50 * 2_000, executor)
    lot = Lot(lot="CU-1", brand="Northern", grade="A")
    declared = r.Declare(
        intake=INTAKE,
        scheme=SCHEME,
        goods_keeper=WAREHOUSE,
        depositor=MINE,
        lot=lot,
        declared=2 * KILOGRAMS,
        deposit="deposit",
    )
    stage.do("the mine declares fifty tonnes, with a deposit", deposit, declared, by=[MINE])
    stage.do("the exchange gives room", r.GiveRoom(intake=INTAKE), by=[EXCHANGE])
    taken = r.TakeIn(
        intake=INTAKE,
        arrived=2 * KILOGRAMS,
        certificate=CERTIFICATE,
        events=hashes_of(events),
        inspector=INSPECTOR,
    )
    stage.refuse("the warehouse takes them in by itself", taken, by=[WAREHOUSE], outcome="not_authorised")
    stage.do("warehouse and inspector take them in, as measured", taken, by=[WAREHOUSE, INSPECTOR])


def _register(stage: Stage) -> None:
    for name in (RECEIPT, OTHER):
        stage.do(f"{name} is drafted for twenty-five tonnes", _draft(stage, name), by=[WAREHOUSE])
        stage.do("and registered: from here on it is the goods", d.Register(document=name), by=[EXCHANGE, MINE])
    third = _draft(stage, InstrumentId("RECEIPT-3"))
    stage.refuse("a third one, with the same signature", third, by=[WAREHOUSE], outcome="beyond_inspected")


def pledge(stage: Stage) -> None:
    """An endorsement, the keeper's signature, and control handed over; two of them are no pledge."""
    delivered = Pledge(
        pledge=PLEDGED, account=of(MINE), instrument=RECEIPT, quantity=Quantity(1), pledgee=LENDER, keeper=WAREHOUSE
    )
    endorsed = d.EndorsePledge(document=RECEIPT, pledge=PLEDGED, pledgee=LENDER)
    said = "the mine pledges the receipt without the warehouse's signature"
    stage.refuse(said, endorsed, delivered, by=[MINE], outcome="pledge_acts_missing")
    acts: list[Call] = [endorsed, d.SignPledge(document=RECEIPT), delivered]
    stage.do("three acts, and it is pledged to a lender", *acts, by=[MINE, WAREHOUSE])
    sold = Transfer(sender=of(MINE), receiver=of(TRADER), instrument=RECEIPT, quantity=Quantity(1))
    stage.refuse("the mine sells what it pledged", sold, by=[MINE], outcome="insufficient_free_quantity")
    again = d.EndorsePledge(document=RECEIPT, pledge="LOAN-2", pledgee=TRADER)
    stage.refuse("the mine pledges it a second time", again, by=[MINE], outcome="controlled_otherwise")
    stage.do("lender and warehouse release it", ReleasePledge(pledge=PLEDGED), by=[LENDER, WAREHOUSE])


def _sell(stage: Stage) -> None:
    parts = (d.Part(document=HALF, amount=10_000, packages=4), d.Part(document=REST, amount=15_000, packages=6))
    stage.do("the receipt is split", d.Split(document=RECEIPT, into=parts), by=[MINE, WAREHOUSE])
    sold = Transfer(sender=of(MINE), receiver=of(TRADER), instrument=HALF, quantity=Quantity(1))
    paid = Transfer(sender=of(TRADER), receiver=of(MINE), instrument=CASH, quantity=Quantity(600_000_00))
    stage.do("the trader buys ten tonnes, receipt against money", sold, paid, by=[MINE, TRADER])
    load_out(stage, TRADER, HALF, 10_000)
    goods = stage.node.ledger.view.read(GOODS, SCHEME, WAREHOUSE, "CU-1")
    stage.show(
        "kilograms in the warehouse, and on receipts",
        "" if goods is None else f"{goods.on_hand:,}, {goods.on_documents:,}",
    )


def load_out(stage: Stage, owner: PartyId, document: InstrumentId, kilograms: int) -> None:
    """Whoever has a receipt asks for its goods, and has them."""
    held = _hold("load-out", of(owner), document, 1, DOCUMENTS.path(document))
    asked = d.Surrender(
        document=document,
        hold="load-out",
        way_of_delivery="by lorry",
        delivered_at="north quay",
        wanted=Timestamp(stage.now + DAY_MS),
    )
    stage.do(f"{owner} asks for its goods", held, asked, by=[owner])
    stage.do("warehouse and exchange agree", d.Accept(document=document), by=[WAREHOUSE, EXCHANGE])
    slip = HexHash(to_hex(digest(b"the slip that both signed")))
    out = d.LoadOut(document=document, loaded=kilograms, slip=slip, shown=Shown(root=slip, count=1))
    stage.do("the goods are loaded out, under a slip of both", out, by=[owner, WAREHOUSE])


def _hold(name: str, account: AccountId, instrument: InstrumentId, quantity: int, executor: str) -> Hold:
    return Hold(
        hold=name,
        account=account,
        instrument=instrument,
        quantity=Quantity(quantity),
        executor=executor,
        expires=Timestamp(QUANTITY_MAX),
    )


def _draft(stage: Stage, document: InstrumentId) -> d.Draft:
    contents = Contents(
        amount=KILOGRAMS,
        goods="copper cathode, 99.95 % Cu",
        packages=10,
        packing="bundles",
        marks="NTH-A",
        loss_ppm=Millionths(0),
        place="Shed 3, north quay",
        bin="3-11",
        kept_from=stage.now,
        kept_until=Timestamp(stage.now + 365 * DAY_MS),
        fees="0.4 CNY a tonne and day",
        fees_paid_until=Timestamp(stage.now + 30 * DAY_MS),
        insurance="all risks, full value",
        certificate=CERTIFICATE,
        issued_at="Shanghai",
    )
    return d.Draft(document=document, intake=INTAKE, account=of(MINE), contents=contents, measured=KILOGRAMS)


SCENE: Final = Scene(
    number=72,
    name="copper",
    title="Copper from mine to warehouse 铜: events, a receipt, a pledge in three acts, goods loaded out",
    play=play,
)
