# SPDX-License-Identifier: Apache-2.0
"""Words of the vocabulary: short, as web URIs, as URNs of version 1.2."""

import pytest

from counterfoil.epcis import vocabulary
from counterfoil.epcis.vocabulary import BIZ_STEP, COMPONENT, MEASUREMENT, VOCABULARIES

COUNTS = {
    "BIZ_STEPS": 41,
    "DISPOSITIONS": 33,
    "BIZ_TRANSACTION_TYPES": 13,
    "SOURCE_DESTINATION_TYPES": 3,
    "ERROR_REASONS": 2,
    "MEASUREMENTS": 72,
    "COMPONENTS": 14,
    "SENSOR_ALERTS": 2,
}


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_lists_are_whole(name, count):
    """Each list has as many words as the standard, none twice."""
    words = getattr(vocabulary, name)
    assert len(words) == len({*words}) == count


@pytest.mark.parametrize("one", VOCABULARIES, ids=lambda one: one.web.rpartition("/")[2])
def test_three_spellings_are_one_word(one):
    """Every word comes back from its web URI and from its URN."""
    for word in one.words:
        assert one.uri(word) == f"{one.web}{word}"
        assert one.word(one.uri(word)) == word
        if one.urn:
            assert one.uri(one.urn_of(word)) == one.uri(word)
            assert one.word(one.urn_of(one.uri(word))) == word


def test_examples():
    """One of each, spelled out; what is no word stays as it is."""
    assert BIZ_STEP.uri("receiving") == "https://ref.gs1.org/cbv/BizStep-receiving"
    assert BIZ_STEP.urn_of("receiving") == "urn:epcglobal:cbv:bizstep:receiving"
    assert BIZ_STEP.word("cbv:BizStep-receiving") == "receiving"
    assert MEASUREMENT.uri("Temperature") == "https://ref.gs1.org/voc/Temperature"
    assert COMPONENT.urn_of("x") == "x"
    assert BIZ_STEP.uri("https://example.com/steps/dyeing") == "https://example.com/steps/dyeing"
