# SPDX-License-Identifier: Apache-2.0
"""What is sent to a repository and answered by it, as its OpenAPI document says it: by the tables that judge events."""

from collections.abc import Mapping
from typing import Any, Final

from counterfoil.api.described import Described, Operation, Shape, referring_to
from counterfoil.api.epcis.answers import DECLARED_BY_OTHERS, OWN_PREFIX
from counterfoil.api.epcis.exceptions import KINDS as PROBLEM_KINDS
from counterfoil.api.epcis.formats import EpcFormat
from counterfoil.api.epcis.named_queries import NAME_LENGTH_MAX
from counterfoil.api.epcis.subscribing import TOKEN_LENGTH_MIN
from counterfoil.api.shapes import TEXT, TRUTH, object_of
from counterfoil.epcis.schema import documents
from counterfoil.epcis.schema.events import KINDS, event_statement
from counterfoil.readmodel.epcis.jobs import Behaviour
from counterfoil.readmodel.epcis.parameters import NAMED
from counterfoil.readmodel.epcis.query import CONTROLS, TOKEN
from counterfoil.readmodel.epcis.schedule import FIELDS
from counterfoil.readmodel.epcis.words import RESOURCES

_URI: Final[Shape] = {"type": "string", "format": "uri"}
_TIME: Final[Shape] = {"type": "string", "format": "date-time"}
_COUNT: Final[Shape] = {"type": "integer", "minimum": 0}
_OWN: Final = "EventOfAnotherKind"


def _list_of(name: str) -> Shape:
    return {"type": "array", "items": referring_to(name)}


def _told_plainly(shape: Any) -> Any:
    """Without the descriptions, which say what is wrong with a value."""
    if isinstance(shape, list):
        return [_told_plainly(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    kept = {name: one for name, one in shape.items() if name != "description"}
    members = kept.pop("properties", None)
    plain = {name: _told_plainly(one) for name, one in kept.items()}
    return (
        plain if members is None else plain | {"properties": {name: _told_plainly(members[name]) for name in members}}
    )


def _event(kind: str) -> Shape:
    """One kind of event; ``type`` tells which."""
    shape = _told_plainly(event_statement(kind))
    own = {"const": kind} if kind in KINDS else {**_URI, "not": {"enum": list(KINDS)}}
    return {**shape, "properties": {**shape["properties"], "type": own}}


def _with_events(shape: Shape, kind: str, *path: str) -> Shape:
    """A document of a kind; its events stand below ``path``."""
    plain: Shape = _told_plainly(shape)
    plain["properties"]["type"] = {"const": kind}
    within = plain
    for step in path:
        within = within["properties"][step]
    within["properties"]["eventList"] = _list_of("Event")
    return plain


def _query_document() -> Shape:
    shape = _with_events(documents.QUERY, "EPCISQueryDocument", "epcisBody", "queryResults", "resultsBody")
    shape["properties"][DECLARED_BY_OTHERS] = _list_of("DeclaredByAnother")
    return shape


_JOB_ERROR: Final = object_of({"type": {"enum": [one.type for one in PROBLEM_KINDS]}, "title": TEXT, "detail": TEXT})
_SCHEDULE: Final = {
    "type": "object",
    "properties": {name: {"type": "string", "pattern": "^[0-9,\\[\\]-]+$"} for name in FIELDS},
    "minProperties": 1,
    "additionalProperties": False,
}
_WANTED: Final[dict[str, Shape]] = {
    "dest": _URI,
    "signatureToken": {"type": "string", "minLength": TOKEN_LENGTH_MIN},
    "stream": TRUTH,
    "schedule": _SCHEDULE,
    "reportIfEmpty": TRUTH,
    "initialRecordTime": _TIME,
}
_SUBSCRIPTION: Final[dict[str, Shape]] = {
    "subscriptionID": TEXT,
    "dest": _URI,
    "stream": {"const": True},
    "schedule": _SCHEDULE,
    "reportIfEmpty": TRUTH,
    "createdAt": _TIME,
    "initialRecordTime": _TIME,
    "minRecordTime": _TIME,
    "lastNotifiedAt": _TIME,
    "epcFormat": {"enum": list(map(str, EpcFormat))},
    "failures": _COUNT,
}
_DECLARED: Final[dict[str, Shape]] = {
    f"{OWN_PREFIX}:{name}": shape
    for name, shape in (
        *(("event", _URI), ("capturedBy", TEXT), ("declaredBy", TEXT)),
        *(("declarationTime", _TIME), ("reason", _URI)),
    )
}
_QUESTION: Final[Shape] = {
    "type": "object",
    "properties": {"@context": {}},
    "additionalProperties": {"type": ["string", "number", "boolean", "array", "null"]},
}
_JOB: Final[dict[str, Shape]] = {
    "captureID": TEXT,
    "createdAt": _TIME,
    "finishedAt": _TIME,
    "running": TRUTH,
    "success": TRUTH,
    "captureErrorBehaviour": {"enum": list(map(str, Behaviour))},
    "captured": _COUNT,
    "errors": {"type": "array", "items": _JOB_ERROR},
}
_COLLECTION: Final[dict[str, Shape]] = {
    "@context": {"type": "array", "items": _URI},
    "type": {"const": "Collection"},
    "member": {"type": "array", "items": TEXT},
}
SCHEMAS: Final[Mapping[str, Shape]] = {
    **{kind: _event(kind) for kind in KINDS},
    _OWN: _event(_OWN),
    "Event": {"oneOf": [referring_to(kind) for kind in (*KINDS, _OWN)]},
    "EventByItself": {"allOf": [referring_to("Event"), {"required": ["@context"]}]},
    "EPCISDocument": _with_events(documents.CAPTURE, "EPCISDocument", "epcisBody"),
    "EPCISQueryDocument": _query_document(),
    "EventOrEvents": {"oneOf": [referring_to("EPCISQueryDocument"), referring_to("EventByItself")]},
    "Captured": {"oneOf": [referring_to(name) for name in ("EPCISDocument", "EPCISQueryDocument", "EventByItself")]},
    "CollectionOrEvents": {"oneOf": [referring_to("Collection"), referring_to("EPCISQueryDocument")]},
    "DeclaredByAnother": object_of(_DECLARED, f"{OWN_PREFIX}:reason"),
    "CaptureJob": object_of(_JOB, "finishedAt"),
    "CaptureJobs": _list_of("CaptureJob"),
    "NewQuery": object_of(
        {"name": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH_MAX}, "query": _QUESTION}
    ),
    "NamedQuery": object_of({"name": TEXT, "createdAt": _TIME, "query": _QUESTION}),
    "NamedQueries": _list_of("NamedQuery"),
    "NewSubscription": object_of(_WANTED, *(set(_WANTED) - {"dest"})),
    "MadeSubscription": object_of({"subscriptionID": TEXT}),
    "Subscription": object_of(_SUBSCRIPTION, "stream", "schedule", "reportIfEmpty", "lastNotifiedAt"),
    "Subscriptions": _list_of("Subscription"),
    "Collection": object_of(_COLLECTION),
}

_JSON: Final = "application/json"
_LD: Final = "application/ld+json"
_XML: Final = ("application/xml", "text/xml")
_PAGED: Final = ("perPage", TOKEN)
_ASKED: Final = (*sorted(NAMED), *sorted(CONTROLS))
"""Those with names of their own; families such as ``EQ_quantity_{uom}`` and members of somebody's own stand beside."""


def _json(name: str) -> dict[str, str]:
    return {_JSON: name}


def _events(name: str) -> dict[str, str]:
    return {_JSON: name, **dict.fromkeys(_XML, "")}


def _sent(name: str) -> dict[str, str]:
    return {_JSON: name, _LD: name}


_ONE: Final = "/queries/{name}"
_SUBSCRIPTIONS: Final = f"{_ONE}/subscriptions"
OPERATIONS: Final[Mapping[tuple[str, str], Operation]] = {
    ("get", "/"): Operation({200: _json("Collection")}),
    ("post", "/events"): Operation({201: {}}, _sent("Captured") | dict.fromkeys(_XML, "")),
    ("get", "/events"): Operation({200: _events("EPCISQueryDocument")}, parameters=_ASKED),
    ("get", "/events/{name}"): Operation({200: _events("EventOrEvents")}),
    ("post", "/capture"): Operation({202: {}}, _sent("Captured") | dict.fromkeys(_XML, "")),
    ("get", "/capture"): Operation({200: _json("CaptureJobs")}, parameters=_PAGED),
    ("get", "/capture/{name}"): Operation({200: _json("CaptureJob")}),
    ("delete", "/nextPageToken/{token}"): Operation({204: {}}),
    ("post", "/queries"): Operation({201: {}}, _sent("NewQuery")),
    ("get", "/queries"): Operation({200: _json("NamedQueries")}, parameters=_PAGED),
    ("get", _ONE): Operation({200: _json("NamedQuery")}),
    ("delete", _ONE): Operation({204: {}}),
    ("get", f"{_ONE}/events"): Operation({200: _events("EPCISQueryDocument")}, parameters=_ASKED),
    ("post", _SUBSCRIPTIONS): Operation({201: _json("MadeSubscription")}, _sent("NewSubscription")),
    ("get", _SUBSCRIPTIONS): Operation({200: _json("Subscriptions")}),
    ("get", f"{_SUBSCRIPTIONS}/{{id}}"): Operation({200: _json("Subscription")}),
    ("delete", f"{_SUBSCRIPTIONS}/{{id}}"): Operation({204: {}}),
    **{("get", f"/{one}"): Operation({200: _json("Collection")}, parameters=_PAGED) for one in RESOURCES},
    **{
        ("get", f"/{one}/{{word}}"): Operation({200: _events("CollectionOrEvents")}, parameters=_ASKED)
        for one in RESOURCES
    },
}
DESCRIBED: Final = Described(
    OPERATIONS,
    SCHEMAS,
    PROBLEM_KINDS,
    {
        "parameter": {"type": "string", "description": "of the query, by its name"},
        "errors": {
            "type": "array",
            "items": object_of({"place": TEXT, "rule": TEXT, "problem": TEXT}),
            "description": "what is wrong with a document, place by place; the first fifty",
        },
        "count": {"type": "integer", "minimum": 1, "description": "of all that is wrong with it"},
    },
)
