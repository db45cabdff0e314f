# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply``: hashes of events, and what is wrong with documents, whatever bytes a file has."""

import json

import pytest

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash, pre_hash
from counterfoil.epcis.json_document import DOCUMENT_BYTES_MAX
from counterfoil.epcis.xml_writing import answer_bytes
from shared_data import shared_data
from support.epcis import CONTEXT, PACKED, SEEN, SEEN_IN_XML, answer, as_json, document, event, in_xml, said
from support.epcis_documents import document_of, events
from support.epcis_nobody_sends import NOBODY_SENDS

HASH = event_hash(event())


def test_events_are_hashed(run, run_json, write):
    """One a line: of a document, of an answer, of one event alone, of XML; --prehash writes the text."""
    file = write("events.jsonld", document(SEEN, PACKED))
    assert run("supply", "hash", file).stdout.splitlines() == [HASH, event_hash(event(PACKED))]
    for name, whole in (("alone.json", {"@context": CONTEXT, **SEEN}), ("answer.json", answer(SEEN))):
        assert run("supply", "hash", write(name, whole)).stdout == f"{HASH}\n"
    xml = write("events.xml", in_xml(f"<ObjectEvent>{SEEN_IN_XML}</ObjectEvent>").decode())
    assert run("supply", "hash", xml).stdout == f"{HASH}\n"
    assert run("supply", "hash", xml, "--prehash").stdout == f"{pre_hash(event())}\n"
    (told, _) = run_json("supply", "hash", file)
    assert told == {"event": "epcisBody.eventList[0]", "hash": HASH, "prehash": pre_hash(event())}


def test_of_several_files_each_hash_has_its_name(run, run_json, write, tmp_path, monkeypatch):
    """One a line, file by file, as check takes them; one that cannot be hashed leaves nothing written."""
    monkeypatch.chdir(tmp_path)
    write("events.jsonld", document(SEEN, PACKED))
    write("returned.xml", in_xml(f"<ObjectEvent>{SEEN_IN_XML}</ObjectEvent>").decode())
    told = run("supply", "hash", "events.jsonld", "returned.xml").stdout
    assert told.splitlines() == [
        f"{HASH}  events.jsonld",
        f"{event_hash(event(PACKED))}  events.jsonld",
        f"{HASH}  returned.xml",
    ]
    assert [one["file"] for one in run_json("supply", "hash", "returned.xml", "events.jsonld")][:2] == [
        "returned.xml",
        "events.jsonld",
    ]
    refused = run("supply", "hash", "events.jsonld", write("empty.json", {}), code=2)
    assert "empty.json" in refused.stderr and not refused.stdout


def test_what_cannot_be_hashed_is_said(run, write):
    """Exit code 2, with file, place and reason."""
    wrong = write("events.json", document(SEEN, said(SEEN, eventTime="soon")))
    assert "events.json, epcisBody.eventList[1].eventTime: 'soon'" in run("supply", "hash", wrong, code=2).stderr
    assert "it is no event" in run("supply", "hash", write("empty.json", {}), code=2).stderr
    assert "events.xml" in run("supply", "hash", "events.xml", code=2).stderr


@pytest.mark.parametrize("body", [[], {}, None, {"eventList": None}, {"eventList": {}}], ids=str)
def test_a_document_without_a_list_of_events_has_no_hashes(run, write, body):
    """It had no output and exit code 0, as if it were a document of no events."""
    file = write("none.json", document() | {"epcisBody": body})
    assert "epcisBody.eventList: it is no list of events" in run("supply", "hash", file, code=2).stderr
    run("supply", "check", file, code=1)
    assert run("supply", "hash", write("no.json", document())).stdout == ""


@pytest.mark.parametrize("by", ["", " ", "MI\nLL", "MILL\x1b[31m", "a/b"], ids=ascii)
def test_nobody_captures_by_a_name_that_no_party_has(run, tmp_path, write, by):
    """It captured without a word; nothing is made."""
    into = ("--by", by, "--database", f"sqlite:///{tmp_path}/events.sqlite")
    assert "is no party's name" in run("supply", "capture", write("events.json", document(SEEN)), *into, code=2).stderr
    assert not (tmp_path / "events.sqlite").exists()


def test_valid_documents(run, run_json, write):
    """Exit code 0, a line a file, and warnings that leave it valid."""
    right = write("right.json", document(SEEN, PACKED))
    warned = write("warned.json", document(said(SEEN, epcList=["https://id.gs1.org/01/04012345111119/21/987"])))
    shown = run("supply", "check", right, warned).stdout.splitlines()
    assert shown == [
        f"{right}: valid, 2 events",
        f"{warned}: valid, 1 event",
        "  warning: epcisBody.eventList[0].epcList[0]: the check digit of 04012345111119 is wrong: "
        "04012345111118 would be right",
    ]
    first, second = run_json("supply", "check", right, warned)
    assert first == {"file": str(right), "valid": True, "events": 2, "findings": []}
    assert second["findings"][0]["rule"] == "check_digit"


def test_invalid_documents(run, run_json, write):
    """Exit code 1, and every reason with its place: of the schema, of the rules, of the clock."""
    file = write(
        "wrong.json",
        document(
            said(SEEN, action="ADDED", colour="red"), said(PACKED, parentID=None, eventTime="9999-01-01T00:00:00Z")
        ),
    )
    shown = run("supply", "check", file, code=1).stdout.splitlines()
    assert shown[0] == f"{file}: invalid, 2 events"
    assert [line.split(": ")[1] for line in shown[1:]] == [
        "epcisBody.eventList[0].action",
        "epcisBody.eventList[0].colour",
        "epcisBody.eventList[1].parentID",
        "epcisBody.eventList[1].eventTime",
    ]
    (told,) = run_json("supply", "check", file, code=1)
    assert [one["rule"] for one in told["findings"]] == ["schema", "schema", "parent_missing", "in_future"]


def test_contexts_are_given(run, write):
    """A context that nobody knows is named with what to do, and read from a file once it is given."""
    address = "https://example.com/context.jsonld"
    whole = document(SEEN, **{"@context": [*CONTEXT, address]})
    file, given = (
        write("events.json", whole),
        write("context.json", {"@context": {"ours": "https://example.com/ours/"}}),
    )
    shown = run("supply", "check", file, code=1).stdout
    assert f"@context: the context {address} is not known, and nothing is fetched" in shown
    assert run("supply", "hash", file, "--context", f"{address}={given}").stdout == f"{HASH}\n"
    assert "write URL=FILE" in run("supply", "check", file, "--context", "x", code=2).stderr


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
NO_DOCUMENTS = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "cut off": json.dumps(document(SEEN)).encode()[:-30],
    "cut off in XML": in_xml("<ObjectEvent>")[:-30],
    "deep": b"[" * 200_000,
    "deep in XML": b"<x>" * 200_000,
    "a bomb": BOMB.encode(),
    "another encoding": "{}".encode("utf-16"),
    "a list": b"[]",
    "a number": b"7",
    "nothing twice": b'{"a": 1, "a": 2}',
    "steering the terminal": b'{"type": "\\u001b[2J"}',
}


@pytest.mark.parametrize("data", NO_DOCUMENTS.values(), ids=NO_DOCUMENTS.keys())
def test_what_is_no_document(run, tmp_path, data):
    """Whatever bytes a file has: exit code 1 and a reason on a line of its own, 2 where a hash was asked for."""
    file = tmp_path / "file"
    file.write_bytes(data)
    shown = run("supply", "check", file, code=1).stdout
    assert shown.startswith(f"{file}: invalid")
    assert "  error: " in shown
    assert "\x1b" not in shown
    assert run("supply", "hash", file, code=2).stderr.startswith("error: ")


def test_too_large(run, tmp_path):
    """A file of 100 MB is refused by its size, and not read to its end."""
    file = tmp_path / "large.json"
    with file.open("wb") as large:
        large.truncate(100_000_000)
    assert f"more than {DOCUMENT_BYTES_MAX:,}" in run("supply", "check", file, code=1).stdout


def test_no_file(run, tmp_path):
    """A file that is not there, or is a folder, is the user's mistake."""
    assert "no such file" in run("supply", "check", tmp_path / "none.json", code=2).stderr
    assert "a directory" in run("supply", "check", tmp_path, code=2).stderr


@pytest.mark.real_data
def test_published_hashes(run):
    """A published document's hashes are those that the command writes, in JSON-LD and in XML."""
    for name in ("epcisDocWithVariousEventTypes.jsonld", "epcisDocWithVariousEventTypes.xml"):
        file = shared_data(f"epcis/event-hash/examples/{name}")
        told = run("supply", "hash", file).stdout
        assert told.split() == file.with_suffix(".hashes").read_text().split()


def test_editions_of_the_hash(run, tmp_path):
    """Each edition by its name, that of the published hashes where none is named; another name is refused."""
    file = tmp_path / "certified.json"
    file.write_bytes(as_json(document(SEEN | {"certificationInfo": "urn:x:c"})))
    told = {one: run("supply", "hash", file, "--edition", one).stdout for one in ("CBV2.0", "CBV2.0-2026", "CBV2.1")}
    assert told["CBV2.0"] == run("supply", "hash", file).stdout != f"{HASH}\n"
    assert told["CBV2.0-2026"] == f"{HASH}\n"  # what certifies it is left out
    assert told["CBV2.1"] == told["CBV2.0-2026"].replace("CBV2.0", "CBV2.1")
    assert "one of CBV2.0, CBV2.0-2026, CBV2.1" in run("supply", "hash", file, "--edition", "CBV2", code=2).stderr


@pytest.mark.parametrize("data", NOBODY_SENDS.values(), ids=NOBODY_SENDS.keys())
def test_what_nobody_should_send_is_refused_with_a_reason(run, tmp_path, data):
    """By every command that reads documents: what is wrong, and where, in one line; nothing is captured."""
    file = tmp_path / "sent"
    file.write_bytes(data)
    into = ("--by", "mill", "--database", f"sqlite:///{tmp_path}/goods.sqlite")
    told = [run("supply", "check", file, code=1), run("supply", "capture", file, *into, code=None)]
    if b"epcisBody" not in data:  # a member that no event has, of an event that has a hash
        told.append(run("supply", "hash", file, code=2))
    for one in told:
        assert one.exit_code in (1, 2)
        assert f"{file}:" in one.output or f"{file}, " in one.output
        assert ", :" not in one.output


@pytest.mark.parametrize("seed", [21, 22])
def test_documents_of_others_are_valid_alike_in_json_and_in_xml(run, run_json, tmp_path, seed):
    """Checked, hashed and captured: the same events by the same hashes, and captured a second time in neither form."""
    made = events(seed, 25)
    whole, xml = tmp_path / "events.jsonld", tmp_path / "events.xml"
    whole.write_bytes(document_of(made))
    told = read_document(whole.read_bytes()).events
    xml.write_bytes(answer_bytes(told, created="2026-08-01T00:00:00Z", query="SimpleEventQuery"))
    assert [one["valid"] for one in run_json("supply", "check", whole, xml)] == [True, True]
    hashes = run("supply", "hash", whole).stdout.splitlines()
    assert hashes == run("supply", "hash", xml).stdout.splitlines() == [event_hash(one) for one in told]
    where = ("--by", "mill", "--database", f"sqlite:///{tmp_path}/goods.sqlite")
    assert run_json("supply", "capture", xml, *where)["captured"] == 25
    assert run_json("supply", "capture", whole, *where, code=1)["captured"] == 0
