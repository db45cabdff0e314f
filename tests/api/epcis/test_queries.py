# SPDX-License-Identifier: Apache-2.0
"""Questions about events: each parameter with what it finds, and what is refused."""

from typing import Final

import pytest

from counterfoil.readmodel.epcis.parameters import NAMED, PATTERNS
from support.epcis_questions import EXAMPLE, LOT, UUID, asked, found, service
from support.epcis_service import Running

__all__ = ("service",)
ROWS: Final = (
    ({}, "123456"),
    ({"eventType": "ObjectEvent"}, "1236"),
    ({"eventType": "TransformationEvent|AggregationEvent"}, "45"),
    ({"GE_eventTime": "2026-07-02T12:00:00+02:00"}, "23456"),
    ({"LT_eventTime": "2026-07-02T12:00:00+02:00"}, "1"),
    ({"GE_eventTime": "2026-07-02T00:00:00Z", "LT_eventTime": "2026-07-04T00:00:00Z"}, "23"),
    ({"GE_recordTime": "2026-09-21T14:13:22.500Z"}, "3456"),
    ({"LT_recordTime": "2026-09-21T14:13:22.500Z"}, "12"),
    ({"EQ_action": "ADD"}, "25"),
    ({"EQ_action": "ADD|OBSERVE"}, "12356"),
    ({"EQ_bizStep": "commissioning"}, "2"),
    ({"EQ_bizStep": "urn:epcglobal:cbv:bizstep:commissioning|https://ref.gs1.org/cbv/BizStep-packing"}, "25"),
    ({"EQ_bizStep": "cbv:BizStep-packing"}, "5"),
    ({"EQ_disposition": "active"}, "2"),
    ({"EQ_persistentDisposition_set": "completeness_verified"}, "2"),
    ({"EQ_persistentDisposition_unset": "completeness_verified"}, ""),
    ({"EQ_persistentDisposition_unset": "completeness_inferred"}, "2"),
    ({"EQ_readPoint": "https://id.gs1.org/414/9521321000010/254/A1"}, "2"),
    ({"EQ_readPoint": "https://id.gs1.org/414/9521321000010"}, ""),
    ({"WD_readPoint": "https://id.gs1.org/414/9521321000010"}, "2"),
    ({"WD_readPoint": "https://id.gs1.org/414/952132100001"}, ""),
    ({"EQ_bizLocation": "https://id.gs1.org/414/9521321000010"}, "2"),
    ({"WD_bizLocation": "https://id.gs1.org/414/9521321000010"}, "2"),
    ({"EQ_transformationID": "urn:x:transformation:1"}, "4"),
    ({"MATCH_epc": "urn:epc:id:sgtin:0614141.107346.2"}, "2"),
    ({"MATCH_epc": "https://id.gs1.org/01/10614141073464/21/2"}, "2"),
    ({"MATCH_epc": "https://shop.example/01/10614141073464/21/2"}, "2"),
    ({"MATCH_epc": "urn:epc:id:sgtin:0614141.107346.5"}, "5"),
    ({"MATCH_epc": "urn:epc:idpat:sgtin:0614141.107346.*"}, "12356"),
    ({"MATCH_epc": "urn:epc:idpat:sgtin:0614141.*.*"}, "12356"),
    ({"MATCH_epc": "urn:epc:idpat:sgtin:0614142.*.*"}, ""),
    ({"MATCH_anyEPC": "urn:epc:idpat:sgtin:*.*.*"}, "123456"),
    ({"MATCH_anyEPC": "urn:epc:idpat:upui:*.*.*"}, ""),
    ({"MATCH_parentID": "urn:epc:idpat:sscc:0614141.*"}, "5"),
    ({"MATCH_parentID": "urn:epc:idpat:grai:*.*.*"}, ""),
    ({"HASATTR_bizLocation": "cbvmda:site"}, ""),
    ({"EQATTR_readPoint_cbvmda:site": "0614141073467"}, ""),
    ({"EQATTR_ex:weight_cbvmda:site": "0614141073467"}, ""),
    ({"MATCH_epc": "urn:epc:id:sgtin:0614141.107346.4"}, ""),
    ({"MATCH_inputEPC": "urn:epc:id:sgtin:0614141.107346.4"}, "4"),
    ({"MATCH_outputEPC": "urn:epc:id:sgtin:0614141.107346.4"}, ""),
    ({"MATCH_anyEPC": "urn:epc:id:sgtin:0614141.107346.4"}, "4"),
    ({"MATCH_parentID": "urn:epc:id:sscc:0614141.1234567890"}, "5"),
    ({"MATCH_anyEPC": "urn:epc:id:sscc:0614141.1234567890"}, "5"),
    ({"MATCH_epcClass": LOT}, "2"),
    ({"MATCH_outputEPCClass": LOT}, "4"),
    ({"MATCH_inputEPCClass": LOT}, ""),
    ({"MATCH_anyEPCClass": LOT}, "24"),
    ({"EQ_quantity": "200"}, "2"),
    ({"EQ_quantity": "200.00|5"}, "24"),
    ({"GT_quantity": "5"}, "2"),
    ({"GE_quantity": "5"}, "24"),
    ({"LT_quantity": "200"}, "4"),
    ({"LE_quantity": "200"}, "24"),
    ({"EQ_quantity_KGM": "200"}, "2"),
    ({"EQ_quantity_GRM": "200000"}, "2"),
    ({"GE_quantity_TNE": "0.2"}, "2"),
    ({"GT_quantity_TNE": "0.2"}, ""),
    ({"LT_quantity_LBR": "440.93"}, "2"),
    ({"LT_quantity_LBR": "440.92"}, ""),
    ({"EQ_quantity_H87": "5"}, "4"),
    ({"EQ_bizTransaction_po": "urn:epcglobal:cbv:bt:0614141.00000.0:1234"}, "2"),
    ({"EQ_bizTransaction_inv": "urn:epcglobal:cbv:bt:0614141.00000.0:1234"}, ""),
    ({"EQ_source_owning_party": "urn:epc:id:pgln:0614141.00001"}, "2"),
    ({"EQ_source_owning_party": "urn:epc:id:pgln:0614141.00002"}, ""),
    ({"EQ_destination_owning_party": "https://id.gs1.org/417/0614141000029"}, "2"),
    ({"EQ_eventID": UUID}, "3"),
    ({"EXISTS_errorDeclaration": ""}, "3"),
    ({"GE_errorDeclarationTime": "2026-07-04T00:00:00Z"}, "3"),
    ({"LT_errorDeclaration_Time": "2026-07-04T00:00:00Z"}, ""),
    ({"EQ_errorReason": "incorrect_data"}, "3"),
    ({"EQ_errorReason": "did_not_occur"}, ""),
    ({"EQ_correctiveEventID": "urn:uuid:other"}, "3"),
    ({"EXISTS_sensorElementList": "true"}, "6"),
    ({"EQ_type": "Temperature"}, "6"),
    ({"EQ_type": "gs1:Temperature"}, "6"),
    ({"EQ_type": "Speed"}, ""),
    ({"EQ_deviceID": "https://id.gs1.org/8004/4000001111"}, "6"),
    ({"EQ_dataProcessingMethod": "https://x.example/method"}, "6"),
    ({"EQ_bizRules": "https://x.example/rules"}, "6"),
    ({"EQ_microorganism": "https://x.example/m"}, "6"),
    ({"EQ_chemicalSubstance": "https://x.example/c"}, "6"),
    ({"EQ_stringValue": "cold"}, "6"),
    ({"EQ_booleanValue": "true"}, "6"),
    ({"EQ_booleanValue": "false"}, ""),
    ({"EQ_hexBinaryValue": "F0"}, "6"),
    ({"EQ_uriValue": "https://x.example/value"}, "6"),
    ({"GE_time": "2026-06-30T10:00:00Z"}, "6"),
    ({"LT_time": "2026-06-30T10:00:00Z"}, ""),
    ({"LT_startTime": "2026-06-30T09:00:01Z"}, "6"),
    ({"GE_endTime": "2026-06-30T11:00:01Z"}, ""),
    ({"EQ_value_CEL": "4.5"}, "6"),
    ({"EQ_value_KEL": "277.65"}, "6"),
    ({"EQ_value_FAH": "40.1"}, "6"),
    ({"GT_value_FAH": "40.1"}, ""),
    ({"GE_value_FAH": "40.1"}, "6"),
    ({"LT_value_FAH": "40.2"}, "6"),
    ({"EQ_value_KGM": "4.5"}, ""),
    ({"LE_minValue_CEL": "3"}, "6"),
    ({"LT_minValue_CEL": "3"}, ""),
    ({"GE_maxValue_KEL": "279.15"}, "6"),
    ({"GT_meanValue_CEL": "4.4"}, ""),
    ({"EQ_sDev_KEL": "0.5"}, "6"),
    ({"EQ_sDev_FAH": "0.9"}, "6"),
    ({"GE_percValue_CEL": "4.2"}, "6"),
    ({"GE_percRank": "50"}, "6"),
    ({"LT_percRank": "50"}, ""),
    ({"EQ_ex:weight": "2.5"}, "2"),
    ({"EQ_ex:weight": "2.50"}, "2"),
    ({f"EQ_{EXAMPLE}#weight": "2.5"}, "2"),
    ({"GT_ex:weight": "2.4"}, "2"),
    ({"LT_ex:weight": "2.5"}, ""),
    ({"EXISTS_ex:weight": ""}, "2"),
    ({"EXISTS_ex:height": ""}, ""),
    ({"EQ_INNER_ex:colour": "red|blue"}, "2"),
    ({"EQ_ex:colour": "red"}, ""),
    ({"EQ_INNER_ex:deep": "5"}, "2"),
    ({"EXISTS_INNER_ex:deep": ""}, "2"),
    ({"EQ_ILMD_ex:lot": "L1"}, "2"),
    ({"EQ_ex:lot": "L1"}, ""),
    ({"GE_ILMD_ex:baked": "2026-06-30T02:00:00+02:00"}, "2"),
    ({"LT_ILMD_ex:baked": "2026-06-30T00:00:00Z"}, ""),
    ({"GT_INNER_ILMD_ex:heat": "200"}, "2"),
    ({"EXISTS_ILMD_ex:oven": ""}, "2"),
    ({"EQ_ERROR_DECLARATION_ex:who": "clerk"}, "3"),
    ({"EXISTS_ERROR_DECLARATION_ex:who": ""}, "3"),
    ({"EQ_SENSORELEMENT_ex:element": "E"}, "6"),
    ({"GE_SENSORMETADATA_ex:meta": "1"}, "6"),
    ({"EXISTS_SENSORREPORT_ex:mark": ""}, "6"),
    ({"EQ_readPoint_ex:door": "north"}, "2"),
    ({"EQ_bizLocation_ex:hall": "7"}, "2"),
    ({"EQ_bizStep": "packing", "EQ_action": "ADD", "MATCH_anyEPC": "urn:epc:id:sgtin:0614141.107346.5"}, "5"),
    ({"orderBy": "eventTime"}, "654321"),
    ({"orderBy": "eventTime", "orderDirection": "ASC"}, "123456"),
    ({"orderBy": "recordTime", "orderDirection": "DESC", "eventCountLimit": "2"}, "65"),
    ({"maxEventCount": "6"}, "123456"),
)


@pytest.mark.parametrize(("parameters", "expected"), ROWS, ids=[str(list(row[0].items())) for row in ROWS])
def test_a_parameter_finds_what_it_asks_for(service: Running, parameters: dict[str, str], expected: str) -> None:
    """And nothing else: on both databases the same."""
    assert found(service, **parameters) == expected


def test_every_parameter_of_the_table_was_asked() -> None:
    """No row of the table is without a question above; each pattern fits one."""
    names = {name for parameters, _ in ROWS for name in parameters} | {row[0] for row in WRONG}
    unasked = sorted(NAMED.keys() - names)
    assert unasked == [
        "EQ_component",
        "EQ_coordinateReferenceSystem",
        "EQ_deviceMetadata",
        "EQ_exception",
        "EQ_percRank",
        "EQ_rawData",
        "GE_errorDeclaration_Time",
        "GE_startTime",
        "GT_percRank",
        "LE_percRank",
        "LT_endTime",
        "LT_errorDeclarationTime",
    ], "twins of those that were asked, by the same function"
    assert all(any(pattern.fullmatch(name) for name in names) for pattern, _ in PATTERNS)


WRONG: Final = (
    ("EQ_color", "red", "is no parameter that is known"),
    ("bizStep", "shipping", "write EQ_bizStep"),
    ("GE_eventTimes", "2026-01-01T00:00:00Z", "write GE_eventTime"),
    ("GE_eventDate", "2026-01-01T00:00:00Z", "is no parameter that is known"),
    ("EQ_", "x", "is no parameter that is known"),
    ("", "x", "is no parameter that is known"),
    ("eventtype", "ObjectEvent", "is no parameter that is known"),
    ("GE_eventTime", "yesterday", "no date and time"),
    ("GE_eventTime", "2026-07-01T00:00:00", "no date and time"),
    ("GE_eventTime", "2026-07-01T00:00:00Z|2026-07-02T00:00:00Z", "takes one value"),
    ("EQ_action", "SHIPPED", "is no action"),
    ("GT_quantity", "many", "takes numbers"),
    ("GT_quantity", "NaN", "takes numbers"),
    ("GT_quantity", "1|2", "takes one value"),
    ("EQ_quantity", "1" * 61, "takes numbers"),
    ("GE_value_XYZ", "1", "is not known"),
    ("EXISTS_errorDeclaration", "false", "takes no value"),
    ("EQ_booleanValue", "yes", "takes true or false"),
    ("GT_ex:weight", "heavy", "takes a number"),
    ("EQ_no:weight", "1", "stands for nothing"),
    ("HASATTR_action", "x", "is no parameter that is known"),
    ("HASATTR_none:gate", "x", "stands for nothing"),
    ("EQATTR_bizLocation", "x", "is no parameter that is known"),
    ("MATCH_epc", "urn:epc:idpat:sgtin:*.107346.*", "no pattern"),
    ("MATCH_epc", "urn:epc:idpat:sgtin:0614141.*.1", "no pattern"),
    ("MATCH_epc", "a\0b", "cannot be stored"),
    ("orderBy", "weight", "is none of"),
    ("orderDirection", "SIDEWAYS", "is none of"),
    ("eventCountLimit", "0", "above 0"),
    ("eventCountLimit", "-1", "above 0"),
    ("maxEventCount", "1.5", "above 0"),
    ("perPage", "all", "above 0"),
    ("nextPageToken", "x", "no token"),
    ("nextPageToken", "e30", "no token"),
    ("MATCH_anyEPC", "|".join(map(str, range(201))), "1 to 200 values"),
)


@pytest.mark.parametrize(("name", "value", "problem"), WRONG, ids=[f"{row[0]}={row[1][:24]!r}" for row in WRONG])
def test_what_cannot_be_asked_is_refused_by_its_name(service: Running, name: str, value: str, problem: str) -> None:
    """400 QueryParameterException, which says which parameter, and why."""
    answer = asked(service.client(), **{name: value})
    told = answer.json()
    assert (answer.status_code, told["type"]) == (400, "epcisException:QueryParameterException")
    assert told["parameter"] == name
    assert problem in told["detail"]


def test_a_parameter_is_given_once(service: Running) -> None:
    """Two of one name would be read as one or the other; and two limits contradict each other."""
    for text in ("EQ_action=ADD&EQ_action=OBSERVE", "eventCountLimit=1&maxEventCount=2", "EQ_action=%FF"):
        assert service.client().get(f"/events?{text}").status_code == 400
    assert service.client().get("/bizSteps/packing/events?EQ_bizStep=packing").status_code == 400


def test_more_than_was_wanted_is_refused(service: Running) -> None:
    """413 QueryTooLargeException, instead of a part that looks like all."""
    answer = asked(service.client(), maxEventCount="5")
    assert (answer.status_code, answer.json()["type"]) == (413, "epcisException:QueryTooLargeException")


CONTROLLED: Final = (
    *("/events/%00", "/capture/%00", "/queries/%00", "/queries/%00/events", "/queries/a%00b", "/epcs/%00/events"),
    *("/queries/a/subscriptions/%00", "/epcs/urn:a%00/events", "/eventTypes/%00/events", "/bizSteps/%00/events"),
    *("/bizLocations/%00/events", "/readPoints/x%00y/events", "/dispositions/%00/events", "/nextPageToken/%00"),
    *("/events/%0a", "/capture/%1b", "/capture/%7f", "/bizSteps/%C2%85"),
    *("/events?EQ_action=%00", "/events?EQ_bizStep=a%00b", "/events?MATCH_epc=urn:epc:idpat:sgtin:%00"),
    *("/events?nextPageToken=%00", "/events?EQATTR_bizLocation_a=%00", "/events?WD_bizLocation=%00"),
    *("/capture?perPage=1&nextPageToken=%00", "/bizSteps?nextPageToken=%00", "/queries?nextPageToken=%00"),
    *("/events?EQ_eventID=%00", "/events?EQ_https://ns.example/%23a=%00", "/events?%00=1", "/capture?%00=1"),
)


@pytest.mark.parametrize("path", CONTROLLED)
def test_characters_that_nobody_sees_name_nothing(path: str, service: Running) -> None:
    """In any path and any parameter: `/events/%00` and `/capture/%00` failed with a traceback."""
    answer = service.client().get(path)
    assert answer.status_code == (400 if "?" in path else 404), answer.text
    assert answer.json()["type"].startswith("epcisException:")
    assert not service.world.failures


@pytest.mark.parametrize(
    ("parameter", "text", "right"),
    [
        ("EQ_bizStep", "shippng", "write shipping"),
        ("EQ_bizStep", "shipping|shippng", "write shipping"),
        ("EQ_disposition", "in_transt", "write in_transit"),
        ("EQ_persistentDisposition_set", "5", "a URI of your own"),
        ("EQ_bizTransaction_poo", "urn:x:1", "write po"),
        ("EQ_type", "Temprature", "write Temperature"),
    ],
)
def test_a_word_that_is_none_is_told_what_would_be_right(
    parameter: str, text: str, right: str, service: Running
) -> None:
    """It found nothing, and nobody was told; a URI of one's own is a question like any other."""
    answer = service.client().get(f"/events?{parameter}={text}")
    assert answer.status_code == 400
    assert right in answer.json()["detail"]
    assert service.client().get("/events?EQ_bizStep=https://mill.example/steps/shippng").status_code == 200
    assert service.client().get("/bizSteps/shippng/events").status_code == 404
    assert service.client().get("/bizSteps/shippng").status_code == 404
