# SPDX-License-Identifier: Apache-2.0
"""Events in plain words, English and Chinese: one sentence per event type, and clauses for what it also says.

The sentences and the names of values come from the modules, as a vocabulary. The words never decide anything and never
fail: a field that is missing or has another form shows as a dash. What a party wrote itself stands between quotation
marks, and quotation marks inside it are spelled out, so that it cannot end the quotation and go on in our name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.evidence.bilingual import Language, Words, chinese, english
from counterfoil.evidence.text import format_quantity, format_time, quoted, safe_text

REJECTED: Final = Words(
    "Transaction rejected at call {call}: {reason} (outcome {outcome})",
    "交易在第 {call} 号调用处被拒绝：{reason}（结果代码 {outcome}）",
)
"""``transaction.rejected``, which the machine itself says."""

CLAUSES: Final[tuple[tuple[str, Words], ...]] = (
    ("name", Words("name {name}", "名称{name}")),
    ("roles", Words("roles: {roles}", "角色：{roles}")),
    ("custodian", Words("custodian {custodian}", "托管人 {custodian}")),
    ("part", Words("out of the {part} part", "取自{part}部分")),
    ("executor", Words("executor {executor}", "执行方 {executor}")),
    ("encumbrance", Words("under {encumbrance}", "登记编号 {encumbrance}")),
    ("expires", Words("until {expires}", "有效期至 {expires}")),
    ("cause", Words("caused by {cause}", "由 {cause} 引起")),
    ("legs", Words("{legs}", "{legs}")),
    ("reason", Words("reason: {reason}", "原因：{reason}")),
    ("legal_reference", Words("legal reference {legal_reference}", "法律依据{legal_reference}")),
    ("reference", Words("reference {reference}", "备注{reference}")),
    ("document", Words("document SHA-256 {document}", "文书 SHA-256 {document}")),
)
"""What is added, in this order, when the event says it and its sentence does not."""

_ENUMERATED: Final = frozenset(
    {"kind", "roles", "incoming", "outgoing", "status", "previous_status", "reason", "part", "change"}
)
_WRITTEN: Final = frozenset({"name", "reference", "legal_reference"})
"""Fields that are a party's own words."""
_PLAIN: Final = re.compile(r"[A-Za-z0-9._:/-]{1,240}\Z")
_DASH: Final = "—"
_LEGS_SHOWN: Final = 3
_NEXT: Final = Words("; ", "；")
_AND: Final = Words(", ", "、")
_MORE: Final = Words("and {count} more", "另有 {count} 笔")
_SIGNING: Final = Words("{threshold} of {count} must sign", "{count} 把密钥中须 {threshold} 把签名")
_LEG: Final = Words(
    "{quantity} of {instrument} from {sender} to {receiver}", "{instrument} {quantity} 由 {sender} 至 {receiver}"
)


@dataclass(frozen=True, slots=True)
class DisplayUnit:
    """How to show an instrument's quantities: ``decimals`` digits below ``name``."""

    name: str
    decimals: int


Units = Mapping[str, DisplayUnit]
"""Instrument → unit."""


@dataclass(frozen=True)
class Vocabulary:
    """Event type → sentence, whose braces name fields of the event's data; value of an enumeration → its name."""

    sentences: Mapping[str, Words] = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)

    def value(self, value: str) -> Words:
        """A value of the ledger's enumerations in words; one that no module names stands as it is written."""
        known = self.values.get(value)
        if known is not None:
            return known
        name = written(value.replace("_", " ")) if _PLAIN.match(value) is None else value.replace("_", " ")
        return Words(name, name)

    def describe(self, event_type: str, data: Mapping[str, Any], *, units: Units | None = None) -> Words:
        """The event in both languages. Without an instrument's unit, its quantities count smallest units."""
        sentence = REJECTED if event_type == "transaction.rejected" else self.sentences.get(event_type)
        if sentence is None:
            return Words("Event of type {name}", "{name} 类事件").fill(name=written(event_type))
        values = (_Values(self, data, units or {}, language) for language in (english, chinese))
        return Words(*(_compose(sentence, each) for each in values))


def written(text: str) -> str:
    """Text that somebody chose: an identifier stands bare, anything else is quoted."""
    return text if _PLAIN.match(text) is not None else quoted(text)


class _Values(dict[str, str]):
    """The fields of an event as text in one language; a missing one is a dash."""

    def __init__(self, vocabulary: Vocabulary, data: Mapping[str, Any], units: Units, language: Language) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.data = data
        self.units = units
        self.language = language

    def __missing__(self, name: str) -> str:
        value = self.data.get(name)
        if value is None:
            return _DASH
        if name == "quantity":
            return _quantity(value, self.data.get("instrument"), self.units, self.language)
        if name in _ENUMERATED:
            return self._enumerated(value)
        if name == "expires" and isinstance(value, int):
            return format_time(value)
        if name == "keys":
            return _keys(value, self.language)
        if name == "legs":
            return self._legs(value)
        return quoted(str(value)) if name in _WRITTEN else written(str(value))

    def _enumerated(self, value: Any) -> str:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self.language(_AND).join(self._enumerated(item) for item in value) or _DASH
        return self.language(self.vocabulary.value(str(value)))

    def _legs(self, value: Any) -> str:
        if not isinstance(value, Sequence) or isinstance(value, str):
            return _DASH
        legs = (leg for leg in value[:_LEGS_SHOWN] if isinstance(leg, Mapping))
        shown = [
            self.language(_LEG).format_map(_Values(self.vocabulary, leg, self.units, self.language)) for leg in legs
        ]
        more = len(value) - len(shown)
        if more:
            shown.append(self.language(_MORE.fill(count=more)))
        return self.language(_NEXT).join(shown)


def _compose(sentence: Words, values: _Values) -> str:
    language = values.language
    clauses = [
        language(clause).format_map(values)
        for name, clause in CLAUSES
        if _says_more(name, values.data.get(name)) and f"{{{name}}}" not in sentence.en
    ]
    return language(_NEXT).join([language(sentence).format_map(values), *clauses])


def _says_more(name: str, value: Any) -> bool:
    """Whether a clause is worth its words: empty values and the usual part are not."""
    return bool(value) and not (name == "part" and value == "free")


def _quantity(value: Any, instrument: Any, units: Units, language: Language) -> str:
    if not isinstance(value, int):
        return written(str(value))
    unit = units.get(instrument) if isinstance(instrument, str) else None
    if unit is None:
        counted = Words("smallest unit" if value == 1 else "smallest units", "个最小单位")
        return f"{format_quantity(value, 0)} {language(counted)}"
    return f"{format_quantity(value, unit.decimals)} {written(unit.name)}"


def _keys(value: Any, language: Language) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("keys"), Sequence):
        return _DASH
    return language(_SIGNING.fill(count=len(value["keys"]), threshold=safe_text(str(value.get("threshold")))))
