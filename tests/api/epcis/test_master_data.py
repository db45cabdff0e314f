# SPDX-License-Identifier: Apache-2.0
"""Master data of documents: attributes that are asked for, places within places, and whose word counts."""

import json
from typing import Any, Final

import pytest

from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import DOCUMENT, Running, document, object_event, running, serials
from support.services import ALICE, BOB

SITE: Final = "urn:epc:id:sgln:0614141.00888.0"
HALL: Final = "urn:epc:id:sgln:0614141.00888.H1"
DOOR: Final = "https://example.com/doors/7"
LOT: Final = "urn:epc:class:lgtin:0614141.107346.L1"
PLACES: Final = "urn:epcglobal:epcis:vtype:BusinessLocation"
ELEMENTS: Final[list[dict[str, Any]]] = [
    {
        "id": SITE,
        "attributes": [
            {"id": "cbvmda:site", "attribute": "0614141008889"},
            {"id": "https://ns.example.com/epcis/cold", "attribute": -18.5},
            {"id": "cbvmda:countryCode", "attribute": "CN"},
            {"id": "cbvmda:countryCode", "attribute": "HK"},
        ],
        "children": [DOOR],
    },
    {"id": DOOR, "attributes": [{"id": "ex:door", "attribute": {"ex:inside": 7}}], "children": [SITE, "urn:x:mat"]},
    {"id": "urn:epcglobal:cbv:bizstep:shipping", "attributes": [{"id": "ex:by", "attribute": "road"}]},
    {"id": "https://ref.gs1.org/cbv/Disp-in_transit", "attributes": [{"id": "ex:moves", "attribute": "true"}]},
    {"id": "urn:x:gate_7", "attributes": [{"id": "ex:in_hall", "attribute": "A"}]},
    {"id": LOT, "attributes": [{"id": "cbvmda:tradeItemConditionCode", "attribute": "FRESH"}]},
]
EVENTS: Final = (
    object_event(1, bizLocation={"id": SITE}, readPoint={"id": DOOR}),
    object_event(2, bizLocation={"id": HALL}, readPoint={"id": "urn:x:mat"}, **{"ex:gate_of": ["urn:x:gate_7", "x"]}),
    object_event(3, bizLocation=None, readPoint=None, quantityList=[{"epcClass": LOT, "quantity": 1}]),
)


def with_master_data(elements: list[dict[str, Any]], *events: Any) -> bytes:
    whole = json.loads(document(*events))
    listed = {"vocabularyList": [{"type": PLACES, "vocabularyElementList": elements}]}
    return json.dumps(DOCUMENT | whole | {"epcisHeader": {"epcisMasterData": listed}}).encode()


def captured(service: Running, sent: bytes, key: Any = ALICE, **headers: str) -> Any:
    answer = service.client(key).post("/capture", sent, **headers)
    assert answer.status_code == 202, answer.text
    service.worker.do_all()
    return service.client(key).get(answer.headers["location"]).json()


def found(service: Running, question: str, key: Any = ALICE) -> str:
    answer = service.client(key).get(
        f"/events?{question.replace('|', '%7C')}", gs1_extensions="ex=https://ns.example.com/epcis/"
    )
    assert answer.status_code == 200, answer.text
    return "".join(serials(answer))


ROWS: Final = (
    ("HASATTR_bizLocation=cbvmda:site", "1"),
    ("HASATTR_bizLocation=urn:epcglobal:cbv:mda:site", "1"),
    ("HASATTR_bizLocation=cbvmda:latitude|cbvmda:countryCode", "1"),
    ("HASATTR_bizLocation=cbvmda:latitude", ""),
    ("HASATTR_readPoint=ex:door", "1"),
    ("HASATTR_epcClass=cbvmda:tradeItemConditionCode", "3"),
    ("HASATTR_source=cbvmda:site", ""),
    ("EQATTR_bizLocation_cbvmda:site=0614141008889", "1"),
    ("EQATTR_bizLocation_cbvmda:site=other|0614141008889", "1"),
    ("EQATTR_bizLocation_cbvmda:site=other", ""),
    ("EQATTR_bizLocation_cbvmda:countryCode=HK", "1"),
    ("EQATTR_bizLocation_ex:cold=-18.5", "1"),
    ("EQATTR_readPoint_cbvmda:site=0614141008889", ""),
    ("EQATTR_epcClass_cbvmda:tradeItemConditionCode=FRESH", "3"),
    ("HASATTR_bizStep=ex:by", "123"),
    ("EQATTR_bizStep_ex:by=road", "123"),
    ("EQATTR_bizStep_ex:by=rail", ""),
    ("EQATTR_disposition_ex:moves=true", "123"),
    ("HASATTR_ex:gate_of=ex:in_hall", "2"),
    ("HASATTR_ex:gate_of=ex:in_house", ""),
    ("EQATTR_ex:gate_of_ex:in_hall=A", "2"),
    ("EQATTR_ex:gate_of_ex:in_hall=B", ""),
    ("EQATTR_ex:gate_ex:in_hall=A", ""),
    (f"WD_bizLocation={SITE}", "12"),
    (f"EQ_bizLocation={SITE}", "1"),
    (f"WD_readPoint={SITE}", "12"),
    (f"WD_readPoint={DOOR}", "12"),
    ("WD_readPoint=urn:x:mat", "2"),
    ("WD_readPoint=urn:x:none", ""),
)


def test_master_data_is_asked_for(address: DatabaseAddress) -> None:
    """By attributes and their values, and by what is part of what, also where that goes round in a circle."""
    with running(address) as service:
        assert captured(service, with_master_data(ELEMENTS, *EVENTS))["success"] is True
        assert {question: found(service, question) for question, _ in ROWS} == dict(ROWS)


def test_the_word_of_another_does_not_count(address: DatabaseAddress) -> None:
    """What Bob says of a place describes his own events, also to whoever sees both."""
    with running(address) as service:
        captured(service, document(*EVENTS))
        captured(service, with_master_data(ELEMENTS, object_event(9, bizLocation={"id": SITE})), BOB)
        assert found(service, "HASATTR_bizLocation=cbvmda:site", BOB) == "9"
        assert found(service, "HASATTR_bizLocation=cbvmda:site") == ""
        assert found(service, f"WD_readPoint={SITE}") == ""


def test_what_is_said_again_replaces(address: DatabaseAddress) -> None:
    """All of a thing, and nothing of another."""
    with running(address) as service:
        captured(service, with_master_data(ELEMENTS, *EVENTS))
        again = [{"id": SITE, "attributes": [{"id": "cbvmda:site", "attribute": "new"}]}]
        captured(service, with_master_data(again, object_event(4)))
        assert found(service, "EQATTR_bizLocation_cbvmda:site=new") == "14"
        assert found(service, "HASATTR_bizLocation=cbvmda:countryCode") == ""
        assert found(service, f"WD_readPoint={SITE}") == ""
        assert found(service, "HASATTR_readPoint=ex:door") == "1"


def test_a_document_that_is_not_captured_says_nothing(address: DatabaseAddress) -> None:
    """With rollback neither its events nor its master data are kept; with proceed both, as far as they can be."""
    wrong = object_event(2, action="SHIPPED")
    with running(address) as service:
        assert captured(service, with_master_data(ELEMENTS, EVENTS[0], wrong))["captured"] == 0
        captured(service, document(EVENTS[0]))
        assert found(service, "HASATTR_bizLocation=cbvmda:site") == ""
        sent = with_master_data(ELEMENTS, object_event(5), wrong)
        assert captured(service, sent, gs1_capture_error_behaviour="proceed")["captured"] == 1
        assert found(service, "HASATTR_bizLocation=cbvmda:site") == "15"


@pytest.mark.parametrize(
    "element",
    [
        {"id": "urn:x:a", "attributes": [{"id": "cbvmda:site", "attribute": "a\0b"}]},
        {"id": "urn:x:" + "x" * 2_000},
        {"id": "urn:x:a", "children": ["urn:x:" + "x" * 2_000]},
    ],
    ids=["NUL", "a long name", "a long child"],
)
def test_what_cannot_be_kept_is_an_error_of_the_document(address: DatabaseAddress, element: Any) -> None:
    """Told as such, and nothing of it is kept."""
    with running(address) as service:
        told = captured(service, with_master_data([element], object_event(1)))
        assert (told["success"], told["captured"]) == (False, 0)
        assert told["errors"][0]["type"] == "epcisException:ValidationException"
        assert found(service, "") == ""
