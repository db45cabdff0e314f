# SPDX-License-Identifier: Apache-2.0
"""Shapes of values, as JSON Schema; each says in ``description`` what is wrong with a value that has another."""

from typing import Any, Final

from counterfoil.epcis import vocabulary

Shape = dict[str, Any]
"""A JSON Schema of draft 7."""

URI: Final[Shape] = {"type": "string", "format": "uri", "description": "is no URI"}
TIME: Final[Shape] = {
    "type": "string",
    "format": "date-time",
    "description": "is no date and time with a zone, such as 2026-11-30T09:00:00+08:00",
}
OFFSET: Final[Shape] = {
    "type": "string",
    "pattern": "^[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)$",
    "description": "is no offset of a time zone, such as +08:00",
}
TEXT: Final[Shape] = {"type": "string", "description": "is no text"}
NUMBER: Final[Shape] = {"type": "number", "description": "is no number"}
TRUTH: Final[Shape] = {"type": "boolean", "description": "is neither true nor false"}
HEX: Final[Shape] = {"type": "string", "pattern": "^[A-Fa-f0-9]+$", "description": "is no hexadecimal text"}
UNIT: Final[Shape] = {
    "type": "string",
    "pattern": "^[A-Z0-9]{2,3}$",
    "description": "is no code of a unit of UN/ECE Recommendation 20, such as KGM",
}
VERSION: Final[Shape] = {
    "type": "string",
    "pattern": "^\\d+(\\.\\d+)*$",
    "description": "is no version, such as 2.0",
}
ACTION: Final[Shape] = {
    "type": "string",
    "enum": ["OBSERVE", "ADD", "DELETE"],
    "description": "is none of OBSERVE, ADD, DELETE",
}
CONTEXT: Final[Shape] = {
    "anyOf": [
        {"type": "string", "format": "uri"},
        {"type": "object"},
        {
            "type": "array",
            "uniqueItems": True,
            "items": {"anyOf": [{"type": "string", "format": "uri"}, {"type": "object"}]},
        },
    ],
    "description": "is no context: a URI, an object, or a list of such, each once",
}
_OLD_CBV: Final = "^(urn:epcglobal:cbv|https?://ns\\.gs1\\.org/cbv/)"
"""Words of the vocabulary in earlier spellings: JSON has them short."""
_WEB_VOCABULARY: Final = "^https?://(www\\.)?gs1\\.org/voc/"
"""Words of GS1's web vocabulary written out: JSON has them short too."""


def _word_of(words: tuple[str, ...], refused: str, what: str) -> Shape:
    shown = ", ".join(words[:4]) + (", …" if len(words) > 4 else "")
    return {
        "anyOf": [
            {"type": "string", "enum": list(words)},
            {"type": "string", "format": "uri", "not": {"pattern": refused}},
        ],
        "description": f"is no {what} of the vocabulary ({shown}), and no URI of one's own",
    }


BIZ_STEP: Final = _word_of(vocabulary.BIZ_STEPS, _OLD_CBV, "business step")
DISPOSITION: Final = _word_of(vocabulary.DISPOSITIONS, _OLD_CBV, "disposition")
TRANSACTION_TYPE: Final = _word_of(vocabulary.BIZ_TRANSACTION_TYPES, _OLD_CBV, "type of business transaction")
PARTY_TYPE: Final = _word_of(vocabulary.SOURCE_DESTINATION_TYPES, _OLD_CBV, "type of source or destination")
ERROR_REASON: Final = _word_of(vocabulary.ERROR_REASONS, _OLD_CBV, "reason of an error")
COMPONENT: Final = _word_of(vocabulary.COMPONENTS, _OLD_CBV, "component")
MEASUREMENT: Final = _word_of(vocabulary.MEASUREMENTS, _WEB_VOCABULARY, "type of measurement")
ALERT: Final = _word_of(vocabulary.SENSOR_ALERTS, _WEB_VOCABULARY, "alert of a sensor")


def list_of(item: Shape, *, least: int = 0, once: bool = False) -> Shape:
    """A list of items of one shape."""
    shape: Shape = {"type": "array", "items": item, "description": "is no list"}
    return shape | ({"minItems": least} if least else {}) | ({"uniqueItems": True} if once else {})


def closed(members: dict[str, Shape], *required: str) -> Shape:
    """An object with these members and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "additionalProperties": False,
        "description": "is no object",
    }


def extensible(members: dict[str, Shape], *required: str) -> Shape:
    """An object with these members, and others whose names are URIs or begin with a prefix."""
    return {
        "type": "object",
        "properties": members,
        "required": list(required),
        "propertyNames": {"anyOf": [{"enum": list(members)}, {"format": "uri"}]},
        "description": "is no object",
    }


def open_object(members: dict[str, Shape], *required: str) -> Shape:
    """An object with these members, and whatever else."""
    return {"type": "object", "properties": members, "required": list(required), "description": "is no object"}
