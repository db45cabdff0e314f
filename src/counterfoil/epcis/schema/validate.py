# SPDX-License-Identifier: Apache-2.0
"""Documents and events against the schema: compiled once, each event by its own kind."""

from collections.abc import Iterator
from functools import cache
from typing import Final

import jsonschema_rs

from counterfoil.epcis.document import CAPTURE, QUERY, Document
from counterfoil.epcis.event import Event
from counterfoil.epcis.finding import Finding
from counterfoil.epcis.json_types import JsonObject
from counterfoil.epcis.schema import documents
from counterfoil.epcis.schema.events import KINDS, event_statement
from counterfoil.epcis.schema.problems import RULE, problems
from counterfoil.epcis.schema.shapes import Shape

_OWN: Final = "an event of somebody's own kind"
_DOCUMENTS: Final = {CAPTURE: documents.CAPTURE, QUERY: documents.QUERY}


def document_findings(document: Document) -> Iterator[Finding]:
    """What the schema refuses of a document but for its events."""
    if document.is_bare:
        if "@context" not in document.members:
            yield Finding(RULE, "@context", "it is missing: an event by itself names its context")
    else:
        yield from _judged(document.kind, document.without_events(), "")


def event_findings(event: Event) -> Iterator[Finding]:
    """Everything in an event that the schema refuses."""
    yield from _judged(event.kind if event.kind in KINDS else _OWN, dict(event.members), event.place)


def is_valid_event(event: Event) -> bool:
    """Whether the schema has nothing to say: what most events are asked, and quickest."""
    validator, _ = _compiled(event.kind if event.kind in KINDS else _OWN)
    return validator.is_valid(event.members)


def _judged(kind: str, members: JsonObject, place: str) -> Iterator[Finding]:
    validator, statement = _compiled(kind)
    if not validator.is_valid(members):
        yield from dict.fromkeys(problems(validator, statement, members, place))


@cache
def _compiled(kind: str) -> tuple[jsonschema_rs.Draft7Validator, Shape]:
    statement = _DOCUMENTS[kind] if kind in _DOCUMENTS else event_statement(kind)
    return jsonschema_rs.Draft7Validator(statement, validate_formats=True), statement
