# SPDX-License-Identifier: Apache-2.0
"""``orderBy`` of a member of somebody's own, in pages; and files of queries, as they are published."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from counterfoil.readmodel.address import DatabaseAddress
from shared_data import shared_data
from support.epcis_service import Running, as_bytes, document, object_event, running, serials

EXTENSIONS: Final = "ex=https://ns.example.com/epcis/"
VALUES: Final[tuple[Any, ...]] = (10, "9.5", "2026-07-01T00:00:00Z", "b", None, "a", [11, 1], "2026-06-30T23:00:00Z")
"""Of events 1 to 8."""


def in_order(service: Running, **parameters: str) -> str:
    """The numbers of the events, page by page."""
    text = "&".join(f"{name}={value}" for name, value in parameters.items())
    path, told = f"/events?{text}", []
    while path:
        answer = service.client().get(path, gs1_extensions=EXTENSIONS)
        assert answer.status_code == 200, answer.text
        told += serials(answer)
        path = answer.headers.get("link", "").partition(">")[0].removeprefix("<")
    return "".join(told)


@pytest.mark.parametrize("page", ["2", "3", "100"])
def test_numbers_then_times_then_texts(address: DatabaseAddress, page: str) -> None:
    """Whatever the size of a page; what has no such member comes last, both ways."""
    events = [object_event(number, **{"ex:mark": value}) for number, value in enumerate(VALUES, 1)]
    with running(address) as service:
        assert service.client().post("/capture", document(*events)).status_code == 202
        service.worker.do_all()
        asked = {"orderBy": "ex:mark", "perPage": page}
        assert in_order(service, **asked, orderDirection="ASC") == "72183645"
        assert in_order(service, **asked, orderDirection="DESC") == "71238465"
        assert in_order(service, **asked) == "71238465"
        assert in_order(service, **asked, orderDirection="ASC", eventCountLimit="3") == "721"


def test_members_are_placed_where_they_stand(address: DatabaseAddress) -> None:
    """In ``ilmd``, within another member, by the namespace itself; one whose prefix stands for nothing is refused."""
    ns = "https://ns.example.com/epcis/%23"
    with running(address) as service:
        for number, weight in enumerate((3, 1, 2), 1):
            more = {"ilmd": {"ex:lot": weight}, "ex:box": {"ex:weight": -weight}, "action": "ADD"}
            assert service.client().post("/events", as_bytes(object_event(number, **more))).status_code == 201
        assert in_order(service, orderBy="ILMD_ex:lot", orderDirection="ASC") == "231"
        assert in_order(service, orderBy=f"ILMD_{ns}lot", orderDirection="DESC") == "132"
        assert in_order(service, orderBy="INNER_ex:weight", orderDirection="ASC") == "132"
        for name in ("no:weight", "weight", "ex:"):
            answer = service.client().get(f"/events?orderBy={name}", gs1_extensions=EXTENSIONS)
            assert answer.status_code == (200 if name == "ex:" else 400)


@pytest.mark.real_data
def test_published_files_of_queries(address: DatabaseAddress) -> None:
    """The valid one is named and answered, with what it asks for; each invalid one is refused with its reason."""
    folder = Path(shared_data("epcis")) / "openepcis" / "Query" / "Queries"
    wrong = {
        "Query_with_invalid_values.json": ("EQ_action", "is no action"),
        "Query_with_unknown_parameter.json": ("GE_eventDate", "is no parameter"),
    }
    found = object_event(
        2017,
        action="ADD",
        epcList=["https://id.gs1.org/01/09521141012345/21/2017"],
        quantityList=[{"epcClass": "https://id.gs1.org/01/09521141012345/10/L", "quantity": 5}],
        bizLocation={"id": "https://id.gs1.org/414/9521141123452"},
    )
    with running(address) as service:
        client = service.client()
        for event in (found, object_event(1)):
            assert client.post("/events", as_bytes(event)).status_code == 201
        asked = json.loads((folder / "SimpleEventQuery.json").read_text(encoding="utf-8"))
        assert client.post("/queries", json.dumps({"name": "whole", "query": asked}).encode()).status_code == 201
        answer = client.get("/queries/whole/events").json()
        events = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        assert [event["epcList"] for event in events] == [found["epcList"]]
        assert sorted(path.name for path in (folder / "Invalid").iterdir()) == sorted(wrong)
        for name, (parameter, problem) in wrong.items():
            asked = json.loads((folder / "Invalid" / name).read_text(encoding="utf-8"))
            refused = client.post("/queries", json.dumps({"name": name, "query": asked}).encode())
            assert (refused.status_code, refused.json()["type"]) == (400, "epcisException:QueryParameterException")
            told = refused.json()
            assert told["parameter"] in (parameter, "GE_eventTime"), told
            assert problem in told["detail"] or "no date and time" in told["detail"]
