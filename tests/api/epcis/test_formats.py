# SPDX-License-Identifier: Apache-2.0
"""``GS1-EPC-Format``: identifiers of an answer as links or as URNs, and what is said of those that are left."""

import json
from typing import Any, Final

import pytest

from counterfoil.epcis.document import read_document
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


STEP: Final = "https://ref.gs1.org/cbv/BizStep-shipping"
WANTED: Final = {
    "XML": ("application/xml", "", "application/xml", f"<bizStep>{STEP}</bizStep>"),
    "of two kinds the one wanted more": ("application/json;q=0.2, text/xml;q=0.9", "", "text/xml", STEP),
    "of two wanted alike the first": (
        "application/json, application/xml",
        "",
        "application/json",
        '"bizStep":"shipping"',
    ),
    "anything": ("*/*", "Always_URN", "application/json", '"bizStep":"shipping"'),
    "a weight that is none": ("application/xml;q=nan", "", "application/xml", STEP),
    "web URIs": ("application/xml", "Always_Web_URI", "application/xml", STEP),
    "URNs, in capitals": ("application/xml", "ALWAYS_URN", "application/xml", "urn:epcglobal:cbv:bizstep:shipping"),
}


@pytest.mark.parametrize(("accept", "words", "media", "holds"), WANTED.values(), ids=WANTED.keys())
def test_events_are_given_back_in_the_form_asked_for(
    address: DatabaseAddress, accept: str, words: str, media: str, holds: str
) -> None:
    """By query, by what they share, by name and by named query; an answer in XML says how words are spelled."""
    headers = {"accept": accept} | ({"gs1-cbv-xml-format": words} if words else {})
    with running(address) as service:
        client = service.client()
        assert client.post("/events", as_bytes(object_event(eventID="urn:x:1"))).status_code == 201
        query = {"name": "shipped", "query": {"EQ_bizStep": ["shipping"]}}
        assert client.post("/queries", json.dumps(query).encode()).status_code == 201
        for path in ("/events", "/bizSteps/shipping/events", "/events/urn%3Ax%3A1", "/queries/shipped/events"):
            answer = client.request("GET", path, None, headers)
            assert (answer.status_code, answer.headers["content-type"]) == (200, media), answer.text
            assert holds in answer.text
            (event,) = read_document(answer.content).events
            assert (event.biz_step, event.event_id) == (STEP, "urn:x:1")
            spelled = "Always_URN" if words.lower() == "always_urn" else "Always_Web_URI"
            told = spelled if media.endswith("xml") else WORDS  # of JSON, what the service has
            assert answer.headers["gs1-cbv-xml-format"] == told


WORDS: Final = "No_Preference, Always_Web_URI, Always_URN"
UNWANTED: Final = (
    ({"gs1-cbv-xml-format": "Sometimes"}, "words are given back in XML as"),
    ({"gs1-cbv-xml-format": "Never_Translates"}, "is not kept"),
    ({}, "ex:1: XML cannot say it"),
)


@pytest.mark.parametrize(("headers", "problem"), UNWANTED)
def test_what_cannot_be_given_back_in_xml_is_refused(
    address: DatabaseAddress, headers: dict[str, str], problem: str
) -> None:
    """406 by name: a spelling that is none, or is not kept; a member that XML has no name for. In JSON it is there."""
    with running(address) as service:
        client = service.client()
        assert client.post("/events", as_bytes(object_event(**{"ex:1": "a"}))).status_code == 201
        answer = client.request("GET", "/events", None, {"accept": "application/xml", **headers})
        assert (answer.status_code, answer.json()["type"]) == (406, "epcisException:NotAcceptableException")
        assert problem in answer.json()["detail"]
        assert client.get("/events").status_code == 200


def test_an_event_of_ones_own_kind_stands_in_an_answer(address: DatabaseAddress) -> None:
    """XML has no document of such an event alone."""
    own = object_event(type="ex:Mine", eventID="urn:x:1")
    with running(address) as service:
        assert service.client().post("/events", as_bytes(own)).status_code == 201
        answer = service.client().request("GET", "/events/urn%3Ax%3A1", None, {"accept": "application/xml"})
    told = read_document(answer.content)
    assert (told.kind, [one.kind for one in told.events]) == ("EPCISQueryDocument", ["ex:Mine"])


def test_lists_are_in_json(address: DatabaseAddress) -> None:
    """What there is, jobs, queries: GS1 has no XML of them."""
    with running(address) as service:
        answer = service.client().request("GET", "/epcs", None, {"accept": "application/xml"})
    assert answer.status_code == 406
