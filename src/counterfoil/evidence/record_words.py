# SPDX-License-Identifier: Apache-2.0
"""A record in words, field by field: what each field is called, and what it holds, by its type.

The words of a claim are made of it, and what ``counterfoil show`` says of a record. What people chose, the keys of an
object too, stands bare if it is an identifier, else between quotation marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.measures import DASH, Measure, measured
from counterfoil.evidence.text import format_quantity
from counterfoil.evidence.words import DisplayUnit, Vocabulary, written

_YES: Final = Words("yes", "是")
_NO: Final = Words("no", "否")
_WITHIN: Final = " · "


class Said(NamedTuple):
    """One field: where it stands (``entries[0].since``), what it is called, and what it holds."""

    at: str
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


def said_of(value: Any, record: str, vocabulary: Vocabulary, unit: DisplayUnit | None = None) -> Iterator[Said]:
    """Each leaf of a record, the fields of an object sorted. Of a table that no module has, names are as they stand.

    ``unit``: of the record's instrument, where it is known; else quantities count smallest units.
    """
    forms = vocabulary.tables.get(table_of(record), {})
    return _Reading(forms, vocabulary, unit).leaves(value, "", "", Words("", ""))


def remark_on(value: Any, record: str, vocabulary: Vocabulary) -> Words | None:
    """What a reader shall be told of such a record before its fields, if it is so."""
    remark = vocabulary.remarks.get(table_of(record))
    holds = remark is not None and isinstance(value, Mapping) and value.get(remark.field) == remark.value
    return remark.words if remark is not None and holds else None


@dataclass(frozen=True, slots=True)
class _Reading:
    forms: Mapping[str, Measure]
    vocabulary: Vocabulary
    unit: DisplayUnit | None

    def leaves(self, value: Any, at: str, path: str, name: Words) -> Iterator[Said]:
        """``path`` is where it stands without its places in lists, as ``forms`` has it."""
        if isinstance(value, Mapping) and value:
            for part, inner in sorted(value.items()):
                known = f"{path}.{part}" if path else part
                if known in self.forms:
                    called = self.vocabulary.called(part)
                else:
                    known, called = f"{path}.*", Words(written(part), written(part))
                yield from self.leaves(inner, f"{at}.{part}" if at else part, known, _within(name, called))
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            for place, inner in enumerate(value):
                numbered = Words(f"{name.en}[{place}]", f"{name.zh}[{place}]")
                yield from self.leaves(inner, f"{at}[{place}]", path, numbered)
        else:
            yield Said(at, name, self._leaf(value, self.forms.get(path, Measure.plain)))

    def _leaf(self, value: Any, measure: Measure) -> Words:
        if isinstance(value, bool):
            return _YES if value else _NO
        if isinstance(value, str) and value:
            text = written(value)
            return self.vocabulary.value(value) if measure is Measure.value else Words(text, text)
        if not isinstance(value, int):
            return DASH
        if measure is Measure.quantity and self.unit is not None:
            counted = f"{format_quantity(value, self.unit.decimals)} {written(self.unit.name)}"
            return Words(counted, counted)
        return measured(value, measure)


def _within(name: Words, part: Words) -> Words:
    return part if not name.en else Words(f"{name.en}{_WITHIN}{part.en}", f"{name.zh}{_WITHIN}{part.zh}")
