# SPDX-License-Identifier: Apache-2.0
"""An event declared in error by another party than the one that captured it counts, and whoever sees both is told."""

import json
from typing import Any, Final
from urllib.parse import quote

import pytest

from counterfoil.api.epcis.answers import DECLARED_BY_OTHERS
from counterfoil.epcis.check import findings
from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.epcis import declarations
from counterfoil.readmodel.epcis.declarations import declared_by_others
from counterfoil.readmodel.epcis.query import Reach
from support.epcis_service import AUDITOR, CAROL, Running, as_bytes, object_event, running
from support.services import ALICE, BOB

ID: Final = "urn:uuid:11111111-2222-4333-8444-555555555555"
ERROR: Final = {"declarationTime": "2026-07-02T00:00:00Z", "reason": "did_not_occur"}
EVENT: Final = object_event(eventID=ID)
WRONG: Final = EVENT | {"errorDeclaration": ERROR}
TOLD: Final = {
    "counterfoil:event": ID,
    "counterfoil:capturedBy": "ALICE",
    "counterfoil:declaredBy": "BOB",
    "counterfoil:declarationTime": "2026-07-02T00:00:00.000Z",
    "counterfoil:reason": "https://ref.gs1.org/cbv/ER-did_not_occur",
}


def captured(service: Running, key: Any, event: dict[str, Any]) -> None:
    answer = service.client(key).post("/events", as_bytes(event))
    assert answer.status_code == 201, answer.text


def beside(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json().get(DECLARED_BY_OTHERS)


@pytest.mark.parametrize("path", ["/events", "/events/" + quote(ID, safe=""), "/bizSteps/shipping/events"])
def test_whoever_sees_both_is_told_who_declared_it(address: DatabaseAddress, path: str) -> None:
    """The declaration is kept, and not given out as that of whoever captured the event."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        captured(service, BOB, WRONG)
        for key in (BOB, AUDITOR):
            assert beside(service.client(key).get(path)) == [TOLD]
        answer = service.client(AUDITOR).get(path)
    document = read_document(answer.content)
    assert [one for one in findings(document, now_ms=service.world.now_ms) if one.severity == "error"] == []
    assert {event_hash(one) for one in document.events} == {event_hash(read_document(as_bytes(EVENT)).events[0])}


def test_xml_tells_it_too(address: DatabaseAddress) -> None:
    """Beside the events, each with the hash that it has in JSON."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        captured(service, BOB, WRONG)
        answer = service.client(BOB).get("/events", accept="application/xml")
    document = read_document(answer.content)
    assert document.members[DECLARED_BY_OTHERS] == TOLD
    assert document.names["counterfoil"] == "urn:counterfoil:epcis:"
    assert {event_hash(one) for one in document.events} == {event_hash(read_document(as_bytes(EVENT)).events[0])}


def test_of_what_somebody_does_not_see_nothing_is_told(address: DatabaseAddress) -> None:
    """Alice does not see Bob, nor Carol anybody: neither that there is a declaration, nor an event that it is of."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        before = service.client(ALICE).get("/events/" + quote(ID, safe="")).content
        captured(service, BOB, WRONG)
        assert service.client(ALICE).get("/events/" + quote(ID, safe="")).content == before
        assert beside(service.client(ALICE).get("/events")) is None
        assert beside(service.client(CAROL).get("/events")) is None
        with service.database.reading() as connection:
            for seen in ({"ALICE"}, {"BOB"}, {"CAROL"}, set()):
                assert declared_by_others(connection, [1, 2], Reach(frozenset(map(PartyId, seen)))) == []
            assert len(declared_by_others(connection, [2], Reach(None))) == 1


def test_what_whoever_captured_it_declares_is_his_own_correction(address: DatabaseAddress) -> None:
    """And with it another's word is no longer beside an event that counts."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        captured(service, ALICE, WRONG)
        assert beside(service.client(BOB).get("/events")) is None
        captured(service, BOB, WRONG)
        assert beside(service.client(BOB).get("/events")) is None


def test_an_event_without_a_name_is_declared_by_its_hash(address: DatabaseAddress) -> None:
    """Also one that has a name, by somebody who does not say it; alone on its page, it is told in an answer of one."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        captured(service, BOB, {name: value for name, value in WRONG.items() if name != "eventID"})
        assert beside(service.client(BOB).get("/events/" + quote(ID, safe=""))) == [TOLD]
        assert beside(service.client(BOB).get("/events?perPage=1")) == [TOLD]


def test_one_event_under_many_names_fills_nobodys_page(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A declaration by its hash had all of them beside it, however many; beside each of them stands its own."""
    monkeypatch.setattr(declarations, "CONCERNED_MAX", 3)
    names = [f"urn:uuid:11111111-2222-4333-8444-00000000000{number}" for number in range(6)]
    with running(address) as service:
        for name in names:
            captured(service, ALICE, EVENT | {"eventID": name})
        captured(service, BOB, {name: value for name, value in WRONG.items() if name != "eventID"})
        client = service.client(BOB)
        told = beside(client.get("/events?EXISTS_errorDeclaration"))
        assert [one["counterfoil:event"] for one in told] == names[:3]
        assert [one["counterfoil:event"] for one in beside(client.get("/events"))] == names
        for name in names:
            assert beside(client.get("/events/" + quote(name, safe=""))) == [TOLD | {"counterfoil:event": name}]


def test_who_is_told_of_new_events_is_told_whose_declaration_it_is(address: DatabaseAddress) -> None:
    """By a webhook, with the declaration itself."""
    with running(address) as service:
        captured(service, ALICE, EVENT)
        client = service.client(BOB)
        query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
        assert client.post("/queries", json.dumps(query).encode()).status_code == 201
        wanted = {"dest": "https://bob.example/hook", "stream": True}
        assert client.post("/queries/shipped/subscriptions", json.dumps(wanted).encode()).status_code == 201
        captured(service, BOB, WRONG)
        service.worker.do_all()
        (heard,) = service.heard
    assert json.loads(heard.content)[DECLARED_BY_OTHERS] == [TOLD]
