# SPDX-License-Identifier: Apache-2.0
"""Names of XML as names of JSON-LD: each namespace gets one prefix for the whole document."""

from typing import Final

from counterfoil.epcis.context import GS1_CONTEXT
from counterfoil.epcis.json_types import Json
from counterfoil.epcis.xml_safely import Element

_OF_XML: Final = ("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace")
_OF_EPCIS: Final = ("urn:epcglobal:epcis", "urn:epcglobal:xsd", "http://www.unece.org/cefact/namespaces/")
"""What begins the namespaces of the standard's own schemas: JSON has no prefix for them."""


def is_own(namespace: str) -> bool:
    """Whether a namespace is somebody's own, and neither XML's nor the standard's."""
    return not (namespace in _OF_XML or namespace.startswith(_OF_EPCIS))


class Prefixes:
    """The prefixes of a document, as its elements declare them; a second meaning gets a prefix of its own."""

    def __init__(self, root: Element) -> None:
        self._namespace_of: dict[str, str] = {}
        self._prefix_of: dict[str, str] = {}
        self._meanings: dict[str, int] = {}
        for prefix, namespace in root.nsmap.items():
            if prefix is not None and is_own(namespace):
                self._give(prefix, namespace)

    def name(self, element: Element, tag: str) -> str:
        """``{namespace}local`` as ``prefix:local``, and a tag without a namespace as it is."""
        namespace, brace, local = tag.removeprefix("{").partition("}")
        if not brace:
            return tag
        prefix = self._prefix_of.get(namespace)
        if prefix is None:
            declared = next((one for one, meant in element.nsmap.items() if meant == namespace and one), "ns")
            prefix = self._give(declared, namespace)
        return f"{prefix}:{local}"

    def context(self) -> Json:
        """The ``@context`` of the JSON form."""
        own: dict[str, Json] = dict(self._namespace_of)
        return [GS1_CONTEXT, own] if own else [GS1_CONTEXT]

    def _give(self, prefix: str, namespace: str) -> str:
        given, count = prefix, self._meanings.get(prefix, 1)
        while self._namespace_of.get(given, namespace) != namespace:
            count += 1
            given = f"{prefix}{count}"
        self._meanings[prefix] = count
        self._namespace_of[given] = namespace
        self._prefix_of.setdefault(namespace, given)
        return given
