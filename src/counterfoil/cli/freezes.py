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
_WHOLE: Final = Words(
    "frozen as a whole: {frozen} {unit}, and all that becomes free",
    "全部冻结：已冻结 {frozen} {unit}，其后可用部分一并冻结",
)
_ALL: Final = "all 全部"
_NOTHING: Final = Words("nothing is frozen any more", "已无冻结")


def ordered(line: "Sequence[FreezeOrder]") -> int | None:
    """All that freezes in a line order, in smallest units; None when one of them is of the whole holding."""
    return None if any(order.whole for order in line) else sum(order.ordered for order in line)


def waiting(line: "Sequence[FreezeOrder]") -> int | None:
    """What of it could not be taken yet: more was ordered than was free. None: all that comes."""
    total = ordered(line)
    return None if total is None else total - sum(order.taken for order in line)


def in_words(holding: "Holding", unit: "DisplayUnit") -> Words:
    """What is frozen of a holding and what waits, in both languages, for one that has or had freezes in line."""
    if not holding.line:
        return _NOTHING
    told = {"ordered": ordered(holding.line), "frozen": holding.frozen, "waiting": waiting(holding.line)}
    shown = {name: format_quantity(it, unit.decimals) for name, it in told.items() if it is not None}
    return (_WAITING if "ordered" in shown else _WHOLE).fill(unit=unit.name, **shown)


def rows(holding: "Holding", unit: "DisplayUnit") -> Iterator[tuple[object, ...]]:
    """A row for each freeze, in the order in which whatever becomes free serves them."""
    for place, order in enumerate(holding.line, 1):
        taken = format_quantity(order.taken, unit.decimals)
        total, waits = (format_quantity(it, unit.decimals) for it in (order.ordered, order.ordered - order.taken))
        shown = (_ALL, taken, _ALL) if order.whole else (total, taken, waits)
        yield holding.instrument, place, order.freeze, *shown, unit.name


def plain(holding: "Holding") -> dict[str, Any]:
    """The holding for machines, in smallest units: with what waits in all, and of each freeze in line; null: all."""
    import msgspec

    line = [
        msgspec.to_builtins(order) | {"ordered": ordered([order]), "waiting": waiting([order])}
        for order in holding.line
    ]
    return dict(msgspec.to_builtins(holding)) | {"line": line, "waiting": waiting(holding.line)}
