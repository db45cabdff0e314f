# SPDX-License-Identifier: Apache-2.0
"""What follows from an event as it was received, and as it is read again, is the same: rows can be made anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from counterfoil.epcis.business_rules import RULES, URI_RULES, business_errors, business_findings
from counterfoil.epcis.document import Document, read_document
from counterfoil.epcis.event_hash import event_hash
from counterfoil.primitives.errors import DecodeError
from counterfoil.readmodel.epcis.event_json import event_bytes, read_event
from counterfoil.readmodel.epcis.indexing import rows_of
from shared_data import shared_data
from support.epcis import PACKED, SEEN, document
from support.goods_story import EVENTS
from support.goods_story import document as goods


def compared(read: Document) -> int:
    for event in read.events:
        again = read_event(event_bytes(event))
        assert event_hash(again) == event_hash(replace(event, ignored=frozenset()))
        assert rows_of(again, "h") == rows_of(event, "h")
    return len(read.events)


def test_of_events_told_here() -> None:
    """With prefixes, quantities, boxes."""
    assert compared(read_document(json.dumps(document(SEEN, PACKED)).encode())) == 2
    assert compared(read_document(json.dumps(goods(*EVENTS)).encode())) == 5


@pytest.mark.real_data
def test_of_every_public_document() -> None:
    """Those that can be read at all."""
    count = 0
    for path in sorted(Path(shared_data("epcis")).rglob("*")):
        if path.suffix in (".json", ".jsonld", ".xml") and not {"schema", "Queries"} & set(path.parts):
            if path.name == "digital_link_vectors.json":
                continue
            try:
                read = read_document(path.read_bytes())
            except DecodeError:
                continue
            try:
                count += compared(read)
            except DecodeError:  # an invalid one, of which no time can be read
                assert "Invalid" in path.parts, path
    assert count > 150


def test_errors_are_found_without_warnings() -> None:
    """What keeps an event from being captured is what is grave of all that is found; no rule about URIs is."""
    assert all(rule.severity == "warning" for rule in URI_RULES)
    assert {rule.severity for rule in RULES} == {"error", "warning"}
    wrong = {
        **PACKED,
        "parentID": None,
        "childQuantityList": [{"epcClass": "urn:epc:class:lgtin:1.2.3", "quantity": -1}],
    }
    whole = document({name: value for name, value in wrong.items() if value is not None})
    (event,) = read_document(json.dumps(whole).encode()).events
    found = [one for one in business_findings(event, now_ms=0) if one.severity == "error"]
    assert list(business_errors(event, now_ms=0)) == found and len(found) == 3
