# SPDX-License-Identifier: Apache-2.0
"""What the schema lets pass: one row for each rule, in their order, and that published documents stay valid."""

from decimal import Decimal

import pytest

from counterfoil.epcis import business_rules
from counterfoil.epcis.business_rules import RULES, TOLERANCE_MS, URI_RULES, business_findings
from counterfoil.epcis.check import findings
from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.schema.validate import is_valid_event
from shared_data import shared_data
from support.epcis import BOUGHT, KINDS, LOT, MADE, PACKED, SEEN, event, read, said

NOW_MS = event().event_time.ms
WRONG_LINK = "https://id.gs1.org/01/04012345111119/21/987"
REPORT = {"type": "Temperature", "value": Decimal(5), "time": "2026-03-04T10:00:00Z"}
PERIOD = {"startTime": "2026-03-04T10:00:00Z", "endTime": "2026-03-04T09:59:59Z"}
DECLARED = {"declarationTime": "2026-03-05T00:00:00Z", "correctiveEventIDs": ["urn:uuid:2", "urn:uuid:1"]}
OTHERS_HASH = f"ni:///sha-256;{'0' * 64}?ver=CBV2.0"

BROKEN = {
    "an aggregation of nothing": (PACKED, {"parentID": None}, "parent_missing", "parentID: it is missing: ADD says of"),
    "a disaggregation of nothing": (
        PACKED,
        {"parentID": None, "action": "DELETE"},
        "parent_missing",
        "parentID: it is",
    ),
    "nothing seen": (SEEN, {"epcList": []}, "names_nothing", "epcList: it is empty, and nothing else says what"),
    "nothing bought": (BOUGHT, {"epcList": []}, "names_nothing", "epcList: it is empty, and nothing else says what"),
    "less than nothing": (
        MADE,
        {"inputQuantityList": [LOT, LOT | {"quantity": Decimal("-0.5")}]},
        "quantity_negative",
        "inputQuantityList[1].quantity: -0.5 is less than nothing",
    ),
    "a mistyped link": (
        SEEN,
        {"epcList": [WRONG_LINK]},
        "check_digit",
        "epcList[0]: the check digit of 04012345111119 is",
    ),
    "a mistyped place": (
        SEEN,
        {"readPoint": {"id": "https://id.gs1.org/414/4012345000055"}},
        "check_digit",
        "readPoint.id: the check digit of 4012345000055 is wrong",
    ),
    "a mistyped party": (
        SEEN,
        {"sourceList": [{"type": "owning_party", "source": "https://id.gs1.org/417/4012345000008"}]},
        "check_digit",
        "sourceList[0].source: the check digit",
    ),
    "tomorrow": (
        SEEN,
        {"eventTime": "2026-03-05T11:00:30+01:00"},
        "in_future",
        "eventTime: 2026-03-05T11:00:30+01:00 is in",
    ),
    "a report that repeats": (
        SEEN,
        {"sensorElementList": [{"sensorMetadata": {"time": "2026-03-04T10:00:00Z"}, "sensorReport": [REPORT]}]},
        "sensor_said_twice",
        "sensorElementList[0].sensorReport[0].time: sensorMetadata says it already",
    ),
    "an error of nobody": (SEEN, {"errorDeclaration": DECLARED}, "declared_without_id", "eventID: it is missing"),
    "no such scheme": (
        SEEN,
        {"epcList": ["urn:epc:id:sgtn:1.2"]},
        "no_such_key",
        "epcList[0]: 'urn:epc:id:sgtn:1.2' begins",
    ),
    "a lot among things": (
        SEEN,
        {"epcList": ["urn:x:1", LOT["epcClass"]]},
        "class_among_instances",
        "epcList[1]: 'urn:epc:class:lgtin:4012345.012345.L1' is a class",
    ),
    "a prefix of nobody": (
        SEEN,
        {"rail:car": "7"},
        "unknown_prefix",
        "rail:car: the prefix 'rail' stands for no namespace",
    ),
    "a period backwards": (
        SEEN,
        {"sensorElementList": [{"sensorMetadata": PERIOD, "sensorReport": [{"type": "Speed"}]}]},
        "times_reversed",
        "sensorElementList[0].sensorMetadata.endTime: 2026-03-04T09:59:59Z is before startTime",
    ),
    "its own correction": (
        SEEN,
        {"eventID": "urn:uuid:1", "errorDeclaration": DECLARED},
        "corrects_itself",
        "errorDeclaration.correctiveEventIDs[1]: it is the event itself",
    ),
    "another's hash": (SEEN, {"eventID": OTHERS_HASH}, "hash_differs", "eventID: it is the hash of another event"),
}


def _told(one, now_ms=NOW_MS):
    return [(found.rule, str(found)) for found in business_findings(one, now_ms=now_ms)]


@pytest.mark.parametrize(("base", "members", "rule", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_what_is_broken(base, members, rule, problem):
    """Each rule, broken by an event that the schema takes: alone, at its place, in the words of the domain."""
    broken = event(base, **members)
    assert is_valid_event(broken)
    ((told, line),) = _told(broken)
    assert told == rule
    assert line.startswith(f"epcisBody.eventList[0].{problem}")


def test_every_rule_has_a_row():
    """The table at the head of the rules, the rules themselves and the rows above are the same, in one order."""
    assert business_rules.__doc__ is not None
    listed = [line.split("|")[2].strip(" `") for line in business_rules.__doc__.splitlines() if line.startswith("| ")][
        1:
    ]
    assert list(dict.fromkeys(row[2] for row in BROKEN.values())) == listed
    assert {one.name for one in (*RULES, *URI_RULES)} | {"in_future"} == {*listed}


@pytest.mark.parametrize("base", KINDS.values(), ids=KINDS.keys())
def test_ordinary_events_break_none(base):
    """An event of each kind, of just now."""
    assert _told(event(base)) == []


KEPT = {
    "readings of a place": (
        SEEN,
        {"epcList": [], "readPoint": {"id": "urn:x:p"}, "sensorElementList": [{"sensorReport": [REPORT]}]},
    ),
    "a deletion of all": (BOUGHT, {"epcList": [], "action": "DELETE"}),
    "a clock a little ahead": (SEEN, {"eventTime": "2026-03-04T11:05:30+01:00"}),
    "identifiers of one's own": (
        SEEN,
        {"epcList": ["urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "https://a.b/goods/1"]},
    ),
    "a name that is a URI": (SEEN, {"https://a.b/c": "1", "urn:x:y": "2"}),
    "no quantity": (SEEN, {"quantityList": [{"epcClass": "urn:x:c"}]}),
}


@pytest.mark.parametrize(("base", "members"), KEPT.values(), ids=KEPT.keys())
def test_what_is_kept(base, members):
    """Each thing that comes near to breaking a rule, and breaks none."""
    assert _told(event(base, **members)) == []


def test_the_future_begins_after_the_tolerance():
    """One millisecond more, and an event is of the future; without a clock nobody asks."""
    assert _told(event(), NOW_MS - TOLERANCE_MS) == []
    assert [rule for rule, _ in _told(event(), NOW_MS - TOLERANCE_MS - 1)] == ["in_future"]
    assert _told(event(eventTime="9999-01-01T00:00:00Z"), None) == []


def test_an_event_may_be_called_by_its_hash():
    """The hash of an event leaves its name out, and so may be its name."""
    assert _told(event(eventID=event_hash(event()))) == []


def test_rules_are_asked_of_valid_events():
    """Of an event that the schema refuses nothing else is said; of the others of its document it is."""
    refused, broken = said(SEEN, action=None, epcList=[]), said(SEEN, epcList=[])
    assert [found.rule for found in findings(read(refused, broken))] == ["schema", "names_nothing"]


@pytest.mark.real_data
def test_published_documents_stay_valid():
    """No rule makes a published document invalid that the schema takes."""
    root, count = shared_data("epcis"), 0
    for path in sorted([*root.glob("openepcis/*/**/*.json"), *root.glob("event-hash/*/*.[jx]*")]):
        if {"Invalid", "Queries"} & {*path.parts}:
            continue
        found = [
            one for one in findings(read_document(path.read_bytes()), now_ms=NOW_MS * 2) if one.severity == "error"
        ]
        assert {one.rule for one in found} <= {"schema"}, path.name
        count += not found
    assert count == 76
