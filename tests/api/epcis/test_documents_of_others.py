# SPDX-License-Identifier: Apache-2.0
"""Documents made from seeds, through the service: what went in comes back, in JSON and in XML; what is broken does not.

Nothing that is sent makes the service fail, and every refusal has a reason.
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final
from urllib.parse import quote

import pytest

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.json_document import parse_json
from counterfoil.epcis.xml_writing import answer_bytes
from counterfoil.readmodel.address import DatabaseAddress, read_address
from support.epcis_documents import EX, Made, broken, document_of, events
from support.epcis_nobody_sends import NOBODY_SENDS
from support.epcis_service import DOCUMENT, Running, running

EACH: Final = 60
JSON: Final = {"content-type": "application/json"}
XML: Final = {"content-type": "application/xml"}


def the_event(made: Made) -> Event:
    (found,) = read_document(made.alone).events
    return found


def pages(service: Running, first: str, accept: str) -> Iterator[bytes]:
    """The bodies of all pages of an answer."""
    path = first
    while path:
        answer = service.client().request("GET", path, None, {"accept": accept})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == accept
        yield answer.content
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")


def done(service: Running, answer: Any) -> dict[str, Any]:
    """What became of a job."""
    assert answer.status_code == 202, answer.text
    service.worker.do_all()
    told: dict[str, Any] = service.client().get(answer.headers["location"]).json()
    assert (told["running"], service.world.failures) == (False, [])
    return told


@pytest.mark.parametrize("seed", (11, 12))
def test_what_went_in_comes_back(address: DatabaseAddress, seed: int) -> None:
    """By name every member to the last digit; by query, in both forms, the same events by their hashes."""
    made = events(seed, EACH)
    hashes = {one.members["eventID"]: event_hash(the_event(one)) for one in made}
    with running(address) as service:
        for one in made[: EACH // 2]:
            answer = service.client().request("POST", "/events", one.alone, JSON)
            assert answer.status_code == 201, (one.alone, answer.text)
        rest = service.client().request("POST", "/capture", document_of(made[EACH // 2 :]), JSON)
        assert done(service, rest)["captured"] == EACH - EACH // 2
        for one in made:
            body = service.client().get(f"/events/{quote(str(one.members['eventID']), safe='')}").content
            given = parse_json(body)
            assert isinstance(given, dict)
            assert {**given, "@context": 0, "recordTime": 0} == {**one.members, "@context": 0, "recordTime": 0}
            assert read_document(body).names["ex"] == EX
        for accept in ("application/json", "application/xml"):
            told = [
                event for body in pages(service, "/events?perPage=17", accept) for event in read_document(body).events
            ]
            assert {one.event_id: event_hash(one) for one in told} == hashes
            assert len(told) == EACH


def test_what_was_captured_in_xml_is_known_in_json(address: DatabaseAddress) -> None:
    """The same events, captured in XML, have the same hashes in JSON, and are refused in JSON a second time."""
    made = events(13, EACH)
    xml = answer_bytes(map(the_event, made), created="2026-08-01T00:00:00Z", query="SimpleEventQuery")
    with running(address) as service:
        assert done(service, service.client().request("POST", "/capture", xml, XML))["captured"] == EACH
        told = [
            one
            for body in pages(service, "/events?perPage=1000", "application/json")
            for one in read_document(body).events
        ]
        assert [event_hash(one) for one in told] == [event_hash(the_event(one)) for one in made]
        for one in made[:10]:
            assert service.client().request("POST", "/events", one.alone, JSON).status_code == 409


def test_what_is_broken_is_refused_with_a_reason(tmp_path: Path) -> None:
    """Or, where it is not broken after all, given back as it came; in XML what XML can say."""
    random, statuses = Random("broken through the service"), []
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        for made in events(14, 3 * EACH):
            sent = broken(random, made)
            answer = service.client().request("POST", "/events", sent, JSON)
            statuses.append(answer.status_code)
            assert service.world.failures == [], sent
            if answer.status_code != 201:
                assert answer.status_code in (400, 409), (sent, answer.text)
                assert answer.json()["detail"]
                continue
            given, body = parse_json(sent), service.client().get(answer.headers["location"]).content
            back = parse_json(body)
            assert isinstance(given, dict)
            assert isinstance(back, dict)
            if back["type"] == "EPCISQueryDocument":
                continue  # an event of that name and a declaration of its error, whose name was broken as the other's
            assert {**back, "@context": 0, "recordTime": 0} == {**given, "@context": 0, "recordTime": 0}
            spoken = service.client().request("GET", answer.headers["location"], None, {"accept": "text/xml"})
            assert spoken.status_code in (200, 406)
            if spoken.status_code == 200:
                (one,) = read_document(spoken.content).events
                assert event_hash(one) == event_hash(read_document(sent).events[0])
        job = done(service, service.client().request("POST", "/capture", document_of(events(15, 5)), JSON))
    assert job["success"]
    assert {201, 400} <= set(statuses)


REFUSED = {
    (400, "epcisException:ValidationException"),
    (415, "epcisException:UnsupportedMediaTypeException"),
}


@pytest.mark.parametrize("path", ["/events", "/capture"])
@pytest.mark.parametrize("kind", [JSON, XML], ids=["as JSON", "as XML"])
@pytest.mark.parametrize("sent", NOBODY_SENDS.values(), ids=NOBODY_SENDS.keys())
def test_what_nobody_should_send(tmp_path: Path, path: str, kind: dict[str, str], sent: bytes) -> None:
    """Refused with a reason, for what it is or for what it says that it is, and nothing of it is kept."""
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        answer = service.client().request("POST", path, sent, kind)
        if answer.status_code == 202:  # the document stands by itself, and its event is judged by the job
            assert not done(service, answer)["success"]
        else:
            assert (answer.status_code, answer.json()["type"]) in REFUSED
            assert answer.json()["detail"]
            assert "Traceback" not in answer.text
        assert service.client().get("/events").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
        assert service.world.failures == []


def test_a_document_as_large_as_is_taken(tmp_path: Path) -> None:
    """One event of very many things, and of as many members as fit, is captured and comes back."""
    things = [f"https://things.example/{number}" for number in range(20_000)]
    members = {f"ex:m{number}": number for number in range(2_000)}
    whole = events(17, 1)[0]
    whole.members = {**DOCUMENT, "type": "ObjectEvent", "action": "OBSERVE", "epcList": things, **members} | {
        "eventTime": "2026-07-01T10:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "eventID": "urn:x:large",
    }
    for name in ("schemaVersion", "creationDate", "@context"):
        whole.members.pop(name, None)
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        answer = service.client().request("POST", "/events", whole.alone, JSON)
        assert answer.status_code == 201, answer.text
        found = service.client().get(
            "/events?MATCH_epc=https://things.example/19999&EQ_ex:m7=7", gs1_extensions=f"ex={EX}"
        )
    (one,) = found.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert one["epcList"] == things
