# SPDX-License-Identifier: Apache-2.0
"""The schema: what it takes, and of everything that it refuses the place and the reason."""

from decimal import Decimal

import pytest

from counterfoil.epcis.document import from_members
from counterfoil.epcis.schema.validate import document_findings, event_findings, is_valid_event
from support.epcis import (
    BOUGHT,
    CONTEXT,
    INSTALLED,
    KINDS,
    LOT,
    MADE,
    PACKED,
    SEEN,
    answer,
    document,
    event,
    said,
)

EVENT = "epcisBody.eventList[0]"
BARE = {"@context": CONTEXT, **SEEN}


def told(members):
    """What the schema says of a document and of its events, as lines."""
    whole = from_members(members)
    return [str(one) for one in document_findings(whole)] + [
        str(found) for one in whole.events for found in event_findings(one)
    ]


@pytest.mark.parametrize("base", KINDS.values(), ids=KINDS.keys())
def test_each_kind_is_taken(base):
    """One event of each kind: in a document, in an answer, and by itself."""
    assert is_valid_event(event(base))
    assert told(document(base)) == told(answer(base)) == told({"@context": CONTEXT, **base}) == []


def test_a_kind_of_ones_own():
    """An event of somebody's own kind needs what every event needs, and may have whatever else."""
    own = said(SEEN, type="example:Repaired", action="MEND", colour="red")
    assert told(document(own)) == []
    assert told(document(said(own, eventTime=None))) == [f"{EVENT}.eventTime: it is missing"]


REPORT = {"type": "Temperature", "value": Decimal("26.1"), "uom": "CEL"}
SENSOR = [{"sensorReport": [REPORT]}]
TAKEN = {
    "an empty list of EPCs": (SEEN, {"epcList": []}),
    "readings at a place": (SEEN, {"epcList": None, "sensorElementList": SENSOR, "readPoint": {"id": "urn:x:p"}}),
    "a place with more": (SEEN, {"readPoint": {"id": "urn:x:p", "colour": "red", "example:a": 1}}),
    "a deletion of everything": (PACKED, {"action": "DELETE", "childEPCs": None}),
    "inputs alone, of one transformation": (MADE, {"outputEPCList": None, "transformationID": "urn:x:t"}),
    "master data": (SEEN, {"action": "ADD", "ilmd": {"example:a": {"b": 1}}}),
    "several certificates": (SEEN, {"certificationInfo": ["urn:x:1", "urn:x:2"]}),
    "an offset of fourteen hours": (SEEN, {"eventTimeZoneOffset": "+14:00"}),
    "a type of transaction of one's own": (
        BOUGHT,
        {"bizTransactionList": [{"type": "https://a.b/WarehouseReceipt", "bizTransaction": "urn:x:1"}]},
    ),
}


@pytest.mark.parametrize(("base", "members"), TAKEN.values(), ids=TAKEN.keys())
def test_what_is_taken(base, members):
    """Each thing that looks odd, and is right."""
    assert told(document(said(base, **members))) == []


REFUSED = {
    "no action": (SEEN, {"action": None}, ".action: it is missing"),
    "another action": (SEEN, {"action": "ADDED"}, ".action: 'ADDED' is none of OBSERVE, ADD, DELETE"),
    "no offset": (SEEN, {"eventTimeZoneOffset": None}, ".eventTimeZoneOffset: it is missing"),
    "a wide offset": (
        SEEN,
        {"eventTimeZoneOffset": "+15:00"},
        ".eventTimeZoneOffset: '+15:00' is no offset of a time",
    ),
    "a time without a zone": (
        SEEN,
        {"eventTime": "2026-03-04T11:00:30"},
        ".eventTime: '2026-03-04T11:00:30' is no date",
    ),
    "no kind": (SEEN, {"type": None}, ".type: it is missing"),
    "a kind that is none": (
        SEEN,
        {"type": "Seen"},
        ".type: 'Seen' is no kind of event, and no URI of one of somebody's own",
    ),
    "a member nobody knows": (SEEN, {"colour": "red"}, ".colour: there is no such member"),
    "nothing": (
        SEEN,
        {"epcList": None},
        ": names nothing: epcList, quantityList, or sensorElementList with readPoint",
    ),
    "readings nowhere": (SEEN, {"epcList": None, "sensorElementList": SENSOR}, ": names nothing"),
    "one thing twice": (SEEN, {"epcList": ["urn:x:1", "urn:x:1"]}, ".epcList: something stands in the list twice"),
    "no URI": (SEEN, {"epcList": ["urn:x:1", "7"]}, ".epcList[1]: '7' is no URI"),
    "no list": (SEEN, {"epcList": "urn:x:1"}, ".epcList: 'urn:x:1' is no list"),
    "a quantity as text": (
        SEEN,
        {"quantityList": [LOT | {"quantity": "two"}]},
        ".quantityList[0].quantity: 'two' is no number",
    ),
    "a unit in letters": (
        SEEN,
        {"quantityList": [LOT | {"uom": "kg"}]},
        ".quantityList[0].uom: 'kg' is no code of a unit",
    ),
    "more of a quantity": (SEEN, {"quantityList": [LOT | {"weight": 5}]}, ".quantityList[0].weight: there is no such"),
    "a quantity of nothing": (SEEN, {"quantityList": [{"quantity": 5}]}, ".quantityList[0].epcClass: it is missing"),
    "master data of what is seen": (SEEN, {"ilmd": {"example:a": 1}}, ".action: 'OBSERVE' does not go with ilmd"),
    "master data without a prefix": (SEEN, {"action": "ADD", "ilmd": {"a": 1}}, ".ilmd.a: there is no such member"),
    "a step that is none": (
        SEEN,
        {"bizStep": "transforming"},
        ".bizStep: 'transforming' is no business step of the voc",
    ),
    "QuantityEvent of EPCIS 1.1": (
        SEEN,
        {"type": "QuantityEvent"},
        ".type: 'QuantityEvent' is no kind of event, and no URI of one of somebody's own",
    ),
    "a step as a URN": (
        SEEN,
        {"bizStep": "urn:epcglobal:cbv:bizstep:receiving"},
        ".bizStep: 'urn:epcglobal:cbv:bizstep",
    ),
    "a measurement written out": (
        SEEN,
        {"sensorElementList": [{"sensorReport": [REPORT | {"type": "https://gs1.org/voc/Temperature"}]}]},
        ".sensorElementList[0].sensorReport[0].type: 'https://gs1.org/voc/Temperature' is no type of measurement",
    ),
    "no reports": (
        SEEN,
        {"sensorElementList": [{"sensorReport": []}]},
        ".sensorElementList[0].sensorReport: the list is empty",
    ),
    "a truth in words": (
        SEEN,
        {"sensorElementList": [{"sensorReport": [REPORT | {"booleanValue": "yes"}]}]},
        ".sensorElementList[0].sensorReport[0].booleanValue: 'yes' is neither true nor false",
    ),
    "a place without a name": (SEEN, {"readPoint": {}}, ".readPoint.id: it is missing"),
    "a place as text": (SEEN, {"readPoint": "urn:x:p"}, ".readPoint: 'urn:x:p' is no object"),
    "nothing persistent": (SEEN, {"persistentDisposition": {}}, ".persistentDisposition: it is empty"),
    "a source without a type": (SEEN, {"sourceList": [{"source": "urn:x:a"}]}, ".sourceList[0].type: it is missing"),
    "an error without a time": (SEEN, {"errorDeclaration": {}}, ".errorDeclaration.declarationTime: it is missing"),
    "a certificate that is none": (
        SEEN,
        {"certificationInfo": 7},
        ".certificationInfo: 7 is no URI, and no list of URIs",
    ),
    "no children": (PACKED, {"childEPCs": None}, ": names no children: childEPCs or childQuantityList"),
    "nothing installed in": (INSTALLED, {"parentID": None}, ".parentID: it is missing"),
    "no transaction": (BOUGHT, {"bizTransactionList": []}, ".bizTransactionList: the list is empty"),
    "nothing bought": (BOUGHT, {"epcList": None}, ": names nothing: epcList or quantityList"),
    "outputs alone": (MADE, {"inputQuantityList": None}, ": has not both inputs and outputs"),
    "a transformation that acts": (MADE, {"action": "ADD"}, ".action: there is no such member"),
}


@pytest.mark.parametrize(("base", "members", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(base, members, problem):
    """Each thing that an event may not say, with its place, in the words of the domain."""
    lines = told(document(said(base, **members)))
    assert any(line.startswith(f"{EVENT}{problem}") for line in lines), lines
    assert not is_valid_event(event(base, **members))


AROUND = {
    "no version": (document(SEEN, schemaVersion=None), "schemaVersion: it is missing"),
    "a version that is none": (document(SEEN, schemaVersion="two"), "schemaVersion: 'two' is no version"),
    "a member nobody knows": (document(SEEN, colour="red"), "colour: there is no such member"),
    "no list of events": (document(epcisBody={"eventList": {}}), "epcisBody.eventList: {} is no list"),
    "no events": (document(epcisBody={}), "epcisBody.eventList: it is missing"),
    "a vocabulary without a type": (
        document(SEEN, epcisHeader={"epcisMasterData": {"vocabularyList": [{}]}}),
        "epcisHeader.epcisMasterData.vocabularyList[0].type: it is missing",
    ),
    "an answer to nothing": (
        document(type="EPCISQueryDocument", epcisBody={"queryResults": {"resultsBody": {"eventList": []}}}),
        "epcisBody.queryResults.queryName: it is missing",
    ),
    "an event alone without a context": (SEEN, "@context: it is missing"),
    "an event that is none": (document(7), f"{EVENT}.type: it is missing"),
}


@pytest.mark.parametrize(("members", "problem"), AROUND.values(), ids=AROUND.keys())
def test_what_is_refused_around_events(members, problem):
    """Each thing that is wrong with a document itself."""
    lines = told(members)
    assert any(line.startswith(problem) for line in lines), lines


def test_every_reason_is_told():
    """All that is wrong with all events, in the order of the document, each once."""
    lines = told(document(said(SEEN, action=None, eventTime=None, a=1, b=2), SEEN, said(SEEN, epcList=["1", "2"])))
    assert lines == [
        f"{EVENT}.eventTime: it is missing",
        f"{EVENT}.action: it is missing",
        f"{EVENT}.a: there is no such member; one of your own needs a prefix, as in example:name",
        f"{EVENT}.b: there is no such member; one of your own needs a prefix, as in example:name",
        "epcisBody.eventList[2].epcList[0]: '1' is no URI",
        "epcisBody.eventList[2].epcList[1]: '2' is no URI",
    ]


def test_long_values_are_cut():
    """What is shown of a value fits a line."""
    (line,) = told(document(said(SEEN, action="x" * 500)))
    assert len(line) < 200
    for value, shown in ((None, "null"), (True, "true"), ([1], "[…]"), ({"a": 1}, "{…}"), (7, "7")):
        assert any(f"{EVENT}.action: {shown} is none" in line for line in told(document({**SEEN, "action": value})))
