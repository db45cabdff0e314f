# SPDX-License-Identifier: Apache-2.0
"""Documents of a small supply chain: a slab is sawn, a plate packed and sent; a lot comes, and is poured."""

import json
from collections.abc import Callable
from pathlib import Path
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


def prepared(run: Callable[..., Any], folder: Path, *, anchored: bool) -> None:
    """What the examples of the commands name: a thing made of a lot, in a database; a repository on a chain."""
    lot = [{"epcClass": "urn:epc:class:lgtin:0614141.107346.L1", "quantity": 30, "uom": "KGM"}]
    made = event(
        "TransformationEvent",
        1,
        inputQuantityList=lot,
        outputEPCList=["urn:epc:id:sgtin:0614141.107346.2017"],
        eventID="urn:uuid:0f6e5a4c-9d8b-4f0e-8a57-2d7c1f9b3e61",
    )
    (folder / "made.json").write_text(json.dumps(document(made)))
    run("supply", "capture", "made.json", "--by", "issuer")
    given = ("--key", "issuer", "--network", "trial", "--no-publish")
    run("traceability", "open-repository", "--repository", "copper", "--keeper", "issuer", "--title", "Copper", *given)
    if anchored:
        run("supply", "anchor", "copper", *given)
