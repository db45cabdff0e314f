# SPDX-License-Identifier: Apache-2.0
"""Documents of a small supply chain: a slab is sawn, a plate packed and sent; a lot comes, and is poured."""

from typing import Any, Final

from support.epcis_service import DOCUMENT

SLAB, PLATE, OTHER, BOX = (
    f"https://id.gs1.org/01/09521321000010/21/{name}" for name in ("slab", "plate", "other", "box")
)
HERE: Final = "https://id.gs1.org/414/9521321000010"
LOT: Final = "https://id.gs1.org/01/09521321000010/10/L1"


def event(kind: str, minute: int, **members: Any) -> dict[str, Any]:
    time = {"eventTime": f"2026-07-01T10:{minute:02}:00Z", "eventTimeZoneOffset": "+00:00"}
    return {"type": kind, **time, **members}


SAWN: Final = event("TransformationEvent", 1, inputEPCList=[SLAB], outputEPCList=[PLATE, OTHER], bizStep="assembling")
PACKED: Final = event("AggregationEvent", 2, parentID=BOX, childEPCs=[PLATE], action="ADD", bizStep="packing")
SENT: Final = event("ObjectEvent", 3, epcList=[BOX], action="OBSERVE", bizStep="shipping", readPoint={"id": HERE})
POURED: Final = event(
    "TransformationEvent",
    4,
    inputQuantityList=[{"epcClass": LOT, "quantity": 2, "uom": "TNE"}],
    outputQuantityList=[{"epcClass": f"{LOT}2", "quantity": 2001, "uom": "KGM"}],
)
CAME: Final = event(
    "ObjectEvent",
    0,
    action="OBSERVE",
    bizStep="receiving",
    bizLocation={"id": HERE},
    quantityList=[{"epcClass": LOT, "quantity": 5, "uom": "TNE"}],
)
EVENTS: Final = (SAWN, PACKED, SENT, POURED, CAME)


def document(*events: dict[str, Any]) -> dict[str, Any]:
    return {**DOCUMENT, "epcisBody": {"eventList": list(events)}}
