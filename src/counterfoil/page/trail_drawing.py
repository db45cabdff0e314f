# SPDX-License-Identifier: Apache-2.0
"""The trail, drawn: one picture per event, stacked without gaps into one line from the first event to the last.

Each picture is ``WIDTH`` units wide: counterparty and arrow on the left, the rail with the event's node, its words,
and on the right the balance as a step chart whose time runs downwards. One picture per event lets paper break the
line between two events and nowhere else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.event import GENESIS_TRANSACTION
from counterfoil.evidence.narrative import Parts, ReportStep
from counterfoil.evidence.text import format_time, safe_text, wrap_text
from counterfoil.page.amounts import Unit, amount
from counterfoil.page.markup import Markup, element, join, lines, text
from counterfoil.page.report_labels import LABELS, PARTS

ShowTime = Callable[[int], str]
"""A time in milliseconds as text."""
WIDTH: Final = 1_000
FIRST_DRAWN: Final = 20
LAST_DRAWN: Final = 60
_BOX_WIDTH: Final = 156
_BOX_HEIGHT: Final = 72
_RAIL: Final = 216
_NODE_RADIUS: Final = 12
_WORDS: Final = 242
_WORDS_END: Final = 650
_NUMBERS_END: Final = 786
_CHART: Final = 806
_CHART_WIDTH: Final = 190
_LINE: Final = 16
_PADDING: Final = 12
_NODE_Y: Final = 34
_SHORT_HASH: Final = 16


@dataclass(frozen=True, slots=True)
class Scale:
    """How quantities become lengths and text."""

    largest: int
    """the largest balance drawn"""
    unit: Unit | None
    """of the claim; an event may say another"""

    def length(self, quantity: int) -> int:
        return _CHART_WIDTH * max(quantity, 0) // self.largest if self.largest > 0 else 0

    def number(self, quantity: int, step: ReportStep | None = None, *, signed: bool = False) -> str:
        return amount(quantity, (None if step is None else step.unit) or self.unit, signed=signed)


def drawn(count: int) -> tuple[int, int]:
    """How many events are drawn from the beginning and from the end of a trail; (count, 0) when all are."""
    return (count, 0) if count <= FIRST_DRAWN + LAST_DRAWN else (FIRST_DRAWN, LAST_DRAWN)


def has_balances(steps: Sequence[ReportStep]) -> bool:
    """Whether any balance is drawn: a record that is no holding has none."""
    return any(step.balance is not None for step in steps)


def draw_trail(steps: Sequence[ReportStep], *, unit: Unit | None, gap: Words, end: Words, times: ShowTime) -> Markup:
    """The whole trail as a list of pictures; ``gap`` says what became of events that are not drawn."""
    first, last = drawn(len(steps))
    shown = [*range(first), *range(len(steps) - last, len(steps))]
    scale = Scale(max((step.balance.total for step in steps if step.balance is not None), default=0), unit)
    pictures = [element("li", _draw_head(scale))]
    for position in shown:
        if last and position == len(steps) - last:
            pictures.append(element("li", _draw_gap(gap)))
        pictures.append(element("li", _draw_step(steps[position], position + 1, scale, times)))
    pictures.append(element("li", _draw_end(end)))
    return join(_swatches(), element("ol", lines(*pictures), class_="trail"))


def draw_legend() -> Markup:
    """The four parts and how each is filled."""
    entries = (
        element(
            "li",
            element(
                "svg",
                element("rect", class_=part, x=0, y=0, width=22, height=12),
                viewBox="0 0 22 12",
                aria_hidden="true",
            ),
            text(f"{PARTS[part].zh} {PARTS[part].en}"),
        )
        for part in PARTS
    )
    return element("ul", *entries, class_="legend")


def _swatches() -> Markup:
    """Fill patterns that stay apart in black and white."""
    hatch = element(
        "pattern",
        element("rect", width=6, height=6, fill="#dfe9ea"),
        element("rect", width=2, height=6, fill="#17505f"),
        id="held",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    dots = element(
        "pattern",
        element("rect", width=6, height=6, fill="#eef2f1"),
        element("circle", cx=3, cy=3, r="1.5", fill="#17505f"),
        id="pledged",
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )
    return element("svg", element("defs", hatch, dots), class_="swatches", aria_hidden="true")


def _draw_head(scale: Scale) -> Markup:
    """What the columns are, and the ends of the chart's axis."""
    event, counterparty, balance = LABELS["event"], LABELS["counterparty"], LABELS["balance"]
    end = _CHART + _CHART_WIDTH
    axis = (
        element("text", text(f"{balance.zh} {balance.en}"), class_="t-soft", x=_CHART, y=16),
        element("text", text("0"), class_="t-soft", x=_CHART, y=34),
        element("text", text(scale.number(scale.largest)), class_="t-soft end", x=end, y=34),
        element("line", class_="axis", x1=_CHART, y1=40, x2=end, y2=40),
        element("line", class_="axis", x1=_CHART, y1=40, x2=_CHART, y2=44),
    )
    range_drawn = f"{balance.zh} {balance.en}: 0 – {scale.number(scale.largest)}"
    return _picture(
        f"{event.zh} / {event.en}",
        range_drawn if scale.largest else f"{counterparty.zh} / {counterparty.en}",
        44,
        element("text", text(f"{counterparty.zh} {counterparty.en}"), class_="t-soft", x=1, y=16),
        element("text", text(f"{event.zh} {event.en}"), class_="t-soft", x=_WORDS, y=16),
        *(axis if scale.largest else ()),
    )


def _draw_step(step: ReportStep, number: int, scale: Scale, times: ShowTime) -> Markup:
    words, bottom = _draw_words(step, times(step.time))
    height = max(bottom, _NODE_Y + 62) + _PADDING
    moves = step.change != Parts()
    node = element("circle", class_="node moves" if moves else "node", cx=_RAIL, cy=_NODE_Y, r=_NODE_RADIUS)
    label = ("t-node t-inverse" if moves else "t-node") + (" t-tiny" if number > 999 else "")
    start = _NODE_Y if number == 1 else 0
    return _picture(
        f"{number}. {step.title_zh} / {step.title_en}",
        _description(step, scale),
        height,
        element("line", class_="rail", x1=_RAIL, y1=start, x2=_RAIL, y2=height),
        *_draw_counterparty(step),
        node,
        element("text", text(str(number)), class_=label, x=_RAIL, y=_NODE_Y + 4),
        *words,
        *_draw_numbers(step, scale),
        *_draw_chart(step, scale, height),
        element("line", class_="thin", x1=_WORDS, y1=height - 1, x2=_NUMBERS_END, y2=height - 1),
    )


def _picture(title: str, description: str, height: int, *content: Markup) -> Markup:
    return element(
        "svg",
        element("title", text(title)),
        element("desc", text(description)),
        *content,
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
    )


def _description(step: ReportStep, scale: Scale) -> str:
    """What the picture shows, for those who do not see it."""
    change = _change_words(step, scale)
    balance = "" if step.balance is None else _balance_words(step, scale)
    return format_time(step.time) + (f"; {change}" if change else "") + balance


def _balance_words(step: ReportStep, scale: Scale) -> str:
    balance = step.balance or Parts()
    parts = ", ".join(
        f"{PARTS[part].zh} {PARTS[part].en} {scale.number(value, step)}" for part, value in balance.items()
    )
    return f"; {LABELS['balance'].zh} {LABELS['balance'].en}: {parts}"


def authority(step: ReportStep) -> str:
    """Who authorised the event; the genesis document itself does for its own events."""
    if not step.authorised_by and step.transaction == GENESIS_TRANSACTION:
        return f"{LABELS['genesis'].zh} {LABELS['genesis'].en}"
    return ", ".join(step.authorised_by) or "—"


def of_no_holding(step: ReportStep) -> bool:
    """Whether the event is shown for another record than a holding: then nothing is said of quantities."""
    return step.balance is None and step.change == Parts()


def _change_words(step: ReportStep, scale: Scale) -> str:
    if of_no_holding(step):
        return ""
    if step.change == Parts():
        return f"{LABELS['no_change'].zh} {LABELS['no_change'].en}"
    return ", ".join(
        f"{PARTS[part].zh} {PARTS[part].en} {scale.number(value, step, signed=True)}"
        for part, value in step.change.items()
        if value
    )


def _draw_words(step: ReportStep, time: str) -> tuple[list[Markup], int]:
    """When and where, what happened in both languages, who authorised it; and where the text ends."""
    width = _WORDS_END - _WORDS
    block = LABELS["block_short"].fill(height=step.height, index=step.index)
    signed = f"{LABELS['authorised_by'].zh} {LABELS['authorised_by'].en}: {authority(step)}"
    rows = [
        ("t-time", f"{time} · {block.zh} · {block.en}", 3, 12),
        ("t-zh", step.title_zh, 3, 15),
        ("t-en", step.title_en, 3, 13),
        ("t-soft", signed, 4, 12),
    ]
    content: list[Markup] = []
    y = _PADDING
    for style, value, lines_max, size in rows:
        y += 3
        for line in wrap_text(safe_text(value, length_max=600), width=width * 100 // size, lines_max=lines_max):
            y += _LINE + (2 if style == "t-zh" else 0)
            content.append(element("text", text(line), class_=style, x=_WORDS, y=y))
    y += _LINE + 2
    short = f"{step.type} · {step.event_hash[:_SHORT_HASH]}…"
    content.append(element("text", text(safe_text(short, length_max=60)), class_="t-mono", x=_WORDS, y=y))
    return content, y


def _draw_numbers(step: ReportStep, scale: Scale) -> Iterator[Markup]:
    """The change of the total and the balance after it, right-aligned; smaller type for very long numbers."""
    if of_no_holding(step):
        return
    total = step.change.total
    if total:
        label, value = LABELS["change"], scale.number(total, step, signed=True)
    else:
        label, value = (LABELS["moved"] if step.change != Parts() else LABELS["no_change"]), ""
    rows = [(label, value)]
    if step.balance is not None:
        rows.append((LABELS["balance"], scale.number(step.balance.total, step)))
    for row, (words, number) in enumerate(rows):
        y = _NODE_Y - 5 + 44 * row
        yield element("text", text(f"{words.zh} {words.en}"), class_="t-soft end", x=_NUMBERS_END, y=y)
        if number:
            style = "t-num end" if len(number) <= 16 else "t-mono end"
            yield element("text", text(number), class_=style, x=_NUMBERS_END, y=y + 18)


def _draw_counterparty(step: ReportStep) -> Iterator[Markup]:
    """A box with the counterparty, and an arrow into or out of the rail."""
    if step.counterparty is None:
        return
    label = LABELS[{"in": "from", "out": "to"}.get(step.direction, "with")]
    top, edge, tip = _NODE_Y - 22, _BOX_WIDTH, _RAIL - _NODE_RADIUS
    yield element("rect", class_="box", x=1, y=top, width=_BOX_WIDTH - 1, height=_BOX_HEIGHT)
    yield element("text", text(f"{label.zh} {label.en}"), class_="t-soft", x=10, y=top + 17)
    name = wrap_text(safe_text(step.counterparty), width=(_BOX_WIDTH - 22) * 100 // 12, lines_max=3)
    for row, line in enumerate(name):
        yield element("text", text(line), x=10, y=top + 33 + 15 * row)
    y = _NODE_Y
    dash = "arrow" if step.direction != "none" else "thin"
    yield element("line", class_=dash, x1=edge, y1=y, x2=tip, y2=y)
    if step.direction == "in":
        yield element("path", class_="head", d=f"M{tip} {y}l-10 -5v10z")
    elif step.direction == "out":
        yield element("path", class_="head", d=f"M{edge + 1} {y}l10 -5v10z")


def _draw_chart(step: ReportStep, scale: Scale, height: int) -> Iterator[Markup]:
    """The balance before the event above its node and after it below: steps of one chart down the page."""
    if step.balance is None:
        return
    after, before = step.balance, step.balance.before(step.change)
    yield from _bars(before, 0, _NODE_Y, scale)
    yield from _bars(after, _NODE_Y, height, scale)
    old, new = _CHART + scale.length(before.total), _CHART + scale.length(after.total)
    yield element("path", class_="step", d=f"M{old} 0V{_NODE_Y}H{new}V{height}")
    yield element("line", class_="axis", x1=_CHART, y1=0, x2=_CHART, y2=height)


def _bars(balance: Parts, top: int, bottom: int, scale: Scale) -> Iterator[Markup]:
    """The four parts side by side; their ends are rounded as sums, so that they always meet the total."""
    total = 0
    for part, value in balance.items():
        start = scale.length(total)
        total += value
        width = scale.length(total) - start
        if width > 0:
            yield element("rect", class_=part, x=_CHART + start, y=top, width=width, height=bottom - top)


def _draw_gap(words: Words) -> Markup:
    height = 70
    return _picture(
        f"{words.zh} / {words.en}",
        f"{words.zh} / {words.en}",
        height,
        element("line", class_="gap", x1=_RAIL, y1=6, x2=_RAIL, y2=height - 2),
        element("text", text(f"… {words.zh}"), class_="t-zh", x=_WORDS, y=32),
        element("text", text(f"… {words.en}"), class_="t-en", x=_WORDS, y=52),
        element("line", class_="gap", x1=_CHART, y1=6, x2=_CHART, y2=height - 2),
    )


def _draw_end(words: Words) -> Markup:
    height = 62
    return _picture(
        f"{words.zh} / {words.en}",
        f"{words.zh} / {words.en}",
        height,
        element("line", class_="rail", x1=_RAIL, y1=0, x2=_RAIL, y2=26),
        element("line", class_="rail", x1=_RAIL - 16, y1=26, x2=_RAIL + 16, y2=26),
        element("line", class_="rail", x1=_RAIL - 9, y1=32, x2=_RAIL + 9, y2=32),
        element("text", text(words.zh), class_="t-zh", x=_WORDS, y=28),
        element("text", text(words.en), class_="t-en", x=_WORDS, y=46),
    )
