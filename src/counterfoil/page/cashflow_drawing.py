# SPDX-License-Identifier: Apache-2.0
"""Cash flows as a picture: an SVG with a panel for each currency, and a page of HTML around it, complete in itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final

from counterfoil.page.cashflow_rows import amount, event_table, is_number, moment
from counterfoil.page.markup import NOTHING, Markup, element, join, lines, text
from counterfoil.terms.kernel.arithmetic import CONTEXT, ZERO
from counterfoil.terms.kernel.events import Event

WIDTH: Final = 960
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 96, 64, 34
_PANEL: Final = 260
_GAP: Final = 48
_SMALLEST_SIDE: Final = Decimal("0.08")
_PRINCIPAL_SIDE: Final = Decimal("0.4")
"""Parts of the largest payments that the emptier side of the axis gets, without and with a principal drawn there."""
_TICKS_MAX: Final = 7
_DATES_MAX: Final = 9
_DAYS_MAX: Final = 62
"""So many days have the beginnings of two months in them; fewer get labels of their own."""
_DAY_STEPS: Final = (1, 2, 5, 10)
_MONTH_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200, 2_400, 6_000, 12_000)
_BARS_MAX: Final = 1_000
"""So many bars can still be told apart; more payments are gathered by month, or by year."""
_STEPS_MAX: Final = 200
"""So many steps are one path; an attribute of more than 4,000 characters would be cut."""
_STYLE: Final = Markup(
    "text{font:12px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#1c1f22}"
    ".title{font-size:16px;font-weight:600}.soft{fill:#565c61}.end{text-anchor:end}.middle{text-anchor:middle}"
    ".paper{fill:#fffefb}.grid{stroke:#e3dfd5;stroke-width:1}.axis{stroke:#565c61;stroke-width:1}"
    ".in{fill:#17705f}.out{fill:#b3502f}.bar{stroke:#fffefb;stroke-width:.5}.bar:hover{opacity:.7}"
    ".principal{fill:none;stroke:#3c5a99;stroke-width:1.5;stroke-dasharray:5 3}"
)
_PAGE_STYLE: Final = Markup(
    "body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1c1f22;background:#fffefb;"
    "max-width:1000px;margin:2rem auto;padding:0 1rem}svg{width:100%;height:auto}"
    "table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}"
    "th,td{padding:.25rem .6rem;border-bottom:1px solid #e3dfd5;text-align:left}.n{text-align:right}"
    "th{border-bottom:1.5px solid #565c61}@media print{body{margin:0}}"
)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one bar stands for: a payment, or all that is received or paid in a period."""

    at: datetime
    payoff: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """The axes of one currency; ``up`` and ``down`` are the amounts at the ends of the scale, neither negative.

    ``principal`` is what is outstanding from a time on; empty if there is nothing to draw.
    """

    currency: str
    flows: tuple[Flow, ...]
    principal: Mapping[datetime, Decimal]
    first: datetime
    last: datetime
    top: int
    up: Decimal
    down: Decimal

    def x(self, at: datetime) -> Decimal:
        """Where a time stands, in pixels."""
        span = Decimal(max((self.last - self.first) // timedelta(seconds=1), 1))
        passed = Decimal((at - self.first) // timedelta(seconds=1))
        return _LEFT + 14 + (WIDTH - _LEFT - _RIGHT - 28) * passed / span

    def y(self, value: Decimal) -> Decimal:
        """Where an amount stands, in pixels from above."""
        return self.top + _PANEL * (self.up - value) / (self.up + self.down)


def draw_svg(title: str, events: Sequence[Event], *, currency: str) -> str:
    """The picture as a document of its own; ``currency`` is that of the contract's principal."""
    return str(_svg(title, events, currency)) + "\n"


def draw_html(title: str, contract_type: str, events: Sequence[Event], *, currency: str) -> str:
    """A page with the picture and the table of events, that needs nothing from elsewhere."""
    headings, rows = event_table(contract_type, events)
    numeric = [all(map(is_number, column)) for column in zip(*rows, strict=True)]
    head = element("tr", *(_cell("th", *pair) for pair in zip(headings, numeric, strict=bool(rows))))
    body = [element("tr", *(_cell("td", *pair) for pair in zip(row, numeric, strict=True))) for row in rows]
    page = element(
        "html",
        element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", name="viewport", content="width=device-width"),
            element("title", text(title)),
            element("style", _PAGE_STYLE),
        ),
        element(
            "body",
            element("h1", text(title)),
            _svg(title, events, currency, heading=False),
            element("table", element("thead", head), element("tbody", lines(*body))),
        ),
        lang="en",
    )
    return f"<!DOCTYPE html>\n{page}\n"


def _cell(name: str, cell: str, is_numeric: bool) -> Markup:
    return element(name, text(cell), class_="n") if is_numeric else element(name, text(cell))


def _svg(title: str, events: Sequence[Event], currency: str, *, heading: bool = True) -> Markup:
    panels = list(_panels(events, currency))
    height = _TOP + max(len(panels), 1) * (_PANEL + _BOTTOM + _GAP)
    drawn = [_draw_panel(panel) for panel in panels]
    empty = element("text", text("nothing is paid or received"), class_="soft", x=_LEFT, y=_TOP + 40)
    return element(
        "svg",
        element("title", text(title)),
        element("style", _STYLE),
        element("rect", class_="paper", width=WIDTH, height=height),
        element("text", text(title), class_="title", x=24, y=28) if heading else NOTHING,
        lines(*drawn) if drawn else empty,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
    )


def _panels(events: Sequence[Event], principal_currency: str) -> Iterator[Panel]:
    """One panel for each currency in which something flows, all over the same time."""
    currencies = sorted({event.currency for event in events if event.payoff})
    for position, currency in enumerate(currencies):
        own = tuple(event for event in events if event.currency == currency)
        flows = _flows(own)
        ups, downs = _sums(flows)
        up, down = max(ups.values(), default=ZERO), max(downs.values(), default=ZERO)
        principal = _outstanding(own) if currency == principal_currency else {}
        sides = [_SMALLEST_SIDE, _SMALLEST_SIDE]
        if principal:
            sides[min(principal.values()) < 0] = _PRINCIPAL_SIDE
        yield Panel(
            currency,
            flows,
            principal,
            min(event.at for event in events),
            max(event.at for event in events),
            _TOP + 24 + position * (_PANEL + _BOTTOM + _GAP),
            max(up, down * sides[0]),
            max(down, up * sides[1]),
        )


def _flows(events: Iterable[Event]) -> tuple[Flow, ...]:
    """A flow for each payment, or, of very many, for what is received and what is paid in each month or year."""
    payments = [event for event in events if event.payoff]
    if len(payments) <= _BARS_MAX:
        return tuple(Flow(event.at, event.payoff, f"{moment(event.at)} {event.type.name}") for event in payments)
    months = _gathered(payments, len("2026-01"))
    return months if len(months) <= _BARS_MAX else _gathered(payments, len("2026"))


def _gathered(payments: Iterable[Event], characters: int) -> tuple[Flow, ...]:
    """The sums of each period at the time of its first payment; a time in ``characters`` of ISO 8601 is its period."""
    sums: dict[str, tuple[datetime, list[Decimal]]] = {}
    for event in payments:
        _, both = sums.setdefault(event.at.isoformat()[:characters], (event.at, [ZERO, ZERO]))
        paid = event.payoff < 0
        both[paid] = CONTEXT.add(both[paid], event.payoff)
    return tuple(
        Flow(at, total, f"{label} {word}")
        for label, (at, both) in sums.items()
        for word, total in zip(("received", "paid"), both, strict=True)
        if total
    )


def _sums(flows: Iterable[Flow]) -> tuple[dict[datetime, Decimal], dict[datetime, Decimal]]:
    """What is received, and what is paid, at each time."""
    sums: tuple[dict[datetime, Decimal], dict[datetime, Decimal]] = ({}, {})
    for flow in flows:
        side = sums[flow.payoff < 0]
        side[flow.at] = CONTEXT.add(side.get(flow.at, ZERO), CONTEXT.abs(flow.payoff))
    return sums


def _draw_panel(panel: Panel) -> Markup:
    zero = _px(panel.y(ZERO))
    return element(
        "g",
        _legend(panel),
        lines(*_amounts(panel)),
        lines(*_dates(panel)),
        lines(*_bars(panel)),
        _principal(panel) if panel.principal else NOTHING,
        element("line", class_="axis", x1=_LEFT, x2=WIDTH - _RIGHT, y1=zero, y2=zero),
    )


def _legend(panel: Panel) -> Markup:
    y = panel.top - 22
    parts = [element("text", text(panel.currency), class_="end", x=_LEFT - 10, y=y + 10)]
    for position, (class_, label) in enumerate((("in", "received"), ("out", "paid"))):
        x = _LEFT + 100 * position
        parts.append(element("rect", class_=class_, x=x, y=y, width=12, height=12))
        parts.append(element("text", text(label), class_="soft", x=x + 18, y=y + 10))
    if panel.principal:
        parts.append(element("line", class_="principal", x1=_LEFT + 200, x2=_LEFT + 228, y1=y + 6, y2=y + 6))
        label = "outstanding principal, right scale"
        parts.append(element("text", text(label), class_="soft", x=_LEFT + 234, y=y + 10))
    return join(*parts)


def _amounts(panel: Panel) -> Iterator[Markup]:
    """Horizontal lines at round amounts."""
    step = _round_step((panel.up + panel.down) / _TICKS_MAX)
    for count in range(-int(panel.down / step), int(panel.up / step) + 1):
        y = panel.y(step * count)
        yield element("line", class_="grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=_px(y), y2=_px(y))
        yield element("text", text(_short(step * count)), class_="soft end", x=_LEFT - 10, y=_px(y + 4))


def _dates(panel: Panel) -> Iterator[Markup]:
    """Labels at the beginnings of days, months or years."""
    bottom = panel.top + _PANEL
    days = (panel.last.date() - panel.first.date()).days
    for at, label in _marked_days(panel, days) if days < _DAYS_MAX else _marked_months(panel):
        yield element("line", class_="grid", x1=_px(panel.x(at)), x2=_px(panel.x(at)), y1=panel.top, y2=bottom)
        yield element("text", text(label), class_="soft middle", x=_px(panel.x(at)), y=bottom + 18)


def _marked_days(panel: Panel, days: int) -> Iterator[tuple[datetime, str]]:
    step = next(size for size in _DAY_STEPS if days // size <= _DATES_MAX)
    midnight = datetime.combine(panel.first, time())
    for number in range(0, days + 1, step):
        at = midnight + timedelta(days=number)
        yield max(at, panel.first), at.date().isoformat()


def _marked_months(panel: Panel) -> Iterator[tuple[datetime, str]]:
    first, last = (at.year * 12 + at.month - 1 for at in (panel.first, panel.last))
    step = next(size for size in _MONTH_STEPS if (last - first) // size <= _DATES_MAX)
    for month in range(-(-first // step) * step, last + 1, step):
        at = panel.first.replace(year=month // 12, month=month % 12 + 1, day=1, hour=0, minute=0, second=0)
        if at >= panel.first:
            yield at, f"{at.year:04d}" if step % 12 == 0 else f"{at.year:04d}-{at.month:02d}"


def _bars(panel: Panel) -> Iterator[Markup]:
    """A bar for each flow, on top of those of the same time; its words show when one points at it."""
    width = _bar_width(panel)
    ends: dict[tuple[datetime, bool], Decimal] = {}
    for flow in panel.flows:
        key = (flow.at, flow.payoff < 0)
        start = ends.get(key, ZERO)
        ends[key] = end = start + flow.payoff
        above, below = sorted((panel.y(start), panel.y(end)))
        words = f"{flow.words}: {amount(flow.payoff, signed=True)} {panel.currency}"
        yield element(
            "rect",
            element("title", text(words)),
            class_=f"bar {'out' if flow.payoff < 0 else 'in'}",
            x=_px(panel.x(flow.at) - width / 2),
            y=_px(above),
            width=_px(width),
            height=_px(max(below - above, Decimal(1))),
        )


def _bar_width(panel: Panel) -> Decimal:
    """As wide as the closest neighbours allow."""
    places = sorted({panel.x(flow.at) for flow in panel.flows})
    closest = min((right - left for left, right in pairwise(places)), default=Decimal(40))
    return min(max(closest * 7 / 10, Decimal(2)), Decimal(24))


def _principal(panel: Panel) -> Markup:
    """The principal as a line of steps, on a scale of its own around the same zero."""
    largest = max(panel.principal.values(), key=abs)
    zero = panel.y(ZERO)
    room = zero - panel.top if largest > 0 else panel.top + _PANEL - zero
    scale = room / abs(largest)
    corners = [(panel.x(at), zero - value * scale) for at, value in sorted(panel.principal.items())]
    corners = [(corners[0][0], zero), *corners]
    paths = [_steps(corners[first : first + _STEPS_MAX + 1]) for first in range(0, len(corners) - 1, _STEPS_MAX)]
    label = element(
        "text", text(_short(largest)), class_="soft", x=WIDTH - _RIGHT + 10, y=_px(zero - largest * scale + 4)
    )
    return join(*paths, label)


def _steps(corners: Sequence[tuple[Decimal, Decimal]]) -> Markup:
    (x, y), *others = corners
    path = f"M{_px(x)} {_px(y)}" + "".join(f"H{_px(x)}V{_px(y)}" for x, y in others)
    return element("path", class_="principal", d=path)


def _outstanding(events: Sequence[Event]) -> dict[datetime, Decimal]:
    """The principal after each event; nothing if there is none, or if its sign changes: then it is that of two legs."""
    known = ((event.at, event.state.values().get("notionalPrincipal")) for event in events)
    after = {at: value for at, value in known if isinstance(value, Decimal)}
    signs = {value > 0 for value in after.values() if value}
    return _thinned(after) if len(signs) == 1 else {}


def _thinned(after: Mapping[datetime, Decimal]) -> dict[datetime, Decimal]:
    """The same line without steps that change nothing; of very many, about as many as there are columns."""
    times = sorted(after)
    steps = times[:1] + [at for before, at in pairwise(times) if after[at] != after[before]]
    return {at: after[at] for at in {*steps[:: -(-len(steps) // _BARS_MAX)], times[-1]}}


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, 20 … that is not less."""
    unit = Decimal(1).scaleb(least.adjusted())
    return next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= least)


def _short(value: Decimal) -> str:
    """An amount on an axis, without decimals that say nothing."""
    written = amount(value)
    return written.removesuffix(".00") if "." in written else written


def _px(value: Decimal) -> str:
    return f"{value:.2f}"
