# SPDX-License-Identifier: Apache-2.0
"""A question for a key whose check digit is wrong: it is asked as it is written, and told what would be right."""

import json
from typing import Final
from urllib.parse import quote, urlencode

import pytest

from counterfoil.epcis.keys.canonical import wrong_check_digit
from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import as_bytes, object_event, running, serials

WRONG: Final = "https://id.gs1.org/01/10614141073465/21/1"
RIGHT: Final = "https://id.gs1.org/01/10614141073464/21/1"
HEADER: Final = "counterfoil-check-digits"


def test_a_question_for_a_wrong_digit_is_told(address: DatabaseAddress) -> None:
    """Capture lets such keys in, so that the question is asked: it finds what was written so, and nothing else."""
    with running(address) as service:
        client = service.client()
        assert client.post("/events", as_bytes(object_event(1))).status_code == 201
        answer = client.get("/events?" + urlencode({"MATCH_epc": WRONG}))
        assert serials(answer) == []
        assert answer.headers[HEADER] == '"10614141073465"; right="10614141073464"; parameter="MATCH_epc"'
        assert client.post("/events", as_bytes(object_event(2, epcList=[WRONG]))).status_code == 201
        answer = client.get("/events?" + urlencode({"MATCH_epc": f"{WRONG}|{RIGHT}"}))
        assert (len(serials(answer)), HEADER in answer.headers) == (2, True)
        for right in (RIGHT, "urn:epc:id:sgtin:0614141.107346.1", "urn:uuid:7"):
            assert HEADER not in client.get("/events?" + urlencode({"MATCH_epc": right})).headers


def test_places_and_named_questions_are_told_too(address: DatabaseAddress) -> None:
    """Whatever the parameter, also where the path says it, and when a question gets its name."""
    place = "https://id.gs1.org/414/4012345000055"
    with running(address) as service:
        client = service.client()
        query = {"name": "there", "query": {"EQ_bizLocation": [place]}}
        answers = [client.post("/queries", json.dumps(query).encode()), client.get("/queries/there/events")]
        below = f"/bizLocations/{quote(place, safe='')}"
        answers += [client.get(path) for path in (below, f"{below}/events")]
    assert [one.status_code for one in answers] == [201, 200, 404, 200]
    for one in answers:
        assert one.headers[HEADER] == '"4012345000055"; right="4012345000054"; parameter="EQ_bizLocation"'


def test_what_a_header_cannot_say_is_left_out_of_it(address: DatabaseAddress) -> None:
    """A parameter may have any name, and a question many keys."""
    name = 'EQ_ex:\u00e9"\\,\x85x'
    many = "|".join(f"https://id.gs1.org/01/{10614141073465 + 10 * one}" for one in range(60))
    with running(address) as service:
        asked = urlencode({name: WRONG, "MATCH_epcClass": many})
        answer = service.client().get("/events?" + asked, gs1_extensions="ex=https://ns.example.com/epcis/")
    assert answer.status_code == 200, answer.text
    told = answer.headers[HEADER]
    assert told.startswith('"10614141073465"; right="10614141073464"; parameter="EQ_ex:?')
    assert told.isprintable() and told.count("right=") == 20


@pytest.mark.parametrize(
    ("uri", "right"),
    [
        ("https://id.gs1.org/00/006141411234567891", "006141411234567890"),
        ("http://example.com/gtin/614141000019", "00614141000012"),
        ("https://id.gs1.org/8006/106141410734650102/21/1", "10614141073464"),
        (RIGHT, None),
        ("urn:epc:id:sgtin:0614141.107346.1", None),
        ("https://example.com/8004/0614141A", None),
        ("https://example.com/nothing", None),
        ("", None),
    ],
)
def test_the_digit_that_would_be_right(uri: str, right: str | None) -> None:
    """Of every key that has one, in every spelling of a link."""
    found = wrong_check_digit(uri)
    assert (None if found is None else found.right) == right
