# SPDX-License-Identifier: Apache-2.0
"""A record in words, field by field: what each field is called, and what it holds, by its type.

The words of a claim are made of it, and what ``counterfoil show`` says of a record. What people chose, the keys of an
object too, stands bare if it is an identifier, else between quotation marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.json_words import leaf_words, value_of
from counterfoil.evidence.measures import ALL, DASH, NO, YES, Measure, measured
from counterfoil.evidence.text import format_quantity, written
from counterfoil.evidence.words import Units, Vocabulary
from counterfoil.primitives.types import QUANTITY_MAX

_WITHIN: Final = " · "
_OF: Final = Words("{counted} of {instrument}", "{instrument} {counted}")
_NEXT: Final = Words("; ", "；")
_INSTRUMENT: Final = "instrument"
_QUANTITIES: Final = (Measure.quantity, Measure.quantity_or_all)


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


def in_units(quantity: int, instrument: str, units: Units) -> str:
    """A quantity with its unit's name; in smallest units of the instrument where its unit is unknown."""
    unit = units.get(instrument)
    if unit is None:
        return f"{format_quantity(quantity, 0)} smallest units of {written(instrument)}"
    return f"{format_quantity(quantity, unit.decimals)} {written(unit.name)}"


def table_of(record: str) -> str:
    """The prefix of the table that a record stands in: the first two parts of its path."""
    return "/".join(record.split("/", 2)[:2])


def said_of(value: Any, record: str, vocabulary: Vocabulary, units: Units | None = None) -> Iterator[Said]:
    """Each leaf of a record, the fields of an object sorted. Of a table that no module has, names are as they stand.

    Quantities are in the unit of their instrument, where ``units`` has it; else they count smallest units.
    """
    table = table_of(record)
    forms, counted = vocabulary.tables.get(table, {}), vocabulary.counted.get(table, {})
    reading = _Reading(table, forms, counted, vocabulary, {} if units is None else units)
    return reading.leaves(value, "", "", Words("", ""), {})


def remark_on(value: Any, record: str, vocabulary: Vocabulary) -> Words | None:
    """What a reader shall be told of such a record before its fields, if anything."""
    remarks = vocabulary.remarks.get(table_of(record), ())
    said = [one.words for one in remarks if _all(value, one.where) and not (one.unless and _all(value, one.unless))]
    joined = Words(_NEXT.en.join(one.en for one in said), _NEXT.zh.join(one.zh for one in said))
    return joined if said else None


def _all(value: Any, holds: Mapping[str, str | int | None]) -> bool:
    return all(_at(value, path) == held for path, held in holds.items())


def _at(value: Any, path: str) -> Any:
    """What stands there; None for nothing."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


@dataclass(frozen=True, slots=True)
class _Reading:
    table: str
    forms: Mapping[str, Measure]
    counted: Mapping[str, str]
    vocabulary: Vocabulary
    units: Units
    in_json: bool = False
    """whether it reads a value whose types no field says, so that they are to be told from the words"""

    def leaves(self, value: Any, at: str, path: str, name: Words, around: Mapping[str, Any]) -> Iterator[Said]:
        """``path`` is where it stands without its places in lists, as ``forms`` has it; ``around``, fields of objects
        that it stands in, of each name the nearest."""
        if isinstance(value, str) and self.forms.get(path) is Measure.json:
            yield from replace(self, in_json=True).leaves(value_of(value), at, f"{path}.*", name, around)
        elif isinstance(value, Mapping) and value:
            around = {**around, **value}
            for part, inner in sorted(value.items()):
                known = f"{path}.{part}" if path else part
                if known in self.forms:
                    called = self.vocabulary.called(part, self.table)
                else:
                    known, called = f"{path}.*", Words(written(part), written(part))
                yield from self.leaves(inner, f"{at}.{part}" if at else part, known, _within(name, called), around)
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            for place, inner in enumerate(value):
                numbered = Words(f"{name.en}[{place}]", f"{name.zh}[{place}]")
                yield from self.leaves(inner, f"{at}[{place}]", path, numbered, around)
        else:
            yield Said(at, name, self._leaf(value, path, around))

    def _leaf(self, value: Any, path: str, around: Mapping[str, Any]) -> Words:
        if self.in_json:
            return leaf_words(value)
        measure = self.forms.get(path, Measure.plain)
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, str) and value:
            text = written(value)
            return self.vocabulary.value(value, self.table) if measure is Measure.value else Words(text, text)
        if not isinstance(value, int):
            return DASH
        return self._quantity(value, measure, path, around) if measure in _QUANTITIES else measured(value, measure)

    def _quantity(self, value: int, measure: Measure, path: str, around: Mapping[str, Any]) -> Words:
        """In the instrument's unit, where it is known; of another instrument than the record's own, it is named."""
        if measure is Measure.quantity_or_all and value == QUANTITY_MAX:
            return ALL
        instrument = around.get(self.counted.get(path, _INSTRUMENT))
        if not isinstance(instrument, str) or not instrument:
            return measured(value, measure)
        if instrument in self.units:
            counted = in_units(value, instrument, self.units)
            return Words(counted, counted)
        told = measured(value, measure)
        return _OF.fill(counted=told, instrument=written(instrument)) if path in self.counted else told


def _within(name: Words, part: Words) -> Words:
    return part if not name.en else Words(f"{name.en}{_WITHIN}{part.en}", f"{name.zh}{_WITHIN}{part.zh}")
