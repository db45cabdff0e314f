# SPDX-License-Identifier: Apache-2.0
"""``GS1-EPC-Format``: identifiers of an answer as links or as URNs, and what is said of those that are left."""

import json
from typing import Any

import pytest

from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import as_bytes, object_event, running

URN = "urn:epc:id:sgtin:0614141.107346.1"
LINK = "https://id.gs1.org/01/10614141073464/21/1"
FOREIGN = "https://id.gs1.org/01/09521141012345/21/1"
"""Of a company whose prefix stands in no file."""
PLACES = {"readPoint": None, "bizLocation": None}


def epcs(answer: Any) -> list[str]:
    told = answer.json()
    events = [told] if "epcList" in told else told["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    return [epc for event in events for epc in event["epcList"]]


@pytest.mark.parametrize(
    ("asked", "said", "expected", "left"),
    [
        ("", "Never_Translates", [URN, LINK, FOREIGN], None),
        ("No_Preference", "Never_Translates", [URN, LINK, FOREIGN], None),
        ("Never_Translates", "Never_Translates", [URN, LINK, FOREIGN], None),
        ("Always_GS1_Digital_Link", "Always_GS1_Digital_Link", [LINK, LINK, FOREIGN], None),
        ("Always_EPC_URN", "Always_EPC_URN", [URN, URN, FOREIGN], "1"),
    ],
)
def test_identifiers_are_given_back_as_asked(
    address: DatabaseAddress, asked: str, said: str, expected: list[str], left: str | None
) -> None:
    """By query, by name and by named query; the answer says in which spelling, and how many are not in it."""
    headers = {"gs1_epc_format": asked} if asked else {}
    with running(address) as service:
        client = service.client()
        place = client.post("/events", as_bytes(object_event(epcList=[URN, LINK, FOREIGN], **PLACES))).headers[
            "location"
        ]
        client.post("/queries", json.dumps({"name": "all", "query": {}}).encode())
        for path in ("/events", place, "/queries/all/events", "/eventTypes/ObjectEvent/events"):
            answer = client.get(path, **headers)
            assert epcs(answer) == expected, path
            assert answer.headers["gs1-epc-format"] == said
            assert answer.headers.get("counterfoil-epcs-left") == left


def test_a_format_that_is_none_is_refused(address: DatabaseAddress) -> None:
    """406, rather than another spelling than was asked for."""
    with running(address) as service:
        answer = service.client().get("/events", gs1_epc_format="Always_XML")
        assert (answer.status_code, answer.json()["type"]) == (406, "epcisException:NotAcceptableException")
        assert service.client().request("OPTIONS", "/events").headers["gs1-epc-format"].count(",") == 3
