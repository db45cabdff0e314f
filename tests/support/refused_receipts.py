# SPDX-License-Identifier: Apache-2.0
"""Goods and documents in every state, and what the receipts module refuses of goods: per call, in the order checked."""

from typing import Any, Final

from counterfoil.law.dated import SCHEDULED_MAX
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.outcomes import HoldingsOutcome as Holdings
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome as Instruments
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.documents import KeeperKind
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome as Elsewhere
from counterfoil.modules.receipts.goods import THINGS_MAX
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome as Goods
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome as Outcome
from counterfoil.modules.receipts.terms import ITEMS_MAX, Item, Lot
from support.ledger import GENESIS_TIME, Ledger
from support.market import Row
from support.receipted import (
    COPPER,
    DAY_MS,
    OTHER_LOT,
    admit,
    contents,
    declare,
    declaring,
    draft,
    events_of,
    goods_of,
    handing_over,
    issued,
    leaves,
    load_out,
    loss,
    open_scheme,
    pledging,
    reserve,
    reserve_cash,
    rules,
    split,
    stored,
    surrendering,
    take_in,
    with_schemes,
)
from support.receipts_refused import ACTS, BEHIND, CONTROLLED, DRAFTED, ENDED, REPLACED

APART: Final = True
"""Forecasts and documents are over: the days go on."""
PALLET, BOX, THING, LOOSE = (f"https://id.example/{name}" for name in ("pallet", "box", "thing", "loose"))
PACKED: Final = (
    Item(epc=PALLET),
    Item(epc=BOX, packed_in=PALLET),
    Item(epc=THING, packed_in=BOX),
    *(Item(epc=f"{LOOSE}-{number}") for number in range(20)),
)
CRATE, FULL = "https://id.example/crate", "https://id.example/full"
"""A crate with as many things in it as can be, less one; and one with a thing in it."""
DEEP: Final = (Item(epc="deep-0"), *(Item(epc=f"deep-{n + 1}", packed_in=f"deep-{n}") for n in range(5)))
WITHIN_OTHERS: Final = (Item(epc="deep-0", packed_in="urn:at-works"),)
SHORT: Final = 30 * DAY_MS
"""After so long the market is asked."""
GOOD: Final = ("live", "second", "free-1", "bens", "handed", "pledged", "endorsed", "signed", "resent")
LEAVING: Final = ("surrendered", "loading", "unpaid", "split-up", "gone", "disputed", "on-paper", "over")


def receipts_market(market: Ledger) -> Ledger:
    """A document in every status and under everybody's control, of goods in every state."""
    with_schemes(market)
    market.party("court", Role.supervisor)
    market.do(admit("works", kind=KeeperKind.factory, guarantee="9" * 64), signed_by="exchange works")
    stored(market, "at-works", keeper="works", items=(Item(epc="urn:at-works"),))
    market.do(r.BarKeeper(scheme=COPPER, goods_keeper="works", reason="audit"), signed_by="exchange")
    for number in range(SCHEDULED_MAX):
        later = r.SetRules(scheme=COPPER, rules=rules(), since=market.time + 10**11 + number, reason="notice 3")
        market.do(later, signed_by="exchange")
    _intakes_that_are_late(market)
    market.wait(2 * SHORT)
    stored(market, "in", declared=2_000_000, items=PACKED)
    more = (Item(epc=f"{PALLET}-2"), Item(epc=f"{THING}-2", packed_in=f"{PALLET}-2"))
    more += tuple(Item(epc=f"{LOOSE}-{number}") for number in range(20, 40))
    stored(market, "in-2", declared=100_000, items=more)
    stored(market, "other-lot", lot=OTHER_LOT, items=(Item(epc="urn:other"),))
    _crowded(market)
    _intakes(market)
    _documents(market)
    market.wait(SHORT)
    _ended(market)
    return market


def _crowded(market: Ledger) -> None:
    """Things in a crate, intake after intake."""
    inside = [Item(epc=f"{CRATE}-{number}", packed_in=CRATE) for number in range(THINGS_MAX - 1)]
    items = (Item(epc=CRATE), Item(epc=FULL), Item(epc=f"{FULL}-0", packed_in=FULL), *inside)
    for begin in range(0, len(items), ITEMS_MAX):
        stored(market, f"crate-{begin}", declared=1_000, items=items[begin : begin + ITEMS_MAX])


def _intakes_that_are_late(market: Ledger) -> None:
    market.do(*declaring("late"), *declaring("late-roomed"), *declaring("lapsed"), signed_by="ann")
    market.do(r.GiveRoom(intake="late-roomed"), signed_by="exchange")


def _intakes(market: Ledger) -> None:
    market.do(r.Lapse(intake="lapsed"), signed_by="ben")
    market.do(*declaring("forecast"), *declaring("roomed"), *declaring("huge", declared=9_999_999), signed_by="ann")
    grade = Lot(lot="L-1", brand="Northern", grade="C")
    market.do(*declaring("mislotted", lot=grade), signed_by="ann")
    for intake in ("roomed", "mislotted"):
        market.do(r.GiveRoom(intake=intake), signed_by="exchange")
    market.do(reserve_cash("again", "receipts/intake/in", 4_000_000), signed_by="ann")
    market.do(reserve_cash("short", "receipts/intake/fresh", 1), signed_by="ann")
    market.do(reserve_cash("exact", "receipts/intake/fresh", 200_000), signed_by="ann")


def _documents(market: Ledger) -> None:
    issued(market, *GOOD, *LEAVING, intake="in")
    large = contents(market, amount=400_000)
    market.do(draft(market, "lost", "in", contents=large, measured=400_000), signed_by="shed")
    market.do(d.Register(document="lost"), signed_by="exchange ann")
    issued(market, "itemed", intake="in", items=(THING,))
    issued(market, "many-1", intake="in", items=tuple(f"{LOOSE}-{number}" for number in range(1, 20)))
    issued(market, "many-2", intake="in-2", items=tuple(f"{LOOSE}-{number}" for number in range(20, 40)))
    issued(market, "palletised", intake="in-2", items=(f"{PALLET}-2",))
    market.do(draft(market, "inner", "in-2", contents=contents(market, items=(f"{THING}-2",))), signed_by="shed")
    issued(market, "other", intake="other-lot")
    for name, measured in (("draft", 25_000), ("heavy", 25_100), ("SHARE", 25_000), ("taken-back", 25_000)):
        market.do(draft(market, name, "in", measured=measured), signed_by="shed")
    market.do(draft(market, "packed", "in", contents=contents(market, items=(PALLET,))), signed_by="shed")
    market.do(draft(market, "unpacked", "in", contents=contents(market, items=(THING,))), signed_by="shed")
    market.do(d.WithdrawDraft(document="taken-back"), signed_by="shed")
    market.do(reserve_cash("by-ann", "receipts/document/heavy", 600_000), signed_by="ann")
    moved = h.Transfer(sender="of-ann", receiver="of-ben", instrument="bens", quantity=1)
    straight = d.Endorse(document="resent", receiver="of-ben", no_further=True)
    market.do(moved, straight, signed_by="ann ben")
    market.do(*handing_over("handed"), d.NoteFees(document="handed", fees_paid_until=10**13), signed_by="ann shed")
    market.do(*pledging("pledged", "P-pledged"), signed_by="ann shed")
    market.do(*pledging("signed", "P-signed")[:2], signed_by="ann shed")
    market.do(pledging("endorsed", "P-endorsed")[0], signed_by="ann")
    market.do(reserve("second", "for-good"), signed_by="ann")
    market.do(reserve("live", "not-for-good", expires=market.time + 10**11), signed_by="ann")


def _ended(market: Ledger) -> None:
    """What is surrendered, delivered, in dispute or on paper."""
    for name in ("surrendered", "loading", "unpaid", "gone"):
        market.do(*surrendering(name), signed_by="ann")
    for name in ("loading", "unpaid", "gone"):
        market.do(d.Accept(document=name), signed_by="shed exchange")
    for name in ("loading", "gone", "surrendered"):
        market.do(d.NoteFees(document=name, fees_paid_until=10**13), signed_by="shed")
    market.do(load_out("gone"), signed_by="ann shed")
    market.do(split("split-up", *_two("s")), signed_by="ann shed")
    disputed = d.Dispute(document="disputed", by="supervisor", reference="case 5")
    market.do(disputed, signed_by="supervisor")
    market.do(loss(goods_of(market).free_goods + 300_000, "lost"), signed_by="shed exchange")
    # So that what is drafted has goods, and the lost document not as many as it lacks.
    stored(market, "in-3", declared=100_000)
    market.do(d.ToPaper(document="on-paper", statement="a" * 64), signed_by="ann shed")
    market.do(*_overdue(market), signed_by="ann shed")
    market.wait(2 * DAY_MS)
    market.do(d.Expire(document="over-1"), signed_by="ben")


def _two(name: str) -> tuple[d.Part, d.Part]:
    return (
        d.Part(document=f"{name}-1", amount=10_000, packages=4),
        d.Part(document=f"{name}-2", amount=15_000, packages=6),
    )


def _overdue(market: Ledger) -> tuple[d.Amend]:
    said = contents(market, kept_until=market.time + DAY_MS)
    return (d.Amend(document="over", into="over-1", contents=said),)


ALL: Final = "exchange shed works liner ann ben lender inspector supervisor"
SCHEMED: Final = [
    Row("deposits in shares", open_scheme("fresh", cash="SHARE"), "exchange", Outcome.deposits_not_in_cash),
    Row("cash that is none", open_scheme("fresh", cash="none"), "exchange", Instruments.unknown_instrument),
    Row("without the registrar", open_scheme("fresh"), "ann", Parties.not_authorised),
    Row("by a keeper", open_scheme("fresh", registered_by="shed", account="of-shed"), "shed", Parties.role_missing),
    Row("into another's account", open_scheme("fresh", account="of-ann"), "exchange", Parties.not_authorised),
    Row("a scheme that is there", open_scheme(), "exchange", Outcome.receipt_scheme_exists),
    Row(
        "rules of none",
        r.SetRules(scheme="none", rules=rules(), reason="n"),
        "exchange",
        Outcome.unknown_receipt_scheme,
    ),
    Row(
        "rules for yesterday",
        r.SetRules(scheme=COPPER, rules=rules(), reason="n", since=GENESIS_TIME),
        "exchange",
        Outcome.receipt_rules_backdated,
    ),
    Row(
        "a ninth change of rules",
        r.SetRules(scheme=COPPER, rules=rules(), reason="n", since=10**15),
        "exchange",
        Outcome.too_many_receipt_rules,
    ),
    Row("rules by a keeper", r.SetRules(scheme=COPPER, rules=rules(), reason="n"), "shed", Parties.not_authorised),
    Row("to no scheme", admit("mint", scheme="none"), "exchange mint", Outcome.unknown_receipt_scheme),
    Row("a GLN of twelve digits", admit("mint", gln="950110102001"), "exchange mint", Outcome.invalid_gs1_key),
    Row("a wrong check digit", admit("mint", gln="9501101020017"), "exchange mint", Outcome.invalid_gs1_key),
    Row(
        "a factory without a guarantee",
        admit("mint", kind=KeeperKind.factory),
        "exchange mint",
        Outcome.guarantee_missing,
    ),
    Row("a warehouse with one", admit("mint", guarantee="9" * 64), "exchange mint", Outcome.guarantee_missing),
    Row("the registrar itself", admit("exchange"), "exchange", Outcome.keeper_is_registrar),
    Row("without the registrar", admit("shed"), "shed", Parties.not_authorised),
    Row("without the keeper", admit("shed"), "exchange", Parties.not_authorised),
    Row("who may issue nothing", admit("lender"), "exchange lender", Parties.role_missing),
    Row("into another's account", admit("shed", account="of-ann"), "exchange shed", Parties.not_authorised),
    Row("a keeper that is there", admit("shed"), "exchange shed", Outcome.goods_keeper_exists),
    Row(
        "a keeper that is none",
        r.BarKeeper(scheme=COPPER, goods_keeper="ann", reason="r"),
        "exchange",
        Outcome.unknown_goods_keeper,
    ),
    Row(
        "one that is stopped",
        r.BarKeeper(scheme=COPPER, goods_keeper="works", reason="r"),
        "exchange",
        Outcome.goods_keeper_stopped,
    ),
    Row("by the keeper", r.BarKeeper(scheme=COPPER, goods_keeper="shed", reason="r"), "shed", Parties.not_authorised),
]
DECLARED: Final = [
    Row("to a keeper that is none", declare("fresh", goods_keeper="ann"), "ann", Outcome.unknown_goods_keeper),
    Row("to one that is stopped", declare("fresh", goods_keeper="works"), "ann", Outcome.goods_keeper_stopped),
    Row(
        "a GTIN that is none",
        declare("fresh", lot=Lot(lot="L-9", brand="B", grade="A", gtin="09520123456789")),
        "ann",
        Outcome.invalid_gs1_key,
    ),
    Row("no deposit", declare("fresh", deposit=None), "ann", Outcome.deposit_not_exact),
    Row("a hold that is none", declare("fresh", deposit="none"), "ann", Holdings.unknown_encumbrance),
    Row("too small a deposit", declare("fresh", deposit="short"), "ann", Outcome.deposit_not_exact),
    Row("of another's goods", declare("fresh", deposit="exact"), "ben", Parties.not_authorised),
    Row(
        "a declaration that is there", declare("in", deposit="again", declared=2_000_000), "ann", Outcome.intake_exists
    ),
    Row("an answer to none", r.GiveRoom(intake="none"), "exchange", Outcome.unknown_intake),
    Row("an answer to what is taken in", r.GiveRoom(intake="in"), "exchange", Outcome.intake_not_so_far),
    Row("an answer that is late", r.GiveRoom(intake="late"), "exchange", Outcome.forecast_over),
    Row("by the keeper", r.GiveRoom(intake="forecast"), "shed", Parties.not_authorised),
    Row("more than there is room for", r.GiveRoom(intake="huge"), "exchange", Outcome.beyond_capacity),
    Row("of none", r.TurnAway(intake="none", reason="r"), "exchange", Outcome.unknown_intake),
    Row("of what has room", r.TurnAway(intake="roomed", reason="r"), "exchange", Outcome.intake_not_so_far),
    Row("by the owner", r.TurnAway(intake="forecast", reason="r"), "ann", Parties.not_authorised),
    Row("of none", r.Lapse(intake="none"), "ben", Outcome.unknown_intake),
    Row("of what has lapsed", r.Lapse(intake="lapsed"), "ben", Outcome.intake_not_so_far),
    Row("before its time", r.Lapse(intake="forecast"), "ben", Outcome.forecast_lasts),
]


def _taken(intake: str = "roomed", **changed: Any) -> r.TakeIn:
    return take_in(intake, **changed)


SEEN: Final = events_of("roomed")
SEEN_BEFORE: Final = events_of("in-2")[0]


URN: Final = "urn:epc:id:sscc:4012345.0000000001"


def _nested(depth: int) -> tuple[Item, ...]:
    return tuple(Item(epc=f"n-{one}", packed_in=f"n-{one - 1}" if one else None) for one in range(depth))


def _into(outer: str, *names: str) -> tuple[Item, ...]:
    return tuple(Item(epc=name, packed_in=outer) for name in names)


TAKEN: Final = [
    Row("of none", _taken("none"), ALL, Outcome.unknown_intake),
    Row("without room", _taken("forecast"), ALL, Outcome.intake_not_so_far),
    Row("without an inspector", _taken(inspector=None), ALL, Outcome.inspector_not_other),
    Row("inspected by the keeper", _taken(inspector="shed"), ALL, Outcome.inspector_not_other),
    Row("too late", _taken("late-roomed"), ALL, Outcome.forecast_over),
    Row("more than was declared", _taken(arrived=100_001), ALL, Outcome.more_arrived),
    Row("an item twice", _taken(items=(Item(epc="x"), Item(epc="x"))), ALL, Outcome.items_do_not_add_up),
    Row("packed in nothing", _taken(items=(Item(epc="x", packed_in="y"),)), ALL, Outcome.items_do_not_add_up),
    Row("in too many packings", _taken(items=DEEP), ALL, Goods.packed_too_deep),
    Row("in what another keeper has", _taken(items=WITHIN_OTHERS), ALL, Goods.packed_with_another),
    Row("an event twice", _taken(events=SEEN * 2), ALL, Elsewhere.goods_shown_already),
    Row("without the keeper", _taken(), "inspector", Parties.not_authorised),
    Row("without the inspector", _taken(), "shed", Parties.not_authorised),
    Row("a GS1 key as a URN", _taken(items=(Item(epc=URN),)), ALL, Goods.spelled_otherwise),
    Row("a lot of another grade", _taken("mislotted"), ALL, Outcome.other_goods),
    Row("an item that is here", _taken(items=(Item(epc=BOX),)), ALL, Outcome.goods_item_exists),
    Row(
        "packed into what is on a document",
        _taken(items=(Item(epc="x", packed_in=f"{PALLET}-2"),)),
        ALL,
        Outcome.item_on_document,
    ),
    Row(
        "an event that showed this lot before", _taken(events=(*SEEN, SEEN_BEFORE)), ALL, Elsewhere.goods_shown_already
    ),
    Row("two more into a crate that is full", _taken(items=_into(CRATE, "x", "y")), ALL, Elsewhere.too_many_things),
]


def _left(quantity: int = 1, lot: str = "L-1", *items: str) -> r.TakeOut:
    return leaves(quantity, lot=lot, items=items)


LEFT: Final = [
    Row("by the owner", _left(), "ann", Parties.not_authorised),
    Row("without an inspector", leaves(inspector=None), ALL, Outcome.inspector_not_other),
    Row("of a lot that is none", _left(lot="none"), ALL, Outcome.unknown_goods),
    Row("with a thing of nobody", _left(1, "L-1", "urn:none"), ALL, Outcome.unknown_goods_item),
    Row("with a thing of another lot", _left(1, "L-1", "urn:other"), ALL, Outcome.other_goods),
    Row("with a box and its pallet", _left(1, "L-1", BOX, PALLET), ALL, Outcome.items_do_not_add_up),
    Row("with more than leave together", _left(1, "L-1", CRATE, FULL), ALL, Elsewhere.too_many_things),
    Row("what is on documents", _left(10**7), ALL, Outcome.beyond_on_hand),
    Row("with a thing that is on a document", _left(1, "L-1", THING), ALL, Outcome.item_on_document),
    Row("with a box in which one is on a document", _left(1, "L-1", BOX), ALL, Outcome.item_on_document),
    Row("out of a pallet that is on a document", _left(1, "L-1", f"{THING}-2"), ALL, Outcome.item_on_document),
    Row("of a lot that is none", loss(1, lot="none"), ALL, Outcome.unknown_goods),
    Row("on a document that is none", loss(1, "none"), ALL, Outcome.unknown_title_document),
    Row("on one that has ended", loss(1, "gone"), ALL, Outcome.document_not_so_far),
    Row("on one of other goods", loss(1, "other"), ALL, Outcome.documents_not_of_loss),
    Row("on one twice", loss(1, "live", "live"), ALL, Outcome.documents_not_of_loss),
    Row("with a thing of another lot", loss(1, items=("urn:other",)), ALL, Outcome.other_goods),
    Row("on one, of goods that are on none", loss(1, "live"), ALL, Outcome.documents_not_of_loss),
    Row("without the registrar", loss(1), "shed", Parties.not_authorised),
    Row("more than is there", loss(10**7, "live"), ALL, Outcome.beyond_on_hand),
    Row("with a thing that is on a document", loss(1, items=(THING,)), ALL, Outcome.item_on_document),
]


def struck(quantity: int = 1, lot: str = "L-1", *items: str, by: str = "supervisor") -> r.StrikeGoods:
    about = {"scheme": COPPER, "goods_keeper": "shed", "by": by, "reference": "case 7"}
    return r.StrikeGoods(quantity=quantity, lot=lot, items=items, **about)


STRUCK: Final = [
    Row("nothing", struck(0), ALL, Goods.nothing_to_strike),
    Row("of a lot that is none", struck(1, "none"), ALL, Outcome.unknown_goods),
    Row("with a thing of nobody", struck(0, "L-1", "urn:none"), ALL, Outcome.unknown_goods_item),
    Row("with a thing of another lot", struck(0, "L-1", "urn:other"), ALL, Outcome.other_goods),
    Row("with a box and its pallet", struck(0, "L-1", BOX, PALLET), ALL, Outcome.items_do_not_add_up),
    Row("with more than leave together", struck(0, "L-1", CRATE, FULL), ALL, Elsewhere.too_many_things),
    Row("without the supervisor", struck(), "shed exchange", Parties.not_authorised),
    Row("by the registrar", struck(by="exchange"), ALL, Parties.role_missing),
    Row("what is on documents", struck(10**7), ALL, Outcome.beyond_on_hand),
    Row("with a thing that is on a document", struck(0, "L-1", THING), ALL, Outcome.item_on_document),
    Row("out of a pallet that is on a document", struck(0, "L-1", f"{THING}-2"), ALL, Outcome.item_on_document),
]
OF_DOCUMENTS: Final = [*DRAFTED, *REPLACED, *ENDED, *CONTROLLED, *BEHIND]
OTHERWISE: Final = [*ACTS]
MARKET = receipts_market
"""What the rows need on a market of their own."""
