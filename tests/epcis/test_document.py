# SPDX-License-Identifier: Apache-2.0
"""Documents, answers to queries, and events alone: which they are, and where their events stand."""

import pytest

from counterfoil.epcis.document import from_members, read_document
from counterfoil.primitives.errors import DecodeError
from support.epcis import CONTEXT, SEEN, answer, as_json, document, event, read, said


def test_events_know_their_place():
    """Of a document, of an answer, and of one that stands alone."""
    assert [one.place for one in read(SEEN, SEEN).events] == ["epcisBody.eventList[0]", "epcisBody.eventList[1]"]
    answered = read_document(as_json(answer(SEEN)))
    assert [one.place for one in answered.events] == ["epcisBody.queryResults.resultsBody.eventList[0]"]
    alone = read_document(as_json({"@context": CONTEXT, **SEEN}))
    assert (alone.is_bare, [one.place for one in alone.events]) == (True, [""])


def test_events_are_taken_out():
    """What stands around events is judged without them; where they should be and are no list, it is judged whole."""
    assert read(SEEN).without_events()["epcisBody"] == {"eventList": []}
    broken = from_members(document(epcisBody={"eventList": 7}))
    assert (broken.events, broken.without_events()["epcisBody"]) == ((), {"eventList": 7})
    assert from_members(document(epcisBody=3)).events == ()


def test_names_that_a_document_ignores():
    """A member of anybody's namespace lists what is left out of hashes, by the prefixes in force."""
    ignored = read(SEEN, **{"example:ignoreFields": ["example:a", "other:b"]}).events[0].ignored
    assert ignored == {"{https://ns.example.com/epcis/}a", "other:b"}
    assert event().ignored == frozenset()


REFUSED = {
    "JSON in UTF-16": ("{}".encode("utf-16"), "byte 0: not UTF-8"),
    "a list": (b"[]", "a document of events is an object, and not a list"),
    "a context nobody knows": (
        as_json(document(**{"@context": "https://a.b/c"})),
        "a.json, @context: the context https://a.b/c",
    ),
    "an event's context": (
        as_json(document(SEEN, said(SEEN, **{"@context": "https://a.b/c"}))),
        r"a.json, epcisBody.eventList\[1\], @context: the context",
    ),
}


@pytest.mark.parametrize(("data", "problem"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused(data, problem):
    """Each document that is none, with its place."""
    with pytest.raises(DecodeError, match=problem):
        read_document(data, where="a.json")
