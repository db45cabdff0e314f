# SPDX-License-Identifier: Apache-2.0
"""A repository among parties that mean it no good: what one of them does is refused, or is his own matter alone."""

import asyncio
import base64
import gzip
import json
import threading
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest

from counterfoil.api.callers import DEMONSTRATION, Caller
from counterfoil.api.epcis import named_queries, subscribing, telling
from counterfoil.api.epcis.access import CAPTURING, Access, PartyAccess
from counterfoil.api.epcis.schemas import OPERATIONS
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.address import DatabaseAddress, read_address
from counterfoil.readmodel.epcis.query import PARAMETERS_MAX, VALUES_IN_ALL_MAX
from support.epcis_listening import listening
from support.epcis_service import CONTEXT, Running, as_bytes, document, object_event, running, serials
from support.services import ALICE, BOB

SHIPPED: Final = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
OWN: Final = {"gs1_extensions": "ex=https://ns.example.com/epcis/"}


def named(service: Running, key: Any = ALICE, **given: Any) -> None:
    answer = service.client(key).post("/queries", json.dumps(SHIPPED | given).encode())
    assert answer.status_code == 201, answer.text


def subscribed(service: Running, key: Any = ALICE, dest: str = "https://alice.example/hook") -> httpx.Response:
    wanted = {"dest": dest, "stream": True}
    return service.client(key).post("/queries/shipped/subscriptions", json.dumps(wanted).encode())


@pytest.mark.parametrize(
    "path",
    ["/capture?perPage=1|2", "/queries?perPage=1|2", "/epcs?perPage=1|2", "/capture?nextPageToken=1|2"],
)
def test_a_parameter_with_two_values_where_one_is_wanted_is_refused(address: DatabaseAddress, path: str) -> None:
    """By its name; they made the service fail."""
    with running(address) as service:
        answer = service.client().get(path)
        assert (answer.status_code, service.world.failures) == (400, []), answer.text
        assert answer.json()["parameter"] in path


@pytest.mark.parametrize("order", ["", "&orderBy=eventTime", "&orderBy=ex:weight"])
def test_a_forged_token_is_refused_or_tells_no_more(address: DatabaseAddress, order: str) -> None:
    """Numbers below nothing and beyond all, and the token of somebody else: of whom one sees nothing more."""
    with running(address) as service:
        for number in range(1, 6):
            service.client(ALICE if number < 4 else BOB).post("/events", as_bytes(object_event(number)))
        asked = f"/events?perPage=1&eventCountLimit=2{order}"
        link = service.client(BOB).get(asked, **OWN).headers["link"]
        token = link.partition("nextPageToken=")[2].partition("&")[0].partition(">")[0]
        tokens, party = service.repository.tokens, PartyId("ALICE")
        given = json.loads(base64.urlsafe_b64decode(tokens.opened(token, PartyId("BOB")) + "=="))
        for stolen in (token, token[:-2], token + "A", "", "x", "\u00e9"):
            refused = service.client(ALICE).get(f"{asked}&nextPageToken={quote(stolen)}", **OWN)
            assert (refused.status_code, refused.json()["parameter"]) == (400, "nextPageToken"), stolen
        for name in ("key", "number", "told", "upto"):
            for value in (-(2**53) + 1, -1, 0, 1, 2**31, 2**53 - 1):
                forged = base64.urlsafe_b64encode(canonical.encode(given | {name: value})).decode().rstrip("=")
                answer = service.client(ALICE).get(f"{asked}&nextPageToken={tokens.sealed(forged, party)}", **OWN)
                assert answer.status_code in (200, 400), (name, value, answer.text)
                if answer.status_code == 200:
                    assert set(serials(answer)) <= {"1", "2", "3"}
                elif name != "key":
                    assert value < 0 and answer.json()["parameter"] == "nextPageToken"
        assert service.world.failures == []


def test_a_token_tells_nobody_how_much_others_capture(address: DatabaseAddress) -> None:
    """Nothing in it can be read, of events and of jobs; it is good for whoever was given it, after a restart too."""
    with running(address) as service:
        for number in range(1, 4):
            service.client().post("/events", as_bytes(object_event(number)))
            service.client().post("/capture", document(object_event(10 + number)))
        links = [service.client().get(path).headers["link"] for path in ("/events?perPage=2", "/capture?perPage=2")]
    given = [link.partition("nextPageToken=")[2].partition(">")[0] for link in links]
    for token in given:
        data = base64.urlsafe_b64decode(token + "==")
        assert not any(plain in data for plain in (b"number", b"upto", b"told"))
        with pytest.raises(ValueError):
            int(data)
    with running(address) as service:
        assert serials(service.client().get(f"/events?nextPageToken={given[0]}")) == ["3"]
        assert len(service.client().get(f"/capture?nextPageToken={given[1]}").json()) == 1
        for token in given:
            assert service.client(BOB).get(f"/events?nextPageToken={token}").status_code == 400
            assert service.client(BOB).get(f"/capture?nextPageToken={token}").status_code == 400
        for path, token in zip(("/capture", "/events"), given, strict=True):
            assert service.client().get(f"{path}?nextPageToken={token}").status_code == 400


@pytest.mark.parametrize("header", ["gs1-epcis-version", "gs1-epcis-max", "gs1-cbv-version", "gs1-cbv-max"])
def test_of_another_version_no_operation_is_done(tmp_path: Any, header: str) -> None:
    """406 everywhere, also for a name that is nobody's, and nothing is forgotten."""
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        named(service)
        for verb, template in OPERATIONS:
            path = template.replace("{name}", "shipped").replace("{id}", "x").replace("{word}", "shipping")
            body = b"{}" if verb == "post" else None
            headers = {header: "1.2", "content-type": "application/json"}
            answer = service.client().request(verb.upper(), path.replace("{token}", "x"), body, headers)
            assert answer.status_code == 406, (verb, path, answer.text)
        assert service.client().get("/queries/shipped").status_code == 200


@pytest.mark.parametrize(
    ("headers", "packed"),
    [
        ({"content_encoding": "gzip"}, gzip.compress),
        ({"content_encoding": "gzip"}, bytes),
        ({"content_encoding": "identity, br"}, bytes),
        ({"content_type": "application/json; charset=utf-16"}, lambda body: body.decode().encode("utf-16")),
        ({"content_type": 'application/json; charset="iso-8859-1"'}, bytes),
    ],
)
def test_what_is_packed_or_in_another_charset_is_not_read(
    address: DatabaseAddress, headers: dict[str, str], packed: Callable[[bytes], bytes]
) -> None:
    """415: nothing is unpacked, and nobody guesses what bytes mean."""
    bodies = {"/events": object_event(), "/capture": json.loads(document(object_event())), "/queries": SHIPPED}
    with running(address) as service:
        for path, body in bodies.items():
            answer = service.client().post(path, packed(json.dumps(body).encode()), **headers)
            assert answer.status_code == 415, (path, answer.text)
            plain = {"content_type": 'application/json; charset="UTF-8"', "content_encoding": "identity"}
            assert service.client().post(path, json.dumps(body).encode(), **plain).status_code < 300


@pytest.mark.parametrize(
    "asked",
    [
        {f"EXISTS_ex:a{number}": None for number in range(PARAMETERS_MAX + 1)},
        {f"EQ_ex:a{number}": [str(one) for one in range(100)] for number in range(VALUES_IN_ALL_MAX // 100 + 1)},
    ],
)
def test_a_question_that_no_database_plans_gets_no_name(address: DatabaseAddress, asked: dict[str, Any]) -> None:
    """Three thousand conditions kept a server of PostgreSQL busy for ten minutes, and SQLite refused them each time."""
    with running(address) as service:
        query = {"name": "wide", "query": {"@context": CONTEXT[1], **asked}}
        refused = service.client().post("/queries", json.dumps(query).encode())
        assert (refused.status_code, refused.json()["parameter"]) == (400, "query")


def test_a_number_that_is_anothers_by_now_is_not_touched(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking for a query and writing, it is forgotten, and Bob's has its number: his stays, and stays his."""
    require = named_queries.require_query
    with running(address) as service:

        def meanwhile(*given: Any) -> Any:
            found = require(*given)
            monkeypatch.setattr(named_queries, "require_query", require)
            monkeypatch.setattr(subscribing, "require_query", require)
            assert service.client().request("DELETE", "/queries/shipped").status_code == 204
            named(service, BOB)
            return found

        for module, ask in (
            (named_queries, lambda: service.client().request("DELETE", "/queries/shipped")),
            (subscribing, lambda: subscribed(service)),
        ):
            named(service)
            monkeypatch.setattr(module, "require_query", meanwhile)
            assert ask().status_code == 404
            assert service.client(BOB).get("/queries/shipped/subscriptions").json() == []
            assert service.client(BOB).request("DELETE", "/queries/shipped").status_code == 204


def test_of_many_who_name_a_query_at_once_one_does(address: DatabaseAddress) -> None:
    """The others are told that there is one; nothing fails, and there is one."""
    with running(address) as service:
        statuses: list[int] = []

        def name() -> None:
            statuses.append(service.client().post("/queries", json.dumps(SHIPPED).encode()).status_code)

        threads = [threading.Thread(target=name) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(statuses) == [201, *[409] * 5]
        assert len(service.client().get("/queries").json()) == 1


def test_a_party_called_as_a_demonstration_is_sees_what_its_line_says() -> None:
    """So does what a demonstration left in a database that is served with signatures now."""
    access = Access.of({"demonstration": PartyAccess(keys=(ALICE.public,))})
    assert access.reach(DEMONSTRATION).parties == {"demonstration"}
    assert not access.may_send(DEMONSTRATION, "http://127.0.0.1:80/")
    assert access.may(DEMONSTRATION, CAPTURING).value == "refused"
    assert Access.of({}).reach(DEMONSTRATION).parties is None


@pytest.mark.parametrize("now", [{"suspended": True}, {"webhooks": ()}, {"webhooks": ("https://other.example/",)}])
def test_nothing_is_sent_for_whom_it_is_allowed_no_more(address: DatabaseAddress, now: dict[str, Any]) -> None:
    """A party that is suspended, or whose address was taken out of the file, after it subscribed."""
    with running(address) as service:
        named(service)
        place = subscribed(service).headers["location"]
        service.client().post("/events", as_bytes(object_event()))
        line = {"keys": (ALICE.public,), "captures": True, "webhooks": ("https://alice.example/",)} | now
        object.__setattr__(service.repository, "access", Access.of({"ALICE": PartyAccess(**line)}))
        service.worker.do_all()
        assert service.heard == []
        assert service.client().get(place).json()["failures"] == 1


@pytest.mark.parametrize("path", ["hook/../admin", "hook/%2e%2E/admin", "./", "..", "hook\\..\\admin", "a/..?b=1"])
def test_no_step_leads_out_of_where_an_address_may_lie(tmp_path: Any, path: str) -> None:
    """Servers resolve what they are asked for."""
    access = Access.of({"ALICE": PartyAccess(keys=(ALICE.public,), webhooks=("https://alice.example/in/",))})
    caller = Caller(PartyId("ALICE"), None)
    assert access.may_send(caller, "https://alice.example/in/a..b/.c/d.?e=/../") is False
    assert access.may_send(caller, "https://alice.example/in/a..b/.c/d.?e=1")
    assert not access.may_send(caller, f"https://alice.example/in/{path}")


class Endless(httpx.AsyncByteStream):
    """A body without an end."""

    async def __aiter__(self) -> Any:
        while True:
            yield b"x" * 65_536


@pytest.mark.parametrize("how", ["silent", "endless", "raises"])
def test_who_takes_his_time_keeps_nobody_waiting(
    address: DatabaseAddress, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that never answers, one whose answer never ends, a question that raises: the others are told."""
    monkeypatch.setattr(telling, "ANSWER_S", 0.5)

    async def hear(request: httpx.Request) -> httpx.Response:
        if request.url.host == "alice.example":
            if how == "silent":
                await asyncio.Event().wait()
            return httpx.Response(200, stream=Endless())
        service.heard.append(request)
        return httpx.Response(204)

    with running(address) as service:
        for key, dest in ((ALICE, "https://alice.example/hook"), (BOB, "https://bob.example/hook")):
            named(service, key)
            assert subscribed(service, key, dest).status_code == 201
        service.client().post("/events", as_bytes(object_event()))
        service.worker._transport = httpx.MockTransport(hear)
        if how == "raises":
            after = telling._News.after

            def raising(self: Any, *given: Any) -> Any:
                if self.caller.party == "ALICE":
                    raise RuntimeError("a question that no database answers")
                return after(self, *given)

            monkeypatch.setattr(telling._News, "after", raising)
        service.worker.do_all()
        assert len(service.heard) == 1
        (told,) = service.client().get("/queries/shipped/subscriptions").json()
        assert told["failures"] == (0 if how == "endless" else 1)
        assert [str(one) for one in service.world.failures] == (
            ["a question that no database answers"] if how == "raises" else []
        )


def test_a_party_has_so_many_queries_subscriptions_and_listeners(
    address: DatabaseAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more is refused, with how many there may be; another party has its own."""
    monkeypatch.setattr(named_queries, "QUERIES_MAX", 2)
    monkeypatch.setattr(subscribing, "SUBSCRIPTIONS_OF_PARTY_MAX", 2)
    with running(address) as service:
        for name in ("shipped", "b"):
            named(service, name=name)
        more = service.client().post("/queries", json.dumps(SHIPPED | {"name": "c"}).encode())
        assert (more.status_code, "at most 2 queries" in more.text) == (400, True)
        named(service, BOB)
        assert [subscribed(service).status_code for _ in range(3)] == [201, 201, 400]
        assert subscribed(service, BOB, "https://bob.example/").status_code == 201

        async def script(sent: "asyncio.Queue[Any]") -> list[Any]:
            return [await sent.get()]

        assert [one["type"] for one in asyncio.run(listening(service, script))] == ["websocket.accept"]
        monkeypatch.setattr(telling, "LISTENERS_MAX", 0)
        assert [one["type"] for one in asyncio.run(listening(service, script))] == ["websocket.close"]
        assert service.repository.listeners["ALICE"] == 0


NOTHING_SEEN: Final = ("%00", "a%00b", "%00%00", "%0a", "%7F", "%C2%85", "%1f")


@pytest.mark.parametrize("name", NOTHING_SEEN)
def test_no_path_with_what_nobody_sees_is_anything(address: DatabaseAddress, name: str) -> None:
    """404 for whatever verb, and nothing is captured, named, subscribed or forgotten by it."""
    with running(address) as service:
        named(service)
        subscription = subscribed(service).headers["location"]
        for verb, path in (
            *(("POST", f"/events{name}"), ("POST", f"/capture{name}"), ("POST", f"/queries{name}")),
            *(("POST", f"/queries/{name}/subscriptions"), ("POST", f"/queries/shipped{name}/subscriptions")),
            *(("DELETE", f"/queries/{name}"), ("DELETE", f"/queries/shipped{name}")),
            *(("DELETE", f"{subscription}{name}"), ("DELETE", f"/nextPageToken/{name}")),
            *(("GET", f"/events/{name}"), ("GET", f"/epcs/{name}/events"), ("PUT", f"/events/{name}")),
        ):
            body = as_bytes(object_event()) if verb in ("POST", "PUT") else None
            answer = service.client().request(verb, path, body, {"content-type": "application/json"})
            assert answer.status_code == 404, (verb, path, answer.text)
            assert answer.json()["type"] == "epcisException:NoSuchResourceException"
        assert service.client().get(subscription).status_code == 200
        assert serials(service.client().get("/events")) == service.client().get("/capture").json() == []
        assert service.world.failures == []


def test_a_query_may_not_be_called_by_what_nobody_sees(address: DatabaseAddress) -> None:
    """Nobody could ask it, or forget it."""
    with running(address) as service:
        for name in ("a\0b", "\0", "\x7f", "\u200b\u0085", "\ud800", ""):
            body = json.dumps(SHIPPED | {"name": name}).encode()
            assert service.client().post("/queries", body).status_code == 400
        named(service, name="\u00e9\u4e2d")
        path = f"/queries/{quote(chr(0xE9) + chr(0x4E2D))}"
        assert service.client().request("DELETE", path).status_code == 204
