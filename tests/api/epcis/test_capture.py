# SPDX-License-Identifier: Apache-2.0
"""Events captured, one at once and many later: what is kept, what is refused, and that nothing is kept twice."""

import hashlib
import json
import threading
from typing import Any, Final
from urllib.parse import quote

import pytest

from counterfoil.api.epcis.service import TRIES_MAX
from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.primitives.errors import StorageError
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.epcis import jobs
from support.epcis_service import (
    CAROL,
    CONTEXT,
    Running,
    as_bytes,
    document,
    object_event,
    running,
    serials,
)
from support.services import ALICE, BOB, SUSPENDED

ID: Final = "urn:uuid:11111111-2222-4333-8444-555555555555"
ERROR: Final = {"declarationTime": "2026-07-02T00:00:00Z", "reason": "incorrect_data"}


def kind_of(answer: Any) -> str:
    return str(answer.json()["type"]).removeprefix("epcisException:")


def test_an_event_is_captured_and_given_back(address: DatabaseAddress) -> None:
    """201 with its place; every member as it came, numbers to the last digit, and the time of recording beside."""
    event = object_event(eventID=ID, **{"ex:weight": 1})
    sent = as_bytes(event).replace(b'"ex:weight": 1', b'"ex:weight": 12345678901234567890.10')
    with running(address) as service:
        answer = service.client().post("/events", sent)
        assert (answer.status_code, answer.headers["location"]) == (201, "/events/" + quote(ID, safe=""))
        found = service.client().get(answer.headers["location"])
    assert b'"ex:weight":12345678901234567890.10' in found.content
    given = found.json()
    assert given.pop("recordTime") == "2026-09-21T14:13:20.500Z"
    assert given.pop("ex:weight") is not None
    assert given == {name: value for name, value in event.items() if name != "ex:weight"}


def test_an_event_without_an_id_goes_by_its_hash(address: DatabaseAddress) -> None:
    """Which is its name in the repository, and stays the same when it is read again."""
    sent = as_bytes(object_event())
    (event,) = read_document(sent).events
    with running(address) as service:
        answer = service.client().post("/events", sent)
        assert answer.headers["location"] == "/events/" + quote(event_hash(event), safe="")
        found = service.client().get(answer.headers["location"])
    (again,) = read_document(found.content).events
    assert event_hash(again) == event_hash(event)


def test_the_same_again_is_refused_and_a_declaration_of_error_kept_beside(address: DatabaseAddress) -> None:
    """409, whatever its spelling; its error declared once; both by one name."""
    event = object_event(eventID=ID)
    other = object_event(eventID=ID, eventTime="2026-07-01T08:00:00Z", eventTimeZoneOffset="+00:00")
    with running(address) as service:
        client = service.client()
        statuses = [
            client.post("/events", as_bytes(one)).status_code
            for one in (event, event, other, event | {"errorDeclaration": ERROR}, event | {"errorDeclaration": ERROR})
        ]
        assert statuses == [201, 409, 409, 201, 409]
        refused = client.post("/events", as_bytes(event))
        assert kind_of(refused) == "ResourceAlreadyExistsException"
        found = client.get("/events/" + quote(ID, safe="")).json()
    events = found["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert ["errorDeclaration" in one for one in events] == [False, True]


def test_the_same_without_an_id_is_known_by_its_hash(address: DatabaseAddress) -> None:
    """Another order of members, another zone, links for URNs: the same event."""
    event = object_event()
    linked = dict(reversed(event.items())) | {
        "epcList": ["https://id.gs1.org/01/10614141073464/21/1"],
        "bizStep": "https://ref.gs1.org/cbv/BizStep-shipping",
    }
    with running(address) as service:
        assert service.client().post("/events", as_bytes(event)).status_code == 201
        assert service.client().post("/events", as_bytes(linked)).status_code == 409


def test_what_one_captured_takes_no_name_from_another(address: DatabaseAddress) -> None:
    """A 409 would tell Bob of Alice's event, or let Bob keep hers out; each sees what is his."""
    event = as_bytes(object_event(eventID=ID))
    with running(address) as service:
        assert service.client(BOB).post("/events", event).status_code == 201
        assert service.client(ALICE).post("/events", event).status_code == 201
        assert "recordTime" in service.client(ALICE).get("/events/" + quote(ID, safe="")).json()
        both = service.client(BOB).get("/events/" + quote(ID, safe="")).json()
        assert len(both["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 2


COUNTED: Final = object_event(quantityList=[{"epcClass": "urn:epc:class:lgtin:0614141.107346.L", "quantity": 12345}])
BROKEN: Final = (
    ("not JSON", b"{", {}, 400, "ValidationException"),
    ("no event", b"{}", {}, 400, "ValidationException"),
    ("a list", b"[]", {}, 400, "ValidationException"),
    ("half a character", b'{"type": "\\ud800"}', {}, 400, "ValidationException"),
    (
        "an unknown context",
        as_bytes(object_event(**{"@context": ["https://x.example/c"]})),
        {},
        400,
        "ValidationException",
    ),
    ("against the schema", as_bytes(object_event(action="MOVE")), {}, 400, "ValidationException"),
    ("of the future", as_bytes(object_event(eventTime="2099-01-01T00:00:00Z")), {}, 400, "ValidationException"),
    ("too many digits", as_bytes(COUNTED).replace(b"12345", b"1" * 61), {}, 400, "ValidationException"),
    ("a NUL", as_bytes(object_event(**{"ex:n": "a\0b"})), {}, 400, "ValidationException"),
    ("several", document(object_event(1), object_event(2)), {}, 400, "ValidationException"),
    ("no kind", as_bytes(object_event()), {"content-type": "text/plain"}, 415, "UnsupportedMediaTypeException"),
    ("another version", as_bytes(object_event()), {"gs1-epcis-version": "1.2.0"}, 406, "NotAcceptableException"),
    ("a newer version", as_bytes(object_event()), {"gs1-epcis-min": "2.1"}, 406, "NotAcceptableException"),
    ("no version", as_bytes(object_event()), {"gs1-epcis-max": "two"}, 406, "NotAcceptableException"),
    (
        "a spelling that is none",
        as_bytes(object_event()),
        {"gs1-epc-format": "Always_URN"},
        406,
        "NotAcceptableException",
    ),
    ("a page of HTML wanted", as_bytes(object_event()), {"accept": "text/html"}, 406, "NotAcceptableException"),
    ("nothing wanted", as_bytes(object_event()), {"accept": "*/*;q=0"}, 406, "NotAcceptableException"),
)


@pytest.mark.parametrize(
    ("sent", "headers", "status", "kind"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_what_is_no_event_is_not_captured(
    address: DatabaseAddress, sent: bytes, headers: dict[str, str], status: int, kind: str
) -> None:
    """Each with the type that the standard gives it, and nothing is kept."""
    with running(address) as service:
        answer = service.client().request("POST", "/events", sent, {"content-type": "application/json", **headers})
        assert answer.status_code == status, answer.text
        assert kind_of(answer) == kind
        assert serials(service.client().get("/events")) == []


def test_findings_say_where(address: DatabaseAddress) -> None:
    """Each with its place, beside the first as a text."""
    with running(address) as service:
        told = service.client().post("/events", as_bytes(object_event(action=None, bizStep="flying"))).json()
    assert told["count"] == len(told["errors"]) >= 2
    assert {"place", "rule", "problem"} == set(told["errors"][0])


def test_who_may_not_capture_is_refused(address: DatabaseAddress) -> None:
    """Carol only reads; who is suspended does nothing."""
    with running(address) as service:
        for path in ("/events", "/capture"):
            assert service.client(CAROL).post(path, as_bytes(object_event())).status_code == 403
            assert service.client(SUSPENDED).post(path, as_bytes(object_event())).status_code == 403


def job_of(service: Running, sent: bytes, **headers: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A job before and after it was done."""
    taken = service.client().post("/capture", sent, **headers)
    assert taken.status_code == 202, taken.text
    before = service.client().get(taken.headers["location"]).json()
    service.worker.do_all()
    return before, service.client().get(taken.headers["location"]).json()


def test_a_document_is_captured_later(address: DatabaseAddress) -> None:
    """202 with a place where it is told what became of it."""
    with running(address) as service:
        before, after = job_of(service, document(object_event(1), object_event(2)))
        assert (before["running"], before["success"], after["running"], after["success"]) == (True, True, False, True)
        assert (after["captured"], after["errors"], after["captureErrorBehaviour"]) == (2, [], "rollback")
        assert serials(service.client().get("/events")) == ["1", "2"]


@pytest.mark.parametrize(("behaviour", "captured"), [("rollback", []), ("proceed", ["1", "3"])])
def test_an_error_undoes_all_or_itself_alone(address: DatabaseAddress, behaviour: str, captured: list[str]) -> None:
    """As GS1-Capture-Error-Behaviour says; each error with its place and type."""
    wrong = document(object_event(1), object_event(2, action="MOVE"), object_event(3), object_event(1))
    with running(address) as service:
        _, after = job_of(service, wrong, gs1_capture_error_behaviour=behaviour)
        assert (after["success"], after["captured"]) == (False, len(captured))
        assert [(one["type"], one["title"]) for one in after["errors"]] == [
            ("epcisException:ValidationException", "epcisBody.eventList[1]"),
            ("epcisException:ResourceAlreadyExistsException", "epcisBody.eventList[3]"),
        ]
        assert serials(service.client().get("/events")) == captured


def test_a_job_that_was_left_is_done_by_the_next_process(address: DatabaseAddress) -> None:
    """What was answered with 202 is captured, though whoever said so died; once, however often it is tried."""
    with running(address) as service:
        taken = service.client().post("/capture", document(object_event(1)))
        world = service.world
    with running(address, world) as service:
        assert service.client().get(taken.headers["location"]).json()["running"] is True
        done = threading.Event()
        with service.repository.bell.heard_by(done.set), service.worker:
            assert done.wait(30)
        assert serials(service.client().get("/events")) == ["1"]


def test_an_identifier_that_an_index_could_not_hold_is_refused(address: DatabaseAddress) -> None:
    """By both databases alike, and at once: in a job it would fail for ever."""
    long = [f"https://x.example/{hashlib.sha512(b'%d' % n).hexdigest()}" for n in range(40)]
    with running(address) as service:
        answer = service.client().post("/events", as_bytes(object_event(epcList=["".join(long)])))
        assert (answer.status_code, kind_of(answer)) == (400, "ValidationException"), answer.text
        answer = service.client().post("/events", as_bytes(object_event(eventID="".join(long))))
        assert (answer.status_code, kind_of(answer)) == (400, "ValidationException"), answer.text
        answer = service.client().post("/events", as_bytes(object_event(**{"ex:" + "".join(long): 1})))
        assert (answer.status_code, kind_of(answer)) == (400, "ValidationException"), answer.text


@pytest.mark.parametrize(
    ("error", "tries"), [(RuntimeError("a secret"), 1), (StorageError("a secret"), TRIES_MAX)], ids=["bug", "disk"]
)
def test_a_job_that_always_raises_keeps_no_other_waiting(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int
) -> None:
    """It is given up, with a reason that tells nothing of what is inside; a disk is given more than one chance."""
    real = jobs.record

    def record(connection: Any, prepared: Any, given: Any) -> None:
        real(connection, prepared, given)
        if given.job == 1:
            raise error

    monkeypatch.setattr(jobs, "record", record)
    with running(address) as service:
        first, second = (
            service.client().post("/capture", document(object_event(n))).headers["location"] for n in (1, 2)
        )
        for _ in range(tries - 1):
            with pytest.raises(type(error)):
                service.worker.do_all()
            assert service.client().get(first).json()["running"] is True
        service.worker.do_all()
        told = service.client().get(first).json()
        assert (told["running"], told["success"], told["captured"]) == (False, False, 0)
        assert told["errors"][0]["type"] == "epcisException:ImplementationException"
        assert "secret" not in str(told)
        assert service.client().get(second).json()["success"] is True
        assert serials(service.client().get("/events")) == ["2"]
        assert service.world.failures == [error] * tries


def test_jobs_are_ones_own(address: DatabaseAddress) -> None:
    """The latest first, page by page; of others' it is a secret that they are there."""
    with running(address) as service:
        places = [service.client().post("/capture", document(object_event(n))).headers["location"] for n in (1, 2, 3)]
        assert service.client(BOB).get(places[0]).status_code == 404
        assert service.client(BOB).get("/capture").json() == []
        first = service.client().get("/capture?perPage=2")
        assert [f"/capture/{one['captureID']}" for one in first.json()] == places[:0:-1]
        rest = service.client().get(first.headers["link"].partition(">")[0].removeprefix("<"))
        assert [f"/capture/{one['captureID']}" for one in rest.json()] == places[:1]
        assert "link" not in rest.headers
        assert service.client().get("/capture?perPage=none").status_code == 400


def test_documents_are_refused_at_once(address: DatabaseAddress) -> None:
    """What is wrong around the events, a behaviour that is none, and too many events."""
    sent = document(object_event())
    with running(address) as service:
        client = service.client()
        assert kind_of(client.post("/capture", sent.replace(b'"2.0"', b"2"))) == "ValidationException"
        answer = client.post("/capture", sent, gs1_capture_error_behaviour="perhaps")
        assert kind_of(answer) == "ValidationException"
        many = json.dumps({"@context": CONTEXT, "type": "EPCISDocument", "epcisBody": {"eventList": [{}] * 5_001}})
        answer = client.post("/capture", many.encode())
        assert (answer.status_code, kind_of(answer)) == (413, "CaptureLimitExceededException")
        assert client.get("/capture").json() == []


def test_documents_in_xml_are_captured(address: DatabaseAddress) -> None:
    """And given back as the JSON form of the same event."""
    sent = b"""<?xml version="1.0"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-07-01T00:00:00Z">
<EPCISBody><EventList><ObjectEvent><eventTime>2026-07-01T10:00:00Z</eventTime>
<eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:epc:id:sgtin:0614141.107346.7</epc></epcList>
<action>OBSERVE</action></ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"""
    with running(address) as service:
        _, after = job_of(service, sent, content_type="application/xml")
        assert after["success"], after
        assert serials(service.client().get("/events")) == ["7"]


def test_options_say_what_is_spoken(address: DatabaseAddress) -> None:
    """On every resource, as every answer does."""
    with running(address) as service:
        for path in ("/events", "/capture", "/eventTypes", "/bizSteps"):
            answer = service.client().request("OPTIONS", path)
            assert answer.status_code in (200, 204)
            assert answer.headers["gs1-epcis-version"] == "2.0.0"
            assert answer.headers["gs1-epcis-capture-limit"] == "5000"
            assert "GET" in answer.headers["allow"]
        assert service.client().get("/nothing").headers["gs1-epc-format"].startswith("No_Preference, ")


def test_what_a_body_is_called_is_what_it_is(address: DatabaseAddress) -> None:
    """JSON sent as XML was captured, and XML as JSON; queries and subscriptions are JSON."""
    event = as_bytes(object_event())
    with running(address) as service:
        for path, body, kind in (
            ("/events", event, "application/xml"),
            ("/capture", document(object_event()), "text/xml"),
            ("/capture", b"<a/>", "application/json"),
            ("/queries", b'{"name": "a", "query": {}}', "application/xml"),
        ):
            answer = service.client().post(path, body, content_type=kind)
            assert (answer.status_code, kind_of(answer)) == (415, "UnsupportedMediaTypeException"), path
        assert service.client().post("/events", event).status_code == 201


def test_a_job_has_finished_when_it_is_done(address: DatabaseAddress) -> None:
    """Its finishedAt was before an answer that still said that it was running."""
    with running(address) as service:
        place = service.client().post("/capture", document(object_event())).headers["location"]
        times = iter(range(service.world.now_ms + 1_000, service.world.now_ms + 90_000, 1_000))
        jobs.run_next(service.database, lambda: Timestamp(next(times)), lambda _: [])
        told = service.client().get(place).json()
    assert (told["createdAt"], told["finishedAt"]) == ("2026-09-21T14:13:20.500Z", "2026-09-21T14:13:22.500Z")
