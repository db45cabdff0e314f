# SPDX-License-Identifier: Apache-2.0
"""A record in words, field by field: what each field is called, and what it holds, by its type.

The words of a claim are made of it, and what ``counterfoil show`` says of a record. What people chose, the keys of an
object too, stands bare if it is an identifier, else between quotation marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.measures import Measure, measured
from counterfoil.evidence.words import Vocabulary, written

_DASH: Final = Words("—", "—")
_YES: Final = Words("yes", "是")
_NO: Final = Words("no", "否")
_WITHIN: Final = " · "


class Said(NamedTuple):
    """One field: where it stands, what it is called, and what it holds."""

    name: Words
    value: Words

    @property
    def words(self) -> Words:
        """Both in one."""
        if not self.name.en:
            return self.value
        return Words(f"{self.name.en}: {self.value.en}", f"{self.name.zh}：{self.value.zh}")


def table_of(record: str) -> str:
    """The prefix of the table that a record stands in: the first two parts of its path."""
    return "/".join(record.split("/", 2)[:2])


def said_of(value: Any, record: str, vocabulary: Vocabulary) -> Iterator[Said]:
    """Each leaf of a record, the fields of an object sorted. Of a table that no module has, names are as they stand."""
    forms = vocabulary.tables.get(table_of(record), {})
    return _leaves(value, "", Words("", ""), forms, vocabulary)


def remark_on(value: Any, record: str, vocabulary: Vocabulary) -> Words | None:
    """What a reader shall be told of such a record before its fields, if it is so."""
    remark = vocabulary.remarks.get(table_of(record))
    holds = remark is not None and isinstance(value, Mapping) and value.get(remark.field) == remark.value
    return remark.words if remark is not None and holds else None


def _leaves(value: Any, path: str, name: Words, forms: Mapping[str, Measure], vocabulary: Vocabulary) -> Iterator[Said]:
    if isinstance(value, Mapping) and value:
        for part, inner in sorted(value.items()):
            known = f"{path}.{part}" if path else part
            if known in forms:
                called = vocabulary.called(part)
            else:
                known, called = f"{path}.*", Words(written(part), written(part))
            within = Words(*(f"{a}{_WITHIN}{b}" if a else b for a, b in ((name.en, called.en), (name.zh, called.zh))))
            yield from _leaves(inner, known, within, forms, vocabulary)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for position, inner in enumerate(value):
            numbered = Words(f"{name.en}[{position}]", f"{name.zh}[{position}]")
            yield from _leaves(inner, path, numbered, forms, vocabulary)
    else:
        yield Said(name, _leaf(value, forms.get(path, Measure.plain), vocabulary))


def _leaf(value: Any, measure: Measure, vocabulary: Vocabulary) -> Words:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, str):
        if not value:
            return _DASH
        text = written(value)
        return vocabulary.value(value) if measure is Measure.value else Words(text, text)
    return _DASH if value is None or value in ([], (), {}) else measured(value, measure)
