# SPDX-License-Identifier: Apache-2.0
"""What every call, event, record and outcome is, as JSON Schema: from the laws, so that a new module needs no line.

Schemas have the ledger's names: ``Call.holdings.transfer``, ``Event.holdings.transferred`` for what an event says,
``Record.holdings.holding``. ``Call`` is any call; ``Happening`` any event's type with what it says; ``Row`` any record
with its table; ``Outcome`` any outcome's number.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from counterfoil.api.described import Shape, referring_to
from counterfoil.api.ledger.struct_schemas import name_of, struct_schemas
from counterfoil.api.shapes import COUNT, HASH, TEXT, object_of
from counterfoil.commerce.machine import TRANSACTION_REJECTED
from counterfoil.evidence.event import Consent, ObjectClass, TrailLink
from counterfoil.evidence.header import Header
from counterfoil.law.module import Laws
from counterfoil.modules import laws
from counterfoil.primitives.authmap.proof import MapProof

CALL: Final = "Call"
HAPPENING: Final = "Happening"
ROW: Final = "Row"
OUTCOME: Final = "Outcome"
EVENT: Final = "Event"
HEADER: Final = name_of(Header)
PROOF: Final = name_of(MapProof)
"""Names of schemas, for those who refer to them."""


@cache
def law_schemas() -> dict[str, Shape]:
    """Of all modules, by name."""
    return schemas_of(laws())


def schemas_of(known: Laws) -> dict[str, Shape]:
    """The same of any laws."""
    calls = {f"Call.{name}": call for name, call in known.calls.items()}
    events = {f"Event.{type_}": event for type_, event in known.events.items()}
    records = {f"Record.{_dotted(prefix)}": table.record for prefix, table in known.tables.items()}
    named: dict[type, str] = {kind: name for name, kind in {**records, **events, **calls}.items()}
    structs = struct_schemas(named, (Header, MapProof, TrailLink, Consent, ObjectClass))
    rejected = f"Event.{TRANSACTION_REJECTED}"
    happenings = {type_: f"Event.{type_}" for type_ in (*known.events, TRANSACTION_REJECTED)}
    rows = {prefix: named[table.record] for prefix, table in known.tables.items()}
    return {
        **structs,
        rejected: _REJECTED,
        **{f"{HAPPENING}.{type_}": _pair("type", type_, "data", name) for type_, name in happenings.items()},
        **{f"{ROW}.{_dotted(prefix)}": _pair("table", prefix, "value", name) for prefix, name in rows.items()},
        CALL: _calls(known),
        HAPPENING: _one_of((f"{HAPPENING}.{one}" for one in happenings), "What can happen; `type` says which."),
        ROW: _one_of((f"{ROW}.{_dotted(one)}" for one in rows), "A record; `table` says which."),
        EVENT: _event(),
        OUTCOME: _outcomes(known),
    }


_REJECTED: Final[Shape] = {
    **object_of({"call": COUNT, "outcome": referring_to(OUTCOME), "reason": TEXT}),
    "description": "A transaction that did nothing: `outcome` says why, `call` at which of its calls.",
}


def _dotted(prefix: str) -> str:
    """A table, as names of schemas are written."""
    return prefix.replace("/", ".")


def _pair(tag: str, value: str, name: str, schema: str) -> Shape:
    """What says by its tag of which kind the other is."""
    return {
        "type": "object",
        "properties": {tag: {"const": value}, name: referring_to(schema)},
        "required": [tag, name],
    }


def _one_of(names: Iterable[str], description: str, **more: Any) -> Shape:
    return {"description": description, "oneOf": [referring_to(name) for name in names], **more}


def _calls(known: Laws) -> Shape:
    """Any call. What is made of others has no discriminator: in ``allOf`` it would mean another thing."""
    names = {name: f"Call.{name}" for name in known.calls}
    mapping = {value: referring_to(name)["$ref"] for value, name in names.items()}
    said = "What a transaction can ask. In a transaction, fields that hold their defaults are left out."
    return _one_of(names.values(), said, discriminator={"propertyName": "call", "mapping": mapping})


def _event() -> Shape:
    """A happening, and where, by which call, by whose consent, and in which trails it stands."""
    members: dict[str, Any] = {
        "call": {"type": ["integer", "null"], "minimum": 0},
        "chain": {"type": "string"},
        "consents": {"type": "array", "items": referring_to(name_of(Consent))},
        "height": COUNT,
        "index": {**COUNT, "description": "among the events of its block"},
        "object": referring_to(name_of(ObjectClass)),
        "trails": {"type": "array", "items": referring_to(name_of(TrailLink))},
        "transaction": HASH,
    }
    return {
        "description": "One thing that happened, as its leaf in the block is hashed.",
        "allOf": [
            {"type": "object", "properties": members, "required": list(members)},
            referring_to(HAPPENING),
        ],
        "unevaluatedProperties": False,
    }


def _outcomes(known: Laws) -> Shape:
    """Each by its number, with its name and what it says; clients meet more of them when the node learns more."""
    return {
        "description": "Why something is refused, by number; 0: it is done. Numbers never change, and new ones come.",
        "type": "integer",
        "oneOf": [
            {"const": number, "title": one.name, "description": f"{one.sentence} {one.remedy}".rstrip()}
            for number, one in sorted(known.outcomes.items())
        ],
    }
