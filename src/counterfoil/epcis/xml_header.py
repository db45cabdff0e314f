# SPDX-License-Identifier: Apache-2.0
"""The header of a document in XML: who sent it to whom, and master data."""

from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.xml_safely import Element
from counterfoil.epcis.xml_values import add, local, text_of


def read_header(header: Element) -> JsonObject:
    """``sender``, ``receiver``, ``instanceIdentifier`` and ``epcisHeader``, as far as they are there."""
    members: JsonObject = {}
    for name, path in (
        ("sender", ("Sender", "Identifier")),
        ("receiver", ("Receiver", "Identifier")),
        ("instanceIdentifier", ("DocumentIdentification", "InstanceIdentifier")),
    ):
        found = _find(header, *path)
        if found is not None and text_of(found):
            members[name] = text_of(found)
    vocabularies = [_vocabulary(one) for one in header.iter() if local(one) == "Vocabulary"]
    if vocabularies:
        members["epcisHeader"] = {"epcisMasterData": {"vocabularyList": vocabularies}}
    return members


def _find(element: Element, *path: str) -> Element | None:
    """The first element at the end of a path of names, whose first may stand anywhere below."""
    found = next((one for one in element.iter() if local(one) == path[0]), None)
    for name in path[1:]:
        found = None if found is None else next((one for one in found if local(one) == name), None)
    return found


def _vocabulary(element: Element) -> Json:
    elements = [_element(one) for one in element.iter() if local(one) == "VocabularyElement"]
    members: JsonObject = {"type": element.attrib.get("type", "")}
    return {**members, "vocabularyElementList": elements} if elements else members


def _element(element: Element) -> Json:
    members: JsonObject = {"id": element.attrib.get("id", "")}
    attributes = [one for one in element if local(one) == "attribute"]
    if attributes:
        members["attributes"] = [{"id": one.attrib.get("id", ""), "attribute": _attribute(one)} for one in attributes]
    children = [text_of(one) for child in element if local(child) == "children" for one in child]
    return {**members, "children": list[Json](children)} if children else members


def _attribute(element: Element) -> Json:
    """Its text, or what it holds, by names without their namespaces: master data has none in JSON."""
    if not len(element):
        return text_of(element)
    members: JsonObject = {}
    for child in element:
        add(members, local(child), _attribute(child))
    return members
