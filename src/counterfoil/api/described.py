# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document of a service: what is sent and answered, by name, of every operation.

The framework knows paths, verbs and parameters. What bodies hold it does not see, since handlers write them as bytes:
that is said here, with the problems that any operation may answer, and how whoever asks is known.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


SIGNED: Final[Shape] = {
    "type": "http",
    "scheme": "signature",
    "description": "Each request is signed (RFC 9421) by an Ed25519 key that a party has in force: over `@method`, "
    "`@authority`, `@path`, `@query`, `content-type`, and `content-digest` (RFC 9530) where there is a body; with "
    "`created`, `expires` (300 seconds later at most), `keyid`, `nonce` and `alg`. Every answer 401 says so in "
    "`Accept-Signature`.",
}
"""Requests that are signed: ``spec/signed-requests.md``."""


@dataclass(frozen=True)
class Operation:
    """What an operation takes and answers: by kind of document, the name of a schema; empty for what has none here."""

    answers: Mapping[int, Mapping[str, str]]
    """by status; nothing for an answer without a body"""
    body: Mapping[str, str] = field(default_factory=dict)
    parameters: Sequence[str] = ()
    """of the query, by name"""
    hears: Sequence[str] = ()
    """headers that it reads, by name"""
    tells: Sequence[str] = ()
    """headers of its answers, by name, beside those of all"""
    problems: Sequence[int] | None = None
    """statuses of the service's own problems that it may answer; None: of all of them"""
    description: str = ""


@dataclass(frozen=True)
class Described:
    """What a service says of its operations, by verb and path."""

    operations: Mapping[tuple[str, str], Operation] = field(default_factory=dict)
    schemas: Mapping[str, Shape] = field(default_factory=dict)
    kinds: Sequence[ProblemKind] = ()
    """its problems, beside those of every service"""
    more: Mapping[str, Shape] = field(default_factory=dict)
    """members of its problems, beside those of every service"""
    parameters: Mapping[str, Shape] = field(default_factory=dict)
    """what is said of parameters, by name: ``description``, and of their ``schema`` what the framework does not see"""
    headers: Mapping[str, Shape] = field(default_factory=dict)
    """what is said of headers of answers, by name"""
    tells: Sequence[str] = ()
    """headers of every answer to whoever is known"""
    waits: Sequence[int] = ()
    """statuses of its own problems that may say ``Retry-After``"""
    security: Mapping[str, Shape] = field(default_factory=lambda: {"signed": SIGNED})
    """how whoever asks is known, any one of these"""
    description: str = ""
    drawn: Sequence[Callable[[], Mapping[str, Shape]]] = ()
    """more schemas, which cost something to draw: done when the document is asked for"""


def joined(*parts: Described) -> Described:
    """One service of several parts: each file of pages says what its own operations take and answer.

    Raises ValueError where two parts say different things of one name: one would hide the other.
    """
    return Described(
        operations=_one_table([part.operations for part in parts]),
        schemas=_one_table([part.schemas for part in parts]),
        drawn=tuple(dict.fromkeys(draw for part in parts for draw in part.drawn)),
        kinds=tuple(dict.fromkeys(kind for part in parts for kind in part.kinds)),
        more=_one_table([part.more for part in parts]),
        parameters=_one_table([part.parameters for part in parts]),
        headers=_one_table([part.headers for part in parts]),
        tells=tuple(dict.fromkeys(name for part in parts for name in part.tells)),
        waits=tuple(dict.fromkeys(status for part in parts for status in part.waits)),
        security=_one_table([part.security for part in parts]),
        description=" ".join(part.description for part in parts if part.description),
    )


def _one_table(tables: Sequence[Mapping[Any, Any]]) -> dict[Any, Any]:
    made: dict[Any, Any] = {}
    for table in tables:
        for name, said in table.items():
            if made.setdefault(name, said) != said:
                raise ValueError(f"two parts of a service say what {name} is")
    return made


def referring_to(name: str) -> Shape:
    """By whose name another schema says it."""
    return {"$ref": f"{_REFERENCE}{name}"}


def problem_shape(described: Described) -> Shape:
    """A problem (RFC 9457): of one of the types in the table."""
    kinds = (*KINDS, *described.kinds)
    return {
        "type": "object",
        "description": "Why it was not done (RFC 9457), and nothing from inside.",
        "properties": {
            "type": {"oneOf": [_named(one) for one in _by_type(kinds)]},
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


def _by_type(kinds: Iterable[ProblemKind]) -> list[ProblemKind]:
    return list({one.type: one for one in sorted(kinds, key=lambda one: (one.type, one.status))}.values())


def _named(kind: ProblemKind) -> Shape:
    return {"const": kind.type, "title": kind.title, "description": f"status {kind.status}"}


def with_schemas(document: dict[str, Any], described: Described, *, secured: bool = True) -> dict[str, Any]:
    """The framework's document, with what is sent and answered. An operation of which nothing is said is a bug."""
    schemas = {
        "Health": HEALTH,
        "Problem": problem_shape(described),
        **_one_table([described.schemas, *(draw() for draw in described.drawn)]),
    }
    operations = {**OF_EVERY_SERVICE, **described.operations}
    told = _Telling(described)
    paths = {
        path: {
            verb: told.operation(one, operations.get((verb, path)), open_to_all=(verb, path) in OF_EVERY_SERVICE)
            if isinstance(one, dict) and "responses" in one
            else one
            for verb, one in verbs.items()
        }
        for path, verbs in document["paths"].items()
    }
    components = {**document.get("components", {}), "schemas": schemas, "responses": _problems(described)}
    components["headers"] = {**HEADERS, **described.headers}
    made = document | {"paths": paths, "components": components}
    if described.description:
        made["info"] = {**document["info"], "description": described.description}
    if secured:
        components["securitySchemes"] = dict(described.security)
        made["security"] = [{name: []} for name in described.security]
    return made


_JSON_HEALTH: Final = {"application/json": "Health"}
OF_EVERY_SERVICE: Final = {
    ("get", "/health"): Operation({200: _JSON_HEALTH, 503: _JSON_HEALTH}, problems=()),
    ("get", "/health/ready"): Operation({200: _JSON_HEALTH, 503: _JSON_HEALTH}, problems=()),
    ("get", "/health/live"): Operation({200: _JSON_HEALTH, 503: _JSON_HEALTH}, problems=()),
}
_REQUEST_ID: Final = "X-Request-ID"
_RETRY_AFTER: Final = "Retry-After"
HEADERS: Final[Mapping[str, Shape]] = {
    _REQUEST_ID: {
        "description": "the name of the request, which the service's log repeats",
        "required": True,
        "schema": _TEXT,
    },
    _RETRY_AFTER: {
        "description": "seconds after which it may be asked again; where it is absent that would not help",
        "schema": {"type": "integer", "minimum": 0},
    },
}
"""Of answers of every service."""
_ALWAYS: Final = (_REQUEST_ID,)
_WAITS: Final = frozenset({401, 429, 503})
"""Statuses that may say how long to wait; 401: what was signed before a start cannot be heard for a while after it."""
_OF_NO_OPERATION: Final = frozenset({405})
"""What is answered where there is none."""
_OF_BODIES: Final = frozenset({413, 415})


def _problems(described: Described) -> dict[str, Any]:
    """One answer for each status that a problem has, by its name."""
    content = _content({MEDIA_TYPE: "Problem"})
    by_status: dict[int, list[str]] = {}
    for one in (*KINDS, *described.kinds):
        by_status.setdefault(one.status, []).append(one.title)
    said = {status: "; ".join(dict.fromkeys(titles)) for status, titles in sorted(by_status.items())}
    waits = {*_WAITS, *described.waits}
    return {
        _problem_name(status): {
            "description": one,
            "headers": _headers((*_ALWAYS, *([_RETRY_AFTER] if status in waits else ()), *described.tells)),
            "content": content,
        }
        for status, one in said.items()
    }


def _problem_name(status: int) -> str:
    return f"Problem{status}"


@dataclass(frozen=True)
class _Telling:
    """Of one service, what the framework does not see of its operations."""

    described: Described

    def operation(self, found: dict[str, Any], said: Operation | None, *, open_to_all: bool) -> dict[str, Any]:
        problem = {
            "description": "a problem",
            "headers": _headers((*_ALWAYS, _RETRY_AFTER, *(() if open_to_all else self.described.tells))),
            "content": _content({MEDIA_TYPE: "Problem"}),
        }
        if said is None:
            return found | {"responses": {**found["responses"], "default": problem}}
        tells = (*_ALWAYS, *said.tells, *(() if open_to_all else self.described.tells))
        answers: dict[str, Any] = {str(status): _answer(status, media, tells) for status, media in said.answers.items()}
        refused = {str(one): {"$ref": f"#/components/responses/{_problem_name(one)}"} for one in self._statuses(said)}
        made = found | {"responses": {**refused, **answers, "default": problem}}
        if said.description:
            made["description"] = said.description
        if said.body:
            made["requestBody"] = {"required": True, "content": _content(said.body)}
        asked = [{"name": name, "in": "query", **_OPTIONAL} for name in said.parameters]
        heard = [{"name": name, "in": "header", **_OPTIONAL} for name in said.hears]
        if given := [*found.get("parameters", ()), *asked, *heard]:
            made["parameters"] = [self._parameter(one) for one in given]
        return made | ({"security": []} if open_to_all else {})

    def _statuses(self, said: Operation) -> list[int]:
        own = {one.status for one in self.described.kinds}
        everywhere = {one.status for one in KINDS} - _OF_NO_OPERATION - (set() if said.body else _OF_BODIES)
        return sorted(everywhere | (own if said.problems is None else set(said.problems)))

    def _parameter(self, one: dict[str, Any]) -> dict[str, Any]:
        said = self.described.parameters.get(one["name"], {})
        return one | said | ({"schema": one["schema"] | said["schema"]} if "schema" in said else {})


_OPTIONAL: Final = {"required": False, "schema": _TEXT}


def _answer(status: int, media: Mapping[str, str], tells: Sequence[str]) -> dict[str, Any]:
    said = {"description": _STATUSES[status], "headers": _headers(tells)}
    return said | ({"content": _content(media)} if media else {})


_STATUSES: Final = {
    200: "what was asked for",
    201: "done, and where it is found: Location",
    202: "taken in, and where it is found what becomes of it: Location",
    204: "done",
    503: "it cannot be used now",
}


def _headers(names: Sequence[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _content(media: Mapping[str, str]) -> dict[str, Any]:
    return {kind: {"schema": referring_to(name)} if name else {} for kind, name in media.items()}
