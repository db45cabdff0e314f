# SPDX-License-Identifier: Apache-2.0
"""Events that a test says in a line: an object seen, and whatever it says otherwise."""

import json
from decimal import Decimal
from typing import Any

from counterfoil.epcis.document import Document, from_members, read_document
from counterfoil.epcis.event import Event

CONTEXT = [
    "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
    {"example": "https://ns.example.com/epcis/"},
]
SEEN: dict[str, Any] = {
    "type": "ObjectEvent",
    "eventTime": "2026-03-04T11:00:30.000+01:00",
    "eventTimeZoneOffset": "+01:00",
    "epcList": ["urn:epc:id:sgtin:4012345.011111.987"],
    "action": "OBSERVE",
}
PACKED: dict[str, Any] = {
    "type": "AggregationEvent",
    "eventTime": "2026-03-04T11:00:30.000+01:00",
    "eventTimeZoneOffset": "+01:00",
    "parentID": "urn:epc:id:sscc:4012345.0111111111",
    "childEPCs": ["urn:epc:id:sgtin:4012345.011111.987"],
    "action": "ADD",
}
LOT = {"epcClass": "urn:epc:class:lgtin:4012345.012345.L1", "quantity": Decimal("25.5"), "uom": "KGM"}
MADE: dict[str, Any] = {
    "type": "TransformationEvent",
    "eventTime": "2026-03-04T11:00:30.000+01:00",
    "eventTimeZoneOffset": "+01:00",
    "inputQuantityList": [LOT],
    "outputEPCList": ["urn:epc:id:sgtin:4012345.011111.1"],
}
BOUGHT: dict[str, Any] = SEEN | {
    "type": "TransactionEvent",
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:4012345.11111.123"}],
}
INSTALLED: dict[str, Any] = PACKED | {"type": "AssociationEvent", "parentID": "urn:epc:id:sgln:4012345.00011.0"}
KINDS = {"seen": SEEN, "packed": PACKED, "made": MADE, "bought": BOUGHT, "installed": INSTALLED}


def said(base: dict[str, Any], **members: Any) -> dict[str, Any]:
    """An event with members set, or left out where they are None."""
    whole = base | members
    return {name: value for name, value in whole.items() if value is not None}


def document(*events: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The members of a document of these events."""
    whole: dict[str, Any] = {
        "@context": CONTEXT,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-04T12:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }
    return said(whole, **members)


def answer(*events: dict[str, Any]) -> dict[str, Any]:
    """The members of an answer to a query."""
    results = {"queryName": "SimpleEventQuery", "resultsBody": {"eventList": list(events)}}
    return document(type="EPCISQueryDocument", epcisBody={"queryResults": results})


def read(*events: dict[str, Any], **members: Any) -> Document:
    return from_members(document(*events, **members))


def event(base: dict[str, Any] = SEEN, **members: Any) -> Event:
    """The event of a document that has no other."""
    return read(said(base, **members)).events[0]


def in_xml(body: str, *, version: str = "2", declared: str = "") -> bytes:
    """A document in XML with these elements in its list of events."""
    return (
        f'<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:{version}" schemaVersion="{version}.0" '
        f'creationDate="2026-03-04T12:00:00Z" xmlns:example="https://ns.example.com/epcis/" {declared}>'
        f"<EPCISBody><EventList>{body}</EventList></EPCISBody></epcis:EPCISDocument>"
    ).encode()


SEEN_IN_XML = (
    "<eventTime>2026-03-04T11:00:30.000+01:00</eventTime><eventTimeZoneOffset>+01:00</eventTimeZoneOffset>"
    "<epcList><epc>urn:epc:id:sgtin:4012345.011111.987</epc></epcList><action>OBSERVE</action>"
)


def seen_in_xml(more: str = "", *, version: str = "2", declared: str = "") -> Event:
    """The event seen, in XML, with more elements."""
    body = f"<ObjectEvent>{SEEN_IN_XML}{more}</ObjectEvent>"
    return read_document(in_xml(body, version=version, declared=declared)).events[0]


def as_json(members: Any) -> bytes:
    """The bytes of members."""
    return json.dumps(members, default=float).encode()
