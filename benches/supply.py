# SPDX-License-Identifier: Apache-2.0
"""EPCIS events a second of one core: read from bytes, judged by schema and rules, hashed."""

import json
from collections.abc import Callable
from typing import Any, Final

from benches.claim import Claim, timed
from counterfoil.epcis.business_rules import business_findings
from counterfoil.epcis.document import Document, read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.epcis.schema.validate import is_valid_event

DOCUMENTS: Final = 100
EVENTS_EACH: Final = 100
CONTEXT: Final = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"example": "https://ns.example.com/epcis/"},
]
NOW_MS: Final = 1_800_000_000_000


def run() -> list[Claim]:
    """Days of a warehouse: goods come in, are packed, made into others and sold; no measurement has another's goods."""
    size = sum(map(len, _documents(0))) // (DOCUMENTS * EVENTS_EACH)
    conditions = f"{DOCUMENTS} documents of {EVENTS_EACH} events, {size} bytes an event, a second of one core"
    return [
        _measured("read, validated, hashed", _whole, _documents(1), conditions),
        _measured("and by every rule", _with_rules, _documents(2), "the same, every rule asked as well"),
        _measured("read", read_document, _documents(3), "of that: JSON to events"),
        _measured("validated", _validate, _read(4), "of that: by the schema, from parsed objects"),
        _measured("hashed", _hash, _read(5), "of that: CBV 2.0"),
    ]


def _documents(day: int) -> list[bytes]:
    return [_document(day * DOCUMENTS + number) for number in range(DOCUMENTS)]


def _read(day: int) -> list[Document]:
    return [read_document(one) for one in _documents(day)]


def _measured(name: str, work: Callable[[Any], object], given: list[Any], conditions: str) -> Claim:
    work(given[0])
    with timed() as watch:
        for one in given[1:]:
            work(one)
    value = (DOCUMENTS - 1) * EVENTS_EACH / watch.processor_seconds
    return Claim(name=f"EPCIS events: {name}", value=value, unit="events/s", conditions=conditions)


def _whole(data: bytes) -> None:
    document = read_document(data)
    _validate(document)
    _hash(document)


def _with_rules(data: bytes) -> None:
    document = read_document(data)
    _validate(document)
    for event in document.events:
        assert not any(found.severity == "error" for found in business_findings(event, now_ms=NOW_MS))
    _hash(document)


def _validate(document: Document) -> None:
    assert all(map(is_valid_event, document.events))


def _hash(document: Document) -> None:
    for event in document.events:
        event_hash(event)


def _document(number: int) -> bytes:
    events = [_event(number * EVENTS_EACH + place) for place in range(EVENTS_EACH)]
    whole = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-30T09:00:00Z",
        "epcisBody": {"eventList": events},
    }
    return json.dumps(whole).encode()


def _event(serial: int) -> dict[str, Any]:
    """In turn: goods observed, goods packed, goods sold, goods made."""
    common = {
        "eventTime": f"2026-11-30T{serial % 24:02}:{serial % 60:02}:00.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{serial:012}",
        "readPoint": {"id": f"urn:epc:id:sgln:4012345.00011.{serial % 50 + 1}"},
        "bizLocation": {"id": "urn:epc:id:sgln:4012345.00011.0"},
    }
    items = [f"urn:epc:id:sgtin:4012345.011111.{serial}{place}" for place in range(5)]
    order = {"type": "po", "bizTransaction": f"urn:epc:id:gdti:4012345.11111.{serial}"}
    lot = {"epcClass": f"urn:epc:class:lgtin:4012345.012345.L{serial}", "quantity": 150.5, "uom": "KGM"}
    kinds: tuple[dict[str, Any], ...] = (
        {"type": "ObjectEvent", "action": "OBSERVE", "bizStep": "receiving", "disposition": "in_progress"}
        | {"epcList": items, "bizTransactionList": [order], "example:gate": f"G-{serial % 7}"},
        {"type": "AggregationEvent", "action": "ADD", "bizStep": "packing", "childEPCs": items}
        | {"parentID": f"urn:epc:id:sscc:4012345.{serial:010}"},
        {"type": "TransactionEvent", "action": "ADD", "bizStep": "shipping", "disposition": "in_transit"}
        | {"epcList": items[:2], "bizTransactionList": [order]},
        {"type": "TransformationEvent", "bizStep": "commissioning", "inputQuantityList": [lot]}
        | {"outputEPCList": items[:2]},
    )
    return common | kinds[serial % 4]
