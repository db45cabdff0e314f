# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of events of the supply chain: texts and hashes, canonical identifiers, canonical numbers.

Run ``PYTHONPATH=tests python vectors/generate_epcis.py``; a test compares what it would write with what is there.
"""

import json
from pathlib import Path
from typing import Any, Final

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash, pre_hash
from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.numbers import as_double, canonical_number
from support.epcis import BOUGHT, INSTALLED, LOT, MADE, PACKED, SEEN, SEEN_IN_XML, as_json, document, in_xml, said

FOLDER: Final = Path(__file__).parent
REPORT: Final = {"type": "Temperature", "value": 26.1, "uom": "CEL", "time": "2026-03-04T11:00:00.0005+01:00"}
EVENTS: Final[dict[str, dict[str, Any]]] = {
    "an object is seen": SEEN,
    "goods are packed": PACKED,
    "goods are made of a lot": MADE,
    "goods are bought": BOUGHT,
    "a device is installed": INSTALLED,
    "a name, a record time and an error are left out": said(
        SEEN,
        eventID="urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
        recordTime="2026-03-04T12:00:00Z",
        errorDeclaration={"declarationTime": "2026-03-05T12:00:00Z", "reason": "did_not_occur"},
    ),
    "a receipt, its owner and its keeper": said(
        BOUGHT,
        bizTransactionList=[
            {
                "type": "https://example.com/types/WarehouseReceipt",
                "bizTransaction": "urn:epc:id:gdti:4012345.11111.R7",
            },
            {"bizTransaction": "https://example.com/orders/7"},
        ],
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00000"}],
        destinationList=[
            {"type": "possessing_party", "destination": "https://example.com/417/4000001000005"},
            {"type": "owning_party", "destination": "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8"},
        ],
    ),
    "measurements": said(
        SEEN,
        readPoint={"id": "urn:epc:id:sgln:4012345.00011.0", "example:gate": "07"},
        sensorElementList=[{"sensorMetadata": {"bizRules": "urn:x:r"}, "sensorReport": [REPORT, {"type": "Speed"}]}],
    ),
    "extensions and master data": said(
        SEEN,
        action="ADD",
        quantityList=[LOT],
        ilmd={"cbvmda:lotNumber": "L1", "example:grade": {"example:of": "A", "example:by": ["b", "a"]}},
        **{"example:gate": [2, 1, True], "rdfs:comment": "for people"},
    ),
}
XML: Final = {
    "an object is seen, in XML": f"<ObjectEvent>{SEEN_IN_XML}</ObjectEvent>",
    "with extensions, in XML 1.2": (
        f"<ObjectEvent>{SEEN_IN_XML}<bizStep>urn:epcglobal:cbv:bizstep:holding</bizStep><extension><quantityList>"
        "<quantityElement><epcClass>urn:epc:class:lgtin:4012345.012345.L1</epcClass><quantity>25.50</quantity>"
        "</quantityElement></quantityList></extension><example:a example:b='1'>x</example:a></ObjectEvent>"
    ),
}
URIS: Final = (
    *("urn:epc:id:sgtin:4012345.011111.98%22", "urn:epc:id:sscc:4012345.3111111111", "urn:epc:id:sgln:4012345.00005.0"),
    *("urn:epc:id:sgln:4012345.00005.12", "urn:epc:id:pgln:999999999999.", "urn:epc:id:grai:4012345.00022.334455"),
    *("urn:epc:id:giai:4012345.ABC345", "urn:epc:id:gsrn:4012345.0000006765", "urn:epc:id:gsrnp:4012345.0000000007"),
    *("urn:epc:id:gdti:4012345.00009.PO-4711", "urn:epc:id:cpi:4012345.A%2FB.12", "urn:epc:id:sgcn:4012345.99999.44"),
    *("urn:epc:id:ginc:4012345.x%2F1", "urn:epc:id:gsin:4012345.222333444", "urn:epc:id:itip:4012345.011111.01.02.9"),
    *(
        "urn:epc:id:upui:4012345.098765.a(b)",
        "urn:epc:class:lgtin:4012345.012345.L1",
        "urn:epc:idpat:grai:4012345.99999.*",
    ),
    *(
        "https://example.com/shop/gtin/401234512345/lot/L1/ser/S1?17=261231",
        "http://example.com/01/04012345123456/22/V",
    ),
    *(
        "urn:epc:id:sgtin:40123.01111111.1",
        "https://example.com/01/97803",
        "https://example.com/01/04012345123456/99/x",
    ),
    *("urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", "https://example.com/goods/12"),
)
NUMBERS: Final = (
    "26.0",
    "+007",
    ".5",
    "1e5",
    "-0.0",
    "0.00001",
    "111100001111000011110000",
    "0.1234567890123456789",
    "1e400",
)


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content."""
    written = {name: as_json(document(one)) for name, one in EVENTS.items()}
    written |= {name: in_xml(one, version="1" if "1.2" in name else "2") for name, one in XML.items()}
    files: dict[str, Any] = {
        "epcis/hashes.json": [_hashed(name, data) for name, data in written.items()],
        "epcis/keys.json": [{"uri": uri, "link": canonical_link(uri)} for uri in URIS],
        "epcis/numbers.json": [{"text": text, "canonical": canonical_number(text, as_double)} for text in NUMBERS],
    }
    return {path: (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode() for path, rows in files.items()}


def _hashed(name: str, data: bytes) -> dict[str, str]:
    (event,) = read_document(data).events
    return {"name": name, "utf8": data.decode(), "prehash": pre_hash(event), "hash": event_hash(event)}


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
