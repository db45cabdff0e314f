# SPDX-License-Identifier: Apache-2.0
"""What a package proves of a receipt and of goods, offline, and what a rogue operator or keeper cannot prove."""

from typing import Any

import pytest

from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.events import Redeemed, Transferred
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.control_events import HandedBack
from counterfoil.modules.receipts.document_events import LoadedOut
from counterfoil.modules.receipts.document_law import brought
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, proves_nothing_else, unproved
from support.receipted import (
    COPPER,
    SHOWN,
    WEIGHT,
    draft,
    handing_over,
    issued,
    load_out,
    part,
    pledging,
    split,
    stored,
    surrendering,
    with_schemes,
)
from support.receipts_story import plain, stage

GOODS = RecordPath(f"receipts/goods/{COPPER}/shed/L-1")


def begun() -> Any:
    """Ann has a receipt for twenty-five tonnes."""
    found: Any = stage()
    with_schemes(found)
    stored(found)
    issued(found, "W-1")
    return found


def told() -> World:
    """It is split; a part is pledged, released, sold to Ben, handed to his bank and back; he has the goods."""
    found = begun()
    found.do(split("W-1", part("a"), part("b", 15_000, 6)), signed_by="ann shed")
    found.do(*pledging("a"), signed_by="ann shed")
    found.do(h.ReleasePledge(pledge="P-1"), signed_by="lender shed")
    found.do(d.Endorse(document="a", receiver="of-ben", remark="for value"), signed_by="ann ben")
    found.do(*handing_over("a", "buyer-bank", account="of-ben"), signed_by="ben")
    found.do(d.HandBack(document="a"), signed_by="buyer-bank")
    found.do(*surrendering("a", account="of-ben", name="out"), signed_by="ben")
    found.do(d.Accept(document="a"), signed_by="shed exchange")
    found.do(load_out("a", 10_000), signed_by="ben shed")
    world: World = found.world
    return world


@pytest.fixture(scope="module")
def story() -> tuple[World, dict[str, Package]]:
    """Records of every table, and where the unit was, by which titles."""
    world = told()
    collector = Collector(world, world.publish())
    records = {
        "scheme": f"receipts/scheme/{COPPER}",
        "keeper": f"receipts/keeper/{COPPER}/shed",
        "intake": "receipts/intake/I-1",
        "parent": "receipts/document/W-1",
        "document": "receipts/document/a",
        "other part": "receipts/document/b",
        "goods": GOODS,
    }
    packages = {name: collector.record(RecordPath(path)) for name, path in records.items()}
    packages["custody"] = collector.provenance("a")
    packages["sold"] = collector.control("of-ben", "a")
    packages["kept"] = collector.control("of-ann", "b")
    return world, packages


NAMES = ("scheme", "keeper", "intake", "parent", "document", "other part", "goods", "custody", "sold", "kept")


@pytest.mark.parametrize("name", NAMES)
def test_what_happened_is_proved(story: tuple[World, dict[str, Package]], name: str) -> None:
    """From the file alone."""
    world, packages = story
    report = verify_package(encode_package(packages[name]), world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


CHANGES = (
    (b'"amount":10000', b'"amount":10001'),
    (b'"loaded":10000', b'"loaded":9000'),
    (b'"pledgee":"lender"', b'"pledgee":"ben"'),
    (b'"receiver":"of-ben"', b'"receiver":"of-ann"'),
    (b'"possessor":"buyer-bank"', b'"possessor":"lender"'),
    (b'"arrived":100000', b'"arrived":200000'),
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_told_otherwise_is_not(story: tuple[World, dict[str, Package]], name: str) -> None:
    """Leave out any event, or change what it says, and the package is not proved."""
    world, packages = story
    proves_nothing_else(world, packages[name], CHANGES, among=packages.values())


def test_the_chain_of_custody_goes_back_to_the_goods(story: tuple[World, dict[str, Package]]) -> None:
    """Through the split: Ann had the whole, then the part, then Ben, then nobody."""
    world, packages = story
    claim: Any = verify_package(encode_package(packages["custody"]), world.trust()).claim
    assert claim.parents == ("holdings/title/W-1",)
    assert [step.account for step in claim.titles] == ["of-ann", "of-ben", None]


def test_the_story_is_told_in_words(story: tuple[World, dict[str, Package]]) -> None:
    """In both languages, by whom and what."""
    world, packages = story
    narrative = str(verify_package(encode_package(packages["document"]), world.trust()).narrative)
    assert "endorses document a as pledged to" in narrative
    assert "delivered 10000 to" in narrative
    assert "背书记载“质押”" in narrative


def test_a_unit_of_a_draft_is_not_proved() -> None:
    """A keeper's record lets come what is registered; an operator who issues a draft for it convinces nobody."""
    found = begun()
    found.do(draft(found, "W-2"), signed_by="shed")
    world = found.world
    signed = world.sign(plain(d.Register(document="W-2")), "exchange")
    context = world.context()
    record = context.read(DOCUMENTS, "W-2")
    made, came = brought(context, record, "W-2", "of-ann", ())

    def act(ctx: Any) -> None:
        ctx.happen(made)
        ctx.happen(came)

    world.rogue_block(act, signed)
    assert unproved(world, lambda collector: collector.control("of-ann", "W-2"))


def test_a_receipt_that_is_moved_by_its_record_without_its_holder_is_not_proved() -> None:
    """The record's consent is what its holder signed, just before."""
    found = begun()
    world = found.world
    endorse = d.Endorse(document="W-1", receiver="of-ben")
    signed = world.sign(plain(endorse), "ben")
    world.force(signed)
    assert unproved(world, lambda collector: collector.control("of-ben", "W-1"))


def test_a_dispute_that_ended_behind_the_supervisor_is_not_proved_to_have() -> None:
    """Holder and keeper void it, and an operator seals that."""
    found = begun()
    found.do(d.Dispute(document="W-1", by="supervisor", reference="case 9"), signed_by="supervisor")
    world = found.world
    world.force(world.sign(plain(d.Void(document="W-1", reference="agreed")), "ann", "shed"))
    assert unproved(world, lambda collector: collector.record(DOCUMENTS.path("W-1")))


def test_who_struck_goods_and_why_is_proved_and_that_nobody_else_did() -> None:
    """The goods' own record says so; a keeper that strikes what is its rival's convinces nobody."""
    found = begun()
    struck: dict[str, Any] = {"scheme": COPPER, "goods_keeper": "shed", "lot": "L-1", "reference": "case 12"}
    found.do(r.StrikeGoods(by="supervisor", quantity=1_000, **struck), signed_by="supervisor")
    world = found.world
    package = Collector(world, world.publish()).record(GOODS)
    narrative = str(verify_package(encode_package(package), world.trust()).narrative)
    assert "has on record of lot L-1, under “case 12”: 1,000 smallest units" in narrative
    proved_as_it_is_alone(world, package, ((b"case 12", b"case 13"), (b'"quantity":1000', b'"quantity":1001')))
    world.force(world.sign(plain(r.StrikeGoods(by="liner", quantity=1_000, **struck)), "liner"))
    assert unproved(world, lambda collector: collector.record(GOODS))


def test_goods_that_are_loaded_out_without_the_holder_are_not_proved_to_be() -> None:
    """Keeper and registrar together end nobody's document."""
    found = begun()
    found.do(*surrendering(), signed_by="ann")
    found.do(d.Accept(document="W-1"), signed_by="shed exchange")
    world = found.world
    signed = world.sign(plain(load_out()), "shed", "exchange")
    fields: dict[str, Any] = {"goods_keeper": "shed", "account": "of-ann", "scheme": COPPER, "of_lot": "L-1"}
    more = {"amount": WEIGHT, "loaded": WEIGHT, "slip": "5" * 64, "shown": SHOWN, "items": ()}
    ended = Redeemed(
        instrument="W-1",
        account="of-ann",
        quantity=1,
        redeeming=f"receipts/keeper/{COPPER}/shed",
        giving="holdings/encumbrance/over-W-1",
        cause="receipts/document/W-1",
        part="held",  # type: ignore[arg-type]
    )

    def act(ctx: Any) -> None:
        ctx.happen(LoadedOut(document="W-1", **fields, **more))
        ctx.happen(ended)

    world.rogue_block(act, signed)
    assert unproved(world, lambda collector: collector.record(RecordPath("receipts/document/W-1")))
    assert unproved(world, lambda collector: collector.record(GOODS))


def test_possession_that_was_given_back_for_somebody_is_not_proved() -> None:
    """The title holder writes down that his bank gave the document back, and sells it."""
    found = begun()
    found.do(*handing_over(), signed_by="ann")
    world = found.world
    signed = world.sign(plain(d.HandBack(document="W-1")), "ann")
    back = HandedBack(document="W-1", possessor="lender", remark="")
    moved = Transferred(
        sender="of-ann",
        receiver="of-ben",
        instrument="W-1",
        quantity=1,
        part="held",  # type: ignore[arg-type]
        giving="holdings/encumbrance/over-W-1",
        taking="receipts/document/W-1",
        cause="receipts/document/W-1",
    )

    def act(ctx: Any) -> None:
        ctx.happen(back)
        ctx.happen(moved)

    world.rogue_block(act, signed)
    assert unproved(world, lambda collector: collector.record(RecordPath("receipts/document/W-1")))
    assert unproved(world, lambda collector: collector.control("of-ben", "W-1"))


def test_a_pledge_is_seen_by_whoever_reads_the_account() -> None:
    """Control of the account tells that the unit is pledged: nobody needs this module to see it."""
    found = begun()
    found.do(*pledging(), signed_by="ann shed")
    world = found.world
    package = Collector(world, world.publish()).control("of-ann", "W-1")
    report: Any = verify_package(encode_package(package), world.trust())
    assert report.verdict is Verdict.proved
    assert (report.claim.quantities.free, report.claim.quantities.pledged) == (0, 1)
