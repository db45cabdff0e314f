# SPDX-License-Identifier: Apache-2.0
"""Claims whose words would outgrow their reader: told by counting characters, not by a clock."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.evidence import claim_words
from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.claim_words import WORDS_LENGTH_MAX, with_words
from counterfoil.evidence.claims import Unproven
from counterfoil.modules import laws
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.evidence_honest import record
from support.evidence_wordy import PATH, deep, recorded, wordless


class Counted:
    """How many characters of what records say were made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.characters = self.longest = 0
        fields = claim_words._fields

        def counting(*arguments: Any) -> Any:
            for words in fields(*arguments):
                self.characters += len(words.en)
                self.longest = max(self.longest, len(words.en))
                yield words

        monkeypatch.setattr(claim_words, "_fields", counting)


def test_a_record_that_takes_too_many_words_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the claim says just what the record says; no more characters are made than a claim can hold."""
    world = recorded(deep(20_000))
    package = wordless(world)
    counted = Counted(monkeypatch)
    report = verify_package(package, world.trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, 12)
    assert report.checks[11].sentence.en == "no claim can say so much: it takes more than 8,388,608 characters"
    assert "8,388,608" in report.checks[11].sentence.zh
    assert 0 < counted.characters <= WORDS_LENGTH_MAX + counted.longest


def test_a_claim_that_says_otherwise_is_refused_before_words_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its fields are compared first."""
    world = recorded(deep(20_000))
    package = wordless(world, value={"a": 1})
    counted = Counted(monkeypatch)
    report = verify_package(package, world.trust())
    assert report.failed_check == 12 and "differs from what was shown: " in report.sentence.en
    assert counted.characters == 0


def test_what_cannot_be_said_is_not_claimed_by_a_collector() -> None:
    """Whoever makes a package gets the same refusal, before there is one."""
    world = recorded(deep(20_000))
    with pytest.raises(InputError, match="no claim can say so much"):
        Collector(world, world.publish()).record(PATH)


VALUES = st.recursive(
    st.integers(0, 9) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(min_size=1, max_size=9), inner, max_size=4),
    max_leaves=40,
)


def length(said: list[Words]) -> int:
    """Characters, in the language that takes more of them."""
    return max(sum(len(one.en) for one in said), sum(len(one.zh) for one in said))


@given(value=st.dictionaries(st.text(min_size=1, max_size=9), VALUES, max_size=5), limit=st.integers(0, 400))
def test_words_are_whole_or_none(value: dict[str, Any], limit: int) -> None:
    """Below any bound a record is said in full; above it no more than the bound and one leaf is ever made."""
    said = (value, PATH, laws().vocabulary)
    whole = list(claim_words._fields(*said))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(claim_words, "WORDS_LENGTH_MAX", limit)
        made: list[Words] = []
        fields = (made.append(words) or words for words in claim_words._fields(*said))  # type: ignore[func-returns-value]
        fits = length(whole) <= limit
        try:
            assert list(claim_words._bounded(fields)) == whole
            assert fits
        except Unproven:
            assert not fits
    assert length(made[:-1]) <= limit


def test_an_honest_record_has_its_words() -> None:
    """The bound is far above what people write."""
    claim = record().claim
    assert with_words(claim, laws().vocabulary) == claim
