# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document of a service: what is sent and answered, by name, of every operation.

The framework knows paths, verbs and parameters. What bodies hold it does not see, since handlers write them as bytes:
that is said here, with the problems that any operation may answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.api.problems import KINDS, MEDIA_TYPE, ProblemKind

Shape = dict[str, Any]
"""A JSON Schema of draft 2020-12."""

_REFERENCE: Final = "#/components/schemas/"
_TEXT: Final[Shape] = {"type": "string"}
HEALTH: Final[Shape] = {
    "type": "object",
    "properties": {"status": {"enum": ["ok", "unavailable"]}},
    "required": ["status"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Operation:
    """What an operation takes and answers: by kind of document, the name of a schema; empty for what has none here."""

    answers: Mapping[int, Mapping[str, str]]
    """by status; nothing for an answer without a body"""
    body: Mapping[str, str] = field(default_factory=dict)
    parameters: Sequence[str] = ()
    """of the query, by name"""


@dataclass(frozen=True)
class Described:
    """What a service says of its operations, by verb and path."""

    operations: Mapping[tuple[str, str], Operation] = field(default_factory=dict)
    schemas: Mapping[str, Shape] = field(default_factory=dict)
    kinds: Sequence[ProblemKind] = ()
    """its problems, beside those of every service"""
    more: Mapping[str, Shape] = field(default_factory=dict)
    """members of its problems, beside those of every service"""


def referring_to(name: str) -> Shape:
    """By whose name another schema says it."""
    return {"$ref": f"{_REFERENCE}{name}"}


def problem_shape(described: Described) -> Shape:
    """A problem (RFC 9457): of one of the types in the table."""
    kinds = (*KINDS, *described.kinds)
    return {
        "type": "object",
        "properties": {
            "type": {"enum": sorted({one.type for one in kinds})},
            "title": {"enum": sorted({one.title for one in kinds})},
            "status": {"enum": sorted({one.status for one in kinds})},
            "detail": _TEXT,
            "request": {"type": "string", "description": "the name of the request, which the service's log repeats"},
            "reason": {
                "enum": sorted({one.type for one in KINDS}),
                "description": "which problem it is, where a standard has one name for several",
            },
            **described.more,
        },
        "required": ["type", "title", "status", "request"],
        "additionalProperties": False,
    }


def with_schemas(document: dict[str, Any], described: Described) -> dict[str, Any]:
    """The framework's document, with what is sent and answered. An operation of which nothing is said is a bug."""
    schemas = {"Health": HEALTH, "Problem": problem_shape(described), **described.schemas}
    operations = {**OF_EVERY_SERVICE, **described.operations}
    paths = {
        path: {
            verb: _operation(one, operations.get((verb, path))) if isinstance(one, dict) and "responses" in one else one
            for verb, one in verbs.items()
        }
        for path, verbs in document["paths"].items()
    }
    return document | {"paths": paths, "components": {**document.get("components", {}), "schemas": schemas}}


_JSON_HEALTH: Final = {"application/json": "Health"}
OF_EVERY_SERVICE: Final = {
    ("get", "/health"): Operation({200: _JSON_HEALTH, 503: _JSON_HEALTH}),
    ("get", "/health/ready"): Operation({200: _JSON_HEALTH, 503: _JSON_HEALTH}),
    ("get", "/health/live"): Operation({200: _JSON_HEALTH}),
}


def _operation(found: dict[str, Any], said: Operation | None) -> dict[str, Any]:
    problem = {"description": "a problem", "content": _content({MEDIA_TYPE: "Problem"})}
    if said is None:
        return found | {"responses": {**found["responses"], "default": problem}}
    responses: dict[str, Any] = {str(status): _answer(status, media) for status, media in said.answers.items()}
    made = found | {"responses": {**responses, "default": problem}}
    if said.body:
        made["requestBody"] = {"required": True, "content": _content(said.body)}
    if said.parameters:
        asked = [{"name": name, "in": "query", "required": False, "schema": _TEXT} for name in said.parameters]
        made["parameters"] = [*found.get("parameters", ()), *asked]
    return made


def _answer(status: int, media: Mapping[str, str]) -> dict[str, Any]:
    said = {"description": _STATUSES[status]}
    return said | ({"content": _content(media)} if media else {})


_STATUSES: Final = {
    200: "what was asked for",
    201: "done, and where it is found: Location",
    202: "taken in, and where it is found what becomes of it: Location",
    204: "done",
    503: "it cannot be used now",
}


def _content(media: Mapping[str, str]) -> dict[str, Any]:
    return {kind: {"schema": referring_to(name)} if name else {} for kind, name in media.items()}
