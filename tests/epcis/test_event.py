# SPDX-License-Identifier: Apache-2.0
"""What an event means: what, when, where, why and how, and the document it is given back as."""

from decimal import Decimal

import pytest

from counterfoil.epcis.context import GS1_CONTEXT
from counterfoil.epcis.document import from_members
from counterfoil.epcis.event import Identifier
from counterfoil.primitives.errors import DecodeError
from support.epcis import BOUGHT, CONTEXT, LOT, MADE, PACKED, SEEN, event, read, said

CBV = "https://ref.gs1.org/cbv/"


def test_what_when_and_which():
    """Kind, name, times and identifiers, of an event that has them all."""
    seen = event(eventID="urn:uuid:1", recordTime="2026-03-04T10:01:00Z", quantityList=[LOT])
    assert (seen.kind, seen.action, seen.event_id) == ("ObjectEvent", "OBSERVE", "urn:uuid:1")
    assert (seen.event_time.utc, seen.event_time.text) == ("2026-03-04T10:00:30.000Z", "2026-03-04T11:00:30.000+01:00")
    assert seen.record_time is not None
    assert seen.record_time.utc == "2026-03-04T10:01:00.000Z"
    assert seen.time_zone_offset == "+01:00"
    item, lot = seen.identifiers
    assert (item.uri, item.is_class) == ("https://id.gs1.org/01/04012345111118/21/987", False)
    assert lot == Identifier("epc", LOT["epcClass"], True, Decimal("25.5"), "KGM")
    assert event().record_time is None


def test_roles():
    """Parents, children, inputs and outputs are told apart; pieces have no unit."""
    packed = event(PACKED, childQuantityList=[{"epcClass": "urn:x:y", "quantity": 3}])
    assert [one.role for one in packed.identifiers] == ["parent", "child", "child"]
    assert packed.named("child")[1] == Identifier("child", "urn:x:y", True, Decimal(3))
    made = event(MADE, transformationID="urn:x:t")
    assert [one.role for one in made.named("input", "output")] == ["output", "input"]
    assert (made.action, made.transformation_id) == ("", "urn:x:t")
    assert event(quantityList=[{"epcClass": "urn:x:y"}]).identifiers[1].quantity is None


def test_where_and_why():
    """Words are web URIs whichever way they were written, and places are canonical."""
    bought = event(
        BOUGHT,
        bizStep="receiving",
        disposition="cbv:Disp-in_progress",
        readPoint={"id": "urn:epc:id:sgln:4012345.00011.1"},
        bizLocation={"id": "https://example.com/414/4012345000115"},
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00000"}],
        destinationList=[{"type": "https://example.com/types/lender", "destination": "urn:x:bank"}],
        persistentDisposition={"set": ["recalled"], "unset": ["expired"]},
    )
    assert (bought.biz_step, bought.disposition) == (f"{CBV}BizStep-receiving", f"{CBV}Disp-in_progress")
    assert bought.read_point == "https://id.gs1.org/414/4012345000115/254/1"
    assert bought.biz_location == "https://id.gs1.org/414/4012345000115"
    assert bought.transactions[0].type == f"{CBV}BTT-po"
    assert bought.transactions[0].uri == "https://id.gs1.org/253/4012345111118123"
    assert bought.sources[0].uri == "https://id.gs1.org/417/4012345000009"
    assert bought.destinations == (("https://example.com/types/lender", "urn:x:bank"),)
    assert (bought.dispositions_set, bought.dispositions_unset) == ((f"{CBV}Disp-recalled",), (f"{CBV}Disp-expired",))
    assert (event().read_point, event().biz_step, event().transactions) == ("", "", ())


def test_how():
    """Measurements with their numbers, units and times."""
    report = {"type": "Temperature", "value": Decimal("26.1"), "uom": "CEL", "component": "x", "deviceID": "urn:x:d"}
    element = {"sensorMetadata": {"startTime": "2026-03-04T09:00:00Z"}, "sensorReport": [report]}
    (sensed,) = event(sensorElementList=[element]).sensor_elements
    start = sensed.time("startTime")
    assert start is not None
    assert (start.utc, sensed.time("endTime")) == ("2026-03-04T09:00:00.000Z", None)
    (measured,) = sensed.reports
    assert (measured.type, measured.exception) == ("https://ref.gs1.org/voc/Temperature", "")
    assert (measured.number("value"), measured.number("maxValue"), measured.uom) == (Decimal("26.1"), None, "CEL")
    assert (measured.component, measured.text("deviceID")) == (f"{CBV}Comp-x", "urn:x:d")


def test_what_else_was_said():
    """Master data and extensions by the namespaces of their names, within too; certificates; errors."""
    told = event(
        ilmd={"cbvmda:lotNumber": "L1"},
        certificationInfo="urn:x:cert",
        errorDeclaration={
            "declarationTime": "2026-03-05T00:00:00Z",
            "reason": "incorrect_data",
            "correctiveEventIDs": ["urn:uuid:2"],
        },
        **{"example:gate": [{"example:side": "left"}]},
    )
    assert told.ilmd == {"{urn:epcglobal:cbv:mda}lotNumber": "L1"}
    assert told.extensions == {"{https://ns.example.com/epcis/}gate": [{"{https://ns.example.com/epcis/}side": "left"}]}
    assert told.certification == ("urn:x:cert",)
    declared = told.error_declaration
    assert declared is not None
    assert (declared.time.utc, declared.reason) == ("2026-03-05T00:00:00.000Z", f"{CBV}ER-incorrect_data")
    assert declared.corrective_event_ids == ("urn:uuid:2",)
    assert event().error_declaration is None


def test_an_event_stands_alone():
    """Its own document has the contexts it was read in, and reads as the same event."""
    own = said(SEEN, **{"@context": [{"ext": "https://example.com/ext/"}, CONTEXT[1]], "ext:a": "1", "example:b": "2"})
    inside = read(own).events[0]
    alone = from_members(inside.document).events[0]
    assert alone.extensions == inside.extensions
    assert inside.document["@context"] == [GS1_CONTEXT, {"ext": "https://example.com/ext/"}, CONTEXT[1]]
    assert {name: value for name, value in inside.document.items() if name != "@context"} == {
        name: value for name, value in own.items() if name != "@context"
    }


def test_what_is_not_as_the_schema_says_is_not_there():
    """An event that was not validated is read as far as it can be; only times are insisted on."""
    odd = event(epcList="urn:x:y", quantityList=[7], readPoint=7, bizStep=["x"], bizTransactionList={"a": 1}, ilmd=3)
    assert [one.text for one in odd.identifiers] == ["urn:x:y", ""]
    assert (odd.read_point, odd.biz_step, odd.ilmd) == ("", "", {})
    with pytest.raises(DecodeError, match="eventTime: 'soon' is no date and time"):
        _ = event(eventTime="soon").event_time
