# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply receipt``: goods taken in as events show, or not; a document of title; the stocks of a day."""

import csv
import json
import shlex

import pytest

from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.modules.holdings.calls import ReleasePledge
from counterfoil.modules.receipts import calls as r
from counterfoil.modules.receipts import document_calls as d
from counterfoil.modules.receipts.records import INTAKES
from support.cli_examples import examples
from support.epcis_service import DOCUMENT
from support.goods_intake import declared_template, network, taking
from support.goods_received import (
    BUNDLE,
    GOODS,
    HASH,
    INSIDE,
    OTHER,
    PLACE,
    document,
    event,
    inspected,
    received,
    weighed,
)
from support.receipted import contents, declaring, issued, part, pledging, rules, split, surrendering
from support.supply_network import on_network

__all__ = ("declared_template", "network", "taking")


def intake_of(network, name="I-1"):
    with on_network(network) as stage:
        return stage.state.read(INTAKES, name)


def test_goods_are_taken_in_as_events_show(taking, network, run_json, tmp_path):
    """So much as came less what left, items and what they are packed in, under the root of the events that show it."""
    packed = event("AggregationEvent", 1, action="ADD", bizStep="packing", parentID=BUNDLE, childEPCs=[INSIDE])
    left = received(5, 10_000, "KGM", bizStep="shipping", readPoint={"id": PLACE})
    beside = event("ObjectEvent", 3, action="OBSERVE", bizStep="receiving", epcList=["urn:uuid:7"])
    (tmp_path / "certificate.pdf").write_bytes(b"99.95 % Cu")
    made = taking(
        *(received(items=[BUNDLE, OTHER]), packed, inspected(), left, beside),
        as_json=True,
        certificate=tmp_path / "certificate.pdf",
    )
    assert (made["arrived"], made["declared"], made["shown"]["count"], made["beside"]) == (90_000, 100_000, 4, 1)
    bundle, other = map(canonical_identifier, (BUNDLE, OTHER))
    assert made["items"] == [{"epc": bundle}, {"epc": other}, {"epc": INSIDE, "packed_in": bundle}]
    found = intake_of(network)
    assert (found.status, found.arrived) == ("goods_in", 90_000)
    goods = run_json("show", "record", "receipts/goods/copper/shed/L-1", "--network", network)["value"]
    assert goods["last_shown"] == made["shown"]


def test_the_root_does_not_follow_the_order_of_files(taking, network, write):
    """Nor the form: the same events in XML, in another order, twice, make the same root."""
    first = taking(received(), inspected(), more=("--dry-run",))
    files = [write("b.json", document(inspected())), write("a.json", document(received(), inspected()))]
    again = taking(files=files, more=("--dry-run",))
    root = first.split(" root ")[1].split()[0]
    assert len(root) == 64 and root in again
    assert "events 2" in first and "events 2" in again


def test_every_reason_is_told_why_events_do_not_show_goods(taking, network):
    """Nothing came; nothing was inspected; more came than was declared; more left than came; in another unit."""
    wrong = {
        "no event names https://id.gs1.org/01/09520123456788/10/L-1": [
            event("ObjectEvent", 0, action="OBSERVE", epcList=["urn:uuid:7"])
        ],
        "no event has received any of it at": [received(place="https://id.gs1.org/414/9521321000010"), inspected()],
        "seen at https://id.gs1.org/414/9521321000010": [received(place="https://id.gs1.org/414/9521321000010")],
        "no event has inspected it": [received()],
        "it was inspected before the last of it came": [received(20), inspected(10)],
        "120.000 TNE came, and 100.000 TNE were declared": [received(amount=120), inspected()],
        "more left than came": [received(amount=1), received(5, 2, bizStep="shipping", readPoint={"id": PLACE})],
        "all that came has left again": [
            received(),
            received(5, bizStep="shipping", readPoint={"id": PLACE}),
            inspected(),
        ],
        "events say MTQ, and the scheme counts TNE": [received(uom="MTQ"), inspected()],
        "the unit 'QQQ' is not known": [received(uom="QQQ"), inspected()],
        "are no whole number of the scheme's smallest unit": [received(amount="1.00005"), inspected()],
        "33 items came, and one intake names 32": [received(items=[f"urn:uuid:{n}" for n in range(33)]), inspected()],
    }
    for expected, events in wrong.items():
        for one in events:
            for lot in one.get("quantityList", ()):
                lot["quantity"] = float(lot["quantity"])
        assert expected in taking(*events, code=2), expected
    both = taking(received(amount=120, items=[f"urn:uuid:{n}" for n in range(33)]), code=2)
    assert "3 mistakes" in both and "nothing is taken in" in both
    assert intake_of(network).status == "room_given"


def test_what_was_declared_wrong_counts_for_nothing(taking):
    """An event that somebody took back shows nothing, however it is named."""
    wrong = received(amount=50, eventID="urn:uuid:11111111-1111-4111-8111-111111111111")
    back = {"declarationTime": "2025-11-02T10:00:00Z", "reason": "did_not_occur"}
    said = taking(wrong, wrong | {"errorDeclaration": back}, received(1, 40), inspected(), more=("--dry-run",))
    assert "arrived 40.000 TNE" in said and "events 2" in said


def test_damaged_documents_are_told(taking, write, tmp_path):
    """Each with file, place and reason, and nothing is taken in."""
    broken = write("broken.json", "{")
    invalid = write("invalid.json", document(received(action="ADDED"), received(bizStep=7)))
    told = taking(files=[broken, invalid], code=2)
    assert "broken.json" in told and "invalid.json, epcisBody.eventList[0].action" in told
    assert "epcisBody.eventList[1].bizStep" in told
    assert "no such file" in taking(files=[tmp_path / "none.json"], code=2)


def test_contexts_are_given(taking, write):
    """A context that nobody knows is named, and read from a file once it is given."""
    address = "https://example.com/context.jsonld"
    whole = document(received(), inspected()) | {"@context": [*DOCUMENT["@context"], address]}
    file, context = write("own.json", whole), write("context.json", {"@context": {"ours": "https://example.com/"}})
    assert f"the context {address} is not known" in taking(files=[file], code=2)
    taking(files=[file], more=("--context", f"{address}={context}"))


def test_what_is_not_to_be_taken_in_is_said(taking, network, run, write):
    """An unknown declaration, one that has no room yet, one that is in already; no events; both kinds of them."""
    assert "no such goods were declared" in taking(received(), name="I-9", code=2)
    with on_network(network) as stage:
        stage.do(*declaring("I-2", lot=r.Lot(lot="L-9", brand="N", grade="A"), declared=25_000), signed_by="ann")
    assert "no room is given yet (receipts give-room, by the registrar)" in taking(received(), name="I-2", code=2)
    with on_network(network) as stage:
        stage.do(r.GiveRoom(intake="I-2"), signed_by="exchange")
    assert "was declared without a GTIN (--goods URI" in taking(received(), name="I-2", code=2)
    named = taking(received(amount=25), inspected(), name="I-2", more=("--goods", GOODS), as_json=True)
    assert named["arrived"] == 25_000
    assert "I-2: its goods were taken in already" in taking(received(), name="I-2", code=2)
    given = ("--certificate", HASH, "--network", network, "--key", "shed")
    assert "nothing shows the goods" in run("supply", "receipt", "intake", "I-1", *given, code=2).output
    both = (write("a.json", document(received())), "--database", "sqlite:///e.sqlite")
    assert "of files and of a repository" in run("supply", "receipt", "intake", "I-1", *both, *given, code=2).output
    alone = (write("a.json", document(received())), "--since", "-1d")
    assert "goes with a repository" in run("supply", "receipt", "intake", "I-1", *alone, *given, code=2).output
    absent = ("--database", "sqlite:///none.sqlite")
    assert "there is no such database" in run("supply", "receipt", "intake", "I-1", *absent, *given, code=2).output
    assert "neither a hash nor a file" in taking(received(), inspected(), certificate="none.pdf", code=2)


def test_the_same_events_do_not_show_more(taking, network):
    """Of the same lot; and an item that is there is not taken in again: the ledger says so."""
    taking(received(amount=50, items=[BUNDLE]), inspected())
    with on_network(network) as stage:
        stage.do(*declaring("I-2"), signed_by="ann")
        stage.do(r.GiveRoom(intake="I-2"), signed_by="exchange")
    again = taking(received(amount=50, items=[BUNDLE]), inspected(), name="I-2", code=2)
    assert "these very events showed goods of this lot before" in again
    more = [inspected(12), received(1, 40)]
    assert "1 of these 3 events showed goods of this lot before" in taking(*more, inspected(), name="I-2", code=2)
    assert "goods_item_exists" in taking(inspected(12), received(1, 40, items=[BUNDLE]), name="I-2", code=1)
    assert taking(*more, name="I-2", as_json=True)["arrived"] == 40_000


def test_one_delivery_with_one_more_event_is_shown_twice(taking, network):
    """The root is another, and the ledger compared roots. It knows each event, and refuses whoever shows it again."""
    made = taking(received(amount=50), inspected(), as_json=True)
    with on_network(network) as stage:
        stage.do(*declaring("I-2"), signed_by="ann")
        stage.do(r.GiveRoom(intake="I-2"), signed_by="exchange")
        again = r.TakeIn(
            intake="I-2",
            arrived=50_000,
            certificate=HASH,
            events=(*made["hashes"], "f" * 64),
            inspector="inspector",
        )
        assert stage.submit(again, signed_by="shed inspector").outcome == "goods_shown_already"


def test_whose_signatures_it_takes(network, run, write, tmp_path):
    """Keeper and inspector; with one key the other lacks, and without an inspector the rules refuse."""
    file = write("arrival.json", document(received(), inspected()))
    given = ("supply", "receipt", "intake", "I-1", file, "--certificate", HASH, "--network", network)
    lacks = run(*given, "--inspector", "inspector", "--key", "shed", code=2).output
    assert "signatures are missing: inspector" in " ".join(lacks.split())
    assert "inspector_not_other" in run(*given, "--key", "shed", code=1).output
    run(*given, "--inspector", "inspector", "--key", "shed", "--out", tmp_path / "half.json")


def test_a_scheme_without_inspectors_asks_for_no_inspection(taking, network):
    """By its rules at the time."""
    with on_network(network) as stage:
        changed = r.SetRules(scheme="copper", rules=rules(inspected=False), reason="Rules, 7")
        stage.do(changed, signed_by="exchange")
    assert taking(received(), as_json=True)["arrived"] == 100_000


def test_events_of_a_repository(run, run_json, network, write, tmp_path, monkeypatch):
    """Those that name the goods, of whoever captured them, from a time on."""
    monkeypatch.chdir(tmp_path)
    old = received(amount=7, eventTime="2025-10-01T10:00:00Z")
    packed = event("AggregationEvent", 1, action="ADD", parentID=BUNDLE, childEPCs=[INSIDE])
    file = write("all.json", document(old, received(items=[BUNDLE]), packed, inspected()))
    run("supply", "capture", file, "--by", "shed", "--database", "sqlite:///e.sqlite")
    run("supply", "capture", write("b.json", document(inspected())), "--by", "x", "--database", "sqlite:///e.sqlite")
    given = ("supply", "receipt", "intake", "I-1", "--database", "sqlite:///e.sqlite", "--certificate", HASH)
    given = (*given, "--inspector", "inspector", "--key", "shed", "--key", "inspector", "--network", network)
    assert "107.000 TNE came" in run(*given, code=2).output
    made = run_json(*given, "--since", "2025-11-01T00:00:00Z", "--no-publish")
    assert (made["arrived"], made["shown"]["count"], len(made["items"])) == (100_000, 3, 2)


@pytest.fixture
def receipted(network):
    """Ann has two receipts of 25 tonnes each."""
    with on_network(network) as stage:
        taken = r.TakeIn(
            intake="I-1",
            arrived=100_000,
            certificate=HASH,
            events=("e" * 64, "f" * 64),
            inspector="inspector",
        )
        stage.do(taken, signed_by="shed inspector")
        issued(stage, "W-1", "W-2")
    return network


def test_a_document_is_shown(run, run_json, receipted):
    """Status, who controls it, goods; a pledge with the acts that were done of it; and the chain of title."""
    told = run_json("supply", "receipt", "show", "W-1", "--network", receipted)
    assert (told["status"], told["standing"], told["controller"]) == ("in_effect", "with_title", "ann")
    assert (told["goods"]["on_hand"], told["goods"]["on_documents"]) == (100_000, 50_000)
    endorsed, signed, pledged = pledging()
    with on_network(receipted) as stage:
        stage.do(endorsed, signed_by="ann")
        stage.do(signed, signed_by="shed")
    half = run("supply", "receipt", "show", "W-1", "--network", receipted).output
    assert "P-1 to lender: endorsed, signed by the keeper, not delivered" in half
    with on_network(receipted) as stage:
        stage.do(pledged, signed_by="ann")
    shown = " ".join(run("supply", "receipt", "show", "W-1", "--network", receipted).output.split())
    assert "controlled by lender (pledged away)" in shown and "delivered" in shown and "unit pledged" in shown
    with on_network(receipted) as stage:
        stage.do(ReleasePledge(pledge="P-1"), signed_by="lender shed")
    assert "P-1 to lender: over" in run("supply", "receipt", "show", "W-1", "--network", receipted).output
    assert "25.000 TNE" in shown and "Northern" in shown and "of-ann ann holdings.issued" in shown
    with on_network(receipted) as stage:
        stage.do(split("W-2", part("W-3"), part("W-4", 15_000, 6)), signed_by="ann shed")
        stage.do(*surrendering("W-3"), signed_by="ann")
    told = run_json("supply", "receipt", "show", "W-3", "--network", receipted)
    assert (told["standing"], told["controller"], told["record"]["came_of"]) == ("with_issuer", "shed", ["W-2"])
    assert [one["instrument"] for one in told["titles"]] == ["W-2", "W-2", "W-3"]
    over = run("supply", "receipt", "show", "W-2", "--network", receipted).output
    assert "divided" in over and "nobody" in over
    intake = run("supply", "receipt", "show", "I-1", "--network", receipted, code=2).output
    assert "I-1: it is an intake, of goods that were declared, and no document of title" in " ".join(intake.split())
    assert "counterfoil show record receipts/intake/I-1 shows it; documents of its goods: W-1, W-2" in " ".join(
        intake.split()
    )
    assert "no such document of title" in run("supply", "receipt", "show", "X", "--network", receipted, code=2).output


def test_a_draft_is_nobodys(run, receipted):
    """It has no title yet, and no chain of one."""
    with on_network(receipted) as stage:
        said = d.Draft(document="W-8", intake="I-1", account="of-ann", contents=contents(stage), measured=25_000)
        stage.do(said, signed_by="shed")
    shown = run("supply", "receipt", "show", "W-8", "--network", receipted).output
    assert "drafted" in shown and "nobody (no one)" in shown and "Chain of title" not in shown


def test_an_inspection_of_the_items_is_one_of_the_goods(taking):
    """Whoever inspected the bundle that came inspected the goods; of another bundle not."""
    other = inspected(quantityList=None, epcList=[OTHER])
    del other["quantityList"]
    assert "no event has inspected it" in taking(received(items=[BUNDLE]), other, code=2)
    made = taking(received(items=[BUNDLE]), other | {"epcList": [BUNDLE]}, more=("--no-items",), as_json=True)
    assert (made["items"], made["shown"]["count"], made["beside"]) == ([], 2, 0)


def test_stocks_are_reported(run, run_json, receipted, tmp_path):
    """By product, keeper, brand and grade, with what changed since a time, forecasts, and what is over soon."""
    with on_network(receipted) as stage:
        stage.do(*declaring("I-2"), signed_by="ann")
        stage.do(
            d.Draft(document="W-9", intake="I-1", account="of-ann", contents=_short(stage), measured=25_000),
            signed_by="shed",
        )
        stage.do(d.Register(document="W-9"), signed_by="exchange ann")
    (line,) = run_json("supply", "receipt", "stock", "--network", receipted, "--csv", tmp_path / "stock.csv")
    assert (line["product"], line["keeper"], line["brand"], line["unit"]) == (
        "copper cathode",
        "shed",
        "Northern",
        "TNE",
    )
    numbers = ("on_receipts", "change", "free", "forecast", "over_in_30_days")
    assert [line[name] for name in numbers] == [75_000, 75_000, 25_000, 100_000, 25_000]
    (row,) = csv.DictReader((tmp_path / "stock.csv").read_text().splitlines())
    assert (row["unit"], row["on receipts"], row["forecast"]) == ("TNE", "75.000", "100.000")
    assert line["decimals"] == 3
    shown = " ".join(
        run("supply", "receipt", "stock", "copper", "--network", receipted, "--since", "-0s").output.split()
    )
    assert "75.000" in shown and "100.000" in shown
    assert "there is no such scheme" in run("supply", "receipt", "stock", "tin", "--network", receipted, code=2).output
    assert "is no time" in run("supply", "receipt", "stock", "--since", "x", "--network", receipted, code=2).output


def _short(stage):
    """Of a document that is over in ten days."""
    return contents(stage, kept_until=stage.time + 10 * 86_400_000)


def test_the_inspectors_weight_is_what_is_taken_in(taking, network):
    """Received as a hundred tonnes and weighed as 99.98: the measured one; what left after that is taken off it."""
    left = received(20, 10_000, "KGM", bizStep="shipping", readPoint={"id": PLACE})
    said = taking(received(), weighed(1, "KGM", 8), weighed(99_980, "KGM"), left, more=("--dry-run",))
    assert "arrived 89.980 TNE" in said
    assert taking(received(), weighed(99.98), as_json=True)["arrived"] == 99_980
    assert intake_of(network).arrived == 99_980


def test_an_inspector_that_weighed_something_else_is_refused_with_the_reason(taking, network):
    """Beyond the scheme's two per cent the events contradict each other; within it, no more than was declared."""
    told = taking(received(), weighed(90), code=2)
    assert "the inspector measured 90000 KGM, and 100000 KGM were there" in told
    assert "101.000 TNE came, and 100.000 TNE were declared" in taking(received(), weighed(101), code=2)
    assert intake_of(network).status == "room_given"


def test_events_that_do_not_show_what_is_loaded_are_refused(run, receipted, write):
    """Quantity, lot and place: whoever signs a slip of 25 tonnes shows events of just as much of that lot."""
    shipped = {"bizStep": "shipping", "readPoint": {"id": PLACE}}
    file = write("shipped.json", document(received(0, 20, **shipped), received(5, 5_000, "KGM", **shipped)))
    given = ("supply", "receipt", "shown", file, "--network", receipted)
    plain = run("supply", "receipt", "shown", file).stdout
    assert run(*given, "--loaded", "25000", "--document", "W-1").stdout == plain
    assert run(*given, "--loaded", "25000", "--lot", "copper/shed/L-1").stdout == plain
    other = ("--goods", "https://id.gs1.org/01/09520123456788/10/L-2")
    for words, reason in (
        (("--loaded", "24900", "--document", "W-1"), "events show that 25.000 TNE left, and not 24.900 TNE"),
        (("--loaded", "25000", "--document", "W-1", *other), "no event names https://id.gs1.org/01/09520123456788/10"),
        (("--loaded", "25000", "--document", "W-1", "--place", "urn:elsewhere"), "no event has any of it leave"),
        (("--loaded", "25000", "--document", "none"), "there is no such document of title"),
        (("--loaded", "25000", "--lot", "copper/shed/none"), "no such goods were taken in"),
        (("--loaded", "25000", "--lot", "L-1"), "SCHEME/KEEPER/LOT"),
        (("--loaded", "25000"), "of which goods?"),
        (("--document", "W-1"), "goes with --loaded"),
    ):
        assert reason in " ".join(run(*given, *words, code=2).output.split()), words
    unsaid = write("unsaid.json", document(received(0, 25, "QQQ", **shipped)))
    told = run("supply", "receipt", "shown", unsaid, *given[4:], "--loaded", "1", "--document", "W-1", code=2).output
    assert "the unit 'QQQ' is not known" in " ".join(told.split())


def test_a_quantity_with_a_fraction_is_told_its_unit(run, receipted):
    """Loaded 29.9: of tonnes, or of kilograms?"""
    shown = ("--shown", f"root={HASH},count=1", "--slip", HASH, "--network", receipted, "--key", "shed")
    told = run("receipts", "load-out", "--document", "W-1", "--loaded", "29.9", *shown, code=2).output
    assert "of the scheme's smallest unit: of kilograms, where it counts TNE" in " ".join(told.split())


@pytest.mark.parametrize("name", ["intake", "show", "shown", "stock"])
def test_the_examples_run(run, network, tmp_path, monkeypatch, write, request, name):
    """As the help shows them, where their files are."""
    if name != "intake":
        request.getfixturevalue("receipted")
    network.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    write("arrival.json", json.dumps(document(received(), inspected())))
    write("shipped.json", document(received(bizStep="shipping")))
    write("certificate.pdf", "99.95 % Cu")
    run("supply", "capture", "arrival.json", "--by", "shed")
    for line in reversed(examples(("supply", "receipt", name))):
        run(*shlex.split(line)[1:])
