# SPDX-License-Identifier: Apache-2.0
"""An exchange with a scheme of receipts for copper, a warehouse, a carrier, owners and a lender; and their calls."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties.records import Control, Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import DOCUMENTS, Document, KeeperKind
from counterfoil.modules.receipts.goods import GOODS, Goods
from counterfoil.modules.receipts.terms import Asked, Contents, Item, Lot, Shown
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import QUANTITY_MAX
from support.ledger import Ledger

DAY_MS: Final = 86_400_000
CASH: Final = "e-CNY"
COPPER: Final = "copper"
LOT: Final = Lot(lot="L-1", brand="Northern", grade="A", gtin="09520123456788")
OTHER_LOT: Final = Lot(lot="L-2", brand="Northern", grade="B")
SHOWN: Final = Shown(root="e" * 64, count=3)
RULES: Final = Asked(
    forecast_days=40,
    deposit_price=2_000,
    difference_price=6_000_000,
    tolerance_ppm=20_000,
    document_days=730,
    inspected=True,
)
"""Twenty yuan a tonne are deposited; a tonne more or less is 60,000 yuan."""
WEIGHT: Final = 25_000
"""of a delivery unit, in kilograms"""
DEPOSIT: Final = 4 * 25 * 2_000
"""of four such units"""


def rules(**changed: Any) -> Asked:
    """The rules, changed."""
    return Asked(**({name: getattr(RULES, name) for name in RULES.__struct_fields__} | changed))


def open_scheme(scheme: str = COPPER, **changed: Any) -> r.OpenScheme:
    said = {"registered_by": "exchange", "commodity": "copper cathode", "uom": "TNE", "decimals": 3, "cash": CASH}
    return r.OpenScheme(scheme=scheme, **(said | {"account": "of-exchange", "rules": RULES} | changed))


def admit(keeper: str = "shed", **changed: Any) -> r.AdmitKeeper:
    said = {"scheme": COPPER, "kind": KeeperKind.warehouse, "capacity": 10_000_000, "account": f"of-{keeper}"}
    return r.AdmitKeeper(goods_keeper=keeper, **(said | changed))


def reserve_cash(name: str, executor: str, quantity: int, account: str = "ann-cash", **changed: Any) -> h.Hold:
    """Money set aside for a record, without end."""
    said = {"instrument": CASH, "expires": QUANTITY_MAX, "executor": executor, "quantity": quantity}
    return h.Hold(hold=name, account=account, **(said | changed))


def declare(intake: str = "I-1", **changed: Any) -> r.Declare:
    said = {"scheme": COPPER, "goods_keeper": "shed", "depositor": "ann", "lot": LOT, "declared": 4 * WEIGHT}
    return r.Declare(intake=intake, **(said | {"deposit": f"deposit-{intake}"} | changed))


def declaring(intake: str = "I-1", **changed: Any) -> tuple[Call, Call]:
    """Ann deposits, and declares."""
    due = changed.get("declared", 4 * WEIGHT) * 2_000 // 1_000
    return reserve_cash(f"deposit-{intake}", f"receipts/intake/{intake}", due), declare(intake, **changed)


def events_of(intake: str) -> tuple[str, ...]:
    """The hashes of events that show it, and nothing else."""
    return tuple(to_hex(digest(f"{intake} {number}".encode())) for number in range(3))


def take_in(intake: str = "I-1", **changed: Any) -> r.TakeIn:
    said = {"arrived": 4 * WEIGHT, "certificate": "c" * 64, "events": events_of(intake), "inspector": "inspector"}
    return r.TakeIn(intake=intake, **(said | changed))


def contents(ledger: Ledger, **changed: Any) -> Contents:
    """What a document says of 25 tonnes."""
    said: dict[str, Any] = {
        "amount": WEIGHT,
        "goods": "copper cathode, 99.95 % Cu",
        "packages": 10,
        "packing": "bundles",
        "marks": "NTH-A",
        "loss_ppm": 0,
        "place": "Shed 3, north quay",
        "bin": "3-11",
        "kept_from": ledger.time,
        "kept_until": ledger.time + 365 * DAY_MS,
        "fees": "0.4 CNY a tonne and day",
        "fees_paid_until": ledger.time + 30 * DAY_MS,
        "insurance": "all risks, full value, Harbour Mutual 77",
        "certificate": "c" * 64,
        "issued_at": "Shanghai",
    }
    return Contents(**(said | changed))


def draft(ledger: Ledger, document: str = "W-1", intake: str = "I-1", **changed: Any) -> d.Draft:
    said = {"account": "of-ann", "contents": contents(ledger), "measured": WEIGHT}
    return d.Draft(document=document, intake=intake, **(said | changed))


def part(document: str, amount: int = 10_000, packages: int = 4, **changed: Any) -> d.Part:
    return d.Part(document=document, amount=amount, packages=packages, **changed)


def split(document: str = "W-1", *into: d.Part) -> d.Split:
    return d.Split(document=document, into=into or (part("W-1a"), part("W-1b", 15_000, 6)))


def reserve(document: str = "W-1", name: str = "", account: str = "of-ann", **changed: Any) -> h.Hold:
    """The unit set aside for the record of its document, without end: how a document is handed over."""
    said = {"quantity": 1, "expires": QUANTITY_MAX, "executor": f"receipts/document/{document}"}
    return h.Hold(hold=name or f"over-{document}", account=account, instrument=document, **(said | changed))


def hand_over(document: str = "W-1", to: str = "lender", hold: str = "") -> d.HandOver:
    return d.HandOver(document=document, to=to, hold=hold or f"over-{document}")


def handing_over(document: str = "W-1", to: str = "lender", **changed: Any) -> tuple[Call, Call]:
    held = reserve(document, **changed)
    return held, hand_over(document, to, held.hold)


def surrender(document: str = "W-1", hold: str = "", wanted: int = QUANTITY_MAX) -> d.Surrender:
    said = {"way_of_delivery": "by lorry", "delivered_at": "north quay", "wanted": wanted}
    return d.Surrender(document=document, hold=hold or f"over-{document}", **said)


def surrendering(document: str = "W-1", **changed: Any) -> tuple[Call, Call]:
    held = reserve(document, **changed)
    return held, surrender(document, held.hold)


def load_out(document: str = "W-1", loaded: int = WEIGHT, **changed: Any) -> d.LoadOut:
    return d.LoadOut(document=document, loaded=loaded, **({"slip": "5" * 64, "shown": SHOWN} | changed))


def pledging(document: str = "W-1", name: str = "P-1", pledgee: str = "lender", **changed: Any) -> tuple[Call, ...]:
    """The three acts, one after the other."""
    said = {"account": "of-ann", "instrument": document, "quantity": 1, "pledgee": pledgee, "keeper": "shed"}
    return (
        d.EndorsePledge(document=document, pledge=name, pledgee=pledgee),
        d.SignPledge(document=document),
        h.Pledge(pledge=name, **(said | changed)),
    )


def leaves(quantity: int = 1, **changed: Any) -> r.TakeOut:
    """Goods that are on no document."""
    said: dict[str, Any] = {"scheme": COPPER, "goods_keeper": "shed", "lot": "L-1", "shown": SHOWN}
    return r.TakeOut(quantity=quantity, **(said | {"inspector": "inspector"} | changed))


def loss(quantity: int = WEIGHT, *documents: str, **changed: Any) -> r.RecordLoss:
    said: dict[str, Any] = {"scheme": COPPER, "goods_keeper": "shed", "lot": "L-1", "shown": SHOWN}
    return r.RecordLoss(quantity=quantity, documents=documents, **(said | {"insurance": "HM 77"} | changed))


def with_schemes(ledger: Ledger, *, people: tuple[str, ...] = ("ann", "ben")) -> Ledger:
    """Who is there, on a ledger that is there: only what people agree to comes into their accounts."""
    ledger.party("exchange", Role.venue)
    ledger.party("mint", Role.operating_bank)
    for keeper in ("shed", "works", "liner"):
        ledger.party(keeper, Role.issuer)
        ledger.account(f"of-{keeper}", keeper, incoming=Control.holder)
    for name in ("lender", "buyer-bank", "inspector"):
        ledger.party(name, Role.custodian)
    ledger.instrument(CASH, "mint", kind=InstrumentKind.cash)
    ledger.account("of-exchange", "exchange", incoming=Control.holder)
    ledger.account("of-lender", "lender", incoming=Control.holder)
    for name in people:
        ledger.party(name)
        ledger.account(f"of-{name}", name, incoming=Control.holder)
        ledger.account(f"{name}-cash", name, incoming=Control.holder)
    for account, who in (("ann-cash", "ann"), ("ben-cash", "ben"), ("of-shed", "shed")):
        issued = h.Issue(instrument=CASH, account=account, quantity=10**10)
        ledger.do(issued, signed_by=f"mint {who}")
    ledger.do(open_scheme(), signed_by="exchange")
    ledger.do(admit(gln="9501101020016"), signed_by="exchange shed")
    ledger.do(admit("liner", kind=KeeperKind.carrier), signed_by="exchange liner")
    return ledger


def stored(ledger: Ledger, intake: str = "I-1", *, keeper: str = "shed", **changed: Any) -> None:
    """Goods of Ann's were declared, approved, taken in."""
    items: tuple[Item, ...] = changed.pop("items", ())
    arrived = changed.get("declared", 4 * WEIGHT)
    ledger.do(*declaring(intake, goods_keeper=keeper, **changed), signed_by="ann")
    ledger.do(r.GiveRoom(intake=intake), signed_by="exchange")
    ledger.do(take_in(intake, items=items, arrived=arrived), signed_by=f"{keeper} inspector")


def issued(ledger: Ledger, *documents: str, intake: str = "I-1", keeper: str = "shed", **changed: Any) -> None:
    """Documents of goods that were taken in are in effect, and Ann's."""
    for document in documents:
        ledger.do(draft(ledger, document, intake, contents=contents(ledger, **changed)), signed_by=keeper)
        ledger.do(d.Register(document=document), signed_by="exchange ann")


def receipted(*documents: str) -> Ledger:
    """Ann has warehouse receipts for 25 tonnes each, of the hundred that she stored."""
    ledger = with_schemes(Ledger())
    stored(ledger)
    issued(ledger, *(documents or ("W-1", "W-2")))
    return ledger


def document_of(ledger: Ledger, document: str = "W-1") -> Document:
    found = ledger.state.read(DOCUMENTS, document)
    assert found is not None
    return found


def goods_of(ledger: Ledger, lot: str = "L-1", keeper: str = "shed") -> Goods:
    found = ledger.state.read(GOODS, COPPER, keeper, lot)
    assert found is not None
    return found


def title_of(ledger: Ledger, document: str = "W-1") -> str | None:
    found = ledger.state.read(TITLES, document)
    assert found is not None
    return found.account


def cash(ledger: Ledger, account: str) -> int:
    return ledger.holding(account, CASH).free
