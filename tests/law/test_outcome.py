# SPDX-License-Identifier: Apache-2.0
"""Outcomes: their numbers are part of the ledger."""

import json
import re

import pytest

from counterfoil.law.outcome import MachineOutcome, Refused, require
from counterfoil.modules import laws
from support.tree import ROOT

NUMBERS = json.loads((ROOT / "vectors/outcomes/numbers.json").read_text())


def test_numbers_are_unique_and_never_change() -> None:
    """The golden table: a number, once given, keeps its name; a new name gets a new number."""
    now = {str(number): outcome.name for number, outcome in laws().outcomes.items()}
    assert now == NUMBERS, "what is new: python vectors/generate_outcomes.py"
    assert len(set(NUMBERS.values())) == len(NUMBERS), "two numbers share a name"


def test_every_outcome_says_a_sentence() -> None:
    """A sentence for a person: a capital first, a full stop last."""
    for outcome in laws().outcomes.values():
        assert outcome.sentence[0].isupper() and outcome.sentence.endswith("."), outcome


def test_every_outcome_says_it_in_both_languages() -> None:
    """Chinese beside the English, as a sentence ends in Chinese, and with no word of the other language."""
    for outcome in laws().outcomes.values():
        assert re.search(r"[\u4e00-\u9fff]", outcome.chinese), outcome.name
        assert outcome.chinese.endswith("\u3002") and not re.search(r"[A-Za-z]{2}", outcome.chinese), outcome.name
        assert not re.search(r"[\u4e00-\u9fff]", outcome.sentence), outcome.name


def test_a_requirement_refuses_with_its_outcome() -> None:
    """Only when it does not hold."""
    require(True, MachineOutcome.malformed)
    with pytest.raises(Refused) as refused:
        require(False, MachineOutcome.malformed, "here")
    assert (refused.value.outcome, refused.value.detail) == (MachineOutcome.malformed, "here")
    assert str(refused.value) == f"{MachineOutcome.malformed.sentence} (here)"
