# SPDX-License-Identifier: Apache-2.0
"""Answers in pages, what there is, who sees what; and that nothing that is sent makes a repository fail."""

from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.epcis.journal import rebuild
from counterfoil.readmodel.epcis.parameters import NAMED
from counterfoil.readmodel.epcis.tables import FOLLOWING
from counterfoil.readmodel.epcis.words import RESOURCES
from support.epcis_questions import BY_KIND, EVENTS, UUID, service
from support.epcis_service import AUDITOR, CAROL, Running, as_bytes, document, object_event, running, serials
from support.services import ALICE, BOB, Client

__all__ = ("service",)


def pages(client: Client, first: str) -> list[list[str]]:
    """All pages, by the links that lead from each to the next."""
    path, told = first, []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        told.append([BY_KIND.get(one, one) for one in serials(answer)])
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    return told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("perPage=4", [["1", "2", "3", "4"], ["5", "6"]]),
        ("perPage=3", [["1", "2", "3"], ["4", "5", "6"]]),
        ("perPage=2&orderBy=eventTime", [["6", "5"], ["4", "3"], ["2", "1"]]),
        ("perPage=2&orderBy=recordTime&orderDirection=ASC&eventCountLimit=3", [["1", "2"], ["3"]]),
        ("perPage=2&EQ_bizStep=shipping", [["1", "3"]]),
        ("perPage=1000&EQ_bizStep=destroying", [[]]),
    ],
)
def test_pages_are_the_whole_answer_once(service: Running, text: str, expected: list[list[str]]) -> None:
    """Nothing twice and nothing left out, in the order that was asked for."""
    assert pages(service.client(), f"/events?{text}") == expected


def test_a_token_is_of_its_question(service: Running) -> None:
    """With another question it is refused; it may be given up, which it need not be."""
    client = service.client()
    link = client.get("/events?perPage=2&orderBy=eventTime").headers["link"]
    token = link.partition("nextPageToken=")[2].partition(">")[0]
    assert client.get(f"/events?perPage=5&orderBy=eventTime&nextPageToken={token}").status_code == 200
    refused = client.get(f"/events?perPage=2&nextPageToken={token}")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "nextPageToken")
    assert client.request("DELETE", f"/nextPageToken/{token}").status_code == 204
    assert client.request("DELETE", "/nextPageToken/none").status_code == 404


LISTS = (*(f"/{name}" for name in RESOURCES), "/queries", "/capture", "/events", "/eventTypes/ObjectEvent/events")


@pytest.mark.parametrize("path", LISTS)
def test_a_token_of_every_list_is_given_up(service: Running, path: str) -> None:
    """By whoever was given it, who can still use it; nobody else has it, and it tells nobody where the page begins."""
    client = service.client()
    for name in ("first", "second"):
        client.post("/queries", as_bytes({"name": name, "query": {"EQ_bizStep": ["shipping"]}}))
        client.post("/capture", document(object_event(name)))
    link = client.get(f"{path}?perPage=1").headers["link"].partition(">")[0].removeprefix("<")
    token = link.partition("nextPageToken=")[2]
    assert client.get(link).status_code == 200
    assert client.request("DELETE", f"/nextPageToken/{token}").status_code == 204
    assert service.client(BOB).request("DELETE", f"/nextPageToken/{token}").status_code == 404
    for mistaken in ("first", token[:-4]):
        refused = client.get(f"{path}?perPage=1&nextPageToken={mistaken}")
        assert (refused.status_code, refused.json()["parameter"]) == (400, "nextPageToken")


def test_what_is_captured_meanwhile_is_on_no_page(address: DatabaseAddress) -> None:
    """The pages are those of the moment of the first, also where the new would come before."""
    with running(address) as made:
        client = made.client()
        for number in (1, 2, 3):
            client.post("/events", as_bytes(object_event(number, eventTime=f"2026-07-0{number}T00:00:00Z")))
        first = client.get("/events?perPage=2&orderBy=eventTime")
        client.post("/events", as_bytes(object_event(9, eventTime="2026-07-01T12:00:00Z")))
        rest = client.get(first.headers["link"].partition(">")[0].removeprefix("<"))
        assert (serials(first), serials(rest), "link" in rest.headers) == (["3", "2"], ["1"], False)


def test_each_sees_what_he_may(service: Running) -> None:
    """Alice her own, Bob hers, an auditor all; Carol nothing, and not that there is something."""
    numbers = {key: len(serials(service.client(key).get("/events"))) for key in (ALICE, BOB, AUDITOR, CAROL)}
    assert list(numbers.values()) == [6, 6, 6, 0]
    path = "/events/" + quote(UUID, safe="")
    assert [service.client(key).get(path).status_code for key in numbers] == [200, 200, 200, 404]
    hidden, none = (service.client(CAROL).get(f"/events/{name}").json() for name in (quote(UUID, safe=""), "urn:x"))
    assert hidden | {"request": ""} == none | {"request": ""}
    assert service.client(CAROL).get("/epcs").json()["member"] == []
    assert service.client(CAROL).get("/bizSteps/shipping/events").status_code == 200


def test_lists_of_what_there_is(service: Running) -> None:
    """Kinds, things, steps, places and dispositions, page by page; of each the events."""
    client = service.client()
    kinds = client.get("/eventTypes").json()
    assert kinds["member"] == ["AggregationEvent", "ObjectEvent", "TransformationEvent"]
    link = client.get("/eventTypes?perPage=2").headers["link"]
    assert link.startswith("</eventTypes?perPage=2&nextPageToken=") and link.endswith('>; rel="next"')
    rest = client.get(link.partition(">")[0].removeprefix("<"))
    assert (rest.json()["member"], "link" in rest.headers) == (["TransformationEvent"], False)
    assert len(client.get("/epcs").json()["member"]) == 7
    assert "https://ref.gs1.org/cbv/BizStep-packing" in client.get("/bizSteps").json()["member"]
    for resource in ("bizLocations", "readPoints", "dispositions"):
        (word, *_) = client.get(f"/{resource}").json()["member"]
        assert serials(client.get(f"/{resource}/{quote(word, safe='')}/events"))
    assert serials(client.get("/eventTypes/AggregationEvent/events")) == ["AggregationEvent"]
    epc = quote("https://id.gs1.org/01/10614141073464/21/6", safe="")
    assert serials(client.get(f"/epcs/{epc}/events")) == ["6"]
    assert serials(client.get(f"/epcs/{epc}/events?EQ_bizStep=packing")) == []
    assert client.get("/bizSteps?EQ_action=ADD").status_code == 400


def test_what_is_below_what(service: Running) -> None:
    """From the top to the events of one word; of a word that no event of one's own has, nothing."""
    client = service.client()
    members = client.get("/").json()["member"]
    assert members == [
        *(
            "capture",
            "events",
            "queries",
            "eventTypes",
            "epcs",
            "bizSteps",
            "bizLocations",
            "readPoints",
            "dispositions",
        ),
    ]
    assert all(client.get(f"/{name}").status_code == 200 for name in members)
    for resource in members[3:]:
        (word, *_) = client.get(f"/{resource}").json()["member"]
        path = f"/{resource}/{quote(word, safe='')}"
        assert (client.get(path).status_code, client.get(path).json()["member"]) == (200, ["events"])
        assert service.client(CAROL).get(path).json()["type"] == "epcisException:NoSuchResourceException"
        assert client.get(f"{path}none").status_code == 404
    assert client.get("/bizSteps/packing").json()["member"] == ["events"]
    assert client.request("OPTIONS", "/").headers["allow"] == "GET, OPTIONS"


NAMES = st.one_of(
    st.sampled_from([*NAMED, "EQ_value_CEL", "GT_ex:a", "EQ_INNER_ILMD_ex:a", "EQ_source_x", "perPage", "orderBy"]),
    st.text(max_size=20),
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["1e999", "-1e-999", "9" * 60, "2026-07-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "urn:epc:idpat:"]
    ),
)


@given(parameters=st.dictionaries(NAMES, VALUES, max_size=4), extensions=st.text("ex=:/,# ", max_size=12))
def test_no_question_makes_the_repository_fail(service: Running, parameters: dict[str, str], extensions: str) -> None:
    """An answer or a refusal, whatever is asked, of both databases."""
    text = urlencode(
        {name.encode(errors="replace"): value.encode(errors="replace") for name, value in parameters.items()}
    )
    answer = service.client().get(f"/events?{text}", gs1_extensions=extensions)
    assert answer.status_code in (200, 400, 413), (answer.text, service.world.failures)


@given(
    body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)),
    path=st.sampled_from(["/events", "/capture"]),
)
def test_no_body_makes_the_repository_fail(service: Running, body: bytes, path: str) -> None:
    """Bytes, texts: refused, and nothing is kept."""
    answer = service.client(BOB).post(path, body)
    assert answer.status_code in (400, 413, 415), answer.text


def test_rows_made_anew_answer_alike(address: DatabaseAddress) -> None:
    """What is asked follows from the journal alone."""
    with running(address) as made:
        assert made.client().post("/capture", document(*EVENTS)).status_code == 202
        made.worker.do_all()

        def rows() -> list[list[str]]:
            with made.database.reading() as connection:
                return [sorted(map(repr, connection.execute(select(table)).all())) for table in FOLLOWING]

        before = rows()
        with made.database.writing() as connection:
            for table in reversed(FOLLOWING):
                connection.execute(table.delete())
        assert rows() != before
        assert rebuild(made.database) == len(EVENTS)
        assert rows() == before
