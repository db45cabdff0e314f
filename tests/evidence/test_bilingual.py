# SPDX-License-Identifier: Apache-2.0
"""Words in two languages, filled in each by itself."""

from counterfoil.evidence.bilingual import Words, chinese, english


def test_words_are_filled_with_words_of_the_same_language() -> None:
    """Numbers and text stand in both languages, words in their own; braces in a value are text."""
    held = Words("held", "预留")
    filled = Words("{count} of {part}, {name}", "{part} {count}，{name}").fill(count=3, part=held, name="{x}")
    assert english(filled) == "3 of held, {x}"
    assert chinese(filled) == "预留 3\uff0c{x}"
