# SPDX-License-Identifier: Apache-2.0
"""Freezes in line (轮候冻结), as people and machines read them: what was ordered, what is frozen of it, what waits."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.text import format_quantity

if TYPE_CHECKING:
    from counterfoil.evidence.words import DisplayUnit
    from counterfoil.modules.holdings.records import FreezeOrder, Holding

COLUMNS: Final = ("instrument", "place", "freeze", "ordered", "frozen", "waits", "unit")
_WAITING: Final = Words(
    "ordered to be frozen {ordered} {unit}, of which {frozen} are frozen and {waiting} wait in line",
    "命令冻结 {ordered} {unit}，其中已冻结 {frozen}，轮候 {waiting}",
)
_NOTHING: Final = Words("nothing is frozen any more", "已无冻结")


def ordered(line: "Sequence[FreezeOrder]") -> int:
    """All that freezes in a line order, in smallest units."""
    return sum(order.ordered for order in line)


def waiting(line: "Sequence[FreezeOrder]") -> int:
    """What of it could not be taken yet: more was ordered than was free."""
    return ordered(line) - sum(order.taken for order in line)


def in_words(holding: "Holding", unit: "DisplayUnit") -> Words:
    """What is frozen of a holding and what waits, in both languages, for one that has or had freezes in line."""
    if not holding.line:
        return _NOTHING
    told = {"ordered": ordered(holding.line), "frozen": holding.frozen, "waiting": waiting(holding.line)}
    return _WAITING.fill(unit=unit.name, **{name: format_quantity(it, unit.decimals) for name, it in told.items()})


def rows(holding: "Holding", unit: "DisplayUnit") -> Iterator[tuple[object, ...]]:
    """A row for each freeze, in the order in which whatever becomes free serves them."""
    for place, order in enumerate(holding.line, 1):
        counts = (order.ordered, order.taken, order.ordered - order.taken)
        shown = (format_quantity(count, unit.decimals) for count in counts)
        yield holding.instrument, place, order.freeze, *shown, unit.name


def plain(holding: "Holding") -> dict[str, Any]:
    """The holding for machines, in smallest units: with what waits in all, and of each freeze in line."""
    import msgspec

    line = [msgspec.to_builtins(order) | {"waiting": order.ordered - order.taken} for order in holding.line]
    return dict(msgspec.to_builtins(holding)) | {"line": line, "waiting": waiting(holding.line)}
