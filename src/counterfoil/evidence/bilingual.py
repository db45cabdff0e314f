# SPDX-License-Identifier: Apache-2.0
"""Words in English and Chinese.

What a thing is called in either language is in ``docs/glossary.md``.
"""

from collections.abc import Callable

import msgspec


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label or sentence in both languages; braces name what ``fill`` puts in."""

    en: str
    zh: str

    def fill(self, **values: "str | int | Words") -> "Words":
        """The words with values in place of the braces; of words among the values, those of the same language."""
        return Words(*(language(self).format_map(_in(language, values)) for language in (english, chinese)))


Language = Callable[[Words], str]


def english(words: Words) -> str:
    return words.en


def chinese(words: Words) -> str:
    return words.zh


def _in(language: Language, values: dict[str, str | int | Words]) -> dict[str, str | int]:
    return {name: language(value) if isinstance(value, Words) else value for name, value in values.items()}
