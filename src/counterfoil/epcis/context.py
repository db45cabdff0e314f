# SPDX-License-Identifier: Apache-2.0
"""The ``@context`` of a document: which namespace each prefix stands for. Nothing is ever fetched.

The context of GS1 is known by its addresses, restated in what it says of prefixes; that short words of the vocabulary
stand for web URIs is said by ``vocabulary``. A context that maps prefixes to namespaces is read here, in microseconds;
one with other features goes through PyLD.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.vocabulary import CBV, CBV_MASTER_DATA, EPCIS, GS1, GS1_FORMERLY
from counterfoil.primitives.errors import DecodeError

Namespaces = Mapping[str, str]
"""Prefix → namespace."""
Contexts = Mapping[str, Json]
"""Address → the context that stands there, given by whoever has it."""

GS1_CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
GS1_CONTEXTS: Final = frozenset(
    {
        GS1_CONTEXT,
        "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/2.0.1/epcis-context.jsonld",
        "https://ref.gs1.org/standards/epcis/2.1.0/epcis-context.jsonld",
        "https://gs1.github.io/EPCIS/epcis-context.jsonld",
    }
)
STANDARD: Final[Namespaces] = {
    "epcis": EPCIS,
    "cbv": CBV,
    "cbvmda": CBV_MASTER_DATA,
    "gs1": GS1_FORMERLY,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}
"""The prefixes of the context of GS1."""
_VOCABULARIES: Final = (CBV, GS1, GS1_FORMERLY, EPCIS)
_OTHER_SPELLINGS: Final = {GS1_FORMERLY: GS1, f"{CBV_MASTER_DATA}:": CBV_MASTER_DATA}
"""Namespaces of the standard that documents spell in two ways."""
_VERSION: Final = Decimal("1.1")
_NESTED_MAX: Final = 8
"""How many contexts may name each other."""


def namespaces(context: Json, outer: Namespaces = STANDARD, *, known: Contexts | None = None) -> Namespaces:
    """The prefixes in force after a context, on top of those before it.

    DecodeError for the address of a context that is neither GS1's nor among ``known``, and for what is no context.
    """
    return _read(context, outer, known or {}, _NESTED_MAX)


def _read(context: Json, outer: Namespaces, known: Contexts, levels: int) -> Namespaces:
    if isinstance(context, list):
        for one in context:
            outer = _read(one, outer, known, levels)
        return outer
    if isinstance(context, dict):
        if not context:
            return outer
        if all(isinstance(value, str) and name[:1] != "@" for name, value in context.items()):
            return _plain(context, outer)
        return _through_pyld(context, outer, known)
    if isinstance(context, str):
        return _read_named(context, outer, known, levels)
    if context is None:
        return STANDARD
    raise DecodeError(f"{context!r} is no context", where="@context", remedy="give an address or an object")


def _read_named(address: str, outer: Namespaces, known: Contexts, levels: int) -> Namespaces:
    if address in GS1_CONTEXTS:
        return outer if outer is STANDARD else {**outer, **STANDARD}
    if address not in known or not levels:
        raise _unknown(address)
    given = known[address]
    inner = given.get("@context", given) if isinstance(given, dict) else given
    return _read(inner, outer, known, levels - 1)


def _plain(context: JsonObject, outer: Namespaces) -> Namespaces:
    """Prefixes that stand for namespaces, which may be written with other prefixes."""
    found = {**outer, **{prefix: str(value) for prefix, value in context.items()}}
    for prefix in context:
        head, colon, rest = found[prefix].partition(":")
        if colon and head in found and head != prefix and not rest.startswith("//"):
            found[prefix] = found[head] + rest
    return found


def _through_pyld(context: JsonObject, outer: Namespaces, known: Contexts) -> Namespaces:
    """What a processor of JSON-LD makes of each prefix that the context defines."""
    from pyld import jsonld

    refused: list[str] = []

    def load(address: str, _options: object) -> dict[str, object]:
        if address not in GS1_CONTEXTS and address not in known:
            refused.append(address)
            raise _unknown(address)
        given = dict(STANDARD) if address in GS1_CONTEXTS else known[address]
        document = given if isinstance(given, dict) and "@context" in given else {"@context": given}
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}

    imported = context.get("@import")
    if isinstance(imported, str) and imported not in known and imported not in GS1_CONTEXTS:
        raise _unknown(imported)
    context = _plain_numbers(context)
    found = dict(outer)
    for term in context:
        if term[:1] == "@" or ":" in term:
            continue
        asked = f"{term}:x"
        try:
            made = jsonld.expand({"@context": [dict(outer), context], asked: "x"}, {"documentLoader": load})
        except (jsonld.JsonLdError, DecodeError, TypeError, ValueError, LookupError, RecursionError) as error:
            if refused:
                raise _unknown(refused[0]) from None
            raise DecodeError(f"no JSON-LD context: {error.args[0]}", where="@context") from error
        for name in (name for one in made for name in one if name.endswith("x") and name != asked):
            found[term] = name[:-1]
    return found


def _plain_numbers(context: JsonObject) -> JsonObject:
    """Without ``@version``: 1.1 is the only one there is, and how every context is read. No other number is one."""
    version = context.get("@version")
    if version is not None and version != _VERSION:
        problem = f"JSON-LD has no version {version}"
        raise DecodeError(problem, where="@context", remedy="write 1.1, or leave it out")
    return {name: value for name, value in context.items() if name != "@version"}


def _unknown(address: str) -> DecodeError:
    problem = f"the context {address} is not known, and nothing is fetched"
    return DecodeError(problem, where="@context", remedy="write its prefixes out, or give what stands there")


def expanded(name: str, known: Namespaces) -> str:
    """``prefix:local`` as ``{namespace}local``; a name without a prefix, or with one that stands for nothing, as is."""
    prefix, colon, local = name.partition(":")
    if not colon or prefix not in known:
        return name
    return named_in(known[prefix], local)


def named_in(namespace: str, local: str) -> str:
    """``{namespace}local``, in one spelling for each namespace."""
    return f"{{{_OTHER_SPELLINGS.get(namespace, namespace)}}}{local}"


def whole(text: str, names: Namespaces = STANDARD) -> str:
    """A value whose prefix stands for a vocabulary of GS1, written out; any other text as it is."""
    prefix, colon, local = text.partition(":")
    if not colon or prefix not in names:
        return text
    namespace = names[prefix]
    return namespace + local if namespace.startswith(_VOCABULARIES) else text
