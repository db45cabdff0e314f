# SPDX-License-Identifier: Apache-2.0
"""Our schema against the normative one: the same verdict on every public document and on thousands of mutants."""

import random
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import jsonschema_rs
import pytest

from counterfoil.epcis.document import from_members, read_document
from counterfoil.epcis.json_document import parse_json
from counterfoil.epcis.schema.validate import document_findings, event_findings
from counterfoil.primitives.errors import DecodeError
from shared_data import shared_data

pytestmark = pytest.mark.real_data

MUTANTS_EACH = 60
OTHER = (None, True, 7, -1.5, "", "x", "OBSERVE", "urn:x:y", "a b:c", "2026-02-30T00:00:00Z", [], ["x"], {}, {"a": 1})
NAMES = ("colour", "example:colour", "a b:c", "ilmd", "quantityList", "epcList", "parentID", "action", "readPoint")
STRICTER = ("AggregationEvent", "TransactionEvent", "AssociationEvent")
"""GS1's schema lets these have a ``persistentDisposition``, and forgets to say what one is: ours says it."""


@pytest.fixture(scope="module")
def normative():
    statement = parse_json(shared_data("epcis/schema/epcis-json-schema.json").read_bytes())
    return jsonschema_rs.Draft7Validator(statement, validate_formats=True)


def _documents() -> list[Path]:
    root = shared_data("epcis")
    found = [*root.glob("openepcis/**/*.json"), *root.glob("event-hash/*/*.json*"), *root.glob("event-hash/*/*.xml")]
    return sorted(path for path in found if "Queries" not in path.parts)


def _members(path: Path):
    return read_document(path.read_bytes()).members


def _ours(members) -> bool | None:
    """Our verdict; None where a context keeps it from being read, of which the normative schema knows nothing."""
    try:
        document = from_members(members)
    except DecodeError:
        return None
    if any(document_findings(document)):
        return False
    return not any(
        found for event in document.events for found in event_findings(event) if not _is_stricter(event, found)
    )


def _is_stricter(event, found) -> bool:
    return event.kind in STRICTER and found.place.startswith(f"{event.place}.persistentDisposition".removeprefix("."))


def _places(value, path=()) -> Iterator[tuple]:
    yield path
    for step, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _places(inner, (*path, step))


def _mutant(members, chance: random.Random):
    """A document with one thing dropped, renamed, retyped, said twice, or added."""
    mutant = deepcopy(members)
    places = [path for path in _places(mutant) if path and path[0] != "@context" and "@context" not in path]
    *outer, step = chance.choice(places)
    holder = mutant
    for one in outer:
        holder = holder[one]
    kind = chance.choice(("drop", "rename", "retype", "again", "add"))
    if kind == "drop":
        del holder[step]
    elif kind == "retype" or (isinstance(holder, list) and kind == "rename"):
        holder[step] = chance.choice(OTHER)
    elif kind == "rename":
        holder[chance.choice(NAMES)] = holder.pop(step)
    elif isinstance(holder, list):
        holder.append(deepcopy(holder[step]))
    else:
        holder[chance.choice(NAMES)] = chance.choice(OTHER) if kind == "add" else deepcopy(holder[step])
    return mutant


def test_every_public_document(normative):
    """Each document of the public corpora, valid or not, in JSON or XML."""
    for path in _documents():
        members = _members(path)
        assert _ours(members) == normative.is_valid(members), path.name


def test_mutants(normative):
    """Some thousands of documents with one thing wrong, or right after all."""
    verdicts: list[bool] = []
    for number, path in enumerate(_documents()):
        members = _members(path)
        for place in range(MUTANTS_EACH):
            mutant = _mutant(members, random.Random(f"{number}-{place}"))
            verdict = normative.is_valid(mutant)
            if (ours := _ours(mutant)) is not None:
                assert ours == verdict, (path.name, place)
            verdicts.append(verdict)
    assert len(verdicts) > 4000
    assert 0.2 < sum(verdicts) / len(verdicts) < 0.8


def test_published_invalid_documents_have_reasons():
    """Each document that is published as invalid is refused, with at least one reason at a place."""
    files = [path for path in _documents() if "Invalid" in path.parts]
    assert len(files) == 12
    for path in files:
        document = read_document(path.read_bytes())
        assert all(found.place and found.problem for event in document.events for found in event_findings(event))
        assert _ours(document.members) is False, path.name
