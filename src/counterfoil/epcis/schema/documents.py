# SPDX-License-Identifier: Apache-2.0
"""What stands around the events: documents to capture, and answers to queries."""

from typing import Final

from counterfoil.epcis.schema import shapes
from counterfoil.epcis.schema.shapes import TEXT, TIME, URI, Shape, extensible, list_of, open_object

_ATTRIBUTE: Final = open_object(
    {
        "id": URI,
        "attribute": {
            "anyOf": [{"type": "number"}, {"type": "string"}, {"type": "object"}],
            "description": "is no number, text or object",
        },
    },
    "id",
)
_ELEMENT: Final = open_object({"id": URI, "attributes": list_of(_ATTRIBUTE), "children": list_of(URI)}, "id")
_VOCABULARIES: Final = list_of(open_object({"type": URI, "vocabularyElementList": list_of(_ELEMENT)}, "type"))
_EVENTS: Final[Shape] = {"type": "array", "description": "is no list"}
"""Events are judged one by one."""
_HEAD: Final[dict[str, Shape]] = {
    "@context": shapes.CONTEXT,
    "id": URI,
    "type": TEXT,
    "schemaVersion": shapes.VERSION,
    "creationDate": TIME,
}

CAPTURE: Final = extensible(
    {
        **_HEAD,
        **dict.fromkeys(("instanceIdentifier", "sender", "receiver"), TEXT),
        "epcisHeader": extensible({"epcisMasterData": open_object({"vocabularyList": _VOCABULARIES})}),
        "epcisBody": open_object({"eventList": _EVENTS}, "eventList"),
    },
    *("@context", "type", "schemaVersion", "creationDate", "epcisBody"),
)
_RESULTS: Final = extensible({"eventList": _EVENTS, "vocabularyList": _VOCABULARIES}, "eventList")
QUERY: Final = extensible(
    {
        **_HEAD,
        "epcisBody": extensible(
            {
                "queryResults": extensible(
                    {"queryName": TEXT, "subscriptionID": TEXT, "resultsBody": _RESULTS}, "queryName", "resultsBody"
                )
            },
            "queryResults",
        ),
    },
    *("@context", "type", "epcisBody"),
)
