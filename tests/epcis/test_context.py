# SPDX-License-Identifier: Apache-2.0
"""Contexts: prefixes and what they stand for, by ourselves and through PyLD; nothing is fetched."""

import socket
from decimal import Decimal

import pytest

from counterfoil.epcis.context import GS1_CONTEXTS, STANDARD, expanded, namespaces, whole
from counterfoil.epcis.vocabulary import CBV_MASTER_DATA, GS1_FORMERLY
from counterfoil.primitives.errors import DecodeError

OURS = "https://ns.example.com/epcis/"
ELSEWHERE = "https://example.com/context.jsonld"


@pytest.mark.parametrize("address", sorted(GS1_CONTEXTS))
def test_the_context_of_gs1_is_known(address):
    """By each of its addresses, alone or in a list, without being fetched."""
    assert namespaces(address) == namespaces([address]) == STANDARD
    assert (STANDARD["cbvmda"], STANDARD["gs1"]) == (CBV_MASTER_DATA, GS1_FORMERLY)


def test_prefixes_are_read():
    """Maps of prefixes add to those before; a later one wins; a prefix may be written with another."""
    read = namespaces(
        [sorted(GS1_CONTEXTS)[0], {"a": OURS}, {}, {"b": "a:inner/", "cbvmda": "https://example.com/mda/"}]
    )
    assert (read["a"], read["b"], read["cbvmda"]) == (OURS, f"{OURS}inner/", "https://example.com/mda/")
    assert namespaces({"c": "https://example.com/c/"}, read)["b"] == f"{OURS}inner/"
    assert namespaces(None, read) == STANDARD


def test_features_of_json_ld_go_through_a_processor():
    """Prefixes defined as terms, relative to others or beside keywords are what JSON-LD says they are."""
    prefixes = {"a": {"@id": OURS, "@prefix": True}, "b": {"@id": "a:inner/", "@prefix": True}}
    context = {"@version": Decimal("1.1"), **prefixes, "a:y": {"@type": "@id"}}
    read = namespaces([context, {"@vocab": "https://example.com/words/", "c": "https://example.com/c#"}])
    assert (read["a"], read["b"], read["c"]) == (OURS, f"{OURS}inner/", "https://example.com/c#")


def test_a_term_that_is_no_prefix_stands_for_no_namespace():
    """A term for one whole name says nothing of names that begin with it."""
    assert "field" not in namespaces({"field": {"@id": f"{OURS}field", "@type": "@id"}})


def test_contexts_are_given_by_their_addresses():
    """Who names a context of his own gives what stands there, also where a processor asks for it."""
    known = {ELSEWHERE: {"@context": {"a": OURS}}, f"{ELSEWHERE}2": [ELSEWHERE, {"b": f"{OURS}b/"}]}
    assert namespaces(f"{ELSEWHERE}2", known=known)["a"] == OURS
    assert namespaces({"@import": ELSEWHERE, "b": f"{OURS}b/"}, known=known)["b"] == f"{OURS}b/"


REFUSED = {
    "an address nobody knows": (ELSEWHERE, "the context https://example.com/context.jsonld is not known"),
    "the same, asked for by a processor": ({"@import": ELSEWHERE, "a": OURS}, f"the context {ELSEWHERE} is not known"),
    "the same and nothing else": ({"@import": ELSEWHERE}, f"the context {ELSEWHERE} is not known"),
    "a version that is none": ({"@version": 2, "a": OURS}, "JSON-LD has no version 2"),
    "a number": (7, "7 is no context"),
    "no context of JSON-LD": ({"a": {"@id": 7}}, "no JSON-LD context"),
}


@pytest.mark.parametrize(("context", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(context, problem, monkeypatch):
    """Each context that is not read; no socket is opened for any."""
    monkeypatch.setattr(socket, "socket", None)
    with pytest.raises(DecodeError, match=f"@context: {problem}"):
        namespaces(context)


def test_contexts_that_name_each_other_end():
    """A circle of contexts is refused, and does not run on."""
    with pytest.raises(DecodeError, match="not known"):
        namespaces(ELSEWHERE, known={ELSEWHERE: [ELSEWHERE]})


def test_names_and_values_are_written_out():
    """Names by any prefix in force; values only by those of GS1, as in XML; the rest stays."""
    names = {**STANDARD, "example": OURS}
    assert expanded("example:gate", names) == f"{{{OURS}}}gate"
    assert expanded("other:gate", names) == "other:gate"
    assert whole("cbv:BizStep-receiving", names) == "https://ref.gs1.org/cbv/BizStep-receiving"
    assert [whole(text, names) for text in ("example:gate", "plain", "https://a.b/c")] == [
        "example:gate",
        "plain",
        "https://a.b/c",
    ]
