# SPDX-License-Identifier: Apache-2.0
"""What documents say of places, classes and parties: attributes, and which place is part of which.

It is recorded with the document that brings it, if that is captured; what is said again of a thing replaces what the
same party said of it before. It describes events of that party alone: nobody tells another where his places are.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.epcis.document import Document
from counterfoil.epcis.json_types import Json, as_list, as_object, as_text
from counterfoil.epcis.keys.canonical import canonical_identifier
from counterfoil.epcis.vocabulary import CBV_MASTER_DATA, GS1, GS1_FORMERLY, URNS
from counterfoil.primitives.types import PartyId
from counterfoil.readmodel.columns import require_storable
from counterfoil.readmodel.epcis.indexing import require_indexable
from counterfoil.readmodel.epcis.tables import ATTRIBUTES, CHILDREN


def record_master_data(connection: Connection, document: Document, by: PartyId) -> None:
    """Enter what a document's header says. Raises InputError for what cannot be kept."""
    for element in _elements(document):
        uri = _identifier(element.get("id"))
        if not uri:
            continue
        connection.execute(ATTRIBUTES.delete().where(ATTRIBUTES.c.captured_by == by, ATTRIBUTES.c.uri == uri))
        connection.execute(CHILDREN.delete().where(CHILDREN.c.captured_by == by, CHILDREN.c.parent == uri))
        attributes = list(_attributes(element, document.names))
        if attributes:
            connection.execute(ATTRIBUTES.insert(), [{"captured_by": by, "uri": uri, **one} for one in attributes])
        children = sorted({_identifier(one) for one in as_list(element.get("children"))} - {""})
        if children:
            rows = [{"captured_by": by, "parent": uri, "child": child} for child in children]
            connection.execute(CHILDREN.insert(), rows)


def attribute_name(name: str, names: Namespaces) -> str:
    """An attribute by its whole name: ``cbvmda:site`` is ``urn:epcglobal:cbv:mda:site``."""
    prefix, colon, local = name.partition(":")
    namespace = {**STANDARD, **names}.get(prefix) if colon else None
    if namespace is not None:
        name = f"{namespace}:{local}" if namespace == CBV_MASTER_DATA else namespace + local
    return GS1 + name[len(GS1_FORMERLY) :] if name.startswith(GS1_FORMERLY) else name


def _elements(document: Document) -> Iterator[dict[str, Json]]:
    header = as_object(as_object(document.members.get("epcisHeader")).get("epcisMasterData"))
    for vocabulary in as_list(header.get("vocabularyList")):
        for element in as_list(as_object(vocabulary).get("vocabularyElementList")):
            yield as_object(element)


def _identifier(value: Json) -> str:
    """As events are compared by it: keys as links, words of the vocabulary as web URIs."""
    text = as_text(value)
    begun = next((urn for urn in URNS if text.startswith(urn)), None)
    uri = canonical_identifier(text) if begun is None else URNS[begun] + text[len(begun) :]
    return require_indexable(require_storable(uri))


def _attributes(element: dict[str, Json], names: Namespaces) -> Iterator[dict[str, Any]]:
    """Numbers and texts as texts; what holds members is there, and has no text."""
    for attribute in map(as_object, as_list(element.get("attributes"))):
        name = require_indexable(require_storable(attribute_name(as_text(attribute.get("id")), names)))
        value = attribute.get("attribute")
        yield {"name": name, "text": "" if isinstance(value, dict) else require_storable(str(value))}
