# SPDX-License-Identifier: Apache-2.0
"""The rows that follow from an event: what queries compare, in one spelling."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table

from counterfoil.epcis.context import expanded
from counterfoil.epcis.event import Event
from counterfoil.epcis.json_types import Json, as_list, as_object
from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.epcis.sensors import SensorElement, SensorReport
from counterfoil.epcis.times import parse_time
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.readmodel.columns import plain
from counterfoil.readmodel.epcis.tables import FACTS, FOLLOWING, IDENTIFIERS, LINKS, REPORTS, VALUES
from counterfoil.readmodel.inserting import insert_rows
from counterfoil.readmodel.projection import Numbered, Projection

Rows = list[dict[str, Any]]

INNER: Final = "INNER_"
OWN: Final = ""
ILMD: Final = "ILMD_"
ERROR_DECLARATION: Final = "ERROR_DECLARATION_"
SENSOR_ELEMENT: Final = "SENSORELEMENT_"
SENSOR_METADATA: Final = "SENSORMETADATA_"
SENSOR_REPORT: Final = "SENSORREPORT_"
READ_POINT: Final = "readPoint_"
BIZ_LOCATION: Final = "bizLocation_"
PLACES: Final = (
    *(OWN, ILMD, ERROR_DECLARATION, SENSOR_ELEMENT, SENSOR_METADATA, SENSOR_REPORT, READ_POINT, BIZ_LOCATION),
)
"""Where members of somebody's own stand, as names of parameters call it; within such a member, ``INNER_`` before it."""


Following = Mapping[Table, Rows]
"""Table → its rows, but for the number of the event, and when and by whom it was captured."""


class Recorded(NamedTuple):
    """An event of the journal: when and by whom it was captured, and what follows from it."""

    captured_by: str
    recorded_ms: int
    following: Following


def apply(connection: Connection, records: Sequence[Numbered[Recorded]]) -> None:
    """Enter what follows from events: each table at once, which is several times quicker than each event."""
    following: dict[Table, Rows] = {table: [] for table in FOLLOWING}
    for number, record in records:
        for table, rows in record.following.items():
            following[table] += [row | {"event": number} for row in rows]
        following[FACTS][-1] |= {"captured_by": record.captured_by, "recorded_ms": record.recorded_ms}
    for table, rows in following.items():
        if rows:
            insert_rows(connection, table, rows)


NAME_BYTES_MAX: Final = 2_000
"""Of an identifier or the name of a member: an index of PostgreSQL holds no longer ones."""
_INDEXED: Final = {
    table: frozenset(column.name for index in table.indexes for column in index.columns) for table in FOLLOWING
}
PROJECTION: Final = Projection[Recorded]("epcis", FOLLOWING, apply)


def rows_of(event: Event, hashed: str) -> Following:
    """What follows from an event; InputError where that cannot be kept: too many digits, a NUL in a text."""
    following: dict[Table, Rows] = {
        FACTS: [_facts(event, hashed)],
        IDENTIFIERS: [
            {"role": one.role, "uri": one.uri, "is_class": one.is_class, "quantity": one.quantity, "uom": one.uom}
            for one in event.identifiers
        ],
        LINKS: list(_links(event)),
        VALUES: list(_values(event)),
        REPORTS: [row for one in event.sensor_elements for row in _reports(one)],
    }
    _require_storable(following)
    return following


def _require_storable(following: Following) -> None:
    for table, rows in following.items():
        indexed = _INDEXED[table]
        for row in rows:
            for name, value in row.items():
                if isinstance(value, Decimal):
                    plain(value)
                elif isinstance(value, str):
                    if "\0" in value:
                        raise InputError("a text with a NUL character in it cannot be stored", where="text")
                    if name in indexed:
                        require_indexable(value)


def require_indexable(text: str) -> str:
    """A text that an index of both databases holds: PostgreSQL's ends at a third of a page. Raises InputError."""
    if len(text) > NAME_BYTES_MAX // 4 and len(text.encode()) > NAME_BYTES_MAX:
        raise InputError(f"a name of more than {NAME_BYTES_MAX} bytes is not kept: {text[:40]}…", where="text")
    return text


def _facts(event: Event, hashed: str) -> dict[str, Any]:
    declared = event.error_declaration
    return {
        "kind": event.kind,
        "action": event.action,
        "biz_step": event.biz_step,
        "disposition": event.disposition,
        "read_point": event.read_point,
        "biz_location": event.biz_location,
        "transformation_id": event.transformation_id,
        "event_id": event.event_id,
        "hash": hashed,
        "error_reason": "" if declared is None else declared.reason,
        "event_ms": event.event_time.ms,
        "error_ms": None if declared is None else declared.time.ms,
        "has_sensors": bool(event.sensor_elements),
    }


def _links(event: Event) -> Iterator[dict[str, Any]]:
    for name, links in (
        ("bizTransaction", event.transactions),
        ("source", event.sources),
        ("destination", event.destinations),
    ):
        for link in links:
            yield {"list": name, "type": link.type, "uri": link.uri}
    for name, uris in (("set", event.dispositions_set), ("unset", event.dispositions_unset)):
        for uri in uris:
            yield {"list": name, "type": "", "uri": uri}
    declared = event.error_declaration
    for uri in () if declared is None else declared.corrective_event_ids:
        yield {"list": "corrective", "type": "", "uri": uri}


def _reports(element: SensorElement) -> Iterator[dict[str, Any]]:
    for report in element.reports or (SensorReport("", "", "", "", {}),):
        given = {**element.metadata, **report.members}
        yield {
            "type": report.type,
            "exception": report.exception,
            "component": report.component,
            "uom": report.uom,
            **{column: _uri(given.get(name)) for name, column in REPORT_URIS.items()},
            **{column: _text(given.get(name)) for name, column in REPORT_TEXTS.items()},
            **{column: report.number(name) for name, column in REPORT_NUMBERS.items()},
            **{column: _ms(given.get(name)) for name, column in REPORT_TIMES.items()},
            "boolean_value": _truth(given.get("booleanValue")),
        }


REPORT_URIS: Final = {
    "deviceID": "device_id",
    "deviceMetadata": "device_metadata",
    "rawData": "raw_data",
    "dataProcessingMethod": "data_processing_method",
    "bizRules": "biz_rules",
    "microorganism": "microorganism",
    "chemicalSubstance": "chemical_substance",
    "coordinateReferenceSystem": "coordinate_reference_system",
    "uriValue": "uri_value",
}
REPORT_TEXTS: Final = {"stringValue": "string_value", "hexBinaryValue": "hex_binary_value"}
REPORT_NUMBERS: Final = {
    "value": "value",
    "minValue": "min_value",
    "maxValue": "max_value",
    "meanValue": "mean_value",
    "sDev": "s_dev",
    "percRank": "perc_rank",
    "percValue": "perc_value",
}
REPORT_TIMES: Final = {"time": "time_ms", "startTime": "start_ms", "endTime": "end_ms"}


def _values(event: Event) -> Iterator[dict[str, Any]]:
    """Members of somebody's own, by where they stand."""
    members = event.members
    yield from _own(event, members, OWN)
    for place, name in ((ILMD, "ilmd"), (ERROR_DECLARATION, "errorDeclaration")):
        yield from _own(event, as_object(members.get(name)), place)
    for place, name in ((READ_POINT, "readPoint"), (BIZ_LOCATION, "bizLocation")):
        yield from _own(event, as_object(members.get(name)), place)
    for element in map(as_object, as_list(members.get("sensorElementList"))):
        yield from _own(event, element, SENSOR_ELEMENT)
        yield from _own(event, as_object(element.get("sensorMetadata")), SENSOR_METADATA)
        for report in map(as_object, as_list(element.get("sensorReport"))):
            yield from _own(event, report, SENSOR_REPORT)


def _own(event: Event, members: Mapping[str, Json], place: str) -> Iterator[dict[str, Any]]:
    for name, value in members.items():
        if ":" in name:
            yield from _named(event, expanded(name, event.names), value, place)


def _named(event: Event, name: str, value: Json, place: str) -> Iterator[dict[str, Any]]:
    """A member, once for each item of a list; what stands in an object is within it, however deep."""
    for one in value if isinstance(value, list) else [value]:
        yield {"place": place, "name": name, **compared(one)}
        if isinstance(one, dict):
            inner = place if place.startswith(INNER) else INNER + place
            for own, item in one.items():
                yield from _named(event, expanded(own, event.names), item, inner)


def compared(value: Json) -> dict[str, Any]:
    """A value as queries compare it: a text; a number, also where a text is one; a time, where it is one."""
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        text = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
        return {"text": text, "number": None, "ms": None}
    text = str(value)
    return {"text": text, "number": number_in(text), "ms": _ms(value)}


def number_in(text: str) -> Decimal | None:
    """The number that a text is, and that can be kept; None for any other."""
    if not text.isascii() or "_" in text or text != text.strip():
        return None
    try:
        return plain(Decimal(text))
    except (InvalidOperation, InputError):
        return None


def _uri(value: Json) -> str:
    return canonical_identifier(value) if isinstance(value, str) else ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _truth(value: Json) -> bool | None:
    return value if isinstance(value, bool) else None


def _ms(value: Json) -> int | None:
    try:
        return parse_time(value).ms if isinstance(value, str) else None
    except DecodeError:
        return None
