# SPDX-License-Identifier: Apache-2.0
"""``POST …/words``: events, records and calls in plain words, English and Chinese, as the modules have them.

Whoever asks sends what he was told, and is told nothing of the ledger but how quantities are written: the unit of an
instrument that he sees. So a program need not know a single module, and a new one needs no line there.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import Meta

from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.ledger.answering import (
    PATH_LENGTH_MAX,
    AskedWith,
    Asking,
    AskingParty,
    Policy,
    Running,
    as_of,
    json_answer,
    read_body,
    require_json,
)
from counterfoil.api.ledger.header_schemas import ONCE
from counterfoil.api.ledger.need_to_know import Sight
from counterfoil.api.media_types import JSON
from counterfoil.api.shapes import TEXT, list_of, object_of
from counterfoil.api.threads import in_thread
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.record_words import remark_on, said_of
from counterfoil.evidence.words import DisplayUnit, Units
from counterfoil.modules import laws
from counterfoil.modules.instruments.records import INSTRUMENTS

THINGS_MAX: Final = 1_000
"""Of each kind in a request."""
TEXT_MAX: Final = 1_000

Name = Annotated[str, Meta(max_length=TEXT_MAX)]


class Happened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an event says."""

    type: Name
    data: dict[str, Any]


class Stands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record, by its path."""

    record: Name
    value: dict[str, Any]


class ToBeSaid(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be put in words; a call has its name in ``call``, as always."""

    events: Annotated[tuple[Happened, ...], Meta(max_length=THINGS_MAX)] = ()
    records: Annotated[tuple[Stands, ...], Meta(max_length=THINGS_MAX)] = ()
    calls: Annotated[tuple[dict[str, Any], ...], Meta(max_length=THINGS_MAX)] = ()


@post("/chains/{chain:str}/words", status_code=200, summary="Events, records and calls in words, in two languages")
@in_thread
def words(
    request: Asking, chain: FromPath[str], entry: AskedWith, caller: AskingParty, policy: Policy, running: Running
) -> Response[bytes]:
    require_json(request)
    node = running.node(chain)
    asked: ToBeSaid = read_body(entry.body, ToBeSaid)
    units = SeenUnits(policy.sight(caller, node))
    vocabulary = laws().vocabulary
    return json_answer(
        {
            "at": as_of(node),
            "events": [vocabulary.describe(one.type, one.data, units=units) for one in asked.events],
            "records": [_record(one.record, one.value, units) for one in asked.records],
            "calls": [_call(one, units) for one in asked.calls],
        }
    )


class SeenUnits(Mapping[str, DisplayUnit]):
    """How quantities are written of instruments that somebody sees; of others he is told nothing, not even of units."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight

    def __getitem__(self, instrument: str) -> DisplayUnit:
        named = isinstance(instrument, str) and len(instrument) <= PATH_LENGTH_MAX
        found = self._sight.view.read(INSTRUMENTS, instrument) if named else None
        if found is None or not self._sight.record(found):
            raise KeyError(instrument)
        return DisplayUnit(found.unit.name, found.unit.decimals)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _record(path: str, value: dict[str, Any], units: Units) -> dict[str, Any]:
    """Its fields without its trail, which is a matter of proofs."""
    vocabulary = laws().vocabulary
    plain = {name: held for name, held in value.items() if name != "trail"}
    fields = [_field(one.at, one.name, one.value) for one in said_of(plain, path, vocabulary, units)]
    return {"remark": remark_on(value, path, vocabulary), "fields": fields}


def _call(call: dict[str, Any], units: Units) -> dict[str, Any]:
    plain = {name: held for name, held in call.items() if name != "call"}
    said = said_of(plain, str(call.get("call", "")), laws().vocabulary, units)
    return {"remark": None, "fields": [_field(one.at, one.name, one.value) for one in said]}


def _field(at: str, name: Words, value: Words) -> dict[str, Any]:
    return {"at": at, "name": name, "value": value}


HANDLERS = [words]
_WORDS: Final[Shape] = object_of({"en": TEXT, "zh": TEXT})
_FIELDS: Final[Shape] = object_of(
    {
        "remark": {"anyOf": [_WORDS, {"type": "null"}], "description": "what is to be known before its fields"},
        "fields": list_of(object_of({"at": TEXT, "name": _WORDS, "value": _WORDS})),
    }
)
_ANY: Final[Shape] = {"type": "object", "additionalProperties": True}
DESCRIBED: Final = Described(
    operations={
        ("post", "/chains/{chain}/words"): Operation(
            {200: {JSON: "Said"}},
            body={JSON: "ToBeSaid"},
            problems=(),
            description="What one was told, put in words by the modules. Nothing is looked up but units of instruments "
            "that one sees.",
            hears=ONCE,
        )
    },
    schemas={
        "ToBeSaid": object_of(
            {
                "events": list_of(object_of({"type": TEXT, "data": _ANY}), maxItems=THINGS_MAX),
                "records": list_of(object_of({"record": TEXT, "value": _ANY}), maxItems=THINGS_MAX),
                "calls": list_of(_ANY, maxItems=THINGS_MAX),
            },
            *("events", "records", "calls"),
        ),
        "Said": object_of(
            {
                "at": referring_to("At"),
                "events": list_of(_WORDS),
                "records": list_of(_FIELDS),
                "calls": list_of(_FIELDS),
            }
        ),
    },
)
