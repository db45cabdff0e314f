# SPDX-License-Identifier: Apache-2.0
"""Events made from seeds: taken, kept to the last digit, and one event in JSON, in XML and in every spelling."""

from random import Random
from typing import Any, Final

import pytest

from counterfoil.epcis.check import findings
from counterfoil.epcis.context import STANDARD
from counterfoil.epcis.document import from_members, read_document
from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.json_document import parse_json
from counterfoil.epcis.spelling import Speller
from counterfoil.epcis.xml_writing import answer_bytes, event_bytes
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.readmodel.epcis.event_json import read_event
from counterfoil.readmodel.epcis.journal import prepare
from support.epcis import SEEN, event, read, said
from support.epcis_documents import EX, Made, broken, events

SEEDS: Final = range(4)
EACH: Final = 60
NOW_MS: Final = 1_800_000_000_000


def the_event(data: bytes) -> Event:
    (found,) = read_document(data).events
    return found


def in_xml(one: Event, *, urns: bool = False) -> bytes:
    return answer_bytes([one], created="2026-08-01T00:00:00Z", query="SimpleEventQuery", urns=urns)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_is_kept(seed: int) -> None:
    """No error is found, and from the journal comes every member and digit, and the same hash."""
    for made in events(seed, EACH):
        document = read_document(made.alone)
        assert [str(one) for one in findings(document, now_ms=NOW_MS) if one.severity == "error"] == []
        prepared = prepare(document.events[0])
        kept = read_event(prepared.document)
        assert {name: value for name, value in kept.members.items() if name != "@context"} == made.members
        assert kept.names.get("ex") == EX
        assert prepare(kept).hash == prepared.hash == event_hash(the_event(made.document))


@pytest.mark.parametrize("seed", SEEDS)
def test_json_and_xml_are_one(seed: int) -> None:
    """Written in XML and read again it has its hash and is valid: words as web URIs or URNs, in an answer or alone."""
    for made in events(seed, EACH):
        one = the_event(made.alone)
        for urns in (False, True):
            for data in (in_xml(one, urns=urns), event_bytes(one, urns=urns)):
                again = read_document(data)
                assert event_hash(again.events[0]) == event_hash(one), (made.alone, data)
                assert [str(found) for found in findings(again, now_ms=NOW_MS) if found.severity == "error"] == []
        assert the_event(in_xml(one)).event_id == one.event_id
        assert (the_event(in_xml(one)).error_declaration is None) == (one.error_declaration is None)


@pytest.mark.parametrize("seed", SEEDS)
def test_spelling_changes_no_hash(seed: int) -> None:
    """Keys as links or as URNs, words with a prefix, another prefix of one's own, members and items in any order."""
    random = Random(f"spelled {seed}")
    for made in events(seed, EACH):
        hashed = event_hash(the_event(made.alone))
        for urns in (False, True):
            spelled = Speller(urns=urns, lengths=7).event(made.members)
            assert event_hash(from_members({"@context": made.context, **spelled}).events[0]) == hashed
        turned = {"@context": [{"q": EX}, *STANDARD_FIRST], **renamed(made.members, random)}
        assert event_hash(from_members(turned).events[0]) == hashed, made.alone


STANDARD_FIRST: Final = ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"g": STANDARD["gs1"]}]


def renamed(value: Any, random: Random) -> Any:
    """The same with other prefixes, members and items in another order."""
    if isinstance(value, dict):
        names = list(value)
        random.shuffle(names)
        return {_renamed(name): renamed(value[name], random) for name in names}
    if isinstance(value, list):
        items = [renamed(one, random) for one in value]
        random.shuffle(items)
        return items
    return value


def _renamed(name: str) -> str:
    return name.replace("ex:", "q:", 1).replace("gs1:", "g:", 1)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_broken_is_taken_or_refused(seed: int) -> None:
    """Whatever is put out of an event or into it: a reason, or an event kept as it came; nothing else."""
    random, refused = Random(f"broken {seed}"), 0
    for made in events(100 + seed, EACH):
        data = broken(random, made)
        try:
            document = read_document(data)
            errors = [one for one in findings(document, now_ms=NOW_MS) if one.severity == "error"]
            if errors:
                assert all(one.problem for one in errors)
                refused += 1
                continue
            prepared = prepare(document.events[0])
        except InputError as error:
            assert error.problem
            refused += 1
            continue
        kept = read_event(prepared.document)
        given = parse_json(data)
        assert isinstance(given, dict)
        assert {**kept.members, "@context": None} == {**given, "@context": None}
        assert prepare(kept).hash == prepared.hash
        try:
            again = the_event(in_xml(kept))
        except InputError as error:
            assert "XML cannot say it" in str(error)
        else:
            assert event_hash(again) == prepared.hash, data
    assert 0 < refused < EACH


UNSAYABLE: Final = {
    "a prefix of nothing": ({"no:x": 1}, "no:x: XML cannot say it: its prefix stands for no namespace"),
    "a name that is a URI": ({"https://a.b/c": 1}, "https://a.b/c: XML cannot say it: its prefix"),
    "a name that is no name of XML": ({"example:1": 1}, "example:1: .*a name or a character"),
    "a keyword of JSON-LD": ({"example:a": {"@type": "x"}}, "@type: .*a name or a character"),
    "a character": ({"example:a": "\u0001"}, "example:a: .*a name or a character"),
    "an unnamed member of a place": ({"readPoint": {"id": "urn:x:y", "colour": "red"}}, "colour: .*no such element"),
    "a kind under a prefix that XML keeps": ({"type": "ns1:Mine", "@context": {"ns1": EX}}, "prefix cannot be kept"),
    "a member of a kind of one's own": ({"type": "example:Mine", "colour": "red"}, "colour: .*no such element"),
    "no object where one stands": ({"type": "example:Mine", "readPoint": 5}, "readPoint: .*it is no object"),
    "no list where one stands": ({"type": "example:Mine", "epcList": 5}, "epcList: .*it is no list"),
    "no text where one stands": ({"type": "example:Mine", "epcList": [None]}, "epc: .*it is no text"),
    "a transaction without what it is": (
        {"type": "example:Mine", "bizTransactionList": [{"type": "po"}]},
        "bizTransaction: .*it is no bizTransaction",
    ),
    "a value whose prefix was given away": (
        {"@context": {"cbv": EX}, "example:a": "cbv:BizStep-shipping"},
        "prefix of 'cbv:BizStep-shipping' means another thing",
    ),
}


@pytest.mark.parametrize(("members", "problem"), UNSAYABLE.values(), ids=UNSAYABLE.keys())
def test_what_xml_cannot_say_is_not_left_out(members: dict[str, Any], problem: str) -> None:
    """The event is refused by the member's name, and not written without it."""
    with pytest.raises(InputError, match=problem):
        in_xml(event(SEEN, **members))


def test_an_event_of_ones_own_kind_in_xml() -> None:
    """It has its element, and what it has of the standard stands there as elsewhere."""
    own = read(said(SEEN, type="example:Mine", **{"example:a": [1, {"example:b": True}]})).events[0]
    again = the_event(in_xml(own))
    assert (again.kind, event_hash(again)) == ("example:Mine", event_hash(own))


def test_times_that_have_no_day_are_findings() -> None:
    """Of kinds whose members the schema leaves open, and of a year before there was one."""
    readings = [{"sensorMetadata": {"startTime": "soon", "endTime": "later"}}]
    (found,) = findings(read(said(SEEN, type="example:Mine", sensorElementList=readings)))
    assert str(found) == "epcisBody.eventList[0].sensorElementList: 'soon' is no date and time with a zone"
    (found,) = findings(read(said(SEEN, eventTime="0000-01-01T00:00:00+14:00")), now_ms=NOW_MS)
    assert "there is no time '0000-01-01T00:00:00+14:00' in UTC" in str(found)


def test_what_is_nobodys_document() -> None:
    """UTF-16 that is not XML, a document in a document, lists and texts."""
    whole = Made(Random("one"), 1)
    for data in (
        whole.alone.decode().encode("utf-16"),
        b"[" + whole.alone + b"]",
        b'"x"',
        b"null",
        b"",
        b"\xef\xbb\xbf",
    ):
        with pytest.raises(DecodeError):
            read_document(data)
