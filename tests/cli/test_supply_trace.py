# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply capture``, ``trace`` and their like: on one database, by what stands in documents."""

import pytest

from support.goods_story import BOX, CAME, EVENTS, HERE, LOT, OTHER, PLATE, SENT, SLAB, document, event

DATABASE = ("--database", "sqlite:///e.sqlite")


@pytest.fixture
def captured(run, write, tmp_path, monkeypatch):
    """A folder whose database has the events."""
    monkeypatch.chdir(tmp_path)
    run("supply", "capture", write("events.json", document(*EVENTS)), "--by", "mill", *DATABASE)
    return tmp_path


def test_documents_are_captured_all_or_none_and_once(captured, run, run_json, write):
    """A second time nothing is; with --proceed what is new; and an invalid event keeps out the others, or not."""
    new = event("ObjectEvent", 5, epcList=[BOX], action="OBSERVE")
    again = write("again.json", document(SENT, new))
    said = run_json("supply", "capture", again, "--by", "mill", *DATABASE, code=1)
    assert (said["captured"], len(said["problems"])) == (0, 1)
    assert "was captured before" in said["problems"][0]["problem"]
    assert run_json("supply", "capture", again, "--by", "mill", "--proceed", *DATABASE, code=1)["captured"] == 1
    wrong = write(
        "wrong.json",
        document(
            event("ObjectEvent", 6, epcList=[BOX], action="ADDED"),
            event("ObjectEvent", 7, epcList=[BOX], action="OBSERVE"),
        ),
    )
    told = run("supply", "capture", wrong, "--by", "mill", *DATABASE, code=1).output
    assert "wrong.json: epcisBody.eventList[0]" in told and "ADDED" in told
    assert run_json("supply", "capture", wrong, "--by", "mill", "--proceed", *DATABASE, code=1)["captured"] == 1


def test_a_thing_is_traced_backward_and_forward(captured, run, run_json):
    """By its key as URN or link; drawn into a page that needs nothing."""
    both = run_json("supply", "trace", PLATE, *DATABASE)
    assert [one["thing"] for one in both["backward"]["things"]] == sorted([PLATE, SLAB])
    assert [one["thing"] for one in both["forward"]["things"]] == sorted([PLATE, BOX])
    shown = run("supply", "trace", SLAB, "--forward", "--report", "trace.html", *DATABASE).output
    assert "What became of it: 3 things" in " ".join(shown.split())
    page = (captured / "trace.html").read_text()
    assert page.count('class="box"') == 4 and "10:02:00" in page and "<script" not in page
    assert "trace.html" in run("supply", "trace", SLAB, "--report", "trace.html", *DATABASE, code=2).output


def test_amounts_are_written_for_people_with_their_units(captured, run, run_json, write):
    """Grouped, with the unit beside and what its code stands for; JSON has them as before."""
    more = {**CAME, "eventTime": "2026-07-01T11:00:00Z"}
    more |= {"quantityList": [{"epcClass": LOT, "quantity": 35, "uom": "TNE"}]}
    counted = more | {"quantityList": [{"epcClass": f"{LOT}9", "quantity": 12000}]}
    run("supply", "capture", write("more.json", document(more, counted)), "--by", "mill", *DATABASE)
    assert run_json("supply", "stock", LOT, HERE, *DATABASE)["amount"] == "40000"
    for words, shown in (
        (("stock", LOT, HERE), "40,000 KGM (kilogram)"),
        (("stock", f"{LOT}9", HERE), "12,000 H87 (piece)"),
        (("recall", LOT), "38,000 KGM (kilogram)"),
        (("balance", LOT), "2,001 KGM (kilogram)"),
    ):
        assert shown in " ".join(run("supply", *words, *DATABASE, code=None).stdout.split()), words


def test_a_trace_shows_how_much_and_where(captured, run, write):
    """Of a lot that was poured, what went in and what came out, in the event's own units, and where it was."""
    place = {"bizLocation": {"id": HERE}}
    mixed = event(
        "TransformationEvent",
        6,
        inputQuantityList=[{"epcClass": f"{LOT}2", "quantity": 2001, "uom": "KGM"}],
        outputQuantityList=[{"epcClass": f"{LOT}3", "quantity": 12345.5, "uom": "GRM"}],
        **place,
    )
    run("supply", "capture", write("mixed.json", document(mixed)), "--by", "mill", *DATABASE)
    shown = " ".join(run("supply", "trace", LOT, "--forward", *DATABASE).stdout.split())
    for said in ("2 TNE", "2,001 KGM (kilogram)", "12,345.5 GRM (gram)", HERE):
        assert said in shown, said


def test_what_nobody_names_is_said(captured, run):
    """Exit code 1; and a database that is not there is not made."""
    assert "no event names urn:uuid:1" in run("supply", "trace", "urn:uuid:1", *DATABASE, code=1).output
    nowhere = ("--database", "sqlite:///nowhere.sqlite")
    assert "there is no such database" in run("supply", "trace", SLAB, *nowhere, code=2).output
    assert not (captured / "nowhere.sqlite").exists()


def test_a_trace_that_is_cut_off_says_so(captured, run):
    """No more things than were asked for."""
    assert "cut off" in run("supply", "trace", SLAB, "--things-max", "2", *DATABASE).output


def test_a_recall_lists_where_everything_is(captured, run_json):
    """What went into nothing further, with its last place: the plate is in the box, which was sent."""
    found = run_json("supply", "recall", SLAB, *DATABASE)
    assert [(one["thing"], one["place"]) for one in found["recall"]] == [(BOX, HERE), (OTHER, "")]


def test_a_recall_of_a_lot_lists_what_is_left_of_it_and_with_whom(captured, run, run_json, write):
    """Five tonnes came, two were poured: three are there, and whose they are stands beside."""
    owner = "https://id.gs1.org/417/9521321000010"
    sold = {**CAME, "eventTime": "2026-07-01T11:00:00Z", "bizStep": "inspecting"}
    sold |= {"destinationList": [{"type": "owning_party", "destination": owner}]}
    later = {**sold, "bizStep": "shipping", "quantityList": [{"epcClass": LOT, "quantity": 1, "uom": "TNE"}]}
    run("supply", "capture", write("sold.json", document(sold, later)), "--by", "mill", *DATABASE)
    found = run_json("supply", "recall", LOT, *DATABASE)["recall"]
    rows = [(one["thing"], one["quantity"], one["unit"], one["where"], one["owner"]) for one in found]
    assert rows[:2] == [(LOT, "1000", "KGM", "on the way", owner), (LOT, "2000", "KGM", "there", owner)]
    assert rows[2] == (f"{LOT}2", "2001", "KGM", "there", "")
    assert "on the way" in run("supply", "recall", LOT, *DATABASE).output


def test_balances_hold_or_not_or_nobody_can_tell(captured, run_json):
    """Exit code 1 where more came out; pieces count once their weight is said."""
    (poured,) = run_json("supply", "balance", LOT, *DATABASE, code=1)
    assert (poured["answer"], poured["into"], poured["out"], poured["unit"]) == ("broken", "2000", "2001", "KGM")
    (sawn,) = run_json("supply", "balance", SLAB, *DATABASE)
    assert sawn["answer"] == "unverifiable"
    weights = [
        part
        for thing, kilograms in ((SLAB, "30"), (PLATE, "10"), (OTHER, "10.5"))
        for part in ("--weight", f"{thing}={kilograms}")
    ]
    (sawn,) = run_json("supply", "balance", SLAB, *weights, *DATABASE)
    assert (sawn["answer"], sawn["into"], sawn["out"]) == ("holds", "30", "20.5")


@pytest.mark.parametrize("weight", ["30", f"{SLAB}=", f"{SLAB}=-1", f"{SLAB}=0", f"{SLAB}=x", "=3"])
def test_a_weight_that_is_none_is_refused(captured, run, weight):
    """Which thing, and how many kilograms."""
    assert "is no thing and kilograms" in run("supply", "balance", SLAB, "--weight", weight, *DATABASE, code=2).output


def test_stock_is_what_came_less_what_left(captured, run, run_json, write):
    """Until more leaves than there is."""
    assert run_json("supply", "stock", LOT, HERE, *DATABASE)["amount"] == "5000"
    gone = {**CAME, "bizStep": "shipping", "readPoint": {"id": HERE}, "eventTime": "2026-07-01T11:00:00Z"}
    gone = {**gone, "quantityList": [{"epcClass": LOT, "quantity": 6, "uom": "TNE"}]}
    run("supply", "capture", write("gone.json", document(gone)), "--by", "mill", *DATABASE)
    found = run_json("supply", "stock", LOT, HERE, *DATABASE, code=1)
    assert (found["problem"], found["event"]) == ("more left than came", 6)


def test_doubt_finds_what_cannot_be_so(captured, run, run_json, write):
    """A slab that is seen after it was sawn."""
    assert run_json("supply", "doubt", PLATE, *DATABASE) == []
    late = event("ObjectEvent", 9, epcList=[SLAB], action="OBSERVE")
    run("supply", "capture", write("late.json", document(late)), "--by", "mill", *DATABASE)
    (found,) = run_json("supply", "doubt", SLAB, *DATABASE, code=1)
    assert (found["finding"], found["events"]) == ("after_end", [1, 6])


def test_what_another_declared_in_error_counts_and_is_told(captured, run, run_json, write):
    """By trace, recall, stock, balance and doubt; once whoever captured it says so itself, it is left out."""
    back = {"declarationTime": "2026-08-01T00:00:00Z", "reason": "did_not_occur"}
    before = run_json("supply", "trace", PLATE, "--backward", *DATABASE)
    wrong = write("wrong.json", document(*(one | {"errorDeclaration": back} for one in EVENTS)))
    run("supply", "capture", wrong, "--by", "rival", *DATABASE)
    told = run_json("supply", "trace", PLATE, "--backward", *DATABASE)
    assert told["backward"] == before["backward"] and before["declared_by_others"] == []
    said = {(one["captured_by"], one["declared_by"], one["declared_ms"]) for one in told["declared_by_others"]}
    assert said == {("mill", "rival", "2026-08-01T00:00:00.000Z")}
    shown = run("supply", "trace", PLATE, "--report", "doubted.html", *DATABASE)
    assert "rival declared it in error" in shown.output
    assert "rival declared it in error" in (captured / "doubted.html").read_text()
    assert run_json("supply", "recall", LOT, *DATABASE)["declared_by_others"]
    for words in (("stock", LOT, HERE), ("balance", LOT)):
        assert "rival declared it in error" in run("supply", *words, *DATABASE, code=None).output
    doubts = run_json("supply", "doubt", PLATE, *DATABASE, code=1)
    assert {one["finding"] for one in doubts} == {"declared_by_another"}
    run("supply", "capture", wrong, "--by", "mill", *DATABASE)
    assert "no event names" in run("supply", "trace", PLATE, *DATABASE, code=1).output


def test_a_check_digit_that_is_wrong_is_told(captured, run):
    """It is asked as it is written: events may have it so."""
    told = run("supply", "trace", "https://id.gs1.org/01/10614141073465/21/2017", *DATABASE, code=1).output
    assert "the check digit of 10614141073465 is wrong: 10614141073464 would be right" in " ".join(told.split())


def test_an_event_that_two_parties_captured_counts_once(captured, run, run_json, write):
    """Sender and receiver may both keep what happened; that is no second delivery."""
    before = run_json("supply", "stock", LOT, HERE, *DATABASE)
    run("supply", "capture", write("same.json", document(*EVENTS)), "--by", "smith", *DATABASE)
    assert run_json("supply", "stock", LOT, HERE, *DATABASE) == before and before["amount"] != "0"
    assert len(run_json("supply", "trace", SLAB, "--forward", *DATABASE)["forward"]["steps"]) == 3


def test_stock_of_what_nobody_names_is_no_zero(captured, run):
    """A mistyped lot is told, and how a lot is written."""
    told = run("supply", "stock", "L-1", HERE, *DATABASE, code=1).output
    assert "no event names L-1: a thing is written as its events have it" in told


def test_what_is_seldom_meant_is_told_as_it_is_captured(captured, run, write):
    """It stays for good, so that a wrong check digit is worth a word; events are counted, and problems beside them."""
    place = {"id": "https://id.gs1.org/414/9521321000010"}
    wrong = write("wrong.json", document(event("ObjectEvent", 9, epcList=[BOX], action="OBSERVE", readPoint=place)))
    told = run("supply", "capture", wrong, "--by", "mill", *DATABASE)
    assert "9521321000018 would be right" in told.stderr
    bad = event("ObjectEvent", 9, epcList=[BOX], action="OBSERVED", bizStep="shiping", readPoint=place["id"])
    told = run("supply", "capture", write("bad.json", document(bad)), "--by", "mill", *DATABASE, code=1).output
    assert [line.strip() for line in told.splitlines()[-2:]] == ["not captured  1", "problems      3"]
    assert "did you mean shipping?" in told and 'write {"id": "https://id.gs1.org/414/9521321000010"}' in told
    assert told.count("epcisBody.eventList[0].action") == 1 and "eventList[0]: epcisBody" not in told
