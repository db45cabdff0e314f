# SPDX-License-Identifier: Apache-2.0
"""The page about conformance says what is: its tests exist, and nothing that the service has is missing there.

Besides, what TCR-53 and TCR-54 ask of sensors and associations, in their words.
"""

import ast
import re
from functools import cache
from typing import Any, Final, NamedTuple

import pytest

from counterfoil.api.described import OF_EVERY_SERVICE
from counterfoil.api.epcis.exceptions import KINDS
from counterfoil.api.epcis.formats import EpcFormat
from counterfoil.api.epcis.repository import HEADERS
from counterfoil.readmodel.address import DatabaseAddress, read_address
from counterfoil.readmodel.epcis.parameters import NAMED
from support import tree
from support.epcis_service import Running, as_bytes, object_event, running, serials

PAGE: Final = tree.ROOT / "docs" / "reference" / "epcis-conformance.md"
SHOWN: Final = re.compile(r"\[`(\w+\.py)::(\w+)`\]\(\.\./\.\./(tests/[\w/]+\.py)\)")
STATES: Final = ("yes", "in part", "absent")


class Line(NamedTuple):
    """A row: what is asked for, whether it is here, the tests that show it, and the rest."""

    need: str
    here: str
    shown: str
    note: str


def lines() -> list[Line]:
    found = []
    for text in PAGE.read_text(encoding="utf-8").splitlines():
        if text.startswith("| ") and not text.startswith("| Requirement "):
            cells = [cell.strip() for cell in text.strip("|").split(" | ")]
            found.append(Line(*(cell.strip() for cell in cells)))
    return found


LINES: Final = lines()
NEEDS: Final = "\n".join(line.need for line in LINES)


@cache
def functions_of(file: str) -> frozenset[str]:
    """The functions at the top of a test file."""
    body = ast.parse((tree.ROOT / file).read_text(encoding="utf-8")).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("line", LINES, ids=[line.need[:60] for line in LINES])
def test_a_row_shows_what_it_says_or_says_why_not(line: Line) -> None:
    """What is here has a test that exists; what is absent, or here in part, says what is answered instead."""
    assert line.here in STATES
    shown = SHOWN.findall(line.shown)
    assert line.shown == "<br>".join(f"[`{name}::{test}`](../../{file})" for name, test, file in shown)
    for name, test, file in shown:
        assert file.endswith(f"/{name}") and test in functions_of(file), f"{file}::{test}"
        assert test.startswith("test_")
    assert shown or line.here == "absent"
    assert line.note or line.here == "yes"


def test_rows_are_counted() -> None:
    """The numbers that the page begins with are those of its rows; none stands twice under one heading."""
    yes, part, absent = ([line.here for line in LINES].count(state) for state in STATES)
    said = f"Of {len(LINES)} rows {yes} are done, {part} in part, {absent} absent."
    assert said in PAGE.read_text(encoding="utf-8")
    assert len({(line.need, line.note) for line in LINES}) == len(LINES)


def test_nothing_that_the_service_has_is_left_out(tmp_path: Any) -> None:
    """Its parameters, types of problems, headers, spellings and routes."""
    with running(read_address(f"sqlite:///{tmp_path}/books.sqlite")) as service:
        paths = service.client().get("/openapi.json").json()["paths"]
    routes = {f"{verb.upper()} {path}" for path, verbs in paths.items() for verb in verbs} - {
        f"{verb.upper()} {path}" for verb, path in OF_EVERY_SERVICE
    }
    written = {re.sub(r"\{[^}]*\}", "{}", one) for one in re.findall(r"`([A-Z]+ /[^`]*)`", NEEDS)}
    words = re.compile(r"/\{word\}")
    asked = {re.sub(r"\{[^}]*\}", "{}", words.sub("/{word}/events", one)) for one in routes}
    assert asked <= written, sorted(asked - written)
    assert [name for name in NAMED if f"`{name}`" not in NEEDS] == []
    kinds = [kind.type.removeprefix("epcisException:") for kind in KINDS]
    assert [name for name in kinds if f"`{name}`" not in NEEDS] == []
    assert [one.value for one in EpcFormat if one.value not in NEEDS] == []
    families = {re.sub(r"-(version|min|max)$", "", name) for name in HEADERS} | {"gs1-vendor"}
    assert [name for name in families if f"`{name}" not in NEEDS.lower()] == []


def captured(service: Running, **given: Any) -> None:
    answer = service.client().post("/events", as_bytes(object_event(**given)))
    assert answer.status_code == 201, answer.text


def test_a_query_in_kelvin_finds_what_was_reported_in_celsius(address: DatabaseAddress) -> None:
    """TCR-53: by value, by bounds, and not by what is a little more; a deviation has no zero of its own."""
    report = {"type": "Temperature", "value": 26.0, "sDev": 0.1, "uom": "CEL"}
    with running(address) as service:
        captured(service, sensorElementList=[{"sensorReport": [report]}])
        for parameters, finds in (
            ("EQ_value_KEL=299.15", True),
            ("EQ_value_CEL=26", True),
            ("EQ_value_FAH=78.8", True),
            ("GE_value_KEL=299.15&LE_value_KEL=299.15", True),
            ("GT_value_KEL=299.15", False),
            ("LT_value_KEL=299.1500000001", True),
            ("EQ_value_KEL=26", False),
            ("EQ_sDev_KEL=0.1", True),
            ("EQ_type=Temperature&GE_value_KEL=290", True),
            ("EQ_type=AbsoluteHumidity&GE_value_KEL=290", False),
        ):
            found = serials(service.client().get(f"/events?{parameters}"))
            assert found == (["1"] if finds else []), parameters


def test_associations_are_captured_and_found(address: DatabaseAddress) -> None:
    """TCR-54: things fitted to a thing or a place, seen there, and taken away, by name or all."""
    place, box = "urn:epc:id:sgln:4012345.00001.0", "urn:epc:id:grai:4012345.55555.987"
    child = "urn:epc:id:giai:4000001.12345"
    kind = {"type": "AssociationEvent", "epcList": None, "disposition": None}
    with running(address) as service:
        for parent in (place, box):
            for action in ("ADD", "OBSERVE", "DELETE"):
                captured(service, **kind, parentID=parent, childEPCs=[child], action=action)
            captured(service, **kind, parentID=parent, action="DELETE", bizStep="removing")
        for parameters, count in (
            (f"MATCH_parentID={place}", 4),
            (f"MATCH_parentID={box}&EQ_action=DELETE", 2),
            (f"MATCH_anyEPC={child}", 6),
            (f"MATCH_epc={child}&EQ_action=ADD", 2),
            ("eventType=AssociationEvent&EQ_bizStep=removing", 2),
            ("eventType=AggregationEvent", 0),
        ):
            assert len(serials(service.client().get(f"/events?{parameters}"))) == count, parameters
        without = {**kind, "childEPCs": [child], "action": "ADD"}
        assert service.client().post("/events", as_bytes(object_event(**without))).status_code == 400
