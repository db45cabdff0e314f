# SPDX-License-Identifier: Apache-2.0
"""Words in two languages: filled in each by itself, and the ledger's values in both."""

import re

import pytest

from counterfoil.evidence.bilingual import VALUES, Words, chinese, english, value_words


def test_words_are_filled_with_words_of_the_same_language() -> None:
    """Numbers and text stand in both languages, words in their own; braces in a value are text."""
    filled = Words("{count} of {part}, {name}", "{part} {count}，{name}").fill(count=3, part=VALUES["held"], name="{x}")
    assert english(filled) == "3 of held, {x}"
    assert chinese(filled) == "预留 3\uff0c{x}"


@pytest.mark.parametrize("value", VALUES)
def test_values_are_in_their_languages(value: str) -> None:
    """English has no Chinese characters in it, Chinese has."""
    words = value_words(value)
    assert re.search("[\u4e00-\u9fff]", words.zh) and not re.search("[\u4e00-\u9fff]", words.en)


def test_a_value_of_a_later_version_stands_as_it_is_written() -> None:
    """What has no words yet is shown, and cannot steer a terminal."""
    assert value_words("split_\u202eup") == Words("split ⟨U+202E⟩up", "split ⟨U+202E⟩up")
