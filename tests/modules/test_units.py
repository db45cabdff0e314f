# SPDX-License-Identifier: Apache-2.0
"""What a quantity counts: a record or an event that names a cash says of each quantity whether it is of that cash."""

import re
from collections.abc import Iterator

import msgspec
import pytest

from counterfoil.evidence.measures import Measure
from counterfoil.law.fields import counted_in, forms_of
from counterfoil.modules import laws, modules

CASH = "cash"
UNITS = frozenset(
    {"in_cycle", "left", "lot", "minimum", "per", "quantity", "returned", "settled", "shares", "sold", "taken", "units"}
)
"""Names of quantities beside a cash that count units of the instrument all the same. Whoever has a new one decides
here; whatever is money has the mark (``Money``)."""
MADE_OF = {
    **{table.prefix: table.record for module in modules() for table in module.law.tables},
    **{event.type: event for module in modules() for event in module.law.events},
}
"""table or event type → the struct"""


def quantities(struct: type[msgspec.Struct]) -> list[str]:
    """Where they stand in it."""
    return [
        path for path, measure in forms_of(struct).items() if measure in (Measure.quantity, Measure.quantity_or_all)
    ]


def called(path: str) -> str:
    """The field's own name."""
    return path.rpartition(".")[2]


def around(path: str, name: str) -> Iterator[str]:
    """Where a field of that name would stand beside this one, or beside what it stands in."""
    while path:
        path = path.rpartition(".")[0]
        yield f"{path}.{name}" if path else name


def says(struct: type[msgspec.Struct], path: str, name: str) -> bool:
    return any(one in forms_of(struct) for one in around(path, name))


@pytest.mark.parametrize("name", sorted(MADE_OF))
def test_beside_a_cash_every_quantity_says_what_it_counts(name: str) -> None:
    """Units of the instrument are called so; all else is marked as money, also in what it stands in."""
    struct = MADE_OF[name]
    marked = counted_in(struct)
    unmarked = {called(path) for path in quantities(struct) if path not in marked and says(struct, path, CASH)}
    assert unmarked <= UNITS


@pytest.mark.parametrize("noun", [module.law.noun for module in modules()])
def test_what_is_money_is_money_in_all_of_a_noun(noun: str) -> None:
    """A name that is marked once is marked wherever the noun counts something by it, beside a cash or not."""
    own = [struct for name, struct in MADE_OF.items() if name.startswith((f"{noun}/", f"{noun}."))]
    money = {called(path) for struct in own for path, field in counted_in(struct).items() if field == CASH}
    unmarked = [
        path
        for struct in own
        for path in quantities(struct)
        if called(path) in money and counted_in(struct).get(path) != CASH
    ]
    assert unmarked == [] and not money & UNITS - {"minimum"}


@pytest.mark.parametrize("table", [table.prefix for module in modules() for table in module.law.tables])
def test_a_record_names_what_it_counts(table: str) -> None:
    """The field that a mark names stands beside what is counted, or around it; else nobody could tell the unit."""
    struct = MADE_OF[table]
    assert [path for path, field in counted_in(struct).items() if not says(struct, path, field)] == []


@pytest.mark.parametrize("type_", sorted(laws().vocabulary.measures))
def test_a_sentence_adds_no_unit_to_what_has_its_own(type_: str) -> None:
    """A day is told as a date, a share in per cent, an offset as that of a zone: words beside it would say it twice."""
    sentence = laws().vocabulary.sentences[type_]
    for field in laws().vocabulary.measures[type_]:
        assert not re.search(
            rf"\b[Dd]ay {{{field}}} of the year|{{{field}}} (minutes|millionths|ms|per cent)", sentence.en
        )
        assert not re.search(rf"(日序|百万分之) ?{{{field}}}|{{{field}}} ?(分钟|毫秒)", sentence.zh)


@pytest.mark.parametrize("type_", sorted(laws().vocabulary.sums))
def test_a_sentence_names_what_it_counts(type_: str) -> None:
    """So does an event of each sum that its sentence says; and a name counts one thing in all of an event."""
    event, sentence = MADE_OF[type_], laws().vocabulary.sentences[type_]
    marked = counted_in(event)
    for path in marked:
        if f"{{{called(path)}}}" in sentence.en:
            assert says(event, path, marked[path]), path
    counts = {(called(path), marked.get(path)) for path in quantities(event)}
    assert len(counts) == len({name for name, _ in counts})
