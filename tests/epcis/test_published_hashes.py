# SPDX-License-Identifier: Apache-2.0
"""Every published event hash: examples in JSON-LD and XML, their texts, and documents whose events are one event."""

from pathlib import Path

import pytest

from counterfoil.epcis.document import read_document
from counterfoil.epcis.event_hash import event_hash, hash_of, pre_hash
from shared_data import shared_data

pytestmark = pytest.mark.real_data

CONTRADICTED = {
    ("epcisDocWithAllGS1Keys", 0): "the text is damaged: pieces of it stand over each other",
    ("epcisDocWithCustomSchemaInContext", 1): "it repeats the first event, not the second",
    ("epcisDocWithDefaultSchemaInContext", 1): "it ends within a business transaction",
}
"""Published texts that are not those of the published hashes beside them, and what is wrong with each."""
NOT_PUBLISHED = {
    "epcisDocHavingEventWithComment": "its hash has no text beside it",
    "epcisDocHavingTooManyUserExtensions": "its text has no event and no hash beside it",
}


def _examples() -> list[Path]:
    folder = shared_data("epcis/event-hash/examples")
    return sorted(path for path in folder.iterdir() if path.suffix in (".jsonld", ".xml"))


def test_every_hash_of_every_example():
    """Each event of each file has the hash that is published for it: 69 events in 25 files."""
    checked = 0
    for path in _examples():
        published = path.with_suffix(".hashes").read_text().split()
        assert [event_hash(event) for event in read_document(path.read_bytes()).events] == published, path.name
        checked += len(published)
    assert (len(_examples()), checked) == (25, 69)


def test_every_text_that_agrees_with_its_hash():
    """Each published text is the text of its event, but for those that contradict their own hashes."""
    contradicted: set[tuple[str, int]] = set()
    for path in _examples():
        texts = path.with_suffix(".prehashes")
        if not texts.exists():
            assert path.stem in NOT_PUBLISHED
            continue
        told = zip(texts.read_text().split("\n"), path.with_suffix(".hashes").read_text().split(), strict=False)
        events = read_document(path.read_bytes()).events
        for place, ((text, published), event) in enumerate(zip(told, events, strict=True)):
            if hash_of(text) == published:
                assert pre_hash(event) == text, path.name
            else:
                contradicted.add((path.stem, place))
    assert contradicted == set(CONTRADICTED)


def test_events_that_are_one():
    """All events of each of the eleven documents have one hash."""
    files = sorted(shared_data("epcis/event-hash/expected_equal").iterdir())
    assert len(files) == 11
    for path in files:
        events = read_document(path.read_bytes()).events
        assert len(events) > 1, path.name
        assert len({event_hash(event) for event in events}) == 1, path.name
