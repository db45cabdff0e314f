# SPDX-License-Identifier: Apache-2.0
"""Cash flows as a chart for the terminal: what is paid to the left of an axis, what is received to the right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeVar

from counterfoil.page.cashflow_rows import amount
from counterfoil.terms.kernel.arithmetic import CONTEXT, ZERO
from counterfoil.terms.kernel.events import Event

if TYPE_CHECKING:
    from rich.text import Text

K = TypeVar("K")
Sums = tuple[Decimal, Decimal]
"""What is received and what is paid, neither negative."""
BARS_MAX: Final = 36
WIDTH_MIN: Final = 40
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
_HALF_FROM_THE_RIGHT: Final = "▐"
_PERIODS: Final[tuple[tuple[str, Callable[[date], str]], ...]] = (
    ("by day", date.isoformat),
    ("by month", lambda day: f"{day.year:04d}-{day.month:02d}"),
    ("by year", lambda day: f"{day.year:04d}"),
    ("by decade", lambda day: f"{day.year // 10:03d}0s"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """The flows of a day, a month or a year in one currency; ``paid`` is not negative."""

    label: str
    received: Decimal
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of one currency, and what one of them stands for."""

    currency: str
    period: str
    bars: tuple[Bar, ...]


def charts(events: Iterable[Event]) -> list[Chart]:
    """One chart for each currency in which something flows, by the shortest period that keeps it short."""
    flows: dict[str, list[tuple[date, Sums]]] = {}
    for event in events:
        if event.payoff:
            both = (event.payoff, ZERO) if event.payoff > 0 else (ZERO, CONTEXT.minus(event.payoff))
            flows.setdefault(event.currency, []).append((event.at.date(), both))
    return [_chart(currency, found) for currency, found in sorted(flows.items())]


def draw_chart(chart: Chart, *, width: int) -> "Text":
    """The chart in ``width`` columns: one line for each bar, then nothing."""
    from rich.text import Text

    paid = [amount(-bar.paid) if bar.paid else "" for bar in chart.bars]
    received = [amount(bar.received, signed=True) if bar.received else "" for bar in chart.bars]
    label = max(len(bar.label) for bar in chart.bars)
    numbers = max(map(len, paid)) + max(map(len, received)) + 2
    room = max(WIDTH_MIN, width) - label - numbers - 6
    left, right = _halves(chart, max(room, 8))
    largest = max(max(bar.received, bar.paid) for bar in chart.bars)
    drawn = Text()
    for bar, out, into in zip(chart.bars, paid, received, strict=True):
        drawn.append(f"  {bar.label:<{label}} ")
        drawn.append(_from_the_right(_share(bar.paid, largest, left[1]), left[0]), style="red")
        drawn.append("│", style="dim")
        drawn.append(_from_the_left(_share(bar.received, largest, right[1]), right[0]), style="green")
        drawn.append(f"  {out:>{max(map(len, paid))}} ", style="red")
        drawn.append(f" {into:>{max(map(len, received))}}\n", style="green")
    return drawn


def _chart(currency: str, flows: Iterable[tuple[date, Sums]]) -> Chart:
    days = sorted(_gathered(flows, lambda day: day).items())
    for period, name in _PERIODS:
        chart = Chart(currency, period, _bars(days, name))
        if len(chart.bars) <= BARS_MAX:
            break
    return chart


def _bars(days: Iterable[tuple[date, Sums]], name: Callable[[date], str]) -> tuple[Bar, ...]:
    return tuple(Bar(label, *both) for label, both in _gathered(days, name).items())


def _gathered(flows: Iterable[tuple[date, Sums]], key: Callable[[date], K]) -> dict[K, Sums]:
    """The sums of each period, in the order in which the periods first come."""
    sums: dict[K, Sums] = {}
    for day, (received, paid) in flows:
        period = key(day)
        before = sums.get(period, (ZERO, ZERO))
        sums[period] = (CONTEXT.add(before[0], received), CONTEXT.add(before[1], paid))
    return sums


def _halves(chart: Chart, room: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Columns of each side, and the columns that the largest amount of either has: one scale for both."""
    largest_paid = max(bar.paid for bar in chart.bars)
    largest_received = max(bar.received for bar in chart.bars)
    largest = max(largest_paid, largest_received)
    total = CONTEXT.add(largest_paid, largest_received)
    scale = max(1, int(CONTEXT.divide(CONTEXT.multiply(largest, Decimal(room)), total)))
    left = _columns(largest_paid, largest, scale)
    return (left, scale), (_columns(largest_received, largest, scale), scale)


def _columns(value: Decimal, largest: Decimal, scale: int) -> int:
    return -(-_share(value, largest, scale) // 8)


def _share(value: Decimal, largest: Decimal, columns: int) -> int:
    """Eighths of a column that an amount takes; at least one if it is not zero."""
    eighths = int(CONTEXT.divide(CONTEXT.multiply(value, Decimal(8 * columns)), largest))
    return max(eighths, 1) if value else 0


def _from_the_left(eighths: int, columns: int) -> str:
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(columns)


def _from_the_right(eighths: int, columns: int) -> str:
    """Only halves: there are no characters for other parts that stand at the right edge."""
    full, rest = divmod(eighths + 2, 8)
    part = _HALF_FROM_THE_RIGHT if rest >= 4 or (eighths and not full) else ""
    return (part + "█" * full).rjust(columns)
