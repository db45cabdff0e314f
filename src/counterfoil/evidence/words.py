# SPDX-License-Identifier: Apache-2.0
"""Events in plain words, English and Chinese: one sentence per event type, and clauses for what it also says.

Sentences, clauses and the names of values come from the modules, as a vocabulary. The words never decide anything and
never fail: a field that is missing or has another form shows as a dash. What a party wrote itself stands between
quotation marks, and quotation marks inside it are spelled out, so that it cannot end the quotation and go on in our
name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

from counterfoil.evidence.bilingual import Language, Words, chinese, english
from counterfoil.evidence.json_words import told_json
from counterfoil.evidence.measures import Measure, measured
from counterfoil.evidence.text import format_quantity, quoted, safe_text, written

T = TypeVar("T")

_OF_ITS_UNIT: Final = re.compile(r"\{(\w+)\} of \{(\w+)\}|\{(\w+)\} \{(\w+)\}")
"""A quantity of an instrument, as templates say it in English and in Chinese."""
_BRACES: Final = re.compile(r"\{([a-z_]+)\}")
_DASH: Final = "—"
_INSTRUMENT: Final = "instrument"
_ROWS_SHOWN: Final = 3
_NEXT: Final = Words("; ", "；")
_AND: Final = Words(", ", "、")
_MORE: Final = Words("and {count} more", "另有 {count} 笔")
_ALL: Final = Words("all units", "全部")
_SIGNING: Final = Words("{threshold} of {count} must sign", "{count} 把密钥中须 {threshold} 把签名")


DECIMALS_MAX: Final = 12


@dataclass(frozen=True, slots=True)
class DisplayUnit:
    """How to show an instrument's quantities: ``decimals`` digits below ``name``, at most ``DECIMALS_MAX``."""

    name: str
    decimals: int

    def __post_init__(self) -> None:
        if not 0 <= self.decimals <= DECIMALS_MAX:
            raise ValueError(f"a unit has 0 to {DECIMALS_MAX} decimals, not {self.decimals}")


Units = Mapping[str, DisplayUnit]
"""Instrument → unit."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a record says as a whole when fields of it hold this; braces may name ``when``, the claim's time."""

    words: Words
    where: Mapping[str, str | int | None] = field(default_factory=dict)
    """field, with those that it stands in (``scope.quantity``), → what it holds; None: it says nothing"""
    unless: Mapping[str, str | int | None] = field(default_factory=dict)
    """and these do not"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of what is composed in a sentence: told when the event says every field that its braces name."""

    words: Words
    without: str = ""
    """a field; told only when the event does not say it"""
    kind: str = ""
    """told only of events of this kind"""


@dataclass(frozen=True)
class Vocabulary:
    """How events are said: a sentence for each type, and how a field of each name is shown in it.

    A field that is not named here stands bare if it is an identifier, else between quotation marks.
    """

    sentences: Mapping[str, Words] = field(default_factory=dict)
    """event type → sentence, whose braces name fields of the event's data"""
    clauses: Mapping[str, Words] = field(default_factory=dict)
    """field → what is added, in this order, when the event says it and its sentence does not"""
    values: Mapping[str, Words] = field(default_factory=dict)
    """value of an enumeration, or ``table.value`` where one table's is called otherwise, → what it is called"""
    enumerated: frozenset[str] = frozenset()
    """fields whose values are called so"""
    quoted: frozenset[str] = frozenset()
    """fields that are a party's own words"""
    quantities: frozenset[str] = frozenset()
    """fields that count an instrument's units; null counts all of them"""
    measures: Mapping[str, Mapping[str, Measure]] = field(default_factory=dict)
    """event type → field that is a time, a duration, a day, a share … → which; drawn from the laws"""
    rows: Mapping[str, Words] = field(default_factory=dict)
    """field that lists records → each of them in words"""
    composed: Mapping[str, Sequence[Piece]] = field(default_factory=dict)
    """braces of a sentence that name no field → what stands there, as far as the event says it"""
    sums: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """event type → field that counts units of another instrument → the field that names it; drawn from the laws"""
    usual: Mapping[str, str] = field(default_factory=dict)
    """field → the value that is worth no clause"""
    fields: Mapping[str, Words] = field(default_factory=dict)
    """field of a record, or ``table.field`` where one table's is called otherwise, → what it is called"""
    remarks: Mapping[str, Sequence[Remark]] = field(default_factory=dict)
    """table → what is said of a record before its fields: each that holds"""
    tables: Mapping[str, Mapping[str, Measure]] = field(default_factory=dict)
    """table → field, with those that it stands in (``entries.since``), → what it measures; drawn from the laws"""
    counted: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """table → field that counts units of another instrument → the field that names it; drawn from the laws"""

    def called(self, name: str, table: str = "") -> Words:
        """What a field of a record is called, first in records of its table; one that no module names by its own."""
        plain = name.replace("_", " ")
        return self.fields.get(f"{table}.{name}") or self.fields.get(name, Words(plain, plain))

    def value(self, value: str, table: str = "") -> Words:
        """A value of the ledger's enumerations in words, first in records of its table; one that no module names stands
        with spaces, quoted."""
        known = self.values.get(f"{table}.{value}") or self.values.get(value)
        if known is not None:
            return known
        # Quoted where it then has spaces: `paid._The_account_is_free` must not go on in our name.
        name = written(value.replace("_", " "))
        return Words(name, name)

    def describe(self, event_type: str, data: Mapping[str, Any], *, units: Units | None = None) -> Words:
        """The event in both languages. Without an instrument's unit, its quantities count smallest units."""
        sentence = self.sentences.get(event_type)
        if sentence is None:
            return Words("Event of type {name}", "{name} 类事件").fill(name=written(event_type))
        forms = _Forms(self.sums.get(event_type, {}), self.measures.get(event_type, {}))
        values = (
            _Values(self, forms, data, {} if units is None else units, language) for language in (english, chinese)
        )
        return Words(*(_compose(sentence, each) for each in values))


COMMON: Final = Vocabulary(
    sentences={
        "transaction.rejected": Words(
            "Transaction rejected at call {call}: {reason} (outcome {outcome})",
            "交易在第 {call} 号调用处被拒绝：{reason}（结果代码 {outcome}）",
        ),
    },
    clauses={
        "expires": Words("until {expires}", "有效期至 {expires}"),
        "cause": Words("caused by {cause}", "由 {cause} 引起"),
        "reason": Words("reason: {reason}", "原因：{reason}"),
        "legal_reference": Words("legal reference {legal_reference}", "法律依据{legal_reference}"),
        "reference": Words("reference {reference}", "备注{reference}"),
        "document": Words("document SHA-256 {document}", "文书 SHA-256 {document}"),
    },
    enumerated=frozenset({"kind", "status", "reason"}),
    quoted=frozenset({"name", "reference", "legal_reference"}),
    quantities=frozenset({"quantity"}),
    fields={
        "account": Words("account", "账户"),
        "agreed_by": Words("agreed by", "同意方"),
        "balance": Words("balance", "余额"),
        "by": Words("by", "行为方"),
        "commitment": Words("commitment", "承诺值"),
        "counted": Words("counted", "计数"),
        "day": Words("day", "日期"),
        "days": Words("days", "日"),
        "document": Words("document", "文书"),
        "entries": Words("entries", "条目"),
        "expires": Words("expires", "到期时间"),
        "freeze": Words("freeze", "冻结"),
        "hold": Words("hold", "预留标识"),
        "holder": Words("holder", "持有人"),
        "instrument": Words("instrument", "产品"),
        "key": Words("key", "公钥"),
        "keys": Words("keys", "密钥"),
        "kind": Words("kind", "种类"),
        "lines": Words("steps", "步骤数"),
        "name": Words("name", "名称"),
        "offset_min": Words("the day begins as in", "日切所依时区"),
        "party": Words("party", "主体"),
        "quantity": Words("quantity", "数量"),
        "receiver": Words("receiver", "收方"),
        "reference": Words("reference", "备注"),
        "scheme": Words("signature scheme", "签名算法"),
        "sender": Words("sender", "付方"),
        "since": Words("in force from", "生效时间"),
        "status": Words("status", "状态"),
        "suspended_by": Words("suspended by", "暂停方"),
        "taken": Words("taken", "已取用"),
        "threshold": Words("signatures needed", "所需签名数"),
        "topic": Words("topic", "事项"),
        "units": Words("units", "数量"),
        "values": Words("values", "取值"),
    },
)
"""What the machine itself says, and fields that any event may have; their clauses come last."""


def gathered(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """One vocabulary of all, with what is common."""
    every = (*vocabularies, COMMON)
    return Vocabulary(
        sentences=_joined(each.sentences for each in every),
        clauses=_joined(each.clauses for each in every),
        values=_joined(each.values for each in every),
        enumerated=frozenset().union(*(each.enumerated for each in every)),
        quoted=frozenset().union(*(each.quoted for each in every)),
        quantities=frozenset().union(*(each.quantities for each in every)),
        measures=_joined(each.measures for each in every),
        rows=_joined(each.rows for each in every),
        composed=_joined(each.composed for each in every),
        sums=_joined(each.sums for each in every),
        usual=_joined(each.usual for each in every),
        fields=_joined(each.fields for each in every),
        remarks=_joined(each.remarks for each in every),
        tables=_joined(each.tables for each in every),
        counted=_joined(each.counted for each in every),
    )


def _joined(maps: Iterable[Mapping[str, T]]) -> dict[str, T]:
    """All entries; raises ValueError when two modules say one thing in different words."""
    joined: dict[str, T] = {}
    for each in maps:
        if twice := sorted(name for name in joined.keys() & each.keys() if joined[name] != each[name]):
            raise ValueError(f"two modules have {twice[0]!r}")
        joined |= each
    return joined


class _Forms(NamedTuple):
    """How fields of an event of one type, and of what stands in it, are told."""

    sums: Mapping[str, str]
    measures: Mapping[str, Measure]


class _Values(dict[str, str]):
    """The fields of an event, or of one of its rows, as text in one language; a missing one is a dash."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        forms: _Forms,
        data: Mapping[str, Any],
        units: Units,
        language: Language,
    ) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.forms = forms
        self.data = data
        self.units = units
        self.language = language

    def __missing__(self, name: str) -> str:
        if name in self.vocabulary.composed:
            return self._pieces(self.vocabulary.composed[name])
        value = self.data.get(name)
        if value is None:
            return self.language(_ALL) if name in self.vocabulary.quantities and name in self.data else _DASH
        if name in self.forms.sums or name in self.vocabulary.quantities:
            instrument = self.data.get(self.forms.sums.get(name, _INSTRUMENT))
            return _quantity(value, instrument, self.units, self.language)
        if name in self.vocabulary.enumerated:
            return self._enumerated(value)
        if name in self.forms.measures and isinstance(value, int):
            return self.language(measured(value, self.forms.measures[name]))
        if isinstance(value, str) and self.forms.measures.get(name) is Measure.json:
            return told_json(value, self.language)
        if name == "keys":
            return _keys(value, self.language)
        if name in self.vocabulary.rows:
            return self._rows(self.vocabulary.rows[name], value)
        if isinstance(value, list | tuple):
            return self.language(_AND).join(written(str(item)) for item in value) or _DASH
        return quoted(str(value)) if name in self.vocabulary.quoted else written(str(value))

    def fill(self, words: Words) -> str:
        """Words with these fields; ``600.00 CNY of CNY`` is said once, where the unit has its instrument's name."""
        return _OF_ITS_UNIT.sub(self._once, self.language(words)).format_map(self)

    def _once(self, found: re.Match[str]) -> str:
        for quantity, instrument in ((found[1], found[2]), (found[4], found[3])):
            counted = quantity is not None and self.forms.sums.get(quantity, _INSTRUMENT) == instrument
            named = self.data.get(instrument) if counted else None
            unit = self.units.get(named) if isinstance(named, str) else None
            if unit is not None and unit.name == named and isinstance(self.data.get(quantity), int):
                return f"{{{quantity}}}"
        return found[0]

    def _pieces(self, pieces: Sequence[Piece]) -> str:
        told = [self.fill(one.words) for one in pieces if self._tells(one)]
        return self.language(_AND).join(told) or _DASH

    def _tells(self, piece: Piece) -> bool:
        of_kind = not piece.kind or self.data.get("kind") == piece.kind
        without = not piece.without or not self.data.get(piece.without)
        return of_kind and without and all(self.data.get(name) for name in _BRACES.findall(piece.words.en))

    def _enumerated(self, value: Any) -> str:
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self.language(_AND).join(self._enumerated(item) for item in value) or _DASH
        return self.language(self.vocabulary.value(str(value)))

    def _rows(self, each: Words, value: Any) -> str:
        if not isinstance(value, Sequence) or isinstance(value, str):
            return _DASH
        # What a row leaves unsaid, such as the instrument of its quantity, the event says for all of them.
        said = {name: self.data[name] for name in (_INSTRUMENT, *self.forms.sums.values()) if name in self.data}
        rows = ({**said, **row} for row in value[:_ROWS_SHOWN] if isinstance(row, Mapping))
        shown = [_Values(self.vocabulary, self.forms, row, self.units, self.language).fill(each) for row in rows]
        more = len(value) - len(shown)
        if more:
            shown.append(self.language(_MORE.fill(count=more)))
        return self.language(_NEXT).join(shown)


def _compose(sentence: Words, values: _Values) -> str:
    language = values.language
    clauses = [
        values.fill(clause)
        for name, clause in values.vocabulary.clauses.items()
        if _is_told(name, values) and f"{{{name}}}" not in sentence.en
    ]
    return language(_NEXT).join([values.fill(sentence), *clauses])


def _is_told(name: str, values: _Values) -> bool:
    """Whether a clause is worth its words: empty values and the usual one are not."""
    value = values.data.get(name)
    return bool(value) and value != values.vocabulary.usual.get(name)


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
