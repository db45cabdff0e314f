# SPDX-License-Identifier: Apache-2.0
"""A repository with six events that differ in everything that can be asked, and how it is asked."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest

from counterfoil.readmodel.address import DatabaseAddress
from support.epcis_service import Running, as_bytes, object_event, running, serials
from support.services import Client

LOT: Final = "urn:epc:class:lgtin:0614141.107346.L1"
UUID: Final = "urn:uuid:11111111-2222-4333-8444-555555555555"
EXAMPLE: Final = "https://ns.example.com/epcis/"
REPORT: Final = {
    "type": "Temperature",
    "value": 4.5,
    "minValue": 3,
    "maxValue": 6,
    "meanValue": 4.4,
    "sDev": 0.5,
    "percRank": 50,
    "percValue": 4.2,
    "uom": "CEL",
    "deviceID": "urn:epc:id:giai:4000001.111",
    "stringValue": "cold",
    "booleanValue": True,
    "hexBinaryValue": "F0",
    "uriValue": "https://x.example/value",
    "microorganism": "https://x.example/m",
    "chemicalSubstance": "https://x.example/c",
    "ex:mark": "R",
}
METADATA: Final = {
    "time": "2026-06-30T10:00:00Z",
    "startTime": "2026-06-30T09:00:00Z",
    "endTime": "2026-06-30T11:00:00Z",
    "dataProcessingMethod": "https://x.example/method",
    "bizRules": "https://x.example/rules",
    "ex:meta": 1,
}
EVENTS: Final = (
    object_event(1, eventTime="2026-07-01T10:00:00+00:00", eventTimeZoneOffset="+00:00"),
    object_event(
        2,
        eventTime="2026-07-02T10:00:00Z",
        eventTimeZoneOffset="+00:00",
        action="ADD",
        bizStep="commissioning",
        disposition="active",
        readPoint={"id": "https://id.gs1.org/414/9521321000010/254/A1", "ex:door": "north"},
        bizLocation={"id": "https://id.gs1.org/414/9521321000010", "ex:hall": 7},
        quantityList=[{"epcClass": LOT, "quantity": 200, "uom": "KGM"}],
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:0614141.00000.0:1234"}],
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:0614141.00001"}],
        destinationList=[{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00002"}],
        persistentDisposition={"set": ["completeness_verified"], "unset": ["completeness_inferred"]},
        ilmd={"ex:lot": "L1", "ex:baked": "2026-06-30T00:00:00Z", "ex:oven": {"ex:heat": 220}},
        **{"ex:weight": 2.50, "ex:box": {"ex:colour": "red", "ex:inside": {"ex:deep": 5}}},
    ),
    object_event(
        3,
        eventTime="2026-07-03T10:00:00Z",
        eventTimeZoneOffset="+00:00",
        eventID=UUID,
        errorDeclaration={
            "declarationTime": "2026-07-04T00:00:00Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:uuid:other"],
            "ex:who": "clerk",
        },
    ),
    {
        **object_event(bizStep=None, disposition=None, epcList=None, action=None, bizLocation=None),
        "type": "TransformationEvent",
        "eventTime": "2026-07-04T10:00:00Z",
        "inputEPCList": ["urn:epc:id:sgtin:0614141.107346.4"],
        "outputQuantityList": [{"epcClass": LOT, "quantity": 5}],
        "transformationID": "urn:x:transformation:1",
    },
    {
        **object_event(epcList=None, bizStep="packing", action="ADD"),
        "type": "AggregationEvent",
        "eventTime": "2026-07-05T10:00:00Z",
        "parentID": "urn:epc:id:sscc:0614141.1234567890",
        "childEPCs": ["urn:epc:id:sgtin:0614141.107346.5"],
    },
    object_event(
        6,
        eventTime="2026-07-06T10:00:00Z",
        eventTimeZoneOffset="+00:00",
        bizStep="sensor_reporting",
        sensorElementList=[{"sensorMetadata": METADATA, "sensorReport": [REPORT], "ex:element": "E"}],
    ),
)
BY_KIND: Final = {"TransformationEvent": "4", "AggregationEvent": "5"}


@pytest.fixture(scope="module")
def service(shared_address: DatabaseAddress) -> Iterator[Running]:
    """One repository with all of these, for all questions."""
    with running(shared_address) as made:
        for event in EVENTS:
            answer = made.client().post("/events", as_bytes(event))
            assert answer.status_code == 201, answer.text
            made.world.now_ms += 1_000
        yield made


def asked(client: Client, *, extensions: str = f"ex={EXAMPLE}", **parameters: Any) -> Any:
    text = urlencode(parameters, quote_via=quote)
    return client.get(f"/events?{text}", gs1_extensions=extensions)


def found(service: Running, **parameters: Any) -> str:
    """Which of the events, by their numbers."""
    answer = asked(service.client(), **parameters)
    assert answer.status_code == 200, answer.text
    return "".join(BY_KIND.get(one, one) for one in serials(answer))
