# SPDX-License-Identifier: Apache-2.0
"""Subscriptions by a schedule, and from when on: by the clock that a test moves."""

import json
from typing import Any, Final

import httpx
import pytest

from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import Running, as_bytes, object_event, running, serials
from support.services import ALICE, BOB

HOOK: Final = {"dest": "https://alice.example/hook", "schedule": {"second": "0"}}
"""Each minute; the service's clock begins at 14:13:20.5."""
MINUTE_MS: Final = 60_000


def begun(service: Running, **hook: Any) -> str:
    """A named query and a subscription to it; its place."""
    query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
    service.client().post("/queries", json.dumps(query).encode())
    answer = service.client().post("/queries/shipped/subscriptions", json.dumps(HOOK | hook).encode())
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def captured(service: Running, number: int, **given: Any) -> None:
    assert service.client().post("/events", as_bytes(object_event(number, **given))).status_code == 201


def told(service: Running) -> list[list[str]]:
    return [serials(httpx.Response(200, content=request.content)) for request in service.heard]


def later(service: Running, ms: int) -> None:
    service.world.now_ms += ms
    service.worker.do_all()


def test_events_wait_for_their_schedule(address: DatabaseAddress) -> None:
    """Nothing is sent before its time; then what came, together; nothing of nothing."""
    with running(address) as service:
        place = begun(service)
        captured(service, 1)
        captured(service, 2, bizStep="packing")
        captured(service, 3)
        later(service, 39_499)
        assert told(service) == []
        later(service, 1)
        assert told(service) == [["1", "3"]]
        later(service, MINUTE_MS)
        later(service, MINUTE_MS)
        assert told(service) == [["1", "3"]]
        captured(service, 4)
        later(service, MINUTE_MS)
        assert told(service) == [["1", "3"], ["4"]]
        found = service.client().get(place).json()
        assert (found["schedule"], found["reportIfEmpty"]) == ({"second": "0"}, False)
        assert found["initialRecordTime"] == "2026-09-21T14:13:20.500Z"
        assert found["lastNotifiedAt"] == found["minRecordTime"] == "2026-09-21T14:17:00.000Z"
        assert "stream" not in found


def test_nothing_is_told_too_where_that_is_wanted(address: DatabaseAddress) -> None:
    """``reportIfEmpty``: once for each time that came, and for those that were missed once."""
    with running(address) as service:
        begun(service, reportIfEmpty=True)
        for ms in (MINUTE_MS, MINUTE_MS, 10 * MINUTE_MS, 1):
            later(service, ms)
        assert told(service) == [[], [], []]
        assert service.heard[0].headers["content-type"] == "application/json"


def test_a_stream_tells_nothing_of_nothing(address: DatabaseAddress) -> None:
    """It has no time at which something could have come."""
    with running(address) as service:
        query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
        service.client().post("/queries", json.dumps(query).encode())
        hook = {"dest": HOOK["dest"], "stream": True, "reportIfEmpty": True}
        assert service.client().post("/queries/shipped/subscriptions", json.dumps(hook).encode()).status_code == 201
        captured(service, 1, bizStep="packing")
        service.worker.do_all()
        assert told(service) == []


def test_what_was_recorded_before_is_told_where_it_is_asked_for(address: DatabaseAddress) -> None:
    """``initialRecordTime``: from then on, back or ahead; later runs tell what is new."""
    with running(address) as service:
        for number in (1, 2):
            captured(service, number)
            service.world.now_ms += 1_000
        begun(service, initialRecordTime="2026-09-21T14:13:21.500Z")
        begun(service, initialRecordTime="2026-09-21T15:00:00Z")
        later(service, MINUTE_MS)
        assert told(service) == [["2"]]
        captured(service, 3)
        later(service, MINUTE_MS)
        assert told(service) == [["2"], ["3"]]
        service.world.now_ms += 60 * MINUTE_MS
        captured(service, 4)
        later(service, MINUTE_MS)
        assert told(service) == [["2"], ["3"], ["4"], ["4"]]


def test_a_schedule_of_whoever_does_not_hear_is_tried_again(address: DatabaseAddress) -> None:
    """After a while, and not at its next time only; what came meanwhile is told with it."""
    with running(address) as service:
        begun(service)
        captured(service, 1)
        service.hears = 503
        later(service, MINUTE_MS)
        captured(service, 2)
        service.hears = 204
        later(service, 999)
        assert told(service) == [["1"]]
        later(service, 1)
        assert told(service) == [["1"], ["1", "2"]]


def test_more_than_a_page_is_told_at_once_after_another(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its next time is waited for only then."""
    monkeypatch.setattr("counterfoil.readmodel.epcis.subscriptions.PAGE_MAX", 2)
    with running(address) as service:
        begun(service, reportIfEmpty=True)
        for number in range(1, 6):
            captured(service, number)
        later(service, MINUTE_MS)
        for _ in range(5):
            service.worker.do_all()
        assert told(service) == [["1", "2"], ["3", "4"], ["5"]]


def test_schedules_outlive_a_restart(address: DatabaseAddress) -> None:
    """What came while nobody ran is told by the next process."""
    with running(address) as service:
        begun(service)
        captured(service, 1)
        world = service.world
    world.now_ms += MINUTE_MS
    with running(address, world) as service:
        service.worker.do_all()
        assert told(service) == [["1"]]


def test_identifiers_are_told_in_the_spelling_asked_for(address: DatabaseAddress) -> None:
    """By the header with which somebody subscribed."""
    with running(address) as service:
        service.client().post("/queries", json.dumps({"name": "all", "query": {}}).encode())
        hook = json.dumps({"dest": HOOK["dest"], "stream": True}).encode()
        service.client().post("/queries/all/subscriptions", hook, gs1_epc_format="Always_GS1_Digital_Link")
        captured(service, 1)
        service.worker.do_all()
        events = json.loads(service.heard[0].content)["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        assert events[0]["epcList"] == ["https://id.gs1.org/01/10614141073464/21/1"]


@pytest.mark.parametrize(
    ("hook", "problem"),
    [
        ({"dest": HOOK["dest"]}, "how it is to be told"),
        (HOOK | {"stream": True}, "how it is to be told"),
        ({"dest": HOOK["dest"], "stream": "yes"}, "true or false"),
        (HOOK | {"schedule": "hourly"}, "object of fields"),
        (HOOK | {"schedule": {"second": "61"}}, "second"),
        (HOOK | {"schedule": {"dayOfMonth": "30", "month": "2"}}, "never comes"),
        (HOOK | {"reportIfEmpty": "no"}, "true or false"),
        (HOOK | {"initialRecordTime": "yesterday"}, "no date and time"),
        (HOOK | {"initialRecordTime": 1}, "date and time"),
        (HOOK | {"trigger": "urn:x"}, "trigger is none of"),
        (HOOK | {"signatureToken": "a\0-token-of-sixteen"}, "NUL"),
        (HOOK | {"signatureToken": "a"}, "at least 16"),
        (HOOK | {"signatureToken": ""}, "at least 16"),
    ],
    ids=str,
)
def test_what_could_not_be_kept_is_refused(address: DatabaseAddress, hook: Any, problem: str) -> None:
    """SubscriptionControlsException, which says why."""
    with running(address) as service:
        service.client().post("/queries", json.dumps({"name": "shipped", "query": {}}).encode())
        answer = service.client().post("/queries/shipped/subscriptions", json.dumps(hook).encode())
        assert (answer.status_code, answer.json()["type"]) == (400, "epcisException:SubscriptionControlsException")
        assert problem in answer.json()["detail"]


def test_schedules_are_ones_own(address: DatabaseAddress) -> None:
    """As every subscription."""
    with running(address) as service:
        place = begun(service)
        assert [service.client(key).get(place).status_code for key in (ALICE, BOB)] == [200, 404]
        assert service.client().request("DELETE", place).status_code == 204
        captured(service, 1)
        later(service, MINUTE_MS)
        assert told(service) == []
